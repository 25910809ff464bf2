"""The counts as bars on a logarithmic scale: one group a quantity, one bar a kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log10

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from convviz.lab.sharing.sharing import Comparison
from convviz.lab.sharing.sharing_text import QUANTITIES
from convviz.lab.text.quantities import human_bytes, power_of_ten, short_count
from convviz.nn.equivalents import KINDS, Kind
from convviz.ui.terms import TERMS
from convviz.ui.theme import SMALL, UNIT, accent

GROUPS = tuple(quantity for quantity in QUANTITIES if quantity[0] not in ("Weights", "Biases"))
LABELS_WIDTH, VALUES_WIDTH = 90, 78
GAP = 6  # between groups
TICK_WIDTH = 44


@dataclass(frozen=True)
class Bar:
    """One bar: where it is, and what it stands for."""

    rect: QRectF
    kind: Kind
    quantity: str
    count: int


def kind_colour(kind: Kind, palette: QPalette) -> QColor:
    """Return the colour of a kind, the same in bars and curves: the accent for the convolution."""
    if kind == "convolution":
        return accent(palette)
    return (palette.placeholderText() if kind == "locally connected" else palette.windowText()).color()


class CountBars(QWidget):
    """Bars with their values at the end, in the colours of the squares in the headings of the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Counts as bars, logarithmic")
        self.setToolTip(TERMS["bars"])

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show these counts; nothing with None."""
        self._comparison = comparison
        self.setAccessibleDescription("; ".join(map(_says, self.bars())))
        self.update()

    def bars(self) -> Iterator[Bar]:
        """Return all bars, from the top down; each has at least a pixel."""
        if self._comparison is None:
            return
        counts = self._comparison.counts
        reach = self.decades
        space = self._plot().width()
        row = (self._plot().height() - GAP * (len(GROUPS) - 1)) / (len(GROUPS) * len(KINDS))
        y = 0.0
        for quantity, read in GROUPS:
            for kind in KINDS:
                count = read(counts[kind])
                length = max(1.0, log10(max(count, 1)) / reach * space)
                yield Bar(QRectF(LABELS_WIDTH, y + 2, length, row - 4), kind, quantity, count)
                y += row
            y += GAP

    @property
    def decades(self) -> int:
        """Powers of ten that the scale spans, from 1 on."""
        if self._comparison is None:
            return 1
        return max(
            1, *(ceil(log10(max(1, read(each)))) for _, read in GROUPS for each in self._comparison.counts.values())
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, 26 * UNIT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(260, 21 * UNIT)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((bar for bar in self.bars() if bar.rect.top() <= event.pos().y() <= bar.rect.bottom()), None)
            if found:
                QToolTip.showText(event.globalPos(), f"{_says(found)}\n{TERMS['bars']}", self)
                return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw_scale(painter)
        for number, bar in enumerate(self.bars()):
            first = number % len(KINDS) == 0
            self._draw_bar(painter, bar)
            if first:
                group = QRectF(0, bar.rect.top() - 2, LABELS_WIDTH - UNIT, bar.rect.height() + 4)
                self._write(painter, group, bar.quantity.replace(", float32", ""), Qt.AlignmentFlag.AlignLeft)

    def _plot(self) -> QRectF:
        below = self.fontMetrics().height() + 2
        return QRectF(LABELS_WIDTH, 0, max(1, self.width() - LABELS_WIDTH - VALUES_WIDTH), self.height() - below)

    def _draw_scale(self, painter: QPainter) -> None:
        plot, reach = self._plot(), self.decades
        step = max(1, ceil(reach * TICK_WIDTH / plot.width()))
        for power in range(0, reach + 1, step):
            x = plot.left() + power / reach * plot.width()
            painter.setPen(QPen(self.palette().mid().color(), 1))
            painter.drawLine(round(x), 0, round(x), round(plot.bottom()))
            place = QRectF(x - TICK_WIDTH / 2, plot.bottom(), TICK_WIDTH, self.height() - plot.bottom())
            self._write(painter, place, power_of_ten(power), Qt.AlignmentFlag.AlignHCenter, quiet=True)

    def _draw_bar(self, painter: QPainter, bar: Bar) -> None:
        painter.fillRect(bar.rect, kind_colour(bar.kind, self.palette()))
        text = human_bytes(bar.count) if bar.quantity.startswith("Bytes") else short_count(bar.count)
        place = QRectF(bar.rect.right() + UNIT // 2, bar.rect.top() - 4, VALUES_WIDTH, bar.rect.height() + 8)
        painter.fillRect(
            QRectF(place.left(), bar.rect.top() - 1, self.fontMetrics().horizontalAdvance(text), bar.rect.height() + 2),
            self.palette().window(),
        )
        self._write(painter, place, text, Qt.AlignmentFlag.AlignLeft)

    def _write(
        self, painter: QPainter, place: QRectF, text: str, where: Qt.AlignmentFlag, *, quiet: bool = False
    ) -> None:
        painter.setPen((self.palette().placeholderText() if quiet else self.palette().windowText()).color())
        painter.drawText(place, int(where | Qt.AlignmentFlag.AlignVCenter), text)


def _says(bar: Bar) -> str:
    return f"{bar.quantity.split(',')[0]}, {bar.kind}: {bar.count:,}"
