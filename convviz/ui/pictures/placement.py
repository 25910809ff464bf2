"""Where a picture lies on the input, so that views of different pictures can be linked."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True)
class Placement:
    """Where a picture lies on the input: its pixel (i, j) covers origin + (i, j)·step … + step.

    Parameters
    ----------
    origin, step : (y, x)
        In input pixels.
    """

    origin: tuple[float, float] = (0.0, 0.0)
    step: tuple[float, float] = (1.0, 1.0)

    def rect(self, top: float, left: float, height: float, width: float) -> QRectF:
        """Return the part of the input that these pixels of the picture cover."""
        return QRectF(
            self.origin[1] + left * self.step[1],
            self.origin[0] + top * self.step[0],
            width * self.step[1],
            height * self.step[0],
        )

    def pixel(self, position: QPointF) -> tuple[float, float]:
        """Return the (y, x) of the picture at a position of the input."""
        return (
            (position.y() - self.origin[0]) / self.step[0],
            (position.x() - self.origin[1]) / self.step[1],
        )
