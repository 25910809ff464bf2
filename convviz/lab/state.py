"""The state of the lab: everything that a person has set, as one frozen value."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np

from convviz.engine import FloatArray, leaky_relu, relu, sigmoid, tanh
from convviz.lab.display import Display
from convviz.lab.kernel_geometry import anchor
from convviz.lab.kernels import KERNELS, name_of
from convviz.nn.conv import Conv2d

# Named as the layers of torch.nn.
ACTIVATIONS: MappingProxyType[str, Callable[[FloatArray], FloatArray] | None] = MappingProxyType(
    {"Identity": None, "ReLU": relu, "LeakyReLU": leaky_relu, "Sigmoid": sigmoid, "Tanh": tanh}
)
Operation = Literal["cross-correlation", "convolution"]
OPERATIONS: tuple[Operation, ...] = ("cross-correlation", "convolution")
ChannelMode = Literal["across", "each"]
CHANNEL_MODES: tuple[ChannelMode, ...] = ("across", "each")
LARGEST_KERNEL = 31
LARGEST_WEIGHT = 1e6
LARGEST_STEP = 99  # of a stride or a dilation
LARGEST_PADDING = 99_999  # pixels at one side
MOST_FILTERS = 64
LONGEST_FILTER_NAME = 40
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
        Takes the channels of the input; kernels from 1×1 to 31×31, stride and dilation up to 99. Its weights are the
        kernels as they are written; ``applied_layer`` has them as they are laid over the picture.
    operation : {"cross-correlation", "convolution"}
        Whether a kernel is laid over the picture as it is written, or turned by half a turn first.
    channel_mode : {"across", "each"}
        Whether one filter adds up its answers across all channels, as in a CNN, or the same kernel answers on each
        channel for itself, as in a photo editor: its weights are alike on all channels then.
    activation : str
        A key of ``ACTIVATIONS``.
    greyscale : bool
        Whether the input is the picture's luma and not its colour.
    selected_filter : int
        The filter that is edited and whose feature map is shown.
    selected_channel : int or None
        The channel of it that is edited; None for all channels alike.
    filter_names : tuple of str
        What the filters were called, one a filter; empty for those that have no name, and () for none at all.
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
    operation: Operation = "cross-correlation"
    channel_mode: ChannelMode = "across"
    activation: str = "Identity"
    greyscale: bool = False
    selected_filter: int = 0
    selected_channel: int | None = None
    filter_names: tuple[str, ...] = ()
    display: Display = field(default_factory=Display)

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[0] not in (1, 3) or 0 in self.image.shape:
            raise ValueError(f"An image must be (1 or 3, height, width); got {self.image.shape}.")
        if self.image.dtype != np.float32:
            raise ValueError(f"An image must be float32, from 0 to 1; got {self.image.dtype}.")
        if self.image.flags.writeable:
            raise ValueError("The image of a state must be read-only; set image.flags.writeable = False.")
        for kind, given, allowed in (
            ("activation", self.activation, tuple(ACTIVATIONS)),
            ("operation", self.operation, OPERATIONS),
            ("channel mode", self.channel_mode, CHANNEL_MODES),
        ):
            if given not in allowed:
                raise ValueError(f"There is no {kind} “{given}”; there are {', '.join(allowed)}.")
        self._check_layer()
        self._check_selection()
        self._check_names()

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
        if layer.out_channels * self.planes * height * width * 4 > MOST_MAP_BYTES:
            raise ValueError(
                f"Feature maps of {layer.out_channels}×{height}×{width} numbers would fill more than "
                f"{MOST_MAP_BYTES >> 30} GiB; use fewer filters, less padding, a larger stride or a smaller picture."
            )

    def _check_selection(self) -> None:
        if not 0 <= self.selected_filter < self.layer.out_channels:
            raise ValueError(f"There is no filter {self.selected_filter + 1}; there are {self.layer.out_channels}.")
        if self.selected_channel is not None and not 0 <= self.selected_channel < self.layer.in_channels:
            raise ValueError(f"There is no channel {self.selected_channel + 1} in this input.")
        if self.channel_mode == "each" and (
            self.selected_channel is not None or (self.layer.weight != self.layer.weight[:, :1]).any()
        ):
            raise ValueError(
                "The same kernel on each channel has no weights of one channel; choose one filter across all channels."
            )

    def _check_names(self) -> None:
        if not self.filter_names:
            object.__setattr__(self, "filter_names", ("",) * self.layer.out_channels)
        if len(self.filter_names) != self.layer.out_channels:
            raise ValueError(f"{len(self.filter_names)} names do not fit {self.layer.out_channels} filters.")
        if max(map(len, self.filter_names)) > LONGEST_FILTER_NAME:
            raise ValueError(f"The name of a filter may have up to {LONGEST_FILTER_NAME} characters; choose a shorter.")

    @property
    def input_channels(self) -> int:
        """Number of channels that the layer gets."""
        return 1 if self.greyscale else int(self.image.shape[0])

    @property
    def planes(self) -> int:
        """Number of pictures that a feature map consists of: 3 where each channel of a colour picture has its own."""
        return self.input_channels if self.channel_mode == "each" else 1

    @cached_property
    def applied_layer(self) -> Conv2d:
        """The layer with its kernels as they are laid over the picture: for a convolution by half a turn."""
        if self.operation == "cross-correlation":
            return self.layer
        return replace(self.layer, weight=self.layer.weight[..., ::-1, ::-1])

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases; a kernel that all channels share counts once."""
        return self.layer.parameter_count if self.planes == 1 else self.layer.weight[:, 0].size + len(self.layer.bias)

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
    def anchor(self) -> tuple[int, int]:
        """Row and column of the kernel's cell that lies over the output's own position."""
        places = [(anchor(size), size) for size in self.layer.kernel_size]
        y, x = (place if self.operation == "cross-correlation" else size - 1 - place for place, size in places)
        return y, x

    def filter_title(self, index: int) -> str:
        """Return what a filter is called: its own name, else its kernel's in the library, else its number."""
        kernels = self.layer.weight[index]
        known = name_of(kernels[0]) if (kernels == kernels[0]).all() else None
        return self.filter_names[index] or known or f"Filter {index + 1}"

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
