"""What every layer of a network can do: compute, send gradients back, and tell its shapes and counts."""

from abc import ABC, abstractmethod
from dataclasses import fields
from math import prod
from typing import Any, ClassVar, TypeAlias, cast

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.nn.parameters import parameter_shape
from convviz.nn.window import Window

Shape: TypeAlias = tuple[int, ...]
Parameters: TypeAlias = dict[str, FloatArray]


class Layer(ABC):
    """A layer is a value: a frozen dataclass, never changed; ``dataclasses.replace`` makes another.

    It takes and gives feature maps (C, H, W) or vectors (features,), alone or in a batch, which has N in front. A
    shape, here, is that of one sample, without N. A vector counts as a map of one position.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ()
    is_linear: ClassVar[bool] = False  # its outputs are weighted sums of its inputs, plus a bias

    @abstractmethod
    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the feature map of an input; float64 if the input is, otherwise float32.

        Raises
        ------
        ValueError
            If the input does not fit.
        """

    @abstractmethod
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        """Send the gradient of a cost from the output back to the input.

        Parameters
        ----------
        x : array
            The input of :meth:`forward`.
        grad : array
            Derivative of the cost by each output, in the shape of ``forward(x)``.

        Returns
        -------
        array
            In the shape of `x`.

        Raises
        ------
        ValueError
            If a shape does not fit.
        """

    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        """Give the gradient of a cost by each of :attr:`parameters`, summed over the samples of a batch.

        Parameters and errors are those of :meth:`input_grad`.

        Returns
        -------
        dict of array
            By the names of :attr:`parameters` and in their order and shapes.
        """
        del x, grad
        return {}

    def backward(self, x: FloatArray, grad: FloatArray) -> tuple[FloatArray, Parameters]:
        """Return both :meth:`input_grad` and :meth:`parameter_grads`."""
        return self.input_grad(x, grad), self.parameter_grads(x, grad)

    @abstractmethod
    def forward_shape(self, shape: Shape) -> Shape:
        """Return the shape that :meth:`forward` gives an input of this shape, without computing it.

        Raises
        ------
        ValueError
            If it does not fit; the message says what would.
        """

    def window(self, shape: Shape | None = None) -> Window:
        """Return what one output position sees; `shape`, the input's, is needed where it sees all positions."""
        del shape
        return Window()

    def channel_pairs(self, channels: int) -> int:
        """Count the pairs of an output channel and an input channel that it sees; each its own, unless told."""
        return channels

    @property
    def parameters(self) -> Parameters:
        """The arrays that are learnt, by name."""
        return {name: getattr(self, name) for name in self.parameter_names}

    @property
    def parameter_count(self) -> int:
        """Number of learnt numbers: weights and biases."""
        return sum(prod(parameter_shape(self, name)) for name in self.parameter_names)

    def connection_count(self, shape: Shape) -> int:
        """Count the pairs of an output and an input that it depends on, and one more for each output with a bias.

        Padding is no input: what hangs over the border has fewer connections (LeCun et al. 1998 count alike).
        """
        result = self.forward_shape(shape)
        window, sizes, outputs = self.window(shape), positions(shape), positions(result)
        down, across = (window.connections(axis, sizes[axis], outputs[axis]) for axis in (0, 1))
        biases = prod(result) if "bias" in self.parameter_names else 0
        return self.channel_pairs(shape[0]) * down * across + biases

    def multiply_adds(self, shape: Shape) -> int:
        """Count the multiplications by weights, each with its addition; FLOPs count both.

        As in the literature the zeros of the padding count, and biases, comparisons and functions do not.
        """
        self.forward_shape(shape)
        return 0

    def __repr__(self) -> str:
        """Write the options, and of arrays the shape alone."""
        options = [f"{field.name}={self._summary(field.name)}" for field in fields(cast(Any, self))]
        return f"{type(self).__name__}({', '.join(options)})"

    def _summary(self, name: str) -> str:
        value = vars(self)[name]
        return f"<{' × '.join(map(str, value.shape))}>" if hasattr(value, "shape") else repr(value)


def set_fields(layer: Layer, **values: object) -> None:
    """Complete a frozen layer while it is made."""
    for name, value in values.items():
        object.__setattr__(layer, name, value)


def positions(shape: Shape) -> Pair:
    """Return the height and width of a map of this shape; (1, 1) for a vector."""
    return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)


def all_positions(shape: Shape | None) -> Window:
    """Return the window of a layer that sees its whole input.

    Raises
    ------
    ValueError
        If the shape of the input is not known.
    """
    if shape is None:
        raise ValueError("it sees all positions of its input, however large: say the shape of the network's input.")
    return Window(positions(shape))


def check_image(shape: Shape, channels: int | None = None) -> None:
    """Refuse a shape that is not (C, H, W), or has another number of channels.

    Raises
    ------
    ValueError
        The message says what would fit.
    """
    if len(shape) != 3 or min(shape) < 1 or channels not in (None, shape[0]):
        first = "channels" if channels is None else channels
        raise ValueError(f"it takes ({first}, height, width).")
