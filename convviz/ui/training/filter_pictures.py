"""The target, the prediction and the error side by side, zoomed and panned together."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Display, Scale, scale_of, shares_beyond, weight_scale
from convviz.lab.pictures.picture import Picture, picture_of_map
from convviz.lab.pictures.shown_map import empty_positions
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.training.filter_problem import FilterProblem
from convviz.lab.training.filter_race import Snapshot
from convviz.nn.receptive_field import ReceptiveField, field_of
from convviz.ui.drop_hint import DropHint
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.picture_pair import placement_of, placement_of_sampling
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import UNIT
from convviz.ui.translation.translation_scale import ScaleStrip
from convviz.ui.widgets.controls import menu_button, tool_button
from convviz.ui.widgets.heading import Heading

SMALLEST = 12 * UNIT, 10 * UNIT  # (width, height) of a view: three lie side by side in the smallest window
NAMES = "Target", "Prediction", "Error"


class TargetView(ImageView):
    """The target; a picture that is dropped here becomes the target.

    Signals
    -------
    dropped(QMimeData)
        A person let something go that may hold a picture.
    """

    dropped = Signal(QMimeData)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(viewport, name, parent)
        self.setAcceptDrops(True)
        self.hint = DropHint(self)
        self.hint.setText("Drop to learn from it")
        self.hint.setWordWrap(True)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.hint.answer(event, self)
        self.hint.setGeometry(self.rect())

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hint.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.hint.hide()
        self.hint.accept(event)
        self.dropped.emit(event.mimeData())


class _Shown(NamedTuple):
    """Values (h, w) and where they lie."""

    values: FloatArray
    placement: Placement


class FilterPictures(QWidget):
    """Shows one snapshot.

    Signals
    -------
    read_out(str)
        The three values under the pointer.
    looked_elsewhere()
        Another part is on the screen, or more of it.
    """

    read_out = Signal(str)
    looked_elsewhere = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: FilterProblem | None = None
        self._snapshot: Snapshot | None = None
        self._target: Picture | None = None  # all of it
        self._input_size = 1, 1
        self._scale = Scale(-1, 1, "balance")
        self._display = Display()
        self._field: ReceptiveField | None = None
        self._shown: tuple[_Shown, ...] = ()
        self.viewport = Viewport(self)
        self.target_view = TargetView(self.viewport, NAMES[0])
        self.views: tuple[ImageView, ...] = (
            self.target_view,
            ImageView(self.viewport, NAMES[1]),
            ImageView(self.viewport, NAMES[2]),
        )
        self.choose_target, self.magnify = menu_button("Open"), tool_button("Magnify", checkable=True)
        self.headings = Heading(NAMES[0], self.choose_target), Heading(NAMES[1]), Heading(NAMES[2], self.magnify)
        self.strips = tuple(ScaleStrip(f"Colours of the {name.lower()}") for name in NAMES)
        self._lay_out()
        self.magnify.toggled.connect(self._show_error)
        self.views[1].looked_elsewhere.connect(self.looked_elsewhere)
        for index, view in enumerate(self.views):
            view.pixel_hovered.connect(lambda place, index=index: self._on_hovered(index, place))

    def show_state(self, state: State) -> None:
        """Show where the target is from, and colours as they are chosen."""
        choice = state.learning.filter
        name = (
            choice.target_name if choice.target is not None else f"map of {state.filter_title(state.selected_filter)}"
        )
        self.headings[0].details.setText(name)
        self._field = field_of(state.layer)
        if state.display != self._display:
            self._display, self._problem = state.display, None
            if self._snapshot:
                self.show_snapshot(self._snapshot, self._input_size)

    def show_names(self, prediction: str) -> None:
        """Say whose prediction it is."""
        self.headings[1].details.setText(prediction)

    def show_snapshot(self, snapshot: Snapshot, input_size: tuple[int, int]) -> None:
        """Show a snapshot of a filter that is learnt from an input of (height, width)."""
        if self._field is None:
            return
        self._snapshot, self._input_size = snapshot, input_size
        if snapshot.problem is not self._problem:
            self._show_target(snapshot.problem, self._field, input_size)
        on_screen = placement_of_sampling(self._field, snapshot.at)
        self._shown = (
            self._sampled_target(snapshot, on_screen),
            _Shown(snapshot.prediction, on_screen),
            _Shown(snapshot.error, on_screen),
        )
        picture = picture_of_map(snapshot.prediction, self._scale)
        self.views[1].show_picture(picture, snapshot.prediction[np.newaxis], on_screen)
        self.strips[1].show_scale(self._scale, shares_beyond(snapshot.prediction, self._scale))
        self._show_error()

    def show_nothing(self) -> None:
        """Show that there is no target and no prediction now."""
        self._snapshot = self._problem = None
        self._shown = ()
        height, width = self._input_size
        for view in self.views:
            view.show_picture(empty_positions((1, height, width)), None, Placement())
        self._show_strips(False)

    def _show_strips(self, are_shown: bool) -> None:
        for strip in self.strips:
            strip.setVisible(are_shown)

    def _show_target(self, problem: FilterProblem, field: ReceptiveField, input_size: tuple[int, int]) -> None:
        target = problem.task.target
        self._problem, self._scale = problem, scale_of(target, self._display)
        self._show_strips(True)
        place = placement_of(field)
        self._target = picture_of_map(target, self._scale)
        self.strips[0].show_scale(self._scale, shares_beyond(target, self._scale))
        height, width = input_size
        self.viewport.set_content(width, height, place.rect(0, 0, *target.shape))

    def _sampled_target(self, snapshot: Snapshot, on_screen: Placement) -> _Shown:
        """Show the target at the places of the prediction: both lack the same detail where not all is on the screen."""
        whole = snapshot.problem.task.target
        target = whole if snapshot.at.size == whole.size else snapshot.target
        picture = self._target if target is whole and self._target else picture_of_map(target, self._scale)
        self.views[0].show_picture(picture, target[np.newaxis], on_screen)
        return _Shown(target, on_screen)

    def _show_error(self) -> None:
        """Show the error in the scale of the target, so that it fades as the filter is learnt; or in its own."""
        if self._snapshot is None or len(self._shown) < 3:
            return
        _, _, (error, place) = self._shown
        reach = max(abs(self._scale.low), abs(self._scale.high))
        scale = (
            weight_scale(error, self._display.signed)
            if self.magnify.isChecked()
            else Scale(-reach, reach, self._display.signed)
        )
        self.views[2].show_picture(picture_of_map(error, scale), error[np.newaxis], place)
        self.strips[2].show_scale(scale, shares_beyond(error, scale))

    def _lay_out(self) -> None:
        self.choose_target.setAccessibleName("Choose the target")
        self.choose_target.setToolTip("What the filter shall make of your picture")
        self.target_view.setToolTip(
            "Drop a picture here, as large as the feature map: the filter that makes it of yours is learnt then.\n"
            "Drag to move all three, the wheel zooms, 0 shows all of it."
        )
        self.magnify.setProperty("tight", True)
        self.magnify.setToolTip("Spread the colours over the error as it is; else they are those of the target")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(UNIT)
        layout.setVerticalSpacing(UNIT // 2)
        for column, parts in enumerate(zip(self.headings, self.views, self.strips, strict=True)):
            for row, part in enumerate(parts):
                layout.addWidget(part, row, column)
            self.views[column].setMinimumSize(*SMALLEST)
            self.headings[column].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            layout.setColumnStretch(column, 1)
        layout.setRowStretch(1, 1)

    def _on_hovered(self, index: int, place: tuple[int, int] | None) -> None:
        """Read all three at the place under the pointer, and show where that is in the other two."""
        if place is None or len(self._shown) < 3:
            for view in self.views:
                view.show_outline(None)
            self.read_out.emit("")
            return
        middle = self._shown[index].placement.rect(*place, 1, 1).center()
        cells = [_cell(shown, middle) for shown in self._shown]
        for number, (view, shown, cell) in enumerate(zip(self.views, self._shown, cells, strict=True)):
            view.show_outline(shown.placement.rect(*cell, 1, 1) if cell and number != index else None)
        said = [
            f"{name.lower()} {format_number(float(shown.values[cell]))}"
            for name, shown, cell in zip(NAMES, self._shown, cells, strict=True)
            if cell
        ]
        self.read_out.emit("   ".join((f"y {int(middle.y())}  x {int(middle.x())}", *said)))


def _cell(shown: _Shown, position: QPointF) -> tuple[int, int] | None:
    """Return the (y, x) of the value that lies over a position of the input."""
    y, x = (int(number // 1) for number in shown.placement.pixel(position))
    height, width = shown.values.shape
    return (y, x) if 0 <= y < height and 0 <= x < width else None
