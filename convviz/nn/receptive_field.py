"""The receptive field: which pixels of the input one value of a feature map depends on."""

from dataclasses import dataclass
from typing import NamedTuple

from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.window import Window


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

    def over(self, y: float, x: float) -> tuple[int, int]:
        """Return the row and column of the output whose field has its middle next to a place of the input.

        Parameters
        ----------
        y, x : float
            The place, in input pixels; 0 is the upper edge of the first row. The output may lie beyond the map.
        """
        row, column = (
            round((place - start - size / 2) / jump)
            for place, start, size, jump in zip((y, x), self.start, self.size, self.jump, strict=True)
        )
        return row, column

    def through(self, window: Window) -> "ReceptiveField":
        """Return the field of a layer that sees this one's feature map through a window.

        size + (d(k - 1)) · jump, jump · stride, start - padding · jump: Araujo, Norris and Sim, *Computing receptive
        fields of convolutional neural networks*, 2019.
        """
        (jump_y, jump_x), (height, width), sides = self.jump, window.span, window.sides
        return ReceptiveField(
            size=(self.size[0] + (height - 1) * jump_y, self.size[1] + (width - 1) * jump_x),
            jump=(jump_y * window.stride[0], jump_x * window.stride[1]),
            start=(self.start[0] - sides.top * jump_y, self.start[1] - sides.left * jump_x),
        )


ITSELF = ReceptiveField(size=(1, 1), jump=(1, 1), start=(0, 0))


def field_of(layer: Layer, shape: Shape | None = None) -> ReceptiveField:
    """Return the receptive field of one layer on its own input: size d(k - 1) + 1, jump the stride, start - padding.

    Parameters
    ----------
    layer : Layer
    shape : (C, H, W) or (features,), optional
        Of its input; needed where it sees all positions, as GlobalAvgPool2d and Flatten do.

    Raises
    ------
    ValueError
        If the shape is needed and not given.
    """
    return ITSELF.through(layer.window(shape))


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
    region = field_of(layer).region(y, x)
    rows = range(region.top, region.bottom, layer.dilation[0])
    columns = range(region.left, region.right, layer.dilation[1])
    return sum(0 <= row < height for row in rows) * sum(0 <= column < width for column in columns)
