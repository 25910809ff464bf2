"""The table of the page “Parameter sharing”: the counts of the three kinds, to be read and to be copied."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.sharing.sharing import Comparison
from convviz.lab.sharing.sharing_text import QUANTITIES, shown_cell, table_of
from convviz.lab.text.tables import as_csv, as_markdown
from convviz.nn.equivalents import KINDS
from convviz.ui.sharing.sharing_bars import kind_colour
from convviz.ui.theme import UNIT, accent
from convviz.ui.widgets.context_menu import Entry, open_context_menu
from convviz.ui.widgets.controls import menu_button, term_label

PADDING = 2 * UNIT  # between the numbers of two columns
LABELS_WIDTH = 12 * UNIT
SWATCH = UNIT


class CountTable(QWidget):
    """One row a quantity, one column a kind; that of the real layer stands out.

    Signals
    -------
    copied(str)
        The table is on the clipboard: a sentence that says so.
    """

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self.copy = menu_button("Copy")
        self.copy.setAccessibleName("Copy the table")
        self.copy.setToolTip("Copy the table, with all digits")
        self.headings = [term_label(kind.capitalize(), f"{kind} layer") for kind in KINDS]
        self.cells = [[QLabel("–") for _ in KINDS] for _ in QUANTITIES]
        self._entries = (
            Entry("Copy as Markdown", "", partial(self._copy, "Markdown")),
            Entry("Copy as CSV", "", partial(self._copy, "CSV")),
        )
        menu = QMenu(self.copy)
        for entry in self._entries:
            menu.addAction(entry.text, entry.act)
        self.copy.setMenu(menu)
        self._lay_out()

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show these counts; dashes with None."""
        self._comparison = comparison
        self.copy.setEnabled(comparison is not None)
        for kind, heading in zip(KINDS, self.headings, strict=True):
            is_own = comparison is not None and kind == comparison.own
            heading.setProperty("role", "heading" if is_own else "")
            heading.style().unpolish(heading)
            heading.style().polish(heading)
            heading.setAccessibleDescription("What it really is" if is_own else "")
        self._fill()
        self.update()

    def text(self, form: str) -> str:
        """Return the table as "Markdown" or as "CSV"; empty if there is none."""
        if self._comparison is None:
            return ""
        return {"Markdown": as_markdown, "CSV": as_csv}[form](*table_of(self._comparison))

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(0)
        layout.setVerticalSpacing(UNIT // 2)
        layout.addWidget(self.copy, 0, 0, Qt.AlignmentFlag.AlignLeft)
        layout.setColumnMinimumWidth(0, LABELS_WIDTH)
        for column, heading in enumerate(self.headings, 1):
            layout.addWidget(heading, 0, column)
            layout.setColumnStretch(column, 1)
        for row, ((quantity, _), cells) in enumerate(zip(QUANTITIES, self.cells, strict=True), 1):
            layout.addWidget(term_label(quantity), row, 0)
            layout.setRowStretch(row, 1)
            for column, cell in enumerate(cells, 1):
                layout.addWidget(cell, row, column)
        for label in (*self.headings, *(cell for cells in self.cells for cell in cells)):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setContentsMargins(UNIT // 2, 0, UNIT, 0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        widest = max(self._width(heading.text()) for heading in self.headings)
        self.setMinimumWidth(LABELS_WIDTH + len(KINDS) * (widest + SWATCH + UNIT))
        self.setAccessibleName("Counts of the three kinds of layer")

    def _width(self, text: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(text) + PADDING

    def _fill(self) -> None:
        """Write all digits if every number has the space, else all in short; the tooltips have all digits."""
        if self._comparison is None:
            for label in (cell for cells in self.cells for cell in cells):
                label.setText("–")
                label.setToolTip("")
            return
        counts = [self._comparison.counts[kind] for kind in KINDS]
        longest = max(self._width(shown_cell(name, each)) for name, _ in QUANTITIES for each in counts)
        short = longest > (self.width() - LABELS_WIDTH) / len(KINDS)
        for (name, read), cells in zip(QUANTITIES, self.cells, strict=True):
            for kind, each, cell in zip(KINDS, counts, cells, strict=True):
                cell.setText(shown_cell(name, each, short))
                cell.setToolTip(f"{kind.capitalize()}: {read(each):,} {name.split(',')[0].lower()}")
                cell.setAccessibleName(cell.toolTip())

    def _copy(self, form: str) -> None:
        QGuiApplication.clipboard().setText(self.text(form))
        self.copied.emit(f"The table is copied as {form}.")

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._comparison is not None:
            open_context_menu(self, event.globalPos(), self._entries)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fill()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ground under the column of the real layer, and the colours of the kinds beside their headings."""
        painter = QPainter(self)
        for kind, heading in zip(KINDS, self.headings, strict=True):
            place = heading.geometry()
            if self._comparison is not None and kind == self._comparison.own:
                ground = QRect(QPoint(place.left(), 0), QPoint(place.right(), self.height() - 1))
                painter.fillRect(ground, self.palette().alternateBase())
                painter.fillRect(QRect(ground.topLeft(), QPoint(ground.right(), 1)), accent(self.palette()))
            words = heading.fontMetrics().horizontalAdvance(heading.text())
            left = place.right() - UNIT - words - SWATCH - UNIT // 2
            painter.fillRect(
                left, place.center().y() - SWATCH // 2 + 1, SWATCH, SWATCH, kind_colour(kind, self.palette())
            )
