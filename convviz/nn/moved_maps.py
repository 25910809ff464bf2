"""Where a feature map should be once the image has moved, and how far it is from that."""

from math import ceil, floor, nan, prod, sqrt

from convviz.engine import FloatArray, shift
from convviz.engine.geometry import Pair
from convviz.nn.layer import Shape, positions
from convviz.nn.receptive_field import ReceptiveField
from convviz.nn.similarity import relative, sum_of_squares

_BLOCK_VALUES = 2**22  # of a map that are moved and compared at once


def moved_map(
    feature_map: FloatArray,
    field: ReceptiveField,
    dy: float,
    dx: float,
    edge: str = "zeros",
    interpolation: str = "bilinear",
) -> FloatArray:
    """Move a map along with the image, T': by (dy / jump, dx / jump), with the edge and the interpolation of the image.

    Parameters
    ----------
    feature_map : (..., h, w)
    field : ReceptiveField
        Of the map on the network's input; its jump is the number of input pixels from one value to the next.
    dy, dx : float
        Pixels of the input.
    edge, interpolation : str
        As in :func:`convviz.engine.shift`.

    Returns
    -------
    (..., h, w)
        A new array.

    Raises
    ------
    ValueError
        As :func:`convviz.engine.shift`.
    """
    return shift(feature_map, dy / field.jump[0], dx / field.jump[1], edge, interpolation)


def interior(field: ReceptiveField, shape: Shape, input_size: Pair, dy: float, dx: float) -> tuple[slice, slice]:
    """Return the rows and columns of a map at which neither the border nor the shift's edge has a say.

    There the receptive field lies in the image, and so on no padding of any layer; and so do the fields of the values
    that T' takes from the map, one or two along each axis: neither sees what comes in at the shift's edge. The field is
    the one in theory, holes included. With "fourier" every value has a share of all others, so that a trace of the
    border is left; with "circular" it is the same region, though nothing is lost at the edge.

    Parameters
    ----------
    field : ReceptiveField
        Of the map on the network's input.
    shape : (C, h, w)
        Of the map.
    input_size : (height, width)
    dy, dx : float
        Pixels of the input.

    Returns
    -------
    rows, columns : slice
        Empty if there are none.
    """
    rows, columns = (
        _inside(size, field.jump[axis], field.start[axis], field.size[axis], input_size[axis], distance)
        for axis, (size, distance) in enumerate(zip(positions(shape), (dy, dx), strict=True))
    )
    return rows, columns


def map_error(
    before: FloatArray,
    after: FloatArray,
    field: ReceptiveField,
    dy: float,
    dx: float,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    input_size: Pair | None = None,
) -> float:
    """Return ‖after − T'before‖₂ / ‖T'before‖₂ over all channels, as :func:`convviz.nn.similarity.relative` divides.

    Parameters
    ----------
    before, after : (C, h, w)
        The map of the image, and that of the moved image.
    field, dy, dx, edge, interpolation
        As in :func:`moved_map`.
    input_size : (height, width), optional
        Compare in the :func:`interior` only; everywhere unless given.

    Returns
    -------
    float
        nan for a vector, for a map of one position, and for an empty interior.
    """
    if prod(positions(before.shape)) == 1:
        return nan
    inside = interior(field, before.shape, input_size, dy, dx) if input_size else (slice(None), slice(None))
    step = max(1, _BLOCK_VALUES // prod(before.shape[1:]))
    apart = size = 0.0
    for start in range(0, len(before), step):
        channels = slice(start, start + step)
        expected = moved_map(before[channels], field, dy, dx, edge, interpolation)[:, *inside]
        if not expected.size:
            return nan
        apart += sum_of_squares(after[channels, *inside] - expected)
        size += sum_of_squares(expected)
    return relative(sqrt(apart), sqrt(size))


def _inside(outputs: int, jump: int, start: int, size: int, pixels: int, distance: float) -> slice:
    first = max(0, ceil(-start / jump)) + max(0, ceil(distance / jump))
    last = min(outputs - 1, (pixels - size - start) // jump) + min(0, floor(distance / jump))
    return slice(first, max(first, last + 1))
