"""From positions of the input to points of a view, and back."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from convviz.ui.pictures.placement import Placement


@dataclass(frozen=True)
class Transform:
    """How one view sees the input.

    Parameters
    ----------
    zoom : float
        Screen pixels an input pixel.
    centre : QPointF
        The input position in the middle of the view.
    size : QSizeF
        Of the view, in screen pixels.
    """

    zoom: float
    centre: QPointF
    size: QSizeF

    @property
    def visible(self) -> QRectF:
        """The part of the input that the view shows."""
        corner = QPointF(self.size.width(), self.size.height())
        return QRectF(self.to_input(QPointF(0, 0)), self.to_input(corner))

    def to_screen(self, rect: QRectF) -> QRectF:
        """Return the part of the view that shows this part of the input."""
        left = (rect.x() - self.centre.x()) * self.zoom + self.size.width() / 2
        top = (rect.y() - self.centre.y()) * self.zoom + self.size.height() / 2
        return QRectF(left, top, rect.width() * self.zoom, rect.height() * self.zoom)

    def to_input(self, point: QPointF) -> QPointF:
        """Return the position of the input at a point of the view."""
        return self.centre + (point - QPointF(self.size.width() / 2, self.size.height() / 2)) / self.zoom

    def pixels_in(
        self, visible: QRectF, placement: Placement, shape: tuple[int, ...], factor: int = 1
    ) -> tuple[int, int, int, int]:
        """Return top, left, bottom and right of the pixels in a part of the view, one more all round.

        Parameters
        ----------
        visible : QRectF
            The part, in screen pixels.
        placement : Placement
            Where the picture lies.
        shape : (height, width, …)
            Of the picture, in steps of ``factor`` pixels.
        factor : int
            Pixels that are counted as one.
        """
        top, left = placement.pixel(self.to_input(visible.topLeft()))
        bottom, right = placement.pixel(self.to_input(visible.bottomRight()))
        return (
            max(0, math.floor(top / factor) - 1),
            max(0, math.floor(left / factor) - 1),
            min(shape[0], math.ceil(bottom / factor) + 1),
            min(shape[1], math.ceil(right / factor) + 1),
        )
