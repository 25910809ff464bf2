"""The player: steps at a chosen speed until it is paused. It does not know what its steps mean."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

SPEEDS = (1, 2, 5, 10, 30, 100)  # steps a second that are offered
FIRST_SPEED = 5
FASTEST = 1000.0


class Player(QObject):
    """Plays and pauses.

    A step that is late moves those after it: a tick comes only after the one before was dealt with.

    Parameters
    ----------
    speed : float, optional
        Steps a second, above 0 and up to 1000.
    parent : QObject, optional

    Signals
    -------
    stepped()
        It is time for the next step.
    playing_changed(bool)
        It plays now, or it does not any more.

    Raises
    ------
    ValueError
        If there is no such speed.
    """

    stepped = Signal()
    playing_changed = Signal(bool)

    def __init__(self, speed: float = FIRST_SPEED, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playing = False
        self._since_tick = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self.speed = speed

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._playing

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if not 0 < speed <= FASTEST:
            raise ValueError(f"There is no speed of {speed:g} steps a second; give one above 0 and up to {FASTEST:g}.")
        self._speed = speed
        if self._timer.isActive():
            self._timer.start(self._interval)

    def play(self) -> None:
        """Step at once, and then at its speed."""
        if not self._playing:
            self._playing = True
            self._timer.start(0)
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Step no more."""
        if self._playing:
            self._playing = False
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    @property
    def _interval(self) -> int:
        return round(1000 / self._speed)

    def _on_timeout(self) -> None:
        self._since_tick.restart()
        self.stepped.emit()
        if self._playing:
            self._timer.start(max(0, self._interval - self._since_tick.elapsed()))
