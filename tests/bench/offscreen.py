"""A window for measurements, and how long it takes until it has painted."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from convviz.app.garbage import GarbageCollection, spare_what_is_there
from convviz.app.settings import Settings
from convviz.lab.state import first_state
from convviz.ui.main_window import MainWindow
from convviz.ui.theme import install
from tests.bench.own_settings import use_own_settings

LONGEST_WAIT = 60.0  # seconds


def application() -> QApplication:
    """Return the application, as it looks."""
    use_own_settings()
    made = QApplication([])
    GarbageCollection(made)
    install(made)
    return made


def photo(*shape: int) -> np.ndarray:
    """Return a picture (C, H, W) for a state, of noise."""
    image = np.random.default_rng(0).random(shape, np.float32)
    image.flags.writeable = False
    return image


def open_window(image: np.ndarray, kernel: np.ndarray) -> MainWindow:
    """Open the window on a picture, as the program does, and wait until it shows its map."""
    window = MainWindow(first_state(image, "photo", kernel), Settings())
    window.show()
    spare_what_is_there()
    settle(window)
    return window


def is_at_rest(window: MainWindow) -> bool:
    """Say whether the page that is shown has nothing to wait for."""
    translations = getattr(window.pages.page, "translations", None)
    return not (window.compute.busy or (translations is not None and translations.busy))


def settle(window: MainWindow) -> None:
    """Wait until nothing is computed any more, and all of it is painted."""
    wait_until(lambda: is_at_rest(window))
    QApplication.processEvents()


def wait_until(happened: Callable[[], bool]) -> None:
    """Run the event loop, asleep between events so that it takes no time from the work.

    Raises
    ------
    TimeoutError
        If it does not happen.
    """
    alarm = QTimer(singleShot=True)
    alarm.start(round(LONGEST_WAIT * 1000))
    while not happened():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if not alarm.isActive():
            raise TimeoutError(f"The window was not ready within {LONGEST_WAIT:g} s.")


class Painting(QObject):
    """Notes that a widget was painted, from the moment on that it shows what is waited for."""

    def __init__(self, widget: QWidget, shows: Callable[[], bool]) -> None:
        super().__init__()
        self._shows = shows
        self.seen = False
        self._widget = widget
        widget.installEventFilter(self)

    def stop(self) -> None:
        """Look no more."""
        self._widget.removeEventFilter(self)

    @override
    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._shows():
            self.seen = True
        return False


def seconds_to_pixels(act: Callable[[], object], widget: QWidget, shows: Callable[[], bool]) -> float:
    """Time from the beginning of an act to the end of the painting that shows what it did."""
    painting = Painting(widget, shows)
    begun = time.perf_counter()
    act()
    wait_until(lambda: painting.seen)
    took = time.perf_counter() - begun
    painting.stop()
    return took
