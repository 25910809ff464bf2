"""The input beside the map of the selected layer, to pick a value or a pixel in; both show the same part."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSizeF, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QWidget

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.compute import Frame
from convviz.lab.pictures.display import Display, scale_of
from convviz.lab.pictures.shown_map import ShownMap, empty_positions, shown_map
from convviz.lab.sparsity.effective_field import EffectiveField
from convviz.lab.sparsity.layer_fields import Position, Reached, Seen, grid_of, holds, together
from convviz.lab.state import State
from convviz.nn.layer import Shape
from convviz.nn.receptive_field import ReceptiveField, Region
from convviz.ui.pictures.picture_pair import placement_of
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.sparsity.field_light import FieldLight
from convviz.ui.sparsity.field_view import FieldView
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import tool_button, whole_number
from convviz.ui.widgets.heading import Heading

LEAST_COVER = 0.9  # of the input's sides, for a map to lie on it in its own scale
STRIP = 0.25  # height of a vector, of the input's height
MOST_CELLS = 2_000
FIELD_SHARE = 0.25  # of a view, after zooming to a field
WEAKEST, STRONGEST = 60, 235  # opacity of heat, of 255


class FieldViews(QWidget):
    """Shows the input and one channel of a map, and what is lit in them.

    Signals
    -------
    value_hovered(object), pixel_hovered(object)
        The (y, x) of the map's value, or of the input's pixel, under the pointer; else None.
    value_picked(object), pixel_picked(object)
        A person picked this (y, x); None if it was let go.
    channel_chosen(int)
        A person wants to see another channel of the map.
    """

    value_hovered = Signal(object)
    pixel_hovered = Signal(object)
    value_picked = Signal(object)
    pixel_picked = Signal(object)
    channel_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport(self)
        self.input_view = FieldView(self.viewport, "Input")
        self.map_view = FieldView(self.viewport, "Feature map")
        self.zoom = tool_button("Zoom to field")
        self.zoom.setToolTip("Bring the field close; 0 on a picture shows all of it again")
        self.zoom.setProperty("tight", True)
        self.channel = whole_number(1, 1, "Channel")
        self.channel.setToolTip("Which channel of the map is shown")
        self.input_heading = Heading("Input", self.zoom)
        self.map_heading = Heading("Feature map", self.channel)
        self.missing = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.missing.setProperty("role", "quiet")
        self._map_placement = Placement()
        self._field = QRectF()
        self._shown: tuple[tuple[object, ...], ShownMap] | None = None
        self._input_values: FloatArray | None = None
        self._map_values: FloatArray | None = None
        self._lay_out()
        self.map_view.pixel_hovered.connect(self.value_hovered)
        self.map_view.pixel_picked.connect(self.value_picked)
        self.input_view.pixel_hovered.connect(self.pixel_hovered)
        self.input_view.pixel_picked.connect(self.pixel_picked)
        self.channel.valueChanged.connect(lambda number: self.channel_chosen.emit(number - 1))
        self.zoom.clicked.connect(self._on_zoom_clicked)

    def show_layer(self, state: State, frame: Frame | None, channel: int, field: ReceptiveField | None) -> None:
        """Show the input, and this channel of the selected layer's map; without a field there is no map."""
        _, height, width = state.input_shape
        known = frame if frame and frame.state.input_shape == state.input_shape else None
        picture = known.network_picture if known else empty_positions(state.input_shape)
        self._input_values = known.network_input if known else None
        self.input_view.show_picture(picture, self._input_values, Placement())
        self.input_heading.details.setText(f"{height}×{width}×{state.input_channels}")
        self._show_map(state, frame, channel, field)
        self.viewport.set_content(width, height)  # last: the views look again

    def _show_map(self, state: State, frame: Frame | None, channel: int, field: ReceptiveField | None) -> None:
        self._stack.setCurrentIndex(0 if field else 1)
        name = f"layer {state.selected_layer + 1}   {type(state.network[state.selected_layer]).__name__}"
        if field is None:
            self._map_values = None
            self.missing.setText(state.misfit[1] if state.misfit else "")
            self.map_heading.details.setText(name)
            self.channel.hide()
            return
        shape = state.shapes[state.selected_layer]
        self._map_placement = map_placement(field, shape, state.input_shape[1:])
        shown = self._shown_map(state, frame, channel)
        self._map_values = shown.values
        self.map_view.show_picture(shown.picture, shown.values, self._map_placement)
        size = f"{shape[0]:,} values" if len(shape) == 1 else "×".join(map(str, grid_of(shape)))
        word = "   channel" if len(shape) == 3 and shape[0] > 1 and state.planes == 1 else ""
        self.map_heading.details.setText(f"{name}   {size}{word}")
        self._show_channel(shape, channel, state.planes)

    def show_seen(self, cone: tuple[Seen, ...], value: Position, effective: EffectiveField | None) -> None:
        """Light on the input what a value sees."""
        seen = cone[0]
        self._field = _rect(seen.region)
        heat = None if effective is None or effective.spread is None else heat_of(effective)
        cells = _pixels(seen) if len(seen.rows) * len(seen.columns) <= MOST_CELLS and _has_holes(seen) else []
        self.input_view.show_light(FieldLight([self._field], cells, heat=heat))
        self.map_view.show_light(FieldLight([self._map_placement.rect(*value, 1, 1)], dims=False))

    def show_reached(self, reached: Reached | None, pixel: Position) -> None:
        """Light in the map what a pixel reaches."""
        y, x = pixel
        self._field = QRectF(x, y, 1, 1)
        self.input_view.show_light(FieldLight([self._field], dims=False))
        lit = [] if reached is None else [self._map_placement.rect(*run) for run in runs_of(reached)]
        self.map_view.show_light(FieldLight(lit))

    def show_highlight(self, pixels: Sequence[Region], values: Sequence[Region]) -> None:
        """Light parts of the input, and of the map, for a while."""
        self.input_view.show_light(FieldLight([_rect(region) for region in pixels]))
        sizes = [(top, left, bottom - top, right - left) for top, bottom, left, right in values]
        self.map_view.show_light(FieldLight([self._map_placement.rect(*each) for each in sizes], dims=False))

    def show_passing(self, seen: Seen | None = None, reached: Reached | None = None) -> None:
        """Outline what is only pointed at: a field on the input, or values of the map."""
        for view, rects in (
            (self.input_view, [] if seen is None else [_rect(seen.region)]),
            (self.map_view, [] if reached is None else [self._map_placement.rect(*run) for run in runs_of(reached)]),
        ):
            view.show_outlines(rects)

    def value_at(self, place: Position) -> FloatArray | None:
        """Return the values at a (y, x) of the map, (1 or 3,); None where there are none, or not yet."""
        return _values_at(self._map_values, place)

    def pixel_at(self, place: Position) -> FloatArray | None:
        """Return the values at a (y, x) of the input, (1 or 3,); None where there are none, or not yet."""
        return _values_at(self._input_values, place)

    @property
    def nonzero_share(self) -> float | None:
        """The share of values of the shown channel that are not zero, 0 … 1; None if it is not computed."""
        return None if self._map_values is None else np.count_nonzero(self._map_values) / self._map_values.size

    def pin(self, value: Position | None = None, pixel: Position | None = None) -> None:
        """Put the keyboard's place where something is picked, in the one view or the other."""
        for view, place in ((self.map_view, value), (self.input_view, pixel)):
            if place is None:
                view.let_go()
            elif view.pinned != place:
                view.pin(*place)

    def _shown_map(self, state: State, frame: Frame | None, channel: int) -> ShownMap:
        """Return what is shown of the map; it is made once, as that of a large picture takes time."""
        layer = state.selected_layer
        key = frame, layer, channel, state.display, state.shapes[layer]
        if self._shown is None or self._shown[0] != key:
            self._shown = key, shown_map(state, frame, layer, channel)
        return self._shown[1]

    def _show_channel(self, shape: Shape, channel: int, planes: int) -> None:
        channels = shape[0] if len(shape) == 3 and planes == 1 else 1
        with QSignalBlocker(self.channel):
            self.channel.setRange(1, channels)
            self.channel.setSuffix(f" of {channels:,}")
            self.channel.setValue(channel + 1)
        self.channel.setVisible(channels > 1)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.map_view)
        self._stack.addWidget(self.missing)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.setHorizontalSpacing(2 * UNIT)
        for column, (heading, view) in enumerate(
            ((self.input_heading, self.input_view), (self.map_heading, self._stack))
        ):
            layout.addWidget(heading, 0, column)
            layout.addWidget(view, 1, column)
            layout.setColumnStretch(column, 1)
        layout.setRowStretch(1, 1)

    def _on_zoom_clicked(self) -> None:
        size = QSizeF(self.input_view.size())
        zoom = FIELD_SHARE**0.5 * min(size.width() / self._field.width(), size.height() / self._field.height())
        self.viewport.fit()
        self.viewport.zoom_by(zoom / self.viewport.zoom_in(size), size)
        to_middle: QPointF = self.viewport.centre - self._field.center()
        self.viewport.pan_by(to_middle * self.viewport.zoom_in(size), size)


def map_placement(field: ReceptiveField, shape: Shape, input_size: Pair) -> Placement:
    """Lay a map on the input: each value over the middle of its field, or, if that leaves much free, over all of it.

    A vector becomes a strip across the middle.
    """
    height, width = input_size
    rows, columns = grid_of(shape)
    if len(shape) == 1:
        return Placement(((1 - STRIP) / 2 * height, 0.0), (STRIP * height, width / columns))
    covers = rows * field.jump[0] / height, columns * field.jump[1] / width
    if all(LEAST_COVER <= cover <= 1 / LEAST_COVER for cover in covers):
        return placement_of(field)
    return Placement((0.0, 0.0), (height / rows, width / columns))


def runs_of(reached: Reached) -> list[tuple[int, int, int, int]]:
    """Return top, left, height and width of the parts that lie together; of very many their extent alone."""
    rows, columns = together(reached.rows), together(reached.columns)
    if len(rows) * len(columns) > MOST_CELLS:
        rows, columns = [(rows[0][0], rows[-1][1])], [(columns[0][0], columns[-1][1])]
    return [(top, left, bottom - top + 1, right - left + 1) for top, bottom in rows for left, right in columns]


def heat_of(field: EffectiveField) -> QImage:
    """Return a gradient as colours: the larger, the brighter and the less transparent."""
    scale = scale_of(field.values, Display(unsigned="inferno"))
    codes = scale.indices(field.values)
    pixels = np.empty((*codes.shape, 4), np.uint8)
    pixels[..., :3] = scale.colours()[codes]
    pixels[..., 3] = WEAKEST + codes * ((STRONGEST - WEAKEST) / 254)
    height, width = codes.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def _rect(region: Region) -> QRectF:
    return QRectF(region.left, region.top, region.right - region.left, region.bottom - region.top)


def _values_at(values: FloatArray | None, place: Position) -> FloatArray | None:
    return None if values is None or not holds(values.shape, place) else values[:, place[0], place[1]]


def _has_holes(seen: Seen) -> bool:
    return any(len(together(each)) > 1 for each in (seen.rows, seen.columns))


def _pixels(seen: Seen) -> list[QRectF]:
    return [QRectF(x, y, 1, 1) for y in seen.rows.tolist() for x in seen.columns.tolist()]
