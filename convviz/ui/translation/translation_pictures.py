"""The three pictures side by side: the shifted input, its feature map, and the difference."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.glimpse import Look
from convviz.lab.pictures.display import NOT_FINITE, Scale
from convviz.lab.pictures.picture import Picture
from convviz.lab.sampled_map import Sampling
from convviz.lab.text.numbers import MINUS
from convviz.lab.translation.shift_range import shift_range
from convviz.lab.translation.shifted import Pictures
from convviz.lab.translation.translation import DIFFERENCES, Difference
from convviz.lab.translation.translation_words import DIFFERENCE_WORDS, layer_text, place_text, shift_text
from convviz.nn.moved_maps import interior
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.sheet import Sheet
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.sparsity.field_views import map_placement
from convviz.ui.theme import UNIT
from convviz.ui.translation.translation_difference import DifferenceView, Zeros
from convviz.ui.translation.translation_scale import ScaleStrip
from convviz.ui.translation.translation_veil import Veil
from convviz.ui.translation.translation_view import ShiftView
from convviz.ui.widgets.controls import tool_button
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.heading import Heading

SMALLEST = 12 * UNIT, 11 * UNIT  # (width, height) of a view: three lie side by side in the smallest window
HINT = "Drag the picture, or the slider"
CANNOT_MOVE = "One pixel is all there is: it cannot be moved"
HOW_TO_DRAG = "Drag to shift; Shift+drag pans"
LEAST_WIDTH_FOR_WORDS = 690  # of the three together
TITLES = "Difference", "Diff."
SHORT_ERROR = f"map of shifted {MINUS} shifted map"


class _Shown(NamedTuple):
    """A picture, its values (C, H, W), which rows and columns of the whole they are, and where they lie."""

    picture: Picture
    values: FloatArray
    at: Sampling
    placement: Placement


class _Still(NamedTuple):
    """All of the input as it was computed last, and where it was moved to then."""

    shown: _Shown
    shift: tuple[float, float]


class TranslationPictures(QWidget):
    """Shows one shift.

    Signals
    -------
    read_out(str)
        What is under the pointer in all three.
    difference_chosen(str)
        A person wants to see this difference: "change" or "error".
    looked_elsewhere()
        The views show another part of the input, or are larger or smaller.
    """

    read_out = Signal(str)
    difference_chosen = Signal(str)
    looked_elsewhere = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[_Shown, ...] = ()
        self._wholes: tuple[Placement, ...] = ()  # where the pixels that the views point at lie
        self._hovered: tuple[int, tuple[int, int]] | None = None  # in which view, and which of them
        self._still: _Still | None = None
        self._size = ""
        self.viewport = Viewport(self)
        self.input_view = ShiftView(self.viewport, "Shifted input")
        self.map_view = ImageView(self.viewport, "Its feature map")
        self.difference_view = DifferenceView(self.viewport, "Difference")
        self.views: tuple[ImageView, ...] = (self.input_view, self.map_view, self.difference_view)
        self.map_scale, self.difference_scale = (
            ScaleStrip("Colours of the map"),
            ScaleStrip("Colours of the difference"),
        )
        self.veils = Veil(self.map_view), Veil(self.difference_view)
        self.difference = QButtonGroup(self)
        self._details = tuple(ElidedLabel(mode=Qt.TextElideMode.ElideRight) for _ in self.views)
        self._lay_out()
        for index, view in enumerate(self.views):
            view.pixel_hovered.connect(lambda place, index=index: self._on_hovered(index, place))
        self.map_view.looked_elsewhere.connect(self.looked_elsewhere)
        self.difference.idClicked.connect(lambda index: self.difference_chosen.emit(DIFFERENCES[index]))

    @property
    def look(self) -> Look:
        """What of the input is on the screen, in each view."""
        return self.map_view.look

    def show_difference(self, difference: Difference) -> None:
        """Show which difference is chosen."""
        self.difference.button(DIFFERENCES.index(difference)).setChecked(True)
        self._show_words()

    def show_shifted(self, shifted: Pictures, shift: tuple[float, float]) -> None:
        """Show the pictures of a shift, which is (dy, dx)."""
        experiment = shifted.experiment
        channels, height, width = experiment.input_shape
        maps, rows, columns = experiment.network.shapes(experiment.input_shape)[experiment.shown]
        on_map = map_placement(shifted.before.receptive_field, (maps, rows, columns), (height, width))
        self._show_pictures(shifted, on_map)
        self.difference_view.show_zeros(
            Zeros(shifted.zero, self._shown[-1].placement, _middle_of(shifted.difference_scale))
        )
        compared = _compared(shifted, shift)
        self.difference_view.show_compared(on_map.rect(*compared) if compared else None)
        can_move = any(shift_range(shifted.state))
        self.difference_view.show_hint("" if any(shift) else HINT if can_move else CANNOT_MOVE)
        self.viewport.set_content(width, height)  # last: the views look again
        if not shifted.is_sample:
            self._still = _Still(self._shown[0], shift)
        for veil in self.veils:
            veil.hide()
        self.map_scale.show_scale(shifted.map_scale, shifted.map_beyond)
        left_out = 1 - compared[2] * compared[3] / (rows * columns) if compared else 0.0
        self.difference_scale.show_scale(
            shifted.difference_scale, shifted.difference_beyond, shifted.zero_share, left_out
        )
        self._size = f"{height}×{width}×{channels}"
        self._details[0].setText(f"{self._size}   {shift_text(*shift)}")
        layer = layer_text(experiment.names[experiment.shown], experiment.channel, maps)
        self._details[1].setText(f"{layer}   {rows}×{columns}")

    def show_moving(self, shift: tuple[float, float]) -> None:
        """Show at once where the image goes; the maps of an earlier shift are veiled until theirs is computed."""
        if self._still is None:
            return
        shown, since = self._still
        moved = shown._replace(placement=Placement((shift[0] - since[0], shift[1] - since[1])))
        self._shown, self._wholes = (moved, *self._shown[1:]), (moved.placement, *self._wholes[1:])
        self.input_view.show_picture(moved.picture, moved.values, moved.placement)
        self._details[0].setText(f"{self._size}   {shift_text(*shift)}")
        for veil in self.veils:
            veil.show()

    def _show_pictures(self, shifted: Pictures, on_map: Placement) -> None:
        """Show the pictures; a sample in place of the whole one before, so that what is pointed at stays."""
        self._wholes = Placement(), on_map, on_map
        pictures = shifted.input_picture, shifted.map_picture, shifted.difference_picture
        values = shifted.input_values, shifted.map_values[None], shifted.difference_values[None]
        places = shifted.input_at, shifted.at, shifted.at
        self._shown = tuple(
            _Shown(picture, numbers, at, _placement_of(at, whole))
            for picture, numbers, at, whole in zip(pictures, values, places, self._wholes, strict=True)
        )
        for view, shown in zip(self.views, self._shown, strict=True):
            if shifted.is_sample:
                view.show_glimpse(Sheet(shown.picture, shown.placement, shown.values, view.accessibleName()))
            else:
                view.show_picture(shown.picture, shown.values, shown.placement)
        if shifted.is_sample and self._hovered:
            self._on_hovered(*self._hovered)

    def _show_words(self) -> None:
        """Name the difference and say what it is, in as many words as there is space for."""
        is_short, difference = self.width() < LEAST_WIDTH_FOR_WORDS, DIFFERENCES[self.difference.checkedId()]
        words = DIFFERENCE_WORDS[difference]
        self._headings[2].title.setText(TITLES[is_short])
        self._details[2].setText(SHORT_ERROR if is_short and difference == "error" else words.name)
        self._details[2].setToolTip(words.meaning)

    def _lay_out(self) -> None:
        self._headings = headings = Heading("Shifted input"), Heading("Its feature map"), Heading("Difference")
        for index, difference in enumerate(DIFFERENCES):
            button = tool_button(difference.capitalize(), checkable=True)
            button.setProperty("tight", True)
            words = DIFFERENCE_WORDS[difference]
            button.setToolTip(words.meaning)
            button.setAccessibleName(f"Difference: {words.name}")
            self.difference.addButton(button, index)
            headings[2].add(button)
        hint = ElidedLabel(HOW_TO_DRAG, mode=Qt.TextElideMode.ElideRight)
        for label in (hint, *self._details):
            label.setProperty("role", "quiet")
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.input_view.setToolTip(
            "Drag to shift the image by whole pixels; arrow keys shift it by a step, with Shift by ten, Home puts it "
            "back.\nShift+drag or the middle button pans, the wheel zooms, 0 shows all of it."
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(UNIT)
        layout.setVerticalSpacing(UNIT // 2)
        below: tuple[QWidget, ...] = (hint, self.map_scale, self.difference_scale)
        for column, parts in enumerate(zip(headings, self._details, self.views, below, strict=True)):
            for row, part in enumerate(parts):
                layout.addWidget(part, row, column)
            self.views[column].setMinimumSize(*SMALLEST)
            layout.setColumnStretch(column, 1)
        layout.setRowStretch(2, 1)

    def _on_hovered(self, index: int, place: tuple[int, int] | None) -> None:
        """Read all three pictures at the place under the pointer, and show where that is in the other two."""
        self._hovered = (index, place) if place else None
        if place is None or not self._shown:
            for view in self.views:
                view.show_outline(None)
            self.read_out.emit("")
            return
        middle = self._wholes[index].rect(*place, 1, 1).center()
        cells = [_cell(shown, middle) for shown in self._shown]
        for number, (view, shown, cell) in enumerate(zip(self.views, self._shown, cells, strict=True)):
            view.show_outline(shown.placement.rect(*cell, 1, 1) if cell and number != index else None)
        values = [shown.values[:, *cell] if cell else None for shown, cell in zip(self._shown, cells, strict=True)]
        pixel, of_map, difference = values
        on_input = self._shown[0].at
        text = place_text(
            (on_input.rows[cells[0][0]], on_input.columns[cells[0][1]])
            if cells[0]
            else (int(middle.y()), int(middle.x())),
            pixel,
            None if of_map is None else float(of_map[0]),
            None if difference is None else float(difference[0]),
        )
        self.read_out.emit(f"{text}   {HOW_TO_DRAG}" if index == 0 else text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_words()


def _placement_of(at: Sampling, whole: Placement) -> Placement:
    """Return where a sample lies; each of its values covers all those that it stands for."""
    (top, left), (down, across) = whole.origin, whole.step
    origin = top + at.rows.start * down, left + at.columns.start * across
    return Placement(origin, (at.rows.step * down, at.columns.step * across))


def _cell(shown: _Shown, position: QPointF) -> tuple[int, int] | None:
    """Return the (y, x) of the value that lies over a position of the input."""
    y, x = (int(number // 1) for number in shown.placement.pixel(position))
    _, height, width = shown.values.shape
    return (y, x) if 0 <= y < height and 0 <= x < width else None


def _compared(shifted: Pictures, shift: tuple[float, float]) -> tuple[int, int, int, int] | None:
    """Return first row and column, and how many rows and columns, of what an error is told of; None if of all."""
    translation = shifted.state.translation
    if (translation.edge, translation.difference) != ("crop", "error"):
        return None
    experiment = shifted.experiment
    shape = experiment.network.shapes(experiment.input_shape)[experiment.shown]
    rows, columns = interior(shifted.before.receptive_field, shape, experiment.input_shape[1:], *shift)
    return rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start


def _middle_of(scale: Scale) -> QColor:
    return QColor.fromRgb(*map(int, scale.colours()[NOT_FINITE // 2]))
