"""The page "Sparsity of connections": what one value sees of the input, and what one pixel of it reaches."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convviz.app.document import SELECTING, Document
from convviz.app.effective_field import EffectiveFields, Question
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.sparsity.connections import Highlight, lit_parts
from convviz.lab.sparsity.effective_field import EffectiveField, bending_kinds, even_places, is_quick
from convviz.lab.sparsity.effective_words import zero_advice
from convviz.lab.sparsity.field_words import no_map_headline, reached_facts, reached_headline, seen_facts, seen_headline
from convviz.lab.sparsity.layer_fields import (
    Position,
    Reached,
    Seen,
    grid_of,
    holds,
    reached_values,
    receptive_cone,
    value_over,
)
from convviz.lab.sparsity.pick_text import pixel_text, place_text, value_text
from convviz.lab.state import State
from convviz.nn.fields import receptive_field
from convviz.nn.layer import Shape
from convviz.nn.receptive_field import ReceptiveField
from convviz.ui.sparsity.connections_view import ConnectionsView
from convviz.ui.sparsity.field_effective import Wanted
from convviz.ui.sparsity.field_parts import FieldParts


class SparsityPage(QWidget):
    """Shows the field of what is picked; a value of the selected layer's map, or a pixel of the input.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        Nothing here does; it is there as every page has it.
    failed(str)
        What could not be computed.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document = document
        self._state: State | None = None
        self._frame: Frame | None = None
        self._fields: list[ReceptiveField] = []
        self._over = (0.0, 0.0)  # the place of the input over which a value is picked, whatever the layer
        self.value: Position = (0, 0)
        self.pixel: Position | None = None
        self._channel: int | None = None
        self._effective: EffectiveField | None = None
        self._effective_of: tuple[object, ...] = ()
        self.effective = EffectiveFields(self)
        self.parts = FieldParts(settings, self.effective.jobs)
        self.connections = ConnectionsView(document)
        self.parts.add_tab(
            "Connections and matrix", "The layer as connections, and as a weight matrix", self.connections
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set, and keep looking at the same place of the input."""
        old, self._state = self._state, state
        self._fields = receptive_field(state.network[: len(state.shapes)], state.input_shape)
        if old is None or old.input_shape != state.input_shape:
            _, height, width = state.input_shape
            self._over = (height / 2, width / 2)
            self.pixel = None if self.pixel is None else (height // 2, width // 2)
        if old is None or (old.selected_layer, old.selected_filter) != (state.selected_layer, state.selected_filter):
            self._channel = None
        if old is None or self._shape_of(old) != self._shape_of(state) or old.selected_layer != state.selected_layer:
            self._follow()
        if self._field is None:
            self.read_out.emit("")  # the value that was read is gone
        self._show_layer()  # first: who looks at a place in the map finds it there
        self.parts.table.show_state(state)
        self.connections.show_state(state)
        self._show_pick()

    def show_frame(self, frame: Frame) -> None:
        """Show the pictures that belong to it."""
        self._frame = frame
        if self._state is None:
            self.show_state(frame.state)
        else:
            self._show()
        self.connections.show_frame(frame)

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.effective.close()

    def pick_value(self, y: int, x: int) -> None:
        """Look at what this value of the selected layer's map sees."""
        self.value, self.pixel = (y, x), None
        field = self._field
        if field is not None:
            region = field.region(y, x)
            self._over = (region.top + region.bottom) / 2, (region.left + region.right) / 2
        self._show_pick()

    def pick_pixel(self, y: int, x: int) -> None:
        """Look at what this pixel of the input reaches."""
        self.pixel = (y, x)
        self._show_pick()

    @property
    def channel(self) -> int:
        """Which channel of the map is shown."""
        if self._state is None or self._field is None:
            return 0
        return self._state.shown_channel(self._state.selected_layer) if self._channel is None else self._channel

    @property
    def _field(self) -> ReceptiveField | None:
        """The receptive field of the selected layer, if it has a map."""
        layer = self._state.selected_layer if self._state else 0
        return self._fields[layer] if layer < len(self._fields) else None

    def _shape_of(self, state: State) -> Shape | None:
        """Return the shape of the selected layer's map, if it has one."""
        return state.shapes[state.selected_layer] if state.selected_layer < len(state.shapes) else None

    def _follow(self) -> None:
        """Pick the value that lies over the same place of the input."""
        if self._state is not None and self._field is not None:
            self.value = value_over(self._field, self._state.shapes[self._state.selected_layer], *self._over)

    def _connect(self) -> None:
        views, parts = self.parts.views, self.parts
        views.value_hovered.connect(self._on_value_hovered)
        views.pixel_hovered.connect(self._on_pixel_hovered)
        views.value_picked.connect(lambda place: self.pick_value(*(place or self.value)))
        views.pixel_picked.connect(self._on_pixel_picked)
        views.channel_chosen.connect(self._on_channel_chosen)
        parts.pixel_wanted.connect(self._on_pixel_wanted)
        parts.cone.layer_chosen.connect(self._select_layer)
        parts.table.layer_chosen.connect(self._select_layer)
        parts.table.copied.connect(self.read_out)
        self.connections.highlighted.connect(self._on_highlighted)
        parts.effective.mode_chosen.connect(self._show_pick)
        parts.effective.asked.connect(lambda: self._ask(by_hand=True))
        self.effective.computed.connect(self._on_effective_computed)
        self.effective.failed.connect(self.failed)

    def _show_layer(self) -> None:
        if self._state is not None:
            self.parts.views.show_layer(self._state, self._frame, self.channel, self._field)

    def _show(self) -> None:
        self._show_layer()
        self._show_pick()

    def _show_pick(self) -> None:
        """Show the field of what is picked."""
        state = self._state
        if state is None:
            return
        if self.pixel is not None:
            self._show_reached(state, reached_values(state, *self.pixel), self.pixel)
        elif self._field is not None:
            self._show_seen(state, receptive_cone(state, state.selected_layer, *self.value))
        else:
            self.parts.show_nothing(state, self._frame)
        self._show_effective(state)
        self._show_crop(state)
        if self.connections.highlight is not None:
            self._on_highlighted(self.connections.highlight)  # it is still pointed at

    def _show_crop(self, state: State) -> None:
        """Draw the connections of that part of the shown convolution's input which lies over the pick."""
        over, before = self.pixel or self._over, state.convolution - 1
        if before >= 0:
            over = value_over(self._fields[before], state.shapes[before], *over)
        self.connections.show_place(int(over[0]), int(over[1]))

    def _show_seen(self, state: State, cone: tuple[Seen, ...]) -> None:
        views = self.parts.views
        if self._effective_of != self._question_key():
            self._effective = None
            self._ask()
        views.show_seen(cone, self.value, self._effective)
        views.pin(value=self.value)
        value = place_text(cone[-1].shape, self.value, views.value_at(self.value))
        self.parts.show_pick(seen_headline(cone), [("Value", value), *seen_facts(state, cone)], of_pixel=False)
        self.parts.cone.show_parts(state, self._frame, cone)

    def _show_reached(self, state: State, reached: tuple[Reached, ...], pixel: Position) -> None:
        layer, views = state.selected_layer, self.parts.views
        here = reached[layer + 1] if layer + 1 < len(reached) else None
        views.show_reached(here, pixel)
        views.pin(pixel=pixel)
        headline = no_map_headline(state) if here is None else reached_headline(here, layer)
        facts = [("Pixel", place_text(state.input_shape, pixel, views.pixel_at(pixel)))]
        self.parts.show_pick(headline, [*facts, *(reached_facts(here) if here else [])], of_pixel=True)
        self.parts.cone.show_parts(state, self._frame, reached)

    def _show_effective(self, state: State) -> None:
        panel, views, layer = self.parts.effective, self.parts.views, state.selected_layer
        if self.pixel is not None or self._field is None:
            panel.show_field(None, Wanted("nothing" if self._field is None else "pixel"))
            return
        mean, advice = panel.mode == "mean", ""
        if self._effective is not None and self._effective.spread is None:
            of_many = mean and len(state.shapes[layer]) == 3
            advice = zero_advice(views.channel.maximum(), views.nonzero_share, of_many=of_many)
        wanted = Wanted("value", mean or not is_quick(state, layer), bending_kinds(state, layer), advice)
        panel.show_field(self._effective, wanted)

    def _question_key(self) -> tuple[object, ...]:
        """Say what the effective field that is wanted depends on."""
        state, mode = self._state, self.parts.effective.mode
        if state is None or mode == "off":
            return ()
        same = (mode, self._frame, state, state.selected_layer, self.channel)
        return same if mode == "mean" and len(state.shapes[state.selected_layer]) == 3 else (*same, self.value)

    def _ask(self, *, by_hand: bool = False) -> None:
        """Ask for the effective field of what is picked, if it is wanted and quick or asked for by hand."""
        state, frame, mode = self._state, self._frame, self.parts.effective.mode
        self._effective_of = self._question_key()
        if state is None or frame is None or frame.state is not state or mode == "off" or self._field is None:
            self.effective.ask(None)
            return
        layer = state.selected_layer
        if not by_hand and (mode == "mean" or not is_quick(state, layer)):
            self.effective.ask(None)
            return
        of_map = len(state.shapes[layer]) == 3
        places = even_places(state, layer) if mode == "mean" and of_map else [self.value]
        self.effective.ask(Question(frame, layer, self.channel, places))

    def _select_layer(self, layer: int) -> None:
        self._document.edit(f"Select layer {layer + 1}", layer_selected, layer, gesture=SELECTING)

    def _on_value_hovered(self, place: Position | None) -> None:
        state, views = self._state, self.parts.views
        shape = self._shape_of(state) if state else None
        if state is None or shape is None or place is None or not holds(shape, place):
            views.show_passing()
            self.read_out.emit("")
            return
        cone = receptive_cone(state, state.selected_layer, *place)
        views.show_passing(seen=None if place == self.value and self.pixel is None else cone[0])
        self.read_out.emit(value_text(cone, place, views.value_at(place)))

    def _on_pixel_hovered(self, place: Position | None) -> None:
        state, views = self._state, self.parts.views
        if state is None or place is None or not holds(state.input_shape, place):
            views.show_passing()
            self.read_out.emit("")
            return
        reached = reached_values(state, *place)
        layer = state.selected_layer
        here = reached[layer + 1] if layer + 1 < len(reached) else None
        views.show_passing(reached=None if place == self.pixel else here)
        self.read_out.emit(pixel_text(here, layer, place, views.pixel_at(place)))

    def _on_pixel_picked(self, place: Position | None) -> None:
        if place is None:
            self.pick_value(*self.value)
        else:
            self.pick_pixel(*place)

    def _on_pixel_wanted(self, wanted: bool) -> None:
        if not wanted:
            self.pick_value(*self.value)
        elif self._state is not None:
            height, width = grid_of(self._state.input_shape)
            y, x = (min(max(int(place), 0), size - 1) for place, size in zip(self._over, (height, width), strict=True))
            self.pick_pixel(y, x)

    def _on_highlighted(self, highlight: Highlight | None) -> None:
        """Light what is pointed at in the matrix, as long as it is."""
        state = self._state
        if state is None or highlight is None:
            self._show_pick()
            return
        self.parts.views.show_highlight(*lit_parts(state, self._fields, highlight))

    def _on_channel_chosen(self, channel: int) -> None:
        self._channel = channel
        self._show()

    def _on_effective_computed(self, field: EffectiveField | None) -> None:
        self._effective = field
        if field is not None:
            self._show_pick()
