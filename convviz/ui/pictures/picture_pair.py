"""The input and the feature map, linked: side by side, one above the other, or the map alone."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget
from typing_extensions import override

from convviz.app.settings import Arrangement
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Glimpse
from convviz.lab.network.layer_facts import unseen
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.nn.receptive_field import ReceptiveField, field_of
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.sheet import Sheet
from convviz.ui.pictures.surroundings import Surroundings
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import UNIT
from convviz.ui.widgets.colour_bar import ColourBar
from convviz.ui.widgets.controls import menu_button, tool_button
from convviz.ui.widgets.heading import Heading

# (row, column, rows, columns) of the input's heading and view, the map's heading and view, and the colour bar
_BESIDE = ((0, 0, 1, 1), (1, 0, 1, 1), (0, 2, 1, 2), (1, 2, 1, 1), (1, 3, 1, 1))
_STACKED = ((0, 0, 1, 4), (1, 0, 1, 3), (2, 0, 1, 4), (3, 0, 1, 3), (3, 3, 1, 1))

LEAST_WIDTH_FOR_WORDS, LEAST_WIDTH_FOR_TITLE, LEAST_WIDTH_FOR_ALL_WORDS = 840, 960, 1200


class PicturePair(QWidget):
    """Two views with their headings and the colour bar; both views have one size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport(self)
        self.input_view = ImageView(self.viewport, "Input")
        self.map_view = ImageView(self.viewport, "Feature map")
        self.open, self.add, self.export = menu_button("Open"), tool_button("+ Filter"), menu_button("Export")
        self.compare = tool_button("Compare")
        self.compare.setAccessibleName("Compare")
        self.compare.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.compare.setToolTip("Hold it, or the key B, to see the picture before; its menu has more ways to compare")
        self.add.setProperty("tight", True)
        self.input_heading = Heading("Input", self.open)
        self.map_heading = Heading("Feature map", self.add, self.compare, self.export)
        self._shortened: dict[QToolButton | QLabel, tuple[str, str, int]] = {
            self.compare: ("Compare", "A|B", LEAST_WIDTH_FOR_WORDS),
            self.map_heading.title: ("Feature map", "Map", LEAST_WIDTH_FOR_TITLE),
        }
        self.colour_bar = ColourBar()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(UNIT)
        self.arrange("side by side")

    def add_to_map(self, button: QToolButton | QLabel, sign: str) -> None:
        """Put a button above the map; where there is little space, a sign stands for its word."""
        self.map_heading.add(button)
        self._shortened[button] = button.text(), sign, LEAST_WIDTH_FOR_ALL_WORDS

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words of buttons where they would take space from the pictures."""
        for button, (words, sign, least_width) in self._shortened.items():
            button.setText(words if self.width() >= least_width else sign)

    def show_frame(self, frame: Frame) -> None:
        """Show the input and the selected map of this frame."""
        _, height, width = frame.input.shape
        self.input_view.show_picture(frame.input_picture, frame.shown_input, Placement())
        placement = placement_of(field_of(frame.state.layer))
        self.map_view.show_picture(frame.map_picture, frame.planes, placement)
        extent = placement.rect(0, 0, *frame.state.map_shape)
        layer = frame.state.layer
        unseen_rows, unseen_columns = unseen(layer, height, width)
        surroundings = Surroundings(layer.sides, layer.padding_mode, unseen_rows, unseen_columns, extent)
        self.input_view.show_surroundings(surroundings)
        self.viewport.set_content(width, height, extent)  # last: the views look again
        self.colour_bar.show_scale(frame.scale, frame.shares_beyond)
        state = frame.state
        self.input_heading.details.setText(_input_details(state))
        count = state.layer.out_channels
        which = f"{state.selected_filter + 1}/{count}  " if count > 1 else ""
        size = "×".join(map(str, (*state.map_shape, state.planes) if state.planes > 1 else state.map_shape))
        applied = "   convolution" if state.operation == "convolution" else ""
        self.map_heading.details.setText(f"{which}{size}{applied}")

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """Show what is on the screen of the map to come, until its frame is there; with None no more."""
        if glimpse is None:
            self.map_view.show_glimpse(None)
            return
        placement = placement_of_sampling(field_of(glimpse.state.layer), glimpse.at)
        self.map_view.show_glimpse(Sheet(glimpse.picture, placement, glimpse.planes, self.map_view.accessibleName()))
        self.colour_bar.show_scale(glimpse.scale, glimpse.shares_beyond)

    def arrange(self, arrangement: Arrangement) -> None:
        """Lay the pictures side by side or one above the other, or show the map alone."""
        beside = arrangement == "side by side"
        places = _BESIDE if beside else _STACKED
        parts: tuple[QWidget, ...] = (
            self.input_heading,
            self.input_view,
            self.map_heading,
            self.map_view,
            self.colour_bar,
        )
        for part, place in zip(parts, places, strict=True):
            self._grid.addWidget(part, *place)
        for part in parts[:2]:
            part.setVisible(arrangement != "map only")
        for row, stretch in ((1, arrangement != "map only"), (3, not beside)):
            self._grid.setRowStretch(row, int(stretch))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(2, int(beside))
        self._grid.setColumnMinimumWidth(1, UNIT if beside else 0)


def _input_details(state: State) -> str:
    """Say what the shown convolution gets: the picture, or which channel of which layer's map."""
    channels, height, width = state.layer_input_shape
    size = f"{height}×{width}×{channels}"
    if state.convolution == 0:
        return f"{state.image_name}   {size}"
    which = f"channel {(state.selected_channel or 0) + 1}/{channels}   " if channels > 1 else ""
    return f"of layer {state.convolution + 1}   {which}{size}"


def placement_of(field: ReceptiveField) -> Placement:
    """Lay every value of the map over the middle of its receptive field, one jump wide."""
    starts = zip(field.start, field.size, field.jump, strict=True)
    y, x = (start + (size - jump) / 2 for start, size, jump in starts)
    return Placement(origin=(y, x), step=field.jump)


def placement_of_sampling(field: ReceptiveField, at: Sampling) -> Placement:
    """Lay every value that is taken from a map over the middle of its receptive field, as wide as to the next one."""
    whole = placement_of(field)
    rect = whole.rect(at.rows.start, at.columns.start, 1, 1)
    step = at.rows.step * whole.step[0], at.columns.step * whole.step[1]
    return Placement((rect.center().y() - step[0] / 2, rect.center().x() - step[1] / 2), step)


def region_rect(field: ReceptiveField, y: int, x: int) -> QRectF:
    """Return the part of the input that the output at row y, column x depends on."""
    region = field.region(y, x)
    return QRectF(region.left, region.top, region.right - region.left, region.bottom - region.top)
