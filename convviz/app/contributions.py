"""What one cell of the kernel contributes, as a picture, computed off the UI thread while somebody points at it."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.lab.compute import Frame
from convviz.lab.contribution import contribution
from convviz.lab.display import weight_scale
from convviz.lab.picture import ScaledPicture, picture_of_map

PATIENCE_MILLISECONDS = 600  # a pointer that only passes wants nothing

Cell = tuple[int, int]


class Contributions(QObject):
    """Computes the contribution of the cell that was asked for last, in the colours of the frame's map.

    Signals
    -------
    computed(object)
        The picture of what was asked for last, with its scale; None when nothing is asked for any more.
    failed(str)
        Why there is none.
    """

    computed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._wanted: tuple[Frame, Cell] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._start)

    def ask(self, frame: Frame | None, cell: Cell | None) -> None:
        """Ask for the contribution of a cell (y, x) of the kernel of this frame; for none with None."""
        self._wanted = (frame, cell) if frame and cell else None
        if self._wanted:
            self._timer.start()
        else:
            self._timer.stop()
            self.computed.emit(None)

    def close(self) -> None:
        """Wait for the work under way."""
        self._timer.stop()
        self._wanted = None
        self.jobs.wait()

    def _start(self) -> None:
        if self._wanted:
            wanted = self._wanted
            self.jobs.run(partial(_picture, *wanted), partial(self._on_done, wanted), self._on_error)

    def _on_done(self, wanted: tuple[Frame, Cell], picture: ScaledPicture) -> None:
        if wanted is self._wanted:
            self.computed.emit(picture)

    def _on_error(self, error: BaseException) -> None:
        self.failed.emit(sentence(error))


def _picture(frame: Frame, cell: Cell) -> ScaledPicture:
    """Show it in the map's own colours, unless it has negative values and they have no place there."""
    values, scale = contribution(frame.state, frame.input, *cell), frame.scale
    if scale.low >= 0 and (values < 0).any():
        scale = weight_scale(values, frame.state.display.signed if values.ndim == 2 else "grey")
    return ScaledPicture(picture_of_map(values, scale), scale)
