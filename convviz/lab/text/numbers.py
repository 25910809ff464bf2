"""Numbers as people write and read them: one number, and a matrix pasted as text."""

import math
import re

import numpy as np

from convviz.engine import FloatArray

MINUS = "\N{MINUS SIGN}"
_MINUS_SIGNS = str.maketrans(
    dict.fromkeys(
        "\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FULLWIDTH HYPHEN-MINUS}", "-"
    )
)
LONGEST_QUOTE = 24
LONGEST_NUMBER, LONGEST_MATRIX = 64, 65_536  # characters; longer texts are something else
_LARGEST = float(np.finfo(np.float32).max)  # every number here becomes a float32
_NUMBER = r"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?"  # possessive: no time is lost in going back
_ENTRY = re.compile(rf"{_NUMBER}(?:/{_NUMBER})?")
_FRACTION = rf"{_NUMBER}(?:\s*/\s*{_NUMBER})?"
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*\s*=\s*")
_FACTOR = re.compile(rf"\(?\s*({_FRACTION})\s*\)?\s*[*×·]\s*")
_WRAPPING = re.compile(r"(?:(?:np|numpy|torch)\s*\.\s*)?(?:array|tensor|matrix)\s*(?=\()")
_KEYWORD = re.compile(r",\s*(?:[A-Za-z_]\w*\s*=\s*[\w.:'\"]+|(?:np|numpy|torch)\s*\.\s*\w+)")
_SCALED = re.compile(rf"(?<=[])}}])\s*(?:/\s*({_NUMBER})|[*×·]\s*\(?\s*({_FRACTION})\s*\)?)\s*;?$")
_NESTED = re.compile(r"\[\s*\[|\(\s*\(|{\s*{")


def format_number(value: float, significant: int = 4) -> str:
    """Write a number for reading: a true minus sign, no more decimals than asked for, no trailing zeros.

    Parameters
    ----------
    value : float
        Any number; infinities and NaN are named.
    significant : int
        Significant digits, at least 1; from there on decimals are left out, and never digits before the point.

    Examples
    --------
    >>> format_number(0.30000001), format_number(12345.678), format_number(2e-7)
    ('0.3', '12346', '2e−7')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.{significant - 1}e}".partition("e")
    exponent = int(power)  # of the rounded number, as the float32 0.0001 is a little less
    if -5 < exponent < 7:
        text = f"{value:.{max(0, significant - 1 - exponent)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}e{exponent}"
    return text.replace("-", MINUS)


def exact_text(value: float) -> str:
    """Write the shortest digits that give this float32 back, with an ASCII minus sign.

    Examples
    --------
    >>> exact_text(np.float32(0.1)), exact_text(-2.0)
    ('0.1', '-2')
    """
    single = np.float32(value)
    if single == 0:
        return "0"
    if 1e-5 <= abs(single) < 1e7:
        return np.format_float_positional(single, unique=True, trim="-")
    return np.format_float_scientific(single, unique=True, trim="-", exp_digits=1)


def parse_number(text: str) -> float:
    """Read one number, also a fraction such as ``1/16`` and a decimal comma.

    Parameters
    ----------
    text : str
        As a person types it; spaces beside a sign and any kind of minus sign are accepted.

    Raises
    ------
    ValueError
        If it is no number, divides by zero, or is beyond what float32 holds.

    Examples
    --------
    >>> parse_number("−1/16"), parse_number("0,5")
    (-0.0625, 0.5)
    """
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"A number has no more than {LONGEST_NUMBER} characters; that text has {len(text)}.")
    cleaned = re.sub(r"\s*([-+/])\s*", r"\1", text.translate(_MINUS_SIGNS).strip()).replace(",", ".")
    if not _ENTRY.fullmatch(cleaned):
        raise ValueError(f"“{_quoted(text)}” is not a number; type for example 0.5, -2 or 1/16.")
    # Not exact fractions: those of 1e999999999 would fill the memory.
    numerator, denominator = (float(part or "1") for part in cleaned.partition("/")[::2])
    if denominator == 0:
        raise ValueError(f"“{_quoted(text)}” divides by zero; type another number.")
    number = numerator / denominator
    if math.isinf(denominator) or abs(number) > _LARGEST:
        raise ValueError(f"“{_quoted(text)}” is too large a number.")
    return number


def parse_matrix(text: str) -> FloatArray:
    """Read a matrix of numbers as text.

    Rows are lines, or are separated by semicolons or brackets; entries by spaces, tabs or commas. Python, NumPy,
    C and MATLAB literals are read, fractions too, and a factor in front (``1/16 * [1 2 1; 2 4 2; 1 2 1]``) or
    behind the brackets. Between tabs, as spreadsheets copy, a comma inside a number is a decimal comma.

    Parameters
    ----------
    text : str
        One row at least.

    Returns
    -------
    (rows, columns), float32

    Raises
    ------
    ValueError
        If an entry is no number or too large a one, if rows differ in length, or if there is nothing to read.

    Examples
    --------
    >>> parse_matrix("1/4 * [1 2; 0 -4]").tolist()
    [[0.25, 0.5], [0.0, -1.0]]
    """
    if len(text) > LONGEST_MATRIX:
        raise ValueError(f"That text is too long for a kernel: {len(text):,} characters; copy only the matrix.")
    text = re.sub(r"[^\S\t\n]+", " ", text)
    body, factor = _without_factors(_ASSIGNMENT.sub("", text.translate(_MINUS_SIGNS).strip()))
    body = _KEYWORD.sub("", _WRAPPING.sub("", body))
    # Brackets in brackets end their own rows: NumPy breaks the lines of a long one.
    ends = r"[])};]" if _NESTED.search(body) else r"[])};\n]"
    rows = [row for row in map(_entries, re.split(ends, body)) if row]
    if not rows:
        raise ValueError("There are no numbers in that text; give a matrix such as “1 0 -1; 2 0 -2; 1 0 -1”.")
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"The rows of that matrix differ in length ({', '.join(map(str, sorted(lengths)))}).")
    matrix = np.array(rows) * factor
    if np.abs(matrix).max() > _LARGEST:
        raise ValueError("That matrix holds too large a number; divide it by a power of ten.")
    return matrix.astype(np.float32)


def holds_matrix(text: str) -> bool:
    """Say whether ``parse_matrix`` reads this text."""
    try:
        parse_matrix(text)
    except ValueError:
        return False
    return True


def matrix_text(matrix: FloatArray) -> str:
    """Write a matrix as text that ``parse_matrix`` reads back exactly: a line a row, tabs between entries."""
    return "\n".join("\t".join(exact_text(value) for value in row) for row in matrix)


def _quoted(text: str) -> str:
    """Shorten what was given, as a sentence need not repeat a page, nor a room full of people read it."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _without_factors(body: str) -> tuple[str, float]:
    """Take off the numbers that multiply or divide the whole matrix, and return their product."""
    factor = 1.0
    if leading := _FACTOR.match(body):
        factor, body = parse_number(leading[1]), body[leading.end() :]
    if trailing := _SCALED.search(body):
        factor *= parse_number(f"1/{trailing[1]}" if trailing[1] else trailing[2])
        body = body[: trailing.start()]
    return body, factor


def _entries(row: str) -> list[float]:
    row = re.sub(r" ?/ ?", "/", re.sub(r"[\[({ ]+", " ", row))
    if "\t" in row:
        row = re.sub(r"(?<=\d),(?=\d)", ".", row)
    return [parse_number(entry) for entry in re.split(r"[\s,]+", row) if entry]
