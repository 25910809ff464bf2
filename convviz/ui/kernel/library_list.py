"""The list of the kernel library: a picture, the name, the size and a star for each kernel, in sections."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget
from typing_extensions import override

from convviz.lab.kernel.kernel_search import Section
from convviz.lab.kernel.kernels import NamedKernel
from convviz.ui.kernel.kernel_model import Index
from convviz.ui.kernel.library_row import KERNEL_ROLE, ROW_HEIGHT, RowDelegate, picture_of, size_text, star_rect
from convviz.ui.theme import UNIT

NOTHING = "No kernel matches all of this.\nTry fewer words, or one such as “edge”, “blur” or “line”."


class Row(NamedTuple):
    """A kernel in its section; without one, the title of the section."""

    section: str
    kernel: NamedKernel | None


class LibraryModel(QAbstractListModel):
    """The sections as Qt's views read them: each title is a row, which cannot be chosen, above those of its kernels.

    Parameters
    ----------
    colours : str
        The signed colours of the pictures.
    """

    def __init__(self, colours: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._favourites: Collection[str] = ()
        self._pictures: dict[int, tuple[NamedKernel, QImage]] = {}
        self.entries: list[Row] = []

    def show_sections(self, sections: Iterable[Section], favourites: Collection[str]) -> None:
        """Show these kernels, with a full star for those whose keys are favourites."""
        self.beginResetModel()
        self._favourites = favourites
        self.entries = [Row(title, kernel) for title, kernels in sections for kernel in (None, *kernels)]
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        is_kernel = index.isValid() and self.entries[index.row()].kernel is not None
        return super().flags(index) if is_kernel else Qt.ItemFlag.NoItemFlags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        section, kernel = self.entries[index.row()]
        if role == KERNEL_ROLE:
            return kernel
        if kernel is None:
            return section if role == Qt.ItemDataRole.DisplayRole else None
        is_favourite = kernel.key in self._favourites
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return kernel.name
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if is_favourite else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(kernel)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{kernel.name}, {size_text(kernel)}{', a favourite' if is_favourite else ''}"
        return None

    def _picture(self, kernel: NamedKernel) -> QImage:
        if id(kernel) not in self._pictures:
            # The kernel is held with it, so that no other one gets its id.
            self._pictures[id(kernel)] = kernel, picture_of(kernel.weights, self._colours)
        return self._pictures[id(kernel)][1]


class LibraryList(QListView):
    """Shows kernels and highlights one; what has the keyboard moves the highlight.

    Parameters
    ----------
    colours : str
        The signed colours of the pictures.

    Signals
    -------
    highlighted(NamedKernel or None)
        Another kernel is highlighted, or none.
    chosen(NamedKernel)
        A person clicked it.
    starred(NamedKernel)
        A person clicked its star.
    """

    highlighted = Signal(object)
    chosen = Signal(object)
    starred = Signal(object)

    def __init__(self, colours: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LibraryModel(colours, self)
        self._pressed = QPersistentModelIndex()
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName("Kernels")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAutoScroll(False)  # what the mouse points at stays where it is
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(4 * UNIT)

    @property
    def kernel(self) -> NamedKernel | None:
        """The kernel that is highlighted."""
        here = self.currentIndex().row()
        return self.rows.entries[here].kernel if here >= 0 else None

    def show_sections(self, sections: Iterable[Section], favourites: Collection[str]) -> None:
        """Show these kernels; the highlight stays with its kernel, or near to where it was, at the same height."""
        here = self.currentIndex().row()
        row = self.rows.entries[here] if here >= 0 else None
        top = self.visualRect(self.currentIndex()).top()
        self.rows.show_sections(sections, favourites)
        self.doItemsLayout()
        if row is None:
            return
        there = [index for index, other in enumerate(self.rows.entries) if _same(row, other)]
        self._highlight_row(there[0] if there else min(self._choosable, key=lambda near: abs(near - here), default=-1))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.visualRect(self.currentIndex()).top() - top)
        self._scroll_to_highlight()

    def highlight(self, kernel: NamedKernel | None) -> None:
        """Highlight the first row of this kernel, in the middle of the list, or none."""
        key = kernel.key if kernel else None
        self._highlight_row(next((row for row in self._choosable if self._key(row) == key), -1))
        if kernel is None:
            self.scrollToTop()
        else:
            self.scrollTo(self.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def step(self, kernels: int) -> None:
        """Move the highlight down (or up, if negative) by so many kernels, as far as there are."""
        choosable = self._choosable
        if not choosable:
            return
        here = self.currentIndex().row()
        place = choosable.index(here) if here in choosable else (-1 if kernels > 0 else len(choosable))
        self._highlight_row(choosable[min(max(0, place + kernels), len(choosable) - 1)])
        self._scroll_to_highlight()

    @property
    def page(self) -> int:
        """How many kernels can be seen together, less one."""
        return max(1, self.viewport().height() // ROW_HEIGHT - 1)

    @property
    def _choosable(self) -> list[int]:
        return [index for index, row in enumerate(self.rows.entries) if row.kernel is not None]

    def _key(self, row: int) -> str | None:
        kernel = self.rows.entries[row].kernel
        return kernel.key if kernel else None

    def _highlight_row(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())
        self.highlighted.emit(self.kernel)

    def _scroll_to_highlight(self) -> None:
        """Bring the highlight into sight, and the title above it, if it is the first of its section."""
        index = self.currentIndex()
        if index.row() > 0 and self.rows.entries[index.row() - 1].kernel is None:
            self.scrollTo(index.siblingAtRow(index.row() - 1))
        self.scrollTo(index)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.data(KERNEL_ROLE) is not None and index != self.currentIndex():
            self._highlight_row(index.row())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index, pressed = self.indexAt(point), self._pressed
        self._pressed = QPersistentModelIndex()
        kernel = index.data(KERNEL_ROLE)
        if kernel is not None and event.button() == Qt.MouseButton.LeftButton and pressed == index:
            self._highlight_row(index.row())
            (self.starred if star_rect(self.visualRect(index)).contains(point) else self.chosen).emit(kernel)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.entries:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            inside = self.viewport().rect().adjusted(2 * UNIT, 4 * UNIT, -2 * UNIT, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, NOTHING)


def _same(one: Row, other: Row) -> bool:
    """Say whether two rows are one kernel in one section."""
    return bool(one.kernel and other.kernel and (one.section, one.kernel.key) == (other.section, other.kernel.key))
