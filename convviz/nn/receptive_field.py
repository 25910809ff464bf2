"""The receptive field: which pixels of the input one value of a feature map depends on."""

from dataclasses import dataclass
from typing import NamedTuple

from convviz.nn.conv import Conv2d


class Region(NamedTuple):
    """Rows ``top`` … ``bottom`` - 1 and columns ``left`` … ``right`` - 1; negative where it reaches into padding."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class ReceptiveField:
    """How the positions of a feature map lie on the input (Dumoulin and Visin 2016; Araujo et al. 2019).

    Parameters
    ----------
    size : (height, width)
        Extent in input pixels, holes of a dilation included.
    jump : (vertical, horizontal)
        Input pixels from one output to the next.
    start : (y, x)
        First row and column that the output (0, 0) depends on; negative because of padding.
    """

    size: tuple[int, int]
    jump: tuple[int, int]
    start: tuple[int, int]

    def region(self, y: int, x: int) -> Region:
        """Return the input rows and columns that the output at row y, column x depends on."""
        top = self.start[0] + self.jump[0] * y
        left = self.start[1] + self.jump[1] * x
        return Region(top, top + self.size[0], left, left + self.size[1])


def receptive_field(layer: Conv2d) -> ReceptiveField:
    """Return the receptive field of one convolution: size d(k - 1) + 1, jump the stride, start minus the padding."""
    kernel_height, kernel_width = layer.kernel_size
    (dilation_y, dilation_x), sides = layer.dilation, layer.sides
    return ReceptiveField(
        size=(dilation_y * (kernel_height - 1) + 1, dilation_x * (kernel_width - 1) + 1),
        jump=layer.stride,
        start=(-sides.top, -sides.left),
    )


def taps_on_pixels(layer: Conv2d, y: int, x: int, height: int, width: int) -> int:
    """Count the cells of the kernel that lie on real pixels, and not on padding, for one output.

    Parameters
    ----------
    layer : Conv2d
    y, x : int
        The output's row and column.
    height, width : int
        Size of the input.

    Returns
    -------
    int
        From 0 to kernel_height · kernel_width.
    """
    region = receptive_field(layer).region(y, x)
    rows = range(region.top, region.bottom, layer.dilation[0])
    columns = range(region.left, region.right, layer.dilation[1])
    return sum(0 <= row < height for row in rows) * sum(0 <= column < width for column in columns)
