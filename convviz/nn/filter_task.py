"""Learning a filter from its result: an image, and the map that the filter should make of it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray
from convviz.engine.arrays import float_array
from convviz.engine.geometry import Pair
from convviz.engine.padding import read, source_index
from convviz.nn.conv import Conv2d

Places = NDArray[np.integer]


class Crops(NamedTuple):
    """Pieces of an image, each with the piece of the target that a filter should make of it.

    Parameters
    ----------
    inputs : (n, C, h, w), float32
        They hold what the filter needs, padding included: it is applied to them with padding 0.
    targets : (n, 1, size, size), float32
    """

    inputs: FloatArray
    targets: FloatArray


@dataclass(frozen=True, eq=False)
class FilterTask:
    """An image and a target: which kernel and bias make the one of the other, in the sense of least squares?

    Parameters
    ----------
    image : (C, H, W), float32
    target : (H_out, W_out), float32
        The map of a known filter, or any picture of that size.
    form : Conv2d
        One filter of C channels. Its kernel size, stride, padding and dilation say how the kernel is used; its weights
        say nothing.

    Raises
    ------
    ValueError
        If `form` does not fit the image, has more than one filter, or `target` is not as large as its map, or a number
        is not finite.
    """

    image: FloatArray
    target: FloatArray
    form: Conv2d

    def __post_init__(self) -> None:
        for name, axes in (("image", "(C, H, W)"), ("target", "(height, width)")):
            values = np.array(float_array(getattr(self, name), name), np.float32)
            if values.ndim != axes.count(",") + 1 or not values.size or not np.isfinite(values).all():
                raise ValueError(f"The {name} must be {axes} and hold finite numbers; got shape {values.shape}.")
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        filters, *size = self.form.forward_shape(self.image.shape)
        if filters != 1:
            raise ValueError(f"One filter can be learnt at a time; the layer has {filters}.")
        if self.target.shape != tuple(size):
            height, width = self.target.shape
            raise ValueError(
                f"The target must be as large as the feature map, {size[1]}×{size[0]} pixels; it has {width}×{height}."
            )

    @classmethod
    def of_filter(cls, image: ArrayLike, layer: Conv2d) -> "FilterTask":
        """Make the task whose answer is known: to find this filter again from the map that it makes.

        Raises
        ------
        ValueError
            As the class.
        """
        pixels = float_array(image, "image")
        return cls(pixels, layer.forward(pixels)[0], layer)

    @property
    def cropped_form(self) -> Conv2d:
        """The layer as it is applied to :class:`Crops`, which hold their padding."""
        return replace(self.form, padding=0)

    @property
    def weight_count(self) -> int:
        """Number of weights of the kernel, over all channels."""
        return int(np.prod(self.form.weight.shape))

    def span(self, size: int = 1) -> Pair:
        """Return the height and width of the input that `size` × `size` neighbouring outputs see together."""
        down, across = (
            (size - 1) * stride + dilation * (kernel - 1) + 1
            for stride, dilation, kernel in zip(
                self.form.stride, self.form.dilation, self.form.kernel_size, strict=True
            )
        )
        return down, across

    def crops(self, places: Places, size: int = 1) -> Crops:
        """Cut pieces out of the image and the target.

        Parameters
        ----------
        places : (n, 2) int
            Row and column, in the target, of each piece's first value.
        size : int
            Height and width of each piece of the target; of 1, the input is the one patch that the output sees.

        Raises
        ------
        ValueError
            If a piece hangs over the end of the target.
        """
        corners, most = np.asarray(places), np.array(self.target.shape) - size
        if ((corners < 0) | (corners > most)).any():
            raise ValueError(f"A crop of {size} must start in the rows 0 to {most[0]} and columns 0 to {most[1]}.")
        rows, columns = corners.T
        down, across = self.form.stride
        windows = sliding_window_view(self._padded, self.span(size), axis=(1, 2))
        inputs = np.ascontiguousarray(windows[:, rows * down, columns * across].swapaxes(0, 1))
        targets = sliding_window_view(self.target, (size, size))[rows, columns]
        return Crops(inputs, targets[:, np.newaxis].copy())

    def random_crops(self, count: int, drawing: np.random.Generator, size: int = 1) -> Crops:
        """Cut pieces out at places drawn by lot, each as likely as the others.

        Raises
        ------
        ValueError
            If the target is smaller than a piece.
        """
        if not 1 <= size <= min(self.target.shape):
            raise ValueError(f"A crop can be from 1 to {min(self.target.shape)} pixels of the map; got {size}.")
        most = np.array(self.target.shape) - size + 1
        return self.crops(drawing.integers(0, most, (count, 2)), size)

    @cached_property
    def _padded(self) -> FloatArray:
        """Return the image with its padding around it."""
        _, height, width = self.image.shape
        sides, mode = self.form.sides, self.form.padding_mode
        rows = source_index(np.arange(-sides.top, height + sides.bottom), height, mode)
        columns = source_index(np.arange(-sides.left, width + sides.right), width, mode)
        padded: FloatArray = read(self.image, rows, columns)
        return padded
