"""The state of the lab: everything that a person has set, as one frozen value."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.kernel.kernel_geometry import anchor
from convviz.lab.kernel.kernels import KERNELS, name_of
from convviz.lab.limits import LONGEST_FILTER_NAME, check_convolution, check_maps, check_network, check_picture
from convviz.lab.pictures.display import Display
from convviz.lab.training.learning import Learning
from convviz.lab.translation.translation import Translation
from convviz.nn.activations import Activation, LeakyReLU, ReLU, Sigmoid, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.network import Network

# What may follow a convolution as its activation, by the name of its layer; none is called as in torch.nn.
ACTIVATIONS: MappingProxyType[str, Activation | None] = MappingProxyType(
    {"Identity": None, "ReLU": ReLU(), "LeakyReLU": LeakyReLU(), "Sigmoid": Sigmoid(), "Tanh": Tanh()}
)
Operation = Literal["cross-correlation", "convolution"]
OPERATIONS: tuple[Operation, ...] = ("cross-correlation", "convolution")
ChannelMode = Literal["across", "each"]
CHANNEL_MODES: tuple[ChannelMode, ...] = ("across", "each")


@dataclass(frozen=True, eq=False)
class State:
    """What a person has set; an edit makes a new one, and an invalid one cannot be made.

    Parameters
    ----------
    image : (C, H, W), float32 in [0, 1]
        The picture as it was opened, C = 1 or 3; read-only.
    image_name : str
        What it is called, for example its file's name.
    network : Network
        Up to 100 layers, one of them at least a convolution that fits what comes before it; later ones may not fit,
        ``misfit`` says why. Kernels go from 1×1 to 31×31, stride and dilation up to 99. Weights are the kernels as
        they are written; ``applied`` has them as they are laid over the picture.
    selected_layer : int
        The layer that a person looks at; see ``convolution``.
    operation : {"cross-correlation", "convolution"}
        Whether kernels are laid over the picture as they are written, or turned by half a turn first.
    channel_mode : {"across", "each"}
        Whether one filter adds up its answers across all channels, as in a CNN, or the same kernel answers on each
        channel for itself, as in a photo editor: its weights are alike on all channels then, and nothing but an
        activation follows.
    greyscale : bool
        Whether the network gets the picture's luma and not its colour.
    input_size : (height, width), optional
        Of what the network gets: the middle of the picture brought to this size, and to three channels unless
        ``greyscale``; None for the picture as it is.
    selected_filter : int
        The filter of the shown convolution that is edited and whose feature map is shown.
    selected_channel : int or None
        The channel of it that is edited; None for all channels alike.
    filter_names : tuple of tuple of str
        What the filters were called, by layer; empty for a filter, or () for a layer, that has no names.
    display : Display
        How values become colours.
    translation : Translation
        How the image is moved on the page "Translation invariance"; the other pages show it where it is.
    learning : Learning
        What is learnt on the page "Training", and how.

    Raises
    ------
    ValueError
        If the parts do not fit together; the message says which and what would fit.
    """

    image: FloatArray
    image_name: str
    network: Network
    selected_layer: int = 0
    operation: Operation = "cross-correlation"
    channel_mode: ChannelMode = "across"
    greyscale: bool = False
    input_size: Pair | None = None
    selected_filter: int = 0
    selected_channel: int | None = None
    filter_names: tuple[tuple[str, ...], ...] = ()
    display: Display = field(default_factory=Display)
    translation: Translation = field(default_factory=Translation)
    learning: Learning = field(default_factory=Learning)

    def __post_init__(self) -> None:
        check_picture(self.image)
        for kind, given, allowed in (
            ("operation", self.operation, OPERATIONS),
            ("channel mode", self.channel_mode, CHANNEL_MODES),
        ):
            if given not in allowed:
                raise ValueError(f"There is no {kind} “{given}”; there are {', '.join(allowed)}.")
        self._check_network()
        check_convolution(self.layer)
        check_maps(self.shapes[: self.convolution + 1], self.planes)
        self._check_selection()
        self._check_names()

    def _check_network(self) -> None:
        check_network(self.network, self.input_size)
        if not 0 <= self.selected_layer < len(self.network):
            raise ValueError(f"There is no layer {self.selected_layer + 1}; there are {len(self.network)}.")
        if not any(isinstance(layer, Conv2d) for layer in self.network):
            raise ValueError("The network needs a convolution, for its kernels to be edited; add another before.")
        if self._first_convolution is None:
            raise ValueError(self._fit[1])

    def _check_selection(self) -> None:
        if not 0 <= self.selected_filter < self.layer.out_channels:
            raise ValueError(f"There is no filter {self.selected_filter + 1}; there are {self.layer.out_channels}.")
        if self.selected_channel is not None and not 0 <= self.selected_channel < self.layer.in_channels:
            raise ValueError(f"There is no channel {self.selected_channel + 1} in this input.")
        if self.channel_mode == "across":
            return
        if len(self.network) > 1 + (self.activation_layer is not None):
            raise ValueError(
                "The same kernel on each channel makes a picture of each, which no further layer takes; it goes with "
                "one convolution and its activation alone, without layers behind them."
            )
        if self.selected_channel is not None or (self.layer.weight != self.layer.weight[:, :1]).any():
            raise ValueError(
                "The same kernel on each channel has no weights of one channel; choose one filter across all channels."
            )

    def _check_names(self) -> None:
        if not self.filter_names:
            object.__setattr__(self, "filter_names", ((),) * len(self.network))
        if len(self.filter_names) != len(self.network):
            raise ValueError(f"Names of {len(self.filter_names)} layers do not fit a network of {len(self.network)}.")
        if len(self.names) != self.layer.out_channels:
            raise ValueError(f"{len(self.names)} names do not fit {self.layer.out_channels} filters.")
        if max(map(len, self.names)) > LONGEST_FILTER_NAME:
            raise ValueError(f"The name of a filter may have up to {LONGEST_FILTER_NAME} characters; choose a shorter.")

    @property
    def input_channels(self) -> int:
        """Number of channels that the network gets."""
        return 1 if self.greyscale else 3 if self.input_size else int(self.image.shape[0])

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Shape of what the network gets, (channels, height, width)."""
        height, width = self.input_size or self.image.shape[1:]
        return self.input_channels, height, width

    @cached_property
    def _fit(self) -> tuple[tuple[Shape, ...], str]:
        shapes, why = self.network.fit(self.input_shape)
        return tuple(shapes), why

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Shapes of the maps of the layers that fit, in order; there are fewer than layers if one does not fit."""
        return self._fit[0]

    @property
    def misfit(self) -> tuple[int, str] | None:
        """The first layer that does not fit what comes before it, and why; it and those behind it have no map."""
        return (len(self.shapes), self._fit[1]) if self._fit[1] else None

    @cached_property
    def _first_convolution(self) -> int | None:
        fitting = enumerate(self.network.layers[: len(self.shapes)])
        return next((index for index, layer in fitting if isinstance(layer, Conv2d)), None)

    @cached_property
    def convolution(self) -> int:
        """The convolution whose kernels are shown: the selected layer, or the last one before it, or the first."""
        for index in range(min(self.selected_layer, len(self.shapes) - 1), -1, -1):
            if isinstance(self.network[index], Conv2d):
                return index
        assert self._first_convolution is not None  # checked when the state was made
        return self._first_convolution

    @property
    def layer(self) -> Conv2d:
        """The shown convolution, with its kernels as they are written."""
        layer = self.network[self.convolution]
        assert isinstance(layer, Conv2d)
        return layer

    @property
    def layer_input_shape(self) -> tuple[int, int, int]:
        """Shape of what the shown convolution gets, (channels, height, width)."""
        channels, height, width = (self.input_shape, *self.shapes)[self.convolution]
        return channels, height, width

    @property
    def activation_layer(self) -> Activation | None:
        """What follows the shown convolution, if it is an activation that takes each value for itself."""
        behind = self.network.layers[self.convolution + 1 : self.convolution + 2]
        for layer in behind:
            if isinstance(layer, Activation) and type(layer).__name__ in ACTIVATIONS:
                return layer
        return None

    @property
    def feature_map_layer(self) -> int:
        """The layer that gives the feature maps that are shown: that activation, or else the shown convolution."""
        return self.convolution + (self.activation_layer is not None)

    @property
    def activation(self) -> str:
        """Its name, a key of ``ACTIVATIONS``."""
        return "Identity" if self.activation_layer is None else type(self.activation_layer).__name__

    @property
    def names(self) -> tuple[str, ...]:
        """What the filters of the shown convolution were called; empty for those that have no name."""
        return self.filter_names[self.convolution] or ("",) * self.layer.out_channels

    @property
    def planes(self) -> int:
        """Number of pictures that a feature map consists of: 3 where each channel of a colour picture has its own."""
        return self.input_channels if self.channel_mode == "each" else 1

    def applied(self, index: int) -> Layer:
        """Return a layer with its kernels as they are laid over the picture: for a convolution by half a turn."""
        layer = self.network[index]
        if self.operation == "cross-correlation" or not isinstance(layer, Conv2d):
            return layer
        return replace(layer, weight=layer.weight[..., ::-1, ::-1])

    @cached_property
    def applied_layer(self) -> Conv2d:
        """The shown convolution, likewise."""
        layer = self.applied(self.convolution)
        assert isinstance(layer, Conv2d)
        return layer

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases of the shown convolution; a kernel that all channels share counts once."""
        return self.layer.parameter_count if self.planes == 1 else self.layer.weight[:, 0].size + len(self.layer.bias)

    def shown_channel(self, index: int) -> int:
        """Return the channel of a layer's map that is shown: that of the selected filter, where it still is one.

        Parameters
        ----------
        index : int
            A layer that fits.
        """
        shape = self.shapes[index]
        follows = index >= self.convolution and len(shape) == 3 and shape[0] == self.layer.out_channels
        return self.selected_filter if follows else 0

    @property
    def map_shape(self) -> tuple[int, int]:
        """Height and width of the feature maps of the shown convolution."""
        _, height, width = self.shapes[self.convolution]
        return height, width

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
        return self.names[index] or known or f"Filter {index + 1}"

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
    return State(image, image_name, Network([layer]))
