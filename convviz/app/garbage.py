"""Python's garbage collection, on the UI thread alone."""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 100  # milliseconds between two looks


class GarbageCollection(QObject):
    """Collects reference cycles on the thread that makes this object, and Python no longer does it by itself.

    Python collects in whatever thread happens to allocate. An object of Qt that is part of a cycle would be destroyed
    there, while its own thread may be at work in it, and the program would crash.

    Parameters
    ----------
    parent : QObject
        The application.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()


def collect_what_is_due() -> None:
    """Collect the oldest generation whose turn has come by Python's own thresholds."""
    due = [count > threshold > 0 for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    for generation in reversed(range(len(due))):
        if due[generation]:
            gc.collect(generation)
            return


def spare_what_is_there() -> None:
    """Never look again at what there is by now, as it stays: a whole collection keeps the window for a frame or two."""
    gc.collect()
    gc.freeze()
