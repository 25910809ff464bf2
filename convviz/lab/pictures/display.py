"""How values become colours: the colour maps, the scale of a feature map, and the code of every value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import cmap
import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.lab.pictures.summary import bands_of, ends_of, quantile_of, sample_of
from convviz.lab.text.numbers import format_number

ByteArray = npt.NDArray[np.uint8]
ValueRange = Literal["percentile", "symmetric", "min-max", "fixed"]

# Perceptually uniform and safe for colour-blind people; the key is our name, the value is cmap's.
SIGNED_COLOUR_MAPS = MappingProxyType({"balance": "cmocean:balance", "vik": "crameri:vik", "berlin": "crameri:berlin"})
UNSIGNED_COLOUR_MAPS = MappingProxyType({"grey": "matlab:gray", "viridis": "bids:viridis", "inferno": "bids:inferno"})
VALUE_RANGES: tuple[ValueRange, ...] = ("percentile", "symmetric", "min-max", "fixed")

FEW = 1000  # of fewer values, a percentile spans all: none of them is a stray
LARGEST_END = 1e9
PHOTO = (0.0, 1.0)
MOST_BEYOND_PHOTO = 0.25  # the share of values outside 0 … 1 with which a map in colour still counts as a photo
NOT_FINITE = 255  # the code of NaN and of infinities; 0 … 254 are values, so that 127 is exactly the middle
NOT_FINITE_COLOUR = (255, 0, 255)


@dataclass(frozen=True)
class Display:
    """What a person chose about colours.

    Parameters
    ----------
    signed : str
        A key of ``SIGNED_COLOUR_MAPS``: for maps with negative values, centred on zero.
    unsigned : str
        A key of ``UNSIGNED_COLOUR_MAPS``: for maps without.
    value_range : {"percentile", "symmetric", "min-max", "fixed"}
        What the scale spans: most of the values or all of them, in both cases with zero in its middle where there
        are negative ones; from the least value to the greatest, wherever zero is; or ``fixed``.
    percentile : float
        How many of the values the range of that name spans, in percent, 50 … 100.
    fixed : (float, float)
        The ends of the fixed range, low < high.
    locked : bool
        Whether all maps of the layer share one scale, so that they can be compared.

    Raises
    ------
    ValueError
        If a name is none of these, or a number does not fit.
    """

    signed: str = "balance"
    unsigned: str = "grey"
    value_range: ValueRange = "percentile"
    percentile: float = 99.5
    fixed: tuple[float, float] = (-1.0, 1.0)
    locked: bool = False

    def __post_init__(self) -> None:
        for given, allowed in (
            (self.signed, SIGNED_COLOUR_MAPS),
            (self.unsigned, UNSIGNED_COLOUR_MAPS),
            (self.value_range, VALUE_RANGES),
        ):
            if given not in allowed:
                raise ValueError(f"{given!r} is not a choice here; choose one of {', '.join(allowed)}.")
        if not 50 <= self.percentile <= 100:
            raise ValueError(f"The range may span 50 to 100 % of the values; got {self.percentile:g} %.")
        low, high = self.fixed
        if not -LARGEST_END <= low < high <= LARGEST_END:
            raise ValueError(f"The range needs a lower and a higher end; got {low:g} and {high:g}.")


@dataclass(frozen=True)
class Scale:
    """The values at the two ends of a colour map; what lies beyond takes the colour of that end.

    Parameters
    ----------
    low, high : float
        Finite; low < high.
    colour_map : str
        A key of ``SIGNED_COLOUR_MAPS`` or ``UNSIGNED_COLOUR_MAPS``.

    Raises
    ------
    ValueError
        If the ends are not two such numbers, or there is no such colour map.
    """

    low: float
    high: float
    colour_map: str

    def __post_init__(self) -> None:
        if not (np.isfinite(self.low) and np.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"A scale needs two finite ends, low < high; got {self.low} and {self.high}.")
        if self.colour_map not in (known := SIGNED_COLOUR_MAPS | UNSIGNED_COLOUR_MAPS):
            raise ValueError(f"{self.colour_map!r} is no colour map; choose one of {', '.join(known)}.")

    def colours(self) -> ByteArray:
        """Return the colour of every code, (256, 3), red green blue."""
        return _colours(self.colour_map)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return what is written beside a colour bar, from its lower end up: the share of its length, and the value.

        Examples
        --------
        >>> Scale(-2.0, 2.0, "balance").ticks()
        ((0.0, '−2'), (0.25, '−1'), (0.5, '0'), (0.75, '1'), (1.0, '2'))
        """
        shares = (quarter / 4 for quarter in range(5))
        return tuple((share, format_number(self.low + (self.high - self.low) * share, 3)) for share in shares)

    def rgb(self, values: FloatArray) -> ByteArray:
        """Return the colour of every value, (H, W, 3); three planes (3, H, W) are the red, the green and the blue."""
        codes = self.indices(values)
        if codes.ndim == 2:
            return self.colours().take(codes, axis=0)
        rgb = np.empty((*codes.shape[1:], 3), np.uint8)
        for channel, plane in enumerate(self.coloured(codes)):
            rgb[..., channel] = plane
        return rgb

    def coloured(self, codes: ByteArray) -> ByteArray:
        """Return the reds, greens and blues for the codes of such planes, (3, H, W)."""
        colours = self.colours()
        planes = colours[:, 0].take(codes)
        strange = (codes == NOT_FINITE).any(axis=0)
        if strange.any():
            planes[:, strange] = colours[NOT_FINITE][:, np.newaxis]
        return planes

    def indices(self, values: FloatArray) -> ByteArray:
        """Return the code of every value, (…, W): 0 at ``low``, 254 at ``high``, 255 where not finite."""
        codes = np.empty(values.shape, np.uint8)
        rows = codes.reshape(-1, values.shape[-1])
        for top, band in bands_of(values):
            rows[top : top + len(band)] = self._codes(band)
        return codes

    def _codes(self, values: FloatArray) -> FloatArray:
        step = 254 / (self.high - self.low)
        # At its ends float32 holds neither the step nor the difference.
        kind = values.dtype if 1e-30 < self.high - self.low < 1e30 else np.float64
        codes = np.subtract(values, self.low, dtype=kind)
        codes *= step
        codes += 0.5  # the cast to integers cuts off, so this rounds
        np.clip(codes, 0, 254.5, out=codes)
        finite = np.isfinite(values)
        if not finite.all():
            np.copyto(codes, NOT_FINITE, where=~finite)
        return codes


def weight_scale(weights: FloatArray, colour_map: str) -> Scale:
    """Choose the scale of weights, or of other values whose zero belongs in the middle: as far as they reach."""
    reach = float(np.abs(weights).max()) or 1.0
    return Scale(-reach, reach, colour_map)


def scale_of(maps: FloatArray | Sequence[FloatArray], display: Display | None = None) -> Scale:
    """Choose the scale of a feature map, or the one that several share.

    Where zero is in the middle, the colour map diverges; otherwise it is sequential, and begins at zero unless the
    range is one from the least value to the greatest. Maps that are zero everywhere get the scale 0 … 1. Of maps in
    colour zero is black and one is white, if nearly all their values lie between; else zero is black, or the middle
    of grey where many values are negative.

    Parameters
    ----------
    maps : (H, W), or (3, H, W) in colour, or a sequence of such
        Values that are not finite do not count.
    display : Display, optional
        The colours and what the scale spans.
    """
    display = display or Display()
    maps = [maps] if isinstance(maps, np.ndarray) else list(maps)
    in_colour = maps[0].ndim == 3
    signed, unsigned = ("grey", "grey") if in_colour else (display.signed, display.unsigned)
    if display.value_range == "fixed":
        low, high = display.fixed
        return Scale(low, high, signed if low == -high else unsigned)
    low, high = ends_of(maps)
    if display.value_range == "min-max":
        return Scale(low, high if high > low else low + (abs(low) or 1.0), unsigned)
    if display.value_range == "percentile" and sum(each.size for each in maps) >= FEW:
        sample = sample_of(maps)
        if in_colour and np.count_nonzero((sample < 0) | (sample > 1)) <= MOST_BEYOND_PHOTO * sample.size:
            return Scale(*PHOTO, unsigned)
        reach = quantile_of(np.abs(sample) if low < 0 else sample, display.percentile / 100)
        low, high = (max(low, -reach), min(high, reach)) if reach > 0 else (low, high)
    if low < 0:
        reach = max(-low, high)
        return Scale(-reach, reach, signed)
    return Scale(0.0, high if high > 0 else 1.0, unsigned)


def shares_beyond(feature_map: FloatArray, scale: Scale) -> tuple[float, float]:
    """Return the shares of values, 0 … 1, that lie below the low end of the scale and above the high one."""
    below = above = 0
    for _, band in bands_of(feature_map):
        below += int(np.count_nonzero(band < scale.low))
        above += int(np.count_nonzero(band > scale.high))
    return below / feature_map.size, above / feature_map.size


@cache
def _colours(colour_map: str) -> ByteArray:
    name = (SIGNED_COLOUR_MAPS | UNSIGNED_COLOUR_MAPS)[colour_map]
    colours = np.empty((256, 3), np.uint8)
    known = cmap.Colormap(name).lut(256)[:, :3] * 255
    places = np.linspace(0, 255, NOT_FINITE)  # an odd number of colours, so that the middle of the map is one of them
    for channel in range(3):
        colours[:NOT_FINITE, channel] = np.rint(np.interp(places, np.arange(256), known[:, channel]))
    colours[NOT_FINITE] = NOT_FINITE_COLOUR
    colours.flags.writeable = False
    return colours
