"""Round numbers for the axes of charts."""

import math


def nice_ticks(low: float, high: float, most: int = 8) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten between two numbers.

    Parameters
    ----------
    low, high : float
        Finite, low < high.
    most : int
        At most so many, at least 2.

    Raises
    ------
    ValueError
        If the ends are not two such numbers, or `most` is below 2.

    Examples
    --------
    >>> nice_ticks(-16, 16), nice_ticks(0, 0.37, 5)
    ([-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0], [0.0, 0.1, 0.2, 0.3])
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high and most >= 2):
        raise ValueError(f"Ticks need two finite ends, low < high, and at least 2; got {low}, {high} and {most}.")
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            break
    return [_rounded(number * step) for number in range(first, last + 1)]


def _rounded(number: float) -> float:
    """Take off what floats add in the last digits: 0.30000000000000004 is 0.3."""
    return float(f"{number:.12g}")
