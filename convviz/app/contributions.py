"""What one cell of the kernel contributes, as a picture, computed off the UI thread while somebody points at it."""

from PySide6.QtCore import QObject

from convviz.app.last_question import LastQuestion
from convviz.lab.compute import Frame
from convviz.lab.kernel.contribution import contribution
from convviz.lab.pictures.display import weight_scale
from convviz.lab.pictures.picture import ScaledPicture, picture_of_map
from convviz.lab.progress import Progress

PATIENCE_MILLISECONDS = 600  # a pointer that only passes wants nothing

Cell = tuple[int, int]  # (y, x) in the kernel of a frame


class Contributions(LastQuestion):
    """Computes the contribution of the cell that was asked for last, of a frame: a question is (frame, cell)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_picture, PATIENCE_MILLISECONDS, parent)


def _picture(question: tuple[Frame, Cell], _: Progress) -> ScaledPicture:
    """Show it in the map's own colours, unless it has negative values and they have no place there."""
    frame, cell = question
    values, scale = contribution(frame.state, frame.input, *cell), frame.scale
    if scale.low >= 0 and (values < 0).any():
        scale = weight_scale(values, frame.state.display.signed if values.ndim == 2 else "grey")
    return ScaledPicture(picture_of_map(values, scale), scale)
