"""Where linked views look: one centre and one zoom for all of them."""

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal

LARGEST_ZOOM = 160.0
MARGIN = 8.0


class Viewport(QObject):
    """The part of the input that the views show, in input pixels; at first all of it, fitted to each view.

    Signals
    -------
    changed()
        The centre, the zoom or the size of the input is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content = QSizeF(1, 1)
        self._extent = QRectF(0, 0, 1, 1)
        self._centre = QPointF(0.5, 0.5)
        self._zoom: float | None = None

    @property
    def fitted(self) -> bool:
        """Whether each view shows the whole input."""
        return self._zoom is None

    @property
    def centre(self) -> QPointF:
        """The input position in the middle of each view, (x, y) in pixels."""
        return self._centre

    def zoom_in(self, view: QSizeF) -> float:
        """Return the screen pixels an input pixel has in a view of this size."""
        return self._fitting_zoom(view) if self._zoom is None else self._zoom

    def set_content(self, width: int, height: int, extent: QRectF | None = None) -> None:
        """Set the size of the input, and the extent that is shown when all is: more, where a map reaches beyond."""
        size, whole = QSizeF(width, height), QRectF(0, 0, width, height)
        extent = whole if extent is None else whole.united(extent)
        is_new = size != self._content
        if is_new or extent != self._extent:
            self._content, self._extent = size, extent
            if is_new or self.fitted:
                self.fit()

    def fit(self) -> None:
        """Show all of it."""
        self._zoom = None
        self._centre = self._extent.center()
        self.changed.emit()

    def zoom_by(self, factor: float, view: QSizeF, fixed: QPointF | None = None) -> None:
        """Zoom, and keep the input position ``fixed`` where it is on the screen; without one, the centre."""
        before = self.zoom_in(view)
        smallest = min(1.0, self._fitting_zoom(view)) / 2
        after = min(max(before * factor, smallest), LARGEST_ZOOM)
        fixed = self._centre if fixed is None else fixed
        self._zoom = after
        self._move_to(fixed + (self._centre - fixed) * (before / after))

    def zoom_to(self, zoom: float) -> None:
        """Give every input pixel so many screen pixels."""
        self._zoom = zoom
        self.changed.emit()

    def pan_by(self, delta: QPointF, view: QSizeF) -> None:
        """Move the content by so many screen pixels."""
        zoom = self.zoom_in(view)
        self._zoom = zoom
        self._move_to(self._centre - delta / zoom)

    def _move_to(self, centre: QPointF) -> None:
        """Keep the middle of the views on the input, so that it cannot get lost."""
        x = min(max(centre.x(), 0.0), self._content.width())
        y = min(max(centre.y(), 0.0), self._content.height())
        self._centre = QPointF(x, y)
        self.changed.emit()

    def _fitting_zoom(self, view: QSizeF) -> float:
        horizontal = (view.width() - 2 * MARGIN) / self._extent.width()
        vertical = (view.height() - 2 * MARGIN) / self._extent.height()
        return min(max(min(horizontal, vertical), 1e-3), LARGEST_ZOOM)
