"""The panel of the layer: stride, padding, dilation, bias and activation."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.engine.geometry import PADDING_MODES
from convviz.lab.edits.edits import bias_set, channel_mode_set, layer_set, stride_set
from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.limits import LARGEST_STEP, LARGEST_WEIGHT
from convviz.lab.network.layer_facts import left_out, size_formulas
from convviz.lab.state import ACTIVATIONS, State
from convviz.ui.filters.operation_switch import OperationSwitch
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import (
    Choice,
    NumberBox,
    PairControl,
    SidesControl,
    form,
    show_number,
    term_label,
    yield_wheel_and_undo,
)

CUSTOM = "in numbers"
CHANNEL_MODE_NAMES = {"across": "one filter across all", "each": "the same kernel on each"}
SLIDER_REACH, SLIDER_STEPS = 2.0, 200  # the slider goes to ±2 in steps of 0.01; the number beside it further


class LayerPanel(QWidget):
    """Shows how the filters are applied and lets a person change it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.operation = OperationSwitch(document)
        self.channel_mode = Choice("channels", CHANNEL_MODE_NAMES)
        self.stride = PairControl("stride", LARGEST_STEP)
        self.dilation = PairControl("dilation", LARGEST_STEP)
        self.padding = Choice("padding", ("same", "valid", CUSTOM))
        self.sides = SidesControl()
        self.padding_mode = Choice("padding mode", PADDING_MODES)
        self.bias = BiasControl(document)
        self.activation = Choice("activation", tuple(ACTIVATIONS))
        self.sizes = QLabel()
        self._lay_out()
        self.channel_mode.chosen.connect(self._on_channel_mode_chosen)
        self.stride.changed.connect(self._on_stride_changed)
        self.dilation.changed.connect(self._on_dilation_changed)
        self.padding.chosen.connect(self._on_padding_chosen)
        self.sides.changed.connect(self._on_sides_changed)
        self.padding_mode.chosen.connect(self._on_padding_mode_chosen)
        self.activation.chosen.connect(self._on_activation_chosen)

    def show_state(self, state: State) -> None:
        """Show the settings of this state's layer."""
        layer = state.layer
        self.operation.show_state(state)
        self._form.setRowVisible(self.channel_mode, state.input_channels > 1 and state.convolution == 0)
        self.channel_mode.show_choice(state.channel_mode)
        self.stride.show_values(*layer.stride)
        self.dilation.show_values(*layer.dilation)
        padding = "valid" if layer.padding == 0 else layer.padding if isinstance(layer.padding, str) else CUSTOM
        self.padding.show_choice(padding)
        self._form.setRowVisible(self.sides, padding == CUSTOM)
        self.sides.show_values(layer.sides)
        self.padding_mode.show_choice(layer.padding_mode)
        self.padding_mode.setEnabled(any(layer.sides))
        self.bias.show_state(state)
        self.activation.show_choice(state.activation)
        _, *size = state.layer_input_shape
        rows, columns = size_formulas(layer, *size)
        notes = left_out(layer, *size)
        self.sizes.setText(f"rows {rows}\ncolumns {columns}" + (f"\n{notes}" if notes else ""))

    def _lay_out(self) -> None:
        self._form = form(
            (
                (term_label("Channels"), self.channel_mode),
                (term_label("Bias"), self.bias),
                (term_label("Activation"), self.activation),
                (term_label("Stride"), self.stride),
                (term_label("Padding"), self.padding),
                (None, self.sides),
                (term_label("Padding mode"), self.padding_mode),
                (term_label("Dilation"), self.dilation),
                (term_label("Output size"), self.sizes),
            )
        )
        self.sizes.setProperty("role", "quiet")
        self.sizes.setWordWrap(True)
        self.sizes.setToolTip(TERMS["output size"])
        self.sizes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.operation)
        layout.addLayout(self._form)

    def _edit_layer(self, text: str, **options: Any) -> None:
        self._document.edit(text, partial(layer_set, **options))

    def _on_channel_mode_chosen(self, mode: str) -> None:
        self._document.edit(f"Filter {CHANNEL_MODE_NAMES[mode]}", channel_mode_set, mode)

    def _on_stride_changed(self, vertical: int, horizontal: int) -> None:
        self._document.edit("Set stride", stride_set, vertical, horizontal)

    def _on_dilation_changed(self, vertical: int, horizontal: int) -> None:
        self._edit_layer("Set dilation", dilation=(vertical, horizontal))

    def _on_padding_chosen(self, choice: str) -> None:
        sides = tuple(self._document.state.layer.sides)
        self._edit_layer("Set padding", padding=sides if choice == CUSTOM else choice)

    def _on_sides_changed(self, *sides: int) -> None:
        self._edit_layer("Set padding", padding=sides)

    def _on_padding_mode_chosen(self, mode: str) -> None:
        self._edit_layer("Set padding mode", padding_mode=mode)

    def _on_activation_chosen(self, activation: str) -> None:
        self._document.edit(f"Set activation to {activation}", activation_set, activation)


class BiasControl(QWidget):
    """A slider and a number; one drag of the slider is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture, self._nudging = 0, document.new_gesture()  # of a drag; of the steps of its keys
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-SLIDER_STEPS, SLIDER_STEPS)
        self.number = NumberBox(LARGEST_WEIGHT)
        self.number.setKeyboardTracking(False)
        self.number.setMaximumWidth(88)
        for control in (self.slider, self.number):
            control.setAccessibleName("bias")
            yield_wheel_and_undo(control)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.slider.sliderPressed.connect(self._on_slider_pressed)
        self.slider.sliderReleased.connect(self._on_slider_released)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.number.valueChanged.connect(self._on_number_changed)

    def show_state(self, state: State) -> None:
        """Show the bias of the selected filter."""
        bias = float(state.layer.bias[state.selected_filter])
        show_number(self.number, bias)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(bias / SLIDER_REACH * SLIDER_STEPS))

    def _on_slider_pressed(self) -> None:
        self._gesture = self._document.new_gesture()

    def _on_slider_released(self) -> None:
        self._gesture = 0

    def _on_slider_moved(self, step: int) -> None:
        value = step * SLIDER_REACH / SLIDER_STEPS
        self._document.edit("Set bias", bias_set, value, gesture=self._gesture or self._nudging)

    def _on_number_changed(self, value: float) -> None:
        self._document.edit("Set bias", bias_set, value)
