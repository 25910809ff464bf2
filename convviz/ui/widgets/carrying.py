"""What the strip of filters and the list of layers share: one of them is carried by the mouse to another place."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollBar

from convviz.ui.theme import UNIT

EDGE, PUSH, EVERY = 4 * UNIT, 12, 30  # at the edge, it scrolls by so many pixels, every so many milliseconds


@dataclass
class Press:
    """A press on a tile or a row: where it began, where it is on the screen, and whether it carries it by now."""

    index: int
    start: QPoint
    now: QPoint
    carries: bool = False

    def move_to(self, place: QPoint) -> bool:
        """Go where the mouse is; say whether it begins to carry here."""
        self.now = place
        begins = not self.carries and (place - self.start).manhattanLength() >= QApplication.startDragDistance()
        self.carries |= begins
        return begins

    def target(self, gap: int) -> int | None:
        """Return the new index of what goes into a gap, 0 before the first; None where it would stay."""
        if not self.carries or gap in (self.index, self.index + 1):
            return None
        return gap if gap <= self.index else gap - 1


class EdgeScroll(QObject):
    """Moves a scroll bar while something is carried close to an end of what is in view.

    Signals
    -------
    scrolled()
        All that is in view has another place.
    """

    scrolled = Signal()

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self._bar, self._push = bar, 0
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_scrolling(self) -> bool:
        """Whether it moves the bar."""
        return self._timer.isActive()

    def carry_to(self, place: int, length: int) -> None:
        """Scroll if this place, of so many pixels that are in view, is at an end of them."""
        self._push = -PUSH if place < EDGE else PUSH if place > length - EDGE else 0
        if not self._push:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Nothing is carried any more."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        self._bar.setValue(self._bar.value() + self._push)
        self.scrolled.emit()
