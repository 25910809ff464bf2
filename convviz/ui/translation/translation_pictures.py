"""The three pictures side by side: the shifted input, its feature map, and the difference."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import NOT_FINITE, Scale, shares_beyond
from convviz.lab.pictures.picture import Picture
from convviz.lab.text.numbers import MINUS
from convviz.lab.translation.shift_range import shift_range
from convviz.lab.translation.shifted import Shifted
from convviz.lab.translation.translation import DIFFERENCES, Difference
from convviz.lab.translation.translation_words import DIFFERENCE_WORDS, layer_text, place_text, shift_text
from convviz.nn.moved_maps import interior
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.placement import Placement
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
MOST_COUNTED = 1 << 20  # values that are looked at to say how many lie beyond the scale


class _Shown(NamedTuple):
    """Values (C, H, W) and where they lie."""

    values: FloatArray
    placement: Placement


class _Still(NamedTuple):
    """The input as it was computed last, and where it was moved to then."""

    picture: Picture
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
    """

    read_out = Signal(str)
    difference_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[_Shown, ...] = ()
        self._still: _Still | None = None
        self._size = ""
        self._compared: tuple[int, int, int, int] | None = None
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
        self.difference.idClicked.connect(lambda index: self.difference_chosen.emit(DIFFERENCES[index]))

    def show_difference(self, difference: Difference) -> None:
        """Show which difference is chosen."""
        self.difference.button(DIFFERENCES.index(difference)).setChecked(True)
        self._show_words()

    def show_shifted(self, shifted: Shifted, shift: tuple[float, float]) -> None:
        """Show the pictures of a shift, which is (dy, dx)."""
        experiment = shifted.experiment
        channels, height, width = experiment.input_shape
        on_input = Placement(step=(float(shifted.input_step),) * 2)
        on_map = self._map_placement(shifted)
        self._shown = (
            _Shown(shifted.input_values, on_input),
            _Shown(shifted.map_values[None], on_map),
            _Shown(shifted.difference_values[None], on_map),
        )
        pictures = shifted.input_picture, shifted.map_picture, shifted.difference_picture
        for view, picture, shown in zip(self.views, pictures, self._shown, strict=True):
            view.show_picture(picture, shown.values, shown.placement)
        self.difference_view.show_zeros(Zeros(shifted.zero, on_map, _middle_of(shifted.difference_scale)))
        self._compared = _compared(shifted, shift)
        self.difference_view.show_compared(on_map.rect(*self._compared) if self._compared else None)
        can_move = any(shift_range(shifted.state))
        self.difference_view.show_hint("" if any(shift) else HINT if can_move else CANNOT_MOVE)
        self.viewport.set_content(width, height)  # last: the views look again
        self._still = _Still(shifted.input_picture, self._shown[0], shift)
        for veil in self.veils:
            veil.hide()
        self._show_scales(shifted)
        self._size = f"{height}×{width}×{channels}"
        self._details[0].setText(f"{self._size}   {shift_text(*shift)}")
        maps, rows, columns = experiment.network.shapes(experiment.input_shape)[experiment.shown]
        layer = layer_text(experiment.names[experiment.shown], experiment.channel, maps)
        self._details[1].setText(f"{layer}   {rows}×{columns}")

    def _show_words(self) -> None:
        """Name the difference and say what it is, in as many words as there is space for."""
        is_short, difference = self.width() < LEAST_WIDTH_FOR_WORDS, DIFFERENCES[self.difference.checkedId()]
        words = DIFFERENCE_WORDS[difference]
        self._headings[2].title.setText(TITLES[is_short])
        self._details[2].setText(SHORT_ERROR if is_short and difference == "error" else words.name)
        self._details[2].setToolTip(words.meaning)

    def show_moving(self, shift: tuple[float, float]) -> None:
        """Show at once where the image goes; the maps of an earlier shift are veiled until theirs is computed."""
        if self._still is None:
            return
        picture, shown, since = self._still
        way = shift[0] - since[0], shift[1] - since[1]
        moved = _Shown(shown.values, Placement(way, shown.placement.step))
        self._shown = (moved, *self._shown[1:])
        self.input_view.show_picture(picture, *moved)
        self._details[0].setText(f"{self._size}   {shift_text(*shift)}")
        for veil in self.veils:
            veil.show()

    def _map_placement(self, shifted: Shifted) -> Placement:
        """Lay the map on the input; a value of a sampled map covers all those that it stands for."""
        experiment = shifted.experiment
        shape = experiment.network.shapes(experiment.input_shape)[experiment.shown]
        place = map_placement(shifted.before.receptive_field, shape, experiment.input_shape[1:])
        return Placement(place.origin, (place.step[0] * shifted.step, place.step[1] * shifted.step))

    def _show_scales(self, shifted: Shifted) -> None:
        difference, zero_share = shifted.difference_values, shifted.reading.zero_share
        left_out = 1 - self._compared[2] * self._compared[3] / difference.size if self._compared else 0.0
        for strip, values, scale, *shares in (
            (self.map_scale, shifted.map_values, shifted.map_scale),
            (self.difference_scale, difference, shifted.difference_scale, zero_share, left_out),
        ):
            every = max(1, values.size // MOST_COUNTED)
            strip.show_scale(scale, shares_beyond(values[::every], scale), *shares)

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
        if place is None or not self._shown:
            for view in self.views:
                view.show_outline(None)
            self.read_out.emit("")
            return
        middle = self._shown[index].placement.rect(*place, 1, 1).center()
        cells = [_cell(shown, middle) for shown in self._shown]
        for number, (view, shown, cell) in enumerate(zip(self.views, self._shown, cells, strict=True)):
            view.show_outline(shown.placement.rect(*cell, 1, 1) if cell and number != index else None)
        values = [shown.values[:, *cell] if cell else None for shown, cell in zip(self._shown, cells, strict=True)]
        pixel, of_map, difference = values
        text = place_text(
            (int(middle.y()), int(middle.x())),
            pixel,
            None if of_map is None else float(of_map[0]),
            None if difference is None else float(difference[0]),
        )
        self.read_out.emit(f"{text}   {HOW_TO_DRAG}" if index == 0 else text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_words()


def _cell(shown: _Shown, position: QPointF) -> tuple[int, int] | None:
    """Return the (y, x) of the value that lies over a position of the input."""
    y, x = (int(number // 1) for number in shown.placement.pixel(position))
    _, height, width = shown.values.shape
    return (y, x) if 0 <= y < height and 0 <= x < width else None


def _compared(shifted: Shifted, shift: tuple[float, float]) -> tuple[int, int, int, int] | None:
    """Return first row and column, and how many rows and columns, of what an error is told of; None if of all."""
    translation = shifted.state.translation
    if (translation.edge, translation.difference) != ("crop", "error"):
        return None
    experiment, step = shifted.experiment, shifted.step
    shape = experiment.network.shapes(experiment.input_shape)[experiment.shown]
    inside = interior(shifted.before.receptive_field, shape, experiment.input_shape[1:], *shift)
    (top, bottom), (left, right) = ((-(-run.start // step), -(-run.stop // step)) for run in inside)
    return top, left, bottom - top, right - left


def _middle_of(scale: Scale) -> QColor:
    return QColor.fromRgb(*map(int, scale.colours()[NOT_FINITE // 2]))
