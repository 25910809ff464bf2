"""The options of the selected layer, below its row in the network panel."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QWidget

from convviz.app.document import Document
from convviz.engine.geometry import PaddingArgument, pair
from convviz.lab.edits.network_edits import layer_options_set
from convviz.lab.limits import LARGEST_KERNEL, LARGEST_STEP, MOST_FILTERS
from convviz.lab.state import State
from convviz.nn.activations import LeakyReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.per_channel import SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, MaxPool2d
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, NumberBox, PairControl, show_number, whole_number, yield_wheel_and_undo

LARGEST_BLUR, MOST_OUTPUTS, LARGEST_SLOPE = 9, 9999, 1.0
LABEL_WIDTH = 6 * UNIT
PADDINGS: dict[str, PaddingArgument] = {"same": "same", "valid": "valid", "1 pixel": 1, "2 pixels": 2, "3 pixels": 3}
_WORDS = {
    "filters": ("Filters", "How many filters the layer has: each makes one feature map."),
    "kernel": ("Kernel", TERMS["kernel size"]),
    "window": ("Window", "Rows × columns of the windows: each gives one value."),
    "size": ("Size", "Rows and columns of the kernel that blurs, from 1 (none) on."),
    "stride": ("Stride", TERMS["stride"]),
    "padding": ("Padding", TERMS["padding"]),
    "outputs": ("Outputs", "How many numbers the layer gives; each depends on all of its inputs."),
    "slope": ("Slope", "What negative values are multiplied by; 0 is ReLU."),
}
_OPTIONS: dict[type[Layer], tuple[str, ...]] = {
    Conv2d: ("filters", "kernel", "stride", "padding"),
    LocallyConnected2d: ("filters", "kernel", "stride", "padding"),
    MaxPool2d: ("window", "stride"),
    AvgPool2d: ("window", "stride"),
    SubSampling2d: ("window", "stride"),
    BlurPool2d: ("size", "stride"),
    Linear: ("outputs",),
    LeakyReLU: ("slope",),
}


class LayerForm(QWidget):
    """Shows the options that most change a layer; each edit is one step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._index = 0
        self.filters = whole_number(1, MOST_FILTERS, "filters")
        self.kernel = PairControl("kernel size", LARGEST_KERNEL)
        self.window_size = PairControl("window", LARGEST_STEP)
        self.size_box = whole_number(1, LARGEST_BLUR, "size of the kernel that blurs")
        self.stride = PairControl("stride", LARGEST_STEP)
        self.padding = Choice("padding", tuple(PADDINGS))
        self.outputs = whole_number(1, MOST_OUTPUTS, "outputs")
        self.slope = NumberBox(LARGEST_SLOPE)
        self.slope.setAccessibleName("slope")
        self.slope.setSingleStep(0.01)
        self.slope.setKeyboardTracking(False)
        yield_wheel_and_undo(self.slope)
        self._controls: dict[str, QWidget] = {
            "filters": self.filters,
            "kernel": self.kernel,
            "window": self.window_size,
            "size": self.size_box,
            "outputs": self.outputs,
            "slope": self.slope,
            "stride": self.stride,
            "padding": self.padding,
        }
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show the options of the selected layer."""
        self._index, layer = state.selected_layer, state.network[state.selected_layer]
        for name, control in self._controls.items():
            self._form.setRowVisible(control, name in options_of(layer))
        match layer:
            case Conv2d() | LocallyConnected2d():
                show_number(self.filters, layer.out_channels)
                self.kernel.show_values(*layer.kernel_size)
                self._show_padding(layer)
            case MaxPool2d() | AvgPool2d() | SubSampling2d():
                self.window_size.show_values(*pair(layer.kernel_size, "kernel_size"))
            case BlurPool2d():
                show_number(self.size_box, layer.kernel_size)
            case Linear():
                show_number(self.outputs, layer.out_features)
            case LeakyReLU():
                show_number(self.slope, layer.negative_slope)
        if "stride" in options_of(layer):
            self.stride.show_values(*layer.window().stride)

    def _show_padding(self, layer: Conv2d | LocallyConnected2d) -> None:
        """Show the padding; one that is not among the choices is added to them, in numbers."""
        sides = tuple(layer.sides)
        alike = next((name for name, value in PADDINGS.items() if sides == (value,) * 4), "")
        name = layer.padding if isinstance(layer.padding, str) else alike
        if not name:
            name = f"{sides[0]} pixels" if len(set(sides)) == 1 else " ".join(map(str, sides))
            if not any(sides):
                name = "valid"
        while self.padding.count() > len(PADDINGS):
            self.padding.removeItem(len(PADDINGS))
        if name not in PADDINGS:
            self.padding.addItem(name, name)
        self.padding.show_choice(name)

    def _lay_out(self) -> None:
        self._form = QFormLayout(self)
        self._form.setContentsMargins(UNIT + 4, UNIT // 2, UNIT - 2, UNIT)
        self._form.setHorizontalSpacing(UNIT // 2)
        self._form.setVerticalSpacing(UNIT // 2)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, control in self._controls.items():
            text, tip = _WORDS[name]
            label = QLabel(text)
            label.setToolTip(tip)
            label.setProperty("role", "quiet")
            label.setMinimumWidth(LABEL_WIDTH)
            self._form.addRow(label, control)
        for control in (self.kernel, self.window_size, self.stride):
            for spin in (control.vertical, control.horizontal):
                spin.setObjectName("side")  # without arrows: there is no room for them
                spin.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self.filters.valueChanged.connect(lambda value: self._edit("Set filters", out_channels=value))
        self.kernel.changed.connect(lambda *size: self._edit("Set kernel size", kernel_size=size))
        self.window_size.changed.connect(lambda *size: self._edit("Set window", kernel_size=size))
        self.size_box.valueChanged.connect(lambda value: self._edit("Set blur", kernel_size=value))
        self.stride.changed.connect(lambda *steps: self._edit("Set stride", stride=steps))
        self.padding.chosen.connect(self._on_padding_chosen)
        self.outputs.valueChanged.connect(lambda value: self._edit("Set outputs", out_features=value))
        self.slope.valueChanged.connect(lambda value: self._edit("Set slope", negative_slope=value))

    def _edit(self, text: str, **options: Any) -> None:
        self._document.edit(text, partial(layer_options_set, index=self._index, **options))

    def _on_padding_chosen(self, name: str) -> None:
        if name in PADDINGS:
            self._edit("Set padding", padding=PADDINGS[name])


def options_of(layer: Layer) -> tuple[str, ...]:
    """Return the names of the options that a layer has here; () for most."""
    return next((names for kind, names in _OPTIONS.items() if isinstance(layer, kind)), ())
