"""What a hand does to the cells of the kernel: drag, paint, turn the wheel, press a sign."""

from collections.abc import Sequence
from math import ceil
from time import monotonic

from convviz.lab.edits.edits import Cell
from convviz.ui.kernel.kernel_model import KernelModel

STEP = 0.05  # of a notch of the wheel, of the keys + and −, and of a drag
PIXELS_A_STEP = 4
LONGEST_PAUSE = 2.0  # seconds between a sign and the digit that makes it the sign of a number
SIGNS = {"-": -1, "\N{MINUS SIGN}": -1, "+": 1, "=": 1}

Place = tuple[float, float]  # (y, x), in pixels from the top left of the kernel


class Drag:
    """Cells that are raised and lowered together, by the way the mouse has gone up or down.

    Parameters
    ----------
    model : KernelModel
    cells : sequence of (row, column)
    pressed_at : float
        Where the mouse was pressed, in pixels from the top.
    """

    def __init__(self, model: KernelModel, cells: Sequence[Cell], pressed_at: float) -> None:
        self.moved = False
        self._model, self._cells = model, cells
        self._edited, self._start = model.edited, model.values_of(cells)
        self._pressed_at = pressed_at
        self._gesture = model.new_gesture()
        self._steps = 0

    def move(self, y: float) -> None:
        """Follow the mouse, as long as the same kernel is edited: an undo can bring another one."""
        steps = int((self._pressed_at - y) / PIXELS_A_STEP)
        if steps == self._steps or self._model.edited != self._edited:
            return
        self._steps, self.moved = steps, True
        values = (self._start + steps * STEP).round(6) if steps else self._start
        self._model.put(self._cells, values, "Drag weight", self._gesture)


class Stroke:
    """One stroke of the brush: every cell that it passes gets its value.

    Parameters
    ----------
    model : KernelModel
    value : float
        Of the brush.
    side : float
        Of a cell, in pixels.
    """

    def __init__(self, model: KernelModel, value: float, side: float) -> None:
        self._model, self._value, self._side = model, value, side
        self._edited = model.edited
        self._gesture = model.new_gesture()
        self._last: Place | None = None

    def move(self, place: Place) -> None:
        """Paint from the last place to this one, as long as the same kernel is edited."""
        if self._model.edited != self._edited:
            return
        cells = cells_passed(self._last or place, place, self._side, self._model.size)
        self._last = place
        if cells:
            self._model.put(cells, self._value, "Paint weights", self._gesture)


class Wheel:
    """Notches of the wheel over the same cells, which are one step of undo.

    Parameters
    ----------
    model : KernelModel
    """

    def __init__(self, model: KernelModel) -> None:
        self._model = model
        self._cells: Sequence[Cell] = ()
        self._gesture = 0
        self._rest = 0.0  # of a notch, as touchpads send

    def turn(self, cells: Sequence[Cell], notches: float, step: float) -> None:
        """Raise these cells by a step for each whole notch."""
        if cells != self._cells:
            self._cells, self._gesture, self._rest = cells, self._model.new_gesture(), 0.0
        self._rest += notches
        whole = int(self._rest)
        self._rest -= whole
        if whole:
            self._model.raise_by(cells, whole * step, "Turn weight", self._gesture)


class Sign:
    """A press of + or −: it raises or lowers cells, unless a digit follows at once and makes it the sign of a number.

    Parameters
    ----------
    model : KernelModel
    cells : sequence of (row, column)
    text : str
        One of ``SIGNS``.
    gesture : int
        Of the key, while it is held.
    """

    def __init__(self, model: KernelModel, cells: Sequence[Cell], text: str, gesture: int) -> None:
        self.text = text
        self._model = model
        self._before = model.state
        model.raise_by(cells, SIGNS[text] * STEP, "Raise weight" if SIGNS[text] > 0 else "Lower weight", gesture)
        self._after = model.state
        self._pressed_at = monotonic()

    def take_back(self) -> bool:
        """Undo what it did; say whether it could be, as nothing else was done since."""
        if self._model.state is not self._after or monotonic() > self._pressed_at + LONGEST_PAUSE:
            return False
        if self._after is not self._before:  # a weight at its limit was not lowered
            self._model.undo_stack.undo()
        return True


def cells_passed(start: Place, end: Place, side: float, size: tuple[int, int]) -> list[Cell]:
    """Return the cells of a kernel that a straight line passes, in its order.

    Parameters
    ----------
    start, end : (y, x)
        In pixels from the top left of the kernel; they may lie outside of it.
    side : float
        Of a cell, in pixels.
    size : (rows, columns)
        Of the kernel.
    """
    (y, x), (down, right) = start, (end[0] - start[0], end[1] - start[1])
    steps = max(1, ceil(max(abs(down), abs(right))))
    places = ((y + down * step / steps, x + right * step / steps) for step in range(steps + 1))
    cells = dict.fromkeys((int(y // side), int(x // side)) for y, x in places)
    return [cell for cell in cells if 0 <= cell[0] < size[0] and 0 <= cell[1] < size[1]]
