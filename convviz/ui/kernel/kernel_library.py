"""The kernel library: a list that pops up, in which a kernel is looked for by words, seen, and chosen."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.kernel.kernel_search import nearest, sections_of
from convviz.lab.kernel.kernels import NamedKernel
from convviz.lab.kernel.shelf import Shelf
from convviz.ui.kernel.library_foot import LibraryFoot
from convviz.ui.kernel.library_list import LibraryList
from convviz.ui.theme import UNIT

SIZE = QSize(44 * UNIT, 60 * UNIT)
SEARCH_HINT = "Find by name or by what it does"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KernelLibrary(QFrame):
    """Pops up once and is gone when a kernel is chosen, or none.

    Parameters
    ----------
    document : Document
        Whose kernel can be saved, and is highlighted at first.
    settings : Settings
        Which keep own kernels and favourites.

    Signals
    -------
    chosen(NamedKernel)
        A person wants this kernel.
    """

    chosen = Signal(object)

    def __init__(self, document: Document, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("library")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("Kernel library")
        self._document, self._settings = document, settings
        self.search = QLineEdit(placeholderText=SEARCH_HINT)
        self.search.setAccessibleName("Find a kernel")
        self.list = LibraryList(document.state.display.signed)
        self.foot = LibraryFoot(document, settings)
        self._lay_out()
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._fill)
        self.list.highlighted.connect(self._on_highlighted)
        self.list.chosen.connect(self._choose)
        self.list.starred.connect(self._star)
        self.foot.finished.connect(self._on_foot_finished)
        settings.shelf_changed.connect(self._on_shelf_changed)

    def open_below(self, field: QWidget, text: str = "") -> None:
        """Open beside the field, with this text to look for, and take the keyboard."""
        place = QRect(field.mapToGlobal(field.rect().topLeft()), field.size())
        self.setGeometry(place_beside(place, SIZE, field.screen().availableGeometry()))
        self.search.setFocus()
        self.show()
        self.search.setText(text)
        self._fill()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, UNIT, 1, UNIT)
        layout.setSpacing(UNIT)
        for widget in (self.search, self.list, self.foot):
            layout.addWidget(widget, int(widget is self.list))
            if widget is not self.list:  # its highlight reaches nearly from edge to edge
                widget.setContentsMargins(UNIT, 0, UNIT, 0)

    def _fill(self) -> None:
        """Show what is looked for, and highlight what was most likely meant: without words, the kernel of now."""
        shelf, text = self._settings.shelf, self.search.text()
        sections = sections_of(shelf, text)
        self.list.show_sections(sections, shelf.favourites)
        if text.strip():
            self.list.highlight(nearest((kernel for section in sections for kernel in section.kernels), text))
        else:
            self.list.highlight(shelf.kernel_of(self._document.state))

    def _choose(self, kernel: NamedKernel) -> None:
        self.close()
        self.chosen.emit(kernel)

    def _star(self, kernel: NamedKernel) -> None:
        self._settings.change_shelf(Shelf.starred, kernel.name)

    def _on_shelf_changed(self) -> None:
        shelf = self._settings.shelf
        self.list.show_sections(sections_of(shelf, self.search.text()), shelf.favourites)

    def _on_highlighted(self, kernel: NamedKernel | None) -> None:
        self.foot.show_kernel(kernel)
        # The keyboard is in the search: a screen reader tells there what is highlighted.
        self.search.setAccessibleDescription(f"{kernel.name}: {kernel.hint}" if kernel else "")

    def _on_foot_finished(self, name: str) -> None:
        self.search.setFocus()
        if name:
            self.search.clear()
            self.list.highlight(self._settings.shelf.named(name))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys of the search move the highlight."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._steer(event)

    def _steer(self, event: QKeyEvent) -> bool:
        """Do what a key in the search means for the list; say whether it means anything."""
        kernel, steps = self.list.kernel, self._steps(event)
        if steps:
            self.list.step(steps)
        elif event.key() in _ENTER:
            if kernel is not None:
                self._choose(kernel)
        elif event.key() == Qt.Key.Key_F2:
            self.foot.begin_renaming()
        elif event.key() == Qt.Key.Key_B and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if kernel is not None:
                self._star(kernel)
        else:
            return False
        return True

    def _steps(self, event: QKeyEvent) -> int:
        """Return by how many kernels a key moves the highlight; with Shift or Ctrl it is the text's."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return 0
        page, all_of_them = self.list.page, self.list.rows.rowCount()
        key = Qt.Key
        return {
            key.Key_Up: -1, key.Key_Down: 1, key.Key_PageUp: -page, key.Key_PageDown: page,
            key.Key_Home: -all_of_them, key.Key_End: all_of_them,
        }.get(Qt.Key(event.key()), 0)  # fmt: skip

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape and self.foot.is_busy:
            self.foot.call_off()
        elif event.key() in _ENTER and isinstance(focus, QAbstractButton):
            focus.click()
        elif event.key() in _ENTER and focus is self.foot.name:
            self.foot.yes.click()
        else:
            super().keyPressEvent(event)  # Escape closes a popup

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a click beside it closes it, and does no more
        super().mousePressEvent(event)


def place_beside(field: QRect, size: QSize, screen: QRect) -> QRect:
    """Return where a popup of this size goes: below the field, or above where there is more room, inside the screen."""
    below, above = screen.bottom() - field.bottom(), field.top() - screen.top()
    is_below = below >= min(size.height(), above)
    place = QRect(0, 0, min(size.width(), screen.width()), min(size.height(), below if is_below else above))
    place.moveRight(min(max(field.right(), screen.left() + place.width() - 1), screen.right()))
    if is_below:
        place.moveTop(field.bottom() + 1)
    else:
        place.moveBottom(field.top() - 1)
    return place
