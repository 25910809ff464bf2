"""How values become colours: the colour maps, the scale of a feature map, and the code of every value."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import cmap
import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray

ByteArray = npt.NDArray[np.uint8]
ValueRange = Literal["full", "most"]

# Perceptually uniform and safe for colour-blind people; the key is our name, the value is cmap's.
SIGNED_COLOUR_MAPS = MappingProxyType({"balance": "cmocean:balance", "vik": "crameri:vik", "berlin": "crameri:berlin"})
UNSIGNED_COLOUR_MAPS = MappingProxyType({"grey": "matlab:gray", "viridis": "bids:viridis", "inferno": "bids:inferno"})
VALUE_RANGES: tuple[ValueRange, ...] = ("full", "most")

MOST = 0.995  # the share of the values that the range "most" spans
FEW = 1000  # of fewer values, "most" spans all: none of them is a stray
NOT_FINITE = 255  # the code of NaN and of infinities; 0 … 254 are values, so that 127 is exactly the middle
NOT_FINITE_COLOUR = (255, 0, 255)
_SAMPLE_SIZE = 1_000_000
_BAND_VALUES = 1 << 19


@dataclass(frozen=True)
class Display:
    """What a person chose about colours.

    Parameters
    ----------
    signed : str
        A key of ``SIGNED_COLOUR_MAPS``: for maps with negative values, centred on zero.
    unsigned : str
        A key of ``UNSIGNED_COLOUR_MAPS``: for maps without.
    value_range : {"full", "most"}
        Whether the scale spans all values, or 99.5 % of them.

    Raises
    ------
    ValueError
        If a name is none of these.
    """

    signed: str = "balance"
    unsigned: str = "grey"
    value_range: ValueRange = "most"

    def __post_init__(self) -> None:
        for given, allowed in (
            (self.signed, SIGNED_COLOUR_MAPS),
            (self.unsigned, UNSIGNED_COLOUR_MAPS),
            (self.value_range, VALUE_RANGES),
        ):
            if given not in allowed:
                raise ValueError(f"{given!r} is not a choice here; choose one of {', '.join(allowed)}.")


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

    def indices(self, values: FloatArray) -> ByteArray:
        """Return the code of every value, (H, W): 0 at ``low``, 254 at ``high``, 255 where not finite."""
        codes = np.empty(values.shape, np.uint8)
        for rows in _row_bands(values):
            codes[rows] = self._codes(values[rows])
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
            codes[~finite] = NOT_FINITE
        return codes


def scale_of(feature_map: FloatArray, display: Display | None = None) -> Scale:
    """Choose the scale of one feature map.

    With negative values it is symmetric about zero and its colour map diverges; without, it begins at zero.
    A map that is zero everywhere gets the scale 0 … 1.

    Parameters
    ----------
    feature_map : (H, W)
        Values that are not finite do not count.
    display : Display, optional
        The colours and whether the scale spans all values.
    """
    display = display or Display()
    low, high = _ends(feature_map, display.value_range)
    if low < 0:
        reach = max(-low, high)
        return Scale(-reach, reach, display.signed)
    return Scale(0.0, high if high > 0 else 1.0, display.unsigned)


def shares_beyond(feature_map: FloatArray, scale: Scale) -> tuple[float, float]:
    """Return the shares of values, 0 … 1, that lie below the low end of the scale and above the high one."""
    bands = [feature_map[rows] for rows in _row_bands(feature_map)]
    below = sum(np.count_nonzero(band < scale.low) for band in bands)
    above = sum(np.count_nonzero(band > scale.high) for band in bands)
    return below / feature_map.size, above / feature_map.size


def _ends(values: FloatArray, value_range: ValueRange) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = values[np.isfinite(values)]
        if not finite.size:
            return 0.0, 1.0
        low, high = float(finite.min()), float(finite.max())
    if value_range == "full" or values.size < FEW:
        return low, high
    sample = values.ravel()[:: max(1, values.size // _SAMPLE_SIZE)]
    sample = sample[np.isfinite(sample)]
    if low < 0:
        reach = float(np.quantile(np.abs(sample), MOST))
        return (-reach, reach) if reach > 0 else (low, high)
    reach = float(np.quantile(sample, MOST))
    return (0.0, reach) if reach > 0 else (low, high)


def _row_bands(values: FloatArray) -> Iterator[slice]:
    """Cut (H, W) into bands whose scratch stays in the cache."""
    height, width = values.shape
    rows = max(1, _BAND_VALUES // width)
    return (slice(top, top + rows) for top in range(0, height, rows))


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
