"""A view in which a pixel is picked, and a field is lit."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from typing_extensions import override

from convviz.ui.pictures.image_view import ImageView
from convviz.ui.sparsity.field_light import FieldLight


class FieldView(ImageView):
    """Says what a person pins in it.

    Signals
    -------
    pixel_picked(object)
        A person pinned the pixel (y, x), by mouse or by keyboard, or let it go: None.
    """

    pixel_picked = Signal(object)

    def show_light(self, light: FieldLight | None) -> None:
        """Light a part of the picture; or nothing."""
        self._lay_over(light=light)

    def let_go(self) -> None:
        """Pin no pixel any more."""
        self._cursor = None
        self._hover_again()
        self.update()

    def _tell(self, before: tuple[int, int] | None) -> None:
        if self.pinned != before:
            self.pixel_picked.emit(self.pinned)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        before = self.pinned
        super().mouseReleaseEvent(event)
        self._tell(before)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        before = self.pinned
        super().mouseDoubleClickEvent(event)
        self._tell(before)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.pinned
        super().keyPressEvent(event)
        self._tell(before)
