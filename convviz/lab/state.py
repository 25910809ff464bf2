"""The state of the lab: everything that a person has set, as one frozen value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray, leaky_relu, relu, sigmoid, tanh
from convviz.lab.display import Display
from convviz.lab.kernels import KERNELS
from convviz.nn.conv import Conv2d

# Named as the layers of torch.nn.
ACTIVATIONS: MappingProxyType[str, Callable[[FloatArray], FloatArray] | None] = MappingProxyType(
    {"Identity": None, "ReLU": relu, "LeakyReLU": leaky_relu, "Sigmoid": sigmoid, "Tanh": tanh}
)
LARGEST_KERNEL = 31
LARGEST_WEIGHT = 1e6
LARGEST_STEP = 99  # of a stride or a dilation
LARGEST_PADDING = 99_999  # pixels at one side
MOST_FILTERS = 64
MOST_MAP_BYTES = 4 << 30


@dataclass(frozen=True, eq=False)
class State:
    """What a person has set; an edit makes a new one, and an invalid one cannot be made.

    Parameters
    ----------
    image : (C, H, W), float32 in [0, 1]
        The picture as it was opened, C = 1 or 3; read-only.
    image_name : str
        What it is called, for example its file's name.
    layer : Conv2d
        Takes the channels of the input; kernels from 1×1 to 31×31, stride and dilation up to 99.
    activation : str
        A key of ``ACTIVATIONS``.
    greyscale : bool
        Whether the input is the picture's luma and not its colour.
    selected_filter : int
        The filter that is edited and whose feature map is shown.
    selected_channel : int or None
        The channel of it that is edited; None for all channels alike.
    display : Display
        How values become colours.

    Raises
    ------
    ValueError
        If the parts do not fit together; the message says which and what would fit.
    """

    image: FloatArray
    image_name: str
    layer: Conv2d
    activation: str = "Identity"
    greyscale: bool = False
    selected_filter: int = 0
    selected_channel: int | None = None
    display: Display = field(default_factory=Display)

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[0] not in (1, 3) or 0 in self.image.shape:
            raise ValueError(f"An image must be (1 or 3, height, width); got {self.image.shape}.")
        if self.image.dtype != np.float32:
            raise ValueError(f"An image must be float32, from 0 to 1; got {self.image.dtype}.")
        if self.image.flags.writeable:
            raise ValueError("The image of a state must be read-only; set image.flags.writeable = False.")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"There is no activation “{self.activation}”; there are {', '.join(ACTIVATIONS)}.")
        self._check_layer()
        self._check_selection()

    def _check_layer(self) -> None:
        layer = self.layer
        if layer.in_channels != self.input_channels:
            raise ValueError(f"The layer takes {layer.in_channels} channels and the input has {self.input_channels}.")
        if max(layer.kernel_size) > LARGEST_KERNEL:
            height, width = layer.kernel_size
            raise ValueError(
                f"A kernel may have up to {LARGEST_KERNEL}×{LARGEST_KERNEL} numbers; this has {height}×{width}."
            )
        if max(*layer.stride, *layer.dilation) > LARGEST_STEP:
            raise ValueError(
                f"Stride and dilation may be up to {LARGEST_STEP} pixels; got {layer.stride} and {layer.dilation}."
            )
        if max(layer.sides) > LARGEST_PADDING:
            raise ValueError(f"Padding may add up to {LARGEST_PADDING} pixels at a side; got {max(layer.sides)}.")
        if layer.out_channels > MOST_FILTERS:
            raise ValueError(f"A layer may have up to {MOST_FILTERS} filters; this has {layer.out_channels}.")
        if max(np.abs(layer.weight).max(), np.abs(layer.bias).max()) > LARGEST_WEIGHT:
            raise ValueError("A weight or bias may be from −1,000,000 to 1,000,000.")
        height, width = layer.output_shape(*self.image.shape[1:])
        if layer.out_channels * height * width * 4 > MOST_MAP_BYTES:
            raise ValueError(
                f"Feature maps of {layer.out_channels}×{height}×{width} numbers would fill more than "
                f"{MOST_MAP_BYTES >> 30} GiB; use fewer filters, less padding, a larger stride or a smaller picture."
            )

    def _check_selection(self) -> None:
        if not 0 <= self.selected_filter < self.layer.out_channels:
            raise ValueError(f"There is no filter {self.selected_filter + 1}; there are {self.layer.out_channels}.")
        if self.selected_channel is not None and not 0 <= self.selected_channel < self.layer.in_channels:
            raise ValueError(f"There is no channel {self.selected_channel + 1} in this input.")

    @property
    def input_channels(self) -> int:
        """Number of channels that the layer gets."""
        return 1 if self.greyscale else int(self.image.shape[0])

    @property
    def map_shape(self) -> tuple[int, int]:
        """Height and width of the feature maps."""
        return self.layer.output_shape(*self.image.shape[1:])

    @property
    def kernel(self) -> FloatArray:
        """The kernel that is edited, (height, width); of all channels alike, the first stands for all."""
        kernel: FloatArray = self.layer.weight[self.selected_filter, self.selected_channel or 0]
        return kernel

    @property
    def channels_differ(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Where ``kernel`` does not stand for all channels that are edited, (height, width)."""
        if self.selected_channel is not None:
            return np.zeros(self.layer.kernel_size, bool)
        kernels = self.layer.weight[self.selected_filter]
        return np.asarray((kernels != kernels[0]).any(axis=0))


def first_state(image: FloatArray, image_name: str, kernel: FloatArray | None = None) -> State:
    """Return the state of a new lab: one filter, Sobel x unless told, alike on all channels.

    The map has the size of the input, and the border repeats the last pixel: zeros there would be the strongest
    edges of the picture.
    """
    weights = KERNELS["sobel-x"].weights if kernel is None else kernel
    layer = Conv2d(
        np.broadcast_to(weights, (1, len(image), *weights.shape)), np.zeros(1), padding="same", padding_mode="replicate"
    )
    return State(image, image_name, layer)
