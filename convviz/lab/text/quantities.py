"""Counts, sizes, shares and bytes as people write them: with separators, in units, or in short."""

import numpy as np

from convviz.lab.text.numbers import format_number

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def times(height: int, width: int) -> str:
    """Write the size of a picture: without separators, as places in it are written; counts have some.

    Examples
    --------
    >>> times(480, 1640)
    '480×1640'
    """
    return f"{height}×{width}"


def percent(share: float) -> str:
    """Write a share, 0 … 1, in percent; only all of it is 100 %.

    Examples
    --------
    >>> percent(196 / 1024), percent(9 / 307200), percent(0.994), percent(0.99999), percent(1)
    ('19 %', '0.0029 %', '99.4 %', '> 99.9 %', '100 %')
    """
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    digits = 3 if share > 0.99 else 2
    return f"{np.format_float_positional(100 * share, precision=digits, fractional=False, trim='-')} %"


def power_of_ten(exponent: int) -> str:
    """Write a power of ten: with its digits from 1 to 1,000, else with an exponent.

    Examples
    --------
    >>> power_of_ten(3), power_of_ten(13), power_of_ten(-2)
    ('1,000', '10¹³', '10⁻²')
    """
    return f"{10**exponent:,}" if 0 <= exponent < 4 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def short_count(count: int) -> str:
    """Write a whole number, at least 0, with three digits and a power of ten; one below a million with all its digits.

    Examples
    --------
    >>> short_count(14_450_688), short_count(456), short_count(17_856_288_000_000)
    ('1.45 × 10⁷', '456', '1.79 × 10¹³')
    """
    if count < 1_000_000:
        return f"{count:,}"
    mantissa, _, exponent = f"{count:.2e}".partition("e")
    return f"{mantissa} × {power_of_ten(int(exponent))}"


def count_text(count: int) -> str:
    """Write a large count in short: from a million on three digits and M, from a billion on G.

    Examples
    --------
    >>> count_text(48_120), count_text(14_714_688), count_text(1_790_000_000)
    ('48,120', '14.7 M', '1.79 G')
    """
    if count < 1_000_000:
        return f"{count:,}"
    power, letter = (9, "G") if count >= 999_500_000 else (6, "M")
    return f"{format_number(count / 10**power, 3)} {letter}"


def human_bytes(count: int) -> str:
    """Write a number of bytes with three digits, in units of 1024.

    Examples
    --------
    >>> human_bytes(1824), human_bytes(71_425_152_023_808), human_bytes(12)
    ('1.78 KiB', '65 TiB', '12 bytes')
    """
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:  # 1000 KiB would have four digits
        value, unit = value / 1024, unit + 1
    return f"{format_number(value, 3)} {_UNITS[unit]}"
