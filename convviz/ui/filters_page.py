"""The page "Filters": the input beside the feature map of the selected filter, and the panels that change it."""

import math

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.compute import Frame
from convviz.lab.lens import look
from convviz.lab.numbers import MINUS, format_number
from convviz.lab.state import State
from convviz.nn.receptive_field import ReceptiveField, receptive_field, taps_on_pixels
from convviz.ui.colour_bar import ColourBar
from convviz.ui.controls import menu_button, term_label, tool_button
from convviz.ui.display_panel import DisplayPanel
from convviz.ui.heading import Heading
from convviz.ui.image_view import ImageView
from convviz.ui.kernel_panel import KernelPanel
from convviz.ui.layer_panel import LayerPanel
from convviz.ui.lens_panel import LensPanel
from convviz.ui.map_strip import MapStrip
from convviz.ui.placement import Placement
from convviz.ui.theme import PANEL_WIDTH, UNIT
from convviz.ui.viewport import Viewport

LEAST_HEIGHT_FOR_LENS = 700
IDLE = "Move over the feature map to read a value and see what it depends on. Wheel: zoom. Drag: move."


class FiltersPage(QWidget):
    """Where kernels are edited by hand.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    """

    read_out = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._field: ReceptiveField | None = None
        self.viewport = Viewport(self)
        self.input_view = ImageView(self.viewport, "Input")
        self.map_view = ImageView(self.viewport, "Feature map")
        self.open, self.add, self.export = menu_button("Open"), tool_button("+ Filter"), menu_button("Export")
        self.add.setProperty("tight", True)
        self.input_heading = Heading("Input", self.open)
        self.map_heading = Heading("Feature map", self.add, self.export)
        self.colour_bar = ColourBar()
        self.strip = MapStrip(document)
        self.lens = LensPanel()
        self._looked_at: tuple[int, int] | None = None
        self.kernel_panel = KernelPanel(document)
        self.layer_panel = LayerPanel(document)
        self.display_panel = DisplayPanel(document)
        self.pictures = QWidget()
        self._lay_out()
        self.input_view.pixel_hovered.connect(self._on_input_hovered)
        self.map_view.pixel_hovered.connect(self._on_map_hovered)

    def show_state(self, state: State) -> None:
        """Show what is set."""
        for panel in (self.kernel_panel, self.layer_panel, self.display_panel, self.strip):
            panel.show_state(state)

    def show_frame(self, frame: Frame) -> None:
        """Show what it gives."""
        self._frame = frame
        self._field = field = receptive_field(frame.state.layer)
        channels, height, width = frame.input.shape
        self.input_view.show_picture(frame.input_picture, frame.input, Placement())
        placement = _placement(field)
        self.map_view.show_picture(frame.map_picture, frame.planes, placement)
        extent = placement.rect(0, 0, *frame.state.map_shape)
        self.viewport.set_content(width, height, extent)  # last: the views look again
        self.colour_bar.show_scale(frame.scale, frame.shares_beyond)
        self.strip.show_frame(frame)
        self.display_panel.show_frame(frame)
        self._look()
        name = frame.state.image_name
        self.input_heading.details.setText(f"{name}   {height}×{width}×{channels}")
        count = frame.state.layer.out_channels
        which = f"{frame.state.selected_filter + 1}/{count}  " if count > 1 else ""
        self.map_heading.details.setText(f"{which}{'×'.join(map(str, frame.state.map_shape))}")

    def _lay_out(self) -> None:
        pictures = QGridLayout()
        pictures.setSpacing(UNIT)
        pictures.setColumnMinimumWidth(1, UNIT)
        for column, view in ((0, self.input_view), (2, self.map_view)):
            pictures.setColumnStretch(column, 1)
            pictures.addWidget(view, 1, column)
        pictures.addLayout(self.input_heading, 0, 0)
        pictures.addLayout(self.map_heading, 0, 2, 1, 2)
        pictures.addWidget(self.colour_bar, 1, 3)
        pictures.setRowStretch(1, 1)
        pictures.setContentsMargins(0, 0, 0, 0)
        self.pictures.setLayout(pictures)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addWidget(self.pictures, 1)
        left.addWidget(self.strip)
        left.addWidget(self.lens)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT * 2)
        layout.addLayout(left, 1)
        layout.addWidget(self._scrolled_panels())

    def _scrolled_panels(self) -> QScrollArea:
        panel = QWidget()
        panel.setObjectName("panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, UNIT, 0)
        column.setSpacing(UNIT)
        column.addWidget(self.kernel_panel)
        for title, widget in (("Layer", self.layer_panel), ("Display", self.display_panel)):
            column.addSpacing(UNIT)
            column.addLayout(_panel_heading(title))
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(PANEL_WIDTH)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(panel)
        return area

    def _on_map_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None or self._field is None:
            self.input_view.show_outline(None)
            self.read_out.emit(IDLE)
            return
        region = self._field.region(*pixel)
        height, width = region.bottom - region.top, region.right - region.left
        self.input_view.show_outline(QRectF(region.left, region.top, width, height))
        value = ", ".join(format_number(float(each)) for each in self._frame.planes[:, *pixel])
        rows, columns = f"{region.top} to {region.bottom - 1}", f"{region.left} to {region.right - 1}"
        layer = self._frame.state.layer
        real, taps = taps_on_pixels(layer, *pixel, *self._frame.input.shape[1:]), math.prod(layer.kernel_size)
        padding = f"; {real} of {taps} pixels are real, the others padding" if real < taps else ""
        sees = f"sees rows {rows}, columns {columns}{padding}".replace("-", MINUS)
        self.read_out.emit(f"y {pixel[0]}   x {pixel[1]}   value {value}   {sees}")
        self._looked_at = pixel
        self._look()

    def _look(self) -> None:
        """Spell out the value that was pointed at last, while the map has one there."""
        if self._frame is None:
            return
        lens = None
        if self._looked_at is not None and all(map(int.__lt__, self._looked_at, self._frame.state.map_shape)):
            lens = look(self._frame, *self._looked_at)
        self.lens.show_lens(lens, self._frame.state)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lens.spell_out(self.height() >= LEAST_HEIGHT_FOR_LENS)

    def _on_input_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None:
            self.read_out.emit(IDLE)
            return
        values = (format_number(float(value)) for value in self._frame.input[:, pixel[0], pixel[1]])
        names = ("red", "green", "blue") if len(self._frame.input) == 3 else ("value",)
        shown = "   ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        self.read_out.emit(f"y {pixel[0]}   x {pixel[1]}   {shown}")


def _panel_heading(title: str) -> QHBoxLayout:
    heading = QHBoxLayout()
    heading.addWidget(term_label(title, role="heading"))
    heading.addStretch(1)
    if title == "Layer":
        heading.addWidget(term_label("cross-correlation", role="quiet"))
    return heading


def _placement(field: ReceptiveField) -> Placement:
    """Lay every value of the map over the middle of its receptive field, one jump wide."""
    starts = zip(field.start, field.size, field.jump, strict=True)
    y, x = (start + (size - jump) / 2 for start, size, jump in starts)
    return Placement(origin=(y, x), step=field.jump)
