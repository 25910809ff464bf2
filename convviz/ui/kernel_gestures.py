"""What a hand does to the cells of the kernel, from the press to the release: drag, paint, turn the wheel."""

from collections.abc import Iterator, Sequence

from convviz.lab.edits import Cell
from convviz.ui.kernel_model import KernelModel

DRAG_STEP = 0.05
PIXELS_A_STEP = 4
KEY_STEP = 0.1  # of a notch of the wheel, and of the keys + and −


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
        self._size, self._start = model.size, model.values_of(cells)
        self._pressed_at = pressed_at
        self._gesture = model.new_gesture()
        self._steps = 0

    def move(self, y: float) -> None:
        """Follow the mouse; a kernel of another size, as an undo can bring, has not the same cells."""
        steps = int((self._pressed_at - y) / PIXELS_A_STEP)
        if steps == self._steps or self._model.size != self._size:
            return
        self._steps, self.moved = steps, True
        values = (self._start + steps * DRAG_STEP).round(6) if steps else self._start
        self._model.put(self._cells, values, "Drag weight", self._gesture)


class Stroke:
    """One stroke of the brush: every cell that it passes gets its value.

    Parameters
    ----------
    model : KernelModel
    value : float
        Of the brush.
    """

    def __init__(self, model: KernelModel, value: float) -> None:
        self._model, self._value = model, value
        self._gesture = model.new_gesture()
        self._last: Cell | None = None

    def move(self, cell: Cell) -> None:
        """Paint from the last cell to this one; in a kernel that an undo made smaller, from here on."""
        if self._last and (self._last[0] >= self._model.size[0] or self._last[1] >= self._model.size[1]):
            self._last = None
        if cell != self._last:
            cells = list(_line(self._last or cell, cell))
            self._model.put(cells, self._value, "Paint weights", self._gesture)
            self._last = cell


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
            values = (self._model.values_of(cells) + whole * step).round(6)
            self._model.put(cells, values, "Turn weight", self._gesture)


def _line(start: Cell, end: Cell) -> Iterator[Cell]:
    """Walk from one cell to another, each a neighbour of the one before."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        yield tuple(round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True))  # type: ignore[misc]
