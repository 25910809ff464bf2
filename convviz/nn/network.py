"""The network: layers one after another, as one value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from convviz.engine import FloatArray
from convviz.nn.layer import Layer, Parameters, Shape


class Gradients(NamedTuple):
    """What :meth:`Network.backward` sends back: one array in the shape of the input, and one dict a layer."""

    input: FloatArray
    parameters: list[Parameters]


def unwatched(_done: float) -> None:
    """Take note of nothing."""


@dataclass(frozen=True)
class Network:
    """Layers one after another: ``Network([Conv2d(3, 6, 5), ReLU(), MaxPool2d(2), Flatten(), Linear(1176, 10)])``.

    It is a value: ``with_layer`` and slices make other networks, which share the layers. Layers count from 0 as in
    a list; error messages, for people, call the first one layer 1.

    Parameters
    ----------
    layers : sequence of Layer

    Raises
    ------
    ValueError
        If something in it is no layer.
    """

    layers: Sequence[Layer]

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        for number, layer in enumerate(self.layers, 1):
            if not isinstance(layer, Layer):
                raise ValueError(f"Layer {number} must be a layer, such as Conv2d(3, 6, 5) or ReLU(); got {layer!r}.")

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    @overload
    def __getitem__(self, place: int) -> Layer: ...
    @overload
    def __getitem__(self, place: slice) -> "Network": ...
    def __getitem__(self, place: int | slice) -> "Layer | Network":
        return Network(self.layers[place]) if isinstance(place, slice) else self.layers[place]

    def with_layer(self, index: int, layer: Layer) -> "Network":
        """Return a network with another layer in this place.

        Raises
        ------
        ValueError
            If there is no such place.
        """
        self.check_index(index)
        return Network([*self.layers[:index], layer, *self.layers[index + 1 :]])

    def check_index(self, index: int) -> None:
        """Refuse a number that is no layer's.

        Raises
        ------
        ValueError
            If it is not from 0 to the number of layers - 1.
        """
        if not 0 <= index < len(self.layers):
            raise ValueError(f"The network has the layers 0 to {len(self.layers) - 1}; got {index}.")

    @property
    def parameters(self) -> list[Parameters]:
        """The arrays that each layer learns, by name."""
        return [layer.parameters for layer in self.layers]

    def shapes(self, input_shape: Shape) -> list[Shape]:
        """Return the shape of each layer's feature map, without computing or drawing anything.

        Parameters
        ----------
        input_shape : (C, H, W) or (features,)
            Of one sample, without N.

        Raises
        ------
        ValueError
            If a layer does not fit what comes before it; it names the layer, and says what would fit.
        """
        shapes, why = self.fit(input_shape)
        if why:
            raise ValueError(why)
        return shapes

    def fit(self, input_shape: Shape) -> tuple[list[Shape], str]:
        """Return the shapes of the maps of the layers that fit, and of the next one why it does not; "" if all fit.

        Parameters
        ----------
        input_shape : (C, H, W) or (features,)
            Of one sample, without N.
        """
        shapes: list[Shape] = []
        shape = tuple(input_shape)
        for number, layer in enumerate(self.layers):
            try:
                shape = layer.forward_shape(shape)
            except ValueError as error:
                return shapes, f"{self.title(number)} does not fit an input of {shape}: {error}"
            shapes.append(shape)
        return shapes, ""

    def title(self, index: int) -> str:
        """Return how people call a layer, such as “Layer 3 of 5 (Linear)”."""
        return f"Layer {index + 1} of {len(self.layers)} ({type(self.layers[index]).__name__})"

    def forward(self, x: FloatArray) -> list[FloatArray]:
        """Return the feature map of every layer; the last one is the network's output.

        Parameters
        ----------
        x : (C, H, W), (N, C, H, W), (features,) or (N, features)

        Raises
        ------
        ValueError
            As in :meth:`shapes`, or if `x` has another number of dimensions.
        """
        x = np.asarray(x)
        if not 1 <= x.ndim <= 4:
            raise ValueError(f"x must be (C, H, W), (N, C, H, W), (features,) or (N, features); got {x.shape}.")
        self.shapes(x.shape[-3:] if x.ndim > 2 else x.shape[-1:])
        maps = []
        for layer in self.layers:
            x = layer.forward(x)
            maps.append(x)
        return maps

    def maps_one_by_one(
        self, x: FloatArray, progress: Callable[[float], object] = unwatched, done: float = 0.0, share: float = 1.0
    ) -> Iterator[FloatArray]:
        """Compute the maps of :meth:`forward`, each when it is asked for.

        Parameters
        ----------
        x : (C, H, W) or (features,)
        progress : callable
            Called before each layer with how much is done, 0 … 1; it may raise.
        done, share : float
            What was done before, and the part of the whole that these maps are, 0 … 1.

        Yields
        ------
        (C, h, w) or (features,)
        """
        for number, layer in enumerate(self.layers):
            progress(done + share * number / len(self.layers))
            x = layer.forward(x)
            yield x

    def backward(self, x: FloatArray, grad: FloatArray, maps: list[FloatArray] | None = None) -> Gradients:
        """Send the gradient of a cost from the output back to the input and to every parameter (back-propagation).

        Parameters
        ----------
        x : array
            The input of :meth:`forward`.
        grad : array
            Derivative of the cost by each value of the last map. For the gradient of another layer's map, take the
            network up to there: ``network[: index + 1]``.
        maps : list of array, optional
            What :meth:`forward` gave for `x`, if it is at hand.

        Returns
        -------
        Gradients
            ``input``, in the shape of `x`, and ``parameters``, a dict a layer, named as its parameters; summed over
            the samples of a batch.

        Raises
        ------
        ValueError
            As in :meth:`forward`, or if `grad` has not the shape of the last map.
        """
        sent, parameters = self._send_back(x, grad, maps, 0)
        return Gradients(self[0].input_grad(x, sent) if len(self) else sent, parameters)

    def parameter_grads(
        self, x: FloatArray, grad: FloatArray, maps: list[FloatArray] | None = None
    ) -> list[Parameters]:
        """Give the gradients by the parameters alone, as training needs them.

        Nothing is computed below the first layer that learns; the rest is as in :meth:`backward`.
        """
        learns = [number for number, layer in enumerate(self.layers) if layer.parameter_names]
        return self._send_back(x, grad, maps, learns[0] if learns else len(self))[1]

    def _send_back(
        self, x: FloatArray, grad: FloatArray, maps: list[FloatArray] | None, first: int
    ) -> tuple[FloatArray, list[Parameters]]:
        """Send a gradient back to the output of the layer `first`, and give those by the parameters of all layers."""
        inputs = [np.asarray(x), *(self.forward(x) if maps is None else maps)]
        if np.shape(grad) != inputs[-1].shape:
            raise ValueError(f"grad must have the shape of the last map, {inputs[-1].shape}; got {np.shape(grad)}.")
        sent = np.asarray(grad)
        parameters: list[Parameters] = [{} for _ in self.layers]
        for number in reversed(range(first, len(self))):
            layer, seen = self.layers[number], inputs[number]
            parameters[number] = layer.parameter_grads(seen, sent)
            if number > first:
                sent = layer.input_grad(seen, sent)
        return sent, parameters
