"""The line for the status bar: what is under the pointer."""

from convviz.engine import FloatArray
from convviz.lab.sparsity.field_words import reached_headline, run_text
from convviz.lab.sparsity.layer_fields import Position, Reached, Seen
from convviz.lab.text.numbers import format_number
from convviz.nn.layer import Shape


def place_text(shape: Shape, place: Position, values: FloatArray | None) -> str:
    """Say where a value lies in its map, or a pixel in the input, and what it is.

    Examples
    --------
    >>> import numpy as np
    >>> place_text((6, 28, 28), (3, 4), np.array([0.25])), place_text((84,), (0, 7), None)
    ('row 3, column 4: 0.25', 'number 7')
    """
    y, x = place
    where = f"row {y}, column {x}" if len(shape) == 3 else f"number {x}"
    return where if values is None else f"{where}: {_numbers(values)}"


def value_text(cone: tuple[Seen, ...], place: Position, values: FloatArray | None) -> str:
    """Say where a value of a map is, what it is, and what it sees.

    Parameters
    ----------
    cone : tuple of Seen
    place : (y, x)
        In a vector 0 and its number.
    values : (1 or 3,), optional
        The value, or one a colour; None if it is not computed.
    """
    seen, (y, x) = cone[0], place
    where = f"y {y}  x {x}" if len(cone[-1].shape) == 3 else f"number {x}"
    field = "sees padding only"
    if len(seen.rows) and len(seen.columns):
        field = f"sees rows {run_text(seen.rows)}, columns {run_text(seen.columns)}"
    return "   ".join(part for part in (where, _number_text(values), field) if part)


def pixel_text(reached: Reached | None, layer: int, place: Position, values: FloatArray | None) -> str:
    """Say where a pixel is, what it is, and how much it reaches of a layer's map; layers count from 0."""
    field = "" if reached is None else reached_headline(reached, layer)
    y, x = place
    return "   ".join(part for part in (f"y {y}  x {x}", _number_text(values), field) if part)


def _number_text(values: FloatArray | None) -> str:
    return "" if values is None else f"value {_numbers(values)}"


def _numbers(values: FloatArray) -> str:
    return " ".join(format_number(value, 3) for value in values.tolist())
