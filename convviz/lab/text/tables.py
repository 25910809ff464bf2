"""Tables as text, to be pasted into a document or a spreadsheet."""

import csv
import io
from collections.abc import Collection, Sequence

from convviz.lab.text.numbers import MINUS, format_number

Cell = str | int | float


def as_markdown(headings: Sequence[str], rows: Sequence[Sequence[Cell]], at_right: Collection[str] = ()) -> str:
    """Write a table in Markdown, numbers for reading: thousands separated, columns of numbers at the right.

    Parameters
    ----------
    headings : sequence of str
        One a column, at least one.
    rows : sequence of sequences of str, int or float
        As many cells each as there are headings.
    at_right : collection of str, optional
        Headings of columns of numbers that are written as texts: “3×3”, “19 %”.

    Returns
    -------
    str
        Lines, each with its end.

    Raises
    ------
    ValueError
        If there is no heading, or a row has another number of cells.

    Examples
    --------
    >>> print(as_markdown(["layer", "weights"], [["fully connected", 14450688], ["convolution", 450]]), end="")
    | layer | weights |
    | --- | ---: |
    | fully connected | 14,450,688 |
    | convolution | 450 |
    """
    _check(headings, rows)
    numbers = [bool(rows) and all(not isinstance(cell, str) for cell in column) for column in _columns(headings, rows)]
    columns = zip(headings, numbers, strict=True)
    rule = ["---:" if is_number or heading in at_right else "---" for heading, is_number in columns]
    lines = [list(map(_escaped, headings)), rule, *([_escaped(_for_reading(cell)) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Write a table as comma-separated values (RFC 4180), numbers for computing: bare digits, all of them.

    Parameters
    ----------
    headings, rows
        As in ``as_markdown``.

    Raises
    ------
    ValueError
        As ``as_markdown``.

    Examples
    --------
    >>> as_csv(["layer", "weights"], [["5×5, valid", 14450688]])
    'layer,weights\\r\\n"5×5, valid",14450688\\r\\n'
    """
    _check(headings, rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue()


def _check(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    if not headings:
        raise ValueError("A table needs at least one heading.")
    for number, row in enumerate(rows, 1):
        if len(row) != len(headings):
            raise ValueError(
                f"Row {number} has {len(row)} cells and the table {len(headings)} headings; give one each."
            )


def _columns(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    return [[row[index] for row in rows] for index in range(len(headings))]


def _for_reading(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:,}".replace("-", MINUS) if isinstance(cell, int) else format_number(cell)


def _escaped(text: str) -> str:
    """Keep a bar, or a new line, from ending the cell."""
    return " ".join(text.split()).replace("|", "\\|")
