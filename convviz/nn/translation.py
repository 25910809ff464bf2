"""What a network makes of a moved image: does its map move with it (equivariance), do its features stay (invariance)?

The words, for a network f, an image x and the shift T by (dy, dx) pixels of the input, down and right: f(Tx) is the map
of the moved image. T' moves a map by (dy / jump, dx / jump), jump being the input pixels from one value of it to the
next, with the same edge rule and interpolation as T.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray, shift
from convviz.engine.arrays import float_array
from convviz.engine.geometry import Pair
from convviz.nn.fields import receptive_field
from convviz.nn.moved_maps import map_error
from convviz.nn.network import Network, unwatched
from convviz.nn.receptive_field import ReceptiveField
from convviz.nn.similarity import Pooled, cosine_similarity, pooled_features, relative_change

Move = Callable[[float, float], ArrayLike]
Progress = Callable[[float], object]
Errors = NDArray[np.float64]
REGIONS = ("all", "interior")


class Invariance(NamedTuple):
    """How much pooled features change.

    Parameters
    ----------
    change : float
        ‖g(Tx) − g(x)‖₂ / ‖g(x)‖₂; 0 if they stay.
    cosine : float
        g(Tx) · g(x) / (‖g(Tx)‖₂ ‖g(x)‖₂), from −1 to 1; 1 if they keep their direction.
    """

    change: float
    cosine: float


class ShiftErrors(NamedTuple):
    """What one shift does to each layer: three arrays (layers,), as in :class:`ShiftSweep`."""

    equivariance: Errors
    change: Errors
    cosine: Errors


@dataclass(frozen=True, eq=False)
class ShiftSweep:
    """What many shifts do to every layer of a network.

    Parameters
    ----------
    shifts : (n, 2)
        dy and dx, in pixels of the input.
    equivariance : (n, layers)
        As :func:`equivariance_error`; nan for vectors and for maps of one position.
    change, cosine : (n, layers)
        As :func:`invariance_error`.
    """

    shifts: Errors
    equivariance: Errors
    change: Errors
    cosine: Errors


def equivariance_error(
    network: Network,
    image: ArrayLike,
    dy: float,
    dx: float,
    *,
    layer: int = -1,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    region: str = "all",
) -> float:
    """Measure how far the map of a moved image is from the moved map: ‖f(Tx) − T'f(x)‖₂ / ‖T'f(x)‖₂.

    Both norms are the root of the sum of squares over all channels and all positions of the region, summed in float64.
    0 / 0 is 0, and anything else by 0 is inf. It is 0 for convolutions of stride 1 with circular padding, under every
    whole circular shift; with a stride, only if dy and dx are multiples of the jump (Goodfellow, Bengio and Courville,
    *Deep Learning*, 2016, ch. 9.2).

    Parameters
    ----------
    network : Network
    image : (C, H, W), real
    dy, dx : float
        Pixels of the image, down and right.
    layer : int
        Whose map is f; from 0, or from −1 backwards.
    edge, interpolation : str
        Of T and T', as in :func:`convviz.engine.shift`.
    region : {"all", "interior"}
        "interior" leaves out what depends on the border: see :func:`convviz.nn.moved_maps.interior`.

    Returns
    -------
    float
        At least 0; nan for a vector, for a map of one position, which cannot move, and for an empty region.

    Raises
    ------
    ValueError
        If the layer is not there, the image does not fit, or an option is out of range.
    """
    before, after, fields = _maps_up_to(network, image, dy, dx, layer, edge, interpolation)
    options = {"edge": edge, "interpolation": interpolation, "region": region}
    size = np.shape(image)[-2:]
    errors = errors_between(before[-1:], after[-1:], dy, dx, fields[-1:], input_size=size, **options)
    return float(errors.equivariance[0])


def invariance_error(
    network: Network,
    image: ArrayLike,
    dy: float,
    dx: float,
    *,
    layer: int = -1,
    edge: str = "zeros",
    interpolation: str = "bilinear",
) -> Invariance:
    """Measure how much the pooled features g change: their relative L2 change and their cosine similarity.

    The features of a map are the mean of each channel over all of its positions, in float64; those of a vector are the
    vector itself. ``change = ‖g(Tx) − g(x)‖₂ / ‖g(x)‖₂``, where 0 / 0 is 0 and anything else by 0 is inf. The cosine is
    1 if both are zero, and 0 if one is. A mean below 10⁻⁶ of the mean magnitude that was averaged is rounding and
    counts as 0, as :func:`convviz.nn.similarity.pooled_features` has it. For linear layers with circular padding g is
    sum(kernel) · mean(image), which stays whatever the picture: put ReLU first, or it proves nothing.

    Parameters
    ----------
    network : Network
    image : (C, H, W), real
    dy, dx : float
        Pixels of the image, down and right.
    layer : int
        Whose map is pooled; from 0, or from −1 backwards.
    edge, interpolation : str
        Of the shift, as in :func:`convviz.engine.shift`.

    Returns
    -------
    Invariance

    Raises
    ------
    ValueError
        If the layer is not there, the image does not fit, or an option is out of range.
    """
    before, after, _ = _maps_up_to(network, image, dy, dx, layer, edge, interpolation)
    first = second = None
    for one, other in zip(before, after, strict=True):
        first, second = pooled_features(one, first), pooled_features(other, second)
    assert first is not None  # there is at least one layer
    assert second is not None
    return _invariance(first, second)


def shift_sweep(
    network: Network,
    image: ArrayLike,
    shifts: ArrayLike,
    *,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    region: str = "all",
    move: Move | None = None,
    progress: Progress = unwatched,
) -> ShiftSweep:
    """Measure what each of many shifts does to every layer: its map, and its pooled features.

    Parameters
    ----------
    network : Network
    image : (C, H, W), real
    shifts : (n, 2)
        dy and dx, in pixels of the image.
    edge, interpolation, region : str
        As in :func:`equivariance_error`.
    move : callable, optional
        Gives the image moved by dy and dx, in the same shape, where it is not ``shift(image, dy, dx)`` but, say, cut
        elsewhere from a larger picture. What comes in is then real and no edge rule can tell it: the maps are compared
        in the interior only, where both show the same.
    progress : callable, optional
        Called with the share that is done, 0 … 1, before each layer of each shift and at the end; it may raise.

    Returns
    -------
    ShiftSweep

    Raises
    ------
    ValueError
        If `shifts` is not (n, 2), a moved image has another shape, or as in :func:`equivariance_error`.
    """
    pixels, places = _image(image), _places(shifts)
    maps, fields = network.forward(pixels), receptive_field(network, pixels.shape)
    options = {"edge": edge, "interpolation": interpolation, "region": "interior" if move else region}
    table = np.empty((3, len(places), len(network)))
    for number, (dy, dx) in enumerate(places.tolist()):
        moved = float_array(move(dy, dx), "the moved image") if move else shift(pixels, dy, dx, edge, interpolation)
        if moved.shape != pixels.shape:
            raise ValueError(f"The moved image must have the shape of the image, {pixels.shape}; got {moved.shape}.")
        after = network.maps_one_by_one(moved, progress, number / len(places), 1 / len(places))
        table[:, number] = errors_between(maps, after, dy, dx, fields, input_size=pixels.shape[-2:], **options)
    progress(1.0)
    return ShiftSweep(places, *table)


def errors_between(
    before: Iterable[FloatArray],
    after: Iterable[FloatArray],
    dy: float,
    dx: float,
    fields: Iterable[ReceptiveField],
    *,
    input_size: Pair,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    region: str = "all",
) -> ShiftErrors:
    """Compare maps of an image with maps of the moved image, layer by layer.

    Parameters
    ----------
    before, after : iterable of (C, H, W) or (features,)
        f(x) and f(Tx) of each layer; `after` may be computed while it is compared.
    dy, dx : float
        Pixels of the input.
    fields : iterable of ReceptiveField
        Of each layer on the input, as :func:`convviz.nn.fields.receptive_field` gives.
    input_size : (height, width)
    edge, interpolation, region : str
        As in :func:`equivariance_error`.

    Returns
    -------
    ShiftErrors

    Raises
    ------
    ValueError
        If there are not as many maps as fields, two maps differ in shape, or an option is out of range.
    """
    if region not in REGIONS:
        raise ValueError(f"region must be one of {', '.join(REGIONS)}; got {region!r}.")
    rows, within = [], input_size if region == "interior" else None
    one = other = None
    for first, second, field in zip(before, after, fields, strict=True):
        if first.shape != second.shape:
            raise ValueError(f"Maps before and after the shift must have one shape; got {first.shape}, {second.shape}.")
        error = map_error(first, second, field, dy, dx, edge, interpolation, within)
        one, other = pooled_features(first, one), pooled_features(second, other)
        rows.append((error, *_invariance(one, other)))
    return ShiftErrors(*np.array(rows, dtype=np.float64).reshape(-1, 3).T)


def _invariance(before: Pooled, after: Pooled) -> Invariance:
    first, second = before.features, after.features
    return Invariance(relative_change(first, second), cosine_similarity(first, second))


def _image(values: ArrayLike) -> FloatArray:
    pixels = float_array(values, "image")
    if pixels.ndim != 3:
        raise ValueError(f"image must be (C, H, W); got {pixels.shape}.")
    return pixels


def _places(shifts: ArrayLike) -> Errors:
    places = np.array(shifts, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or not np.isfinite(places).all():
        raise ValueError(f"shifts must be (n, 2), a finite dy and dx in each row; got {places.shape}.")
    return places


def _maps_up_to(
    network: Network, image: ArrayLike, dy: float, dx: float, layer: int, edge: str, interpolation: str
) -> tuple[Sequence[FloatArray], Sequence[FloatArray], Sequence[ReceptiveField]]:
    """Return f(x), f(Tx) and the receptive fields of all layers up to this one."""
    index = layer + len(network) if layer < 0 else layer
    network.check_index(index)
    part, pixels = network[: index + 1], _image(image)
    moved = shift(pixels, dy, dx, edge, interpolation)
    return part.forward(pixels), part.forward(moved), receptive_field(part, pixels.shape)
