"""The histogram of the feature map: how many values take which colour, with zero marked."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from convviz.lab.compute import Frame
from convviz.lab.pictures.display import Scale
from convviz.lab.text.numbers import format_number
from convviz.ui.terms import TERMS
from convviz.ui.theme import SMALL

HEIGHT = 84


class HistogramView(QWidget):
    """Bars in the colours of the map; their heights are the logarithms of the counts, so that the few show too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram of the feature map")
        self.setToolTip(TERMS["histogram"])

    def show_frame(self, frame: Frame) -> None:
        """Show how often the selected map of this frame has which values."""
        self._frame = frame
        edges = frame.histogram.edges
        middle = int(np.argmax(frame.histogram.counts))
        low, high = format_number(float(edges[0])), format_number(float(edges[-1]))
        self.setAccessibleDescription(f"From {low} to {high}. Most often: {self.bar(middle)}")
        self.update()

    @property
    def scale(self) -> Scale | None:
        """The scale of the map that is shown."""
        return self._frame.scale if self._frame else None

    def bar(self, index: int) -> str:
        """Say what a bar stands for, for example "−0.1 to 0.1: 40 % of the values"."""
        assert self._frame is not None
        histogram = self._frame.histogram
        low, high = (format_number(float(edge), 3) for edge in histogram.edges[index : index + 2])
        return f"{low} to {high}: {format_number(100 * histogram.share(index), 3)} % of the values"

    def bar_at(self, x: float) -> int:
        """Return the number of the bar at this place of the widget."""
        assert self._frame is not None
        bars = len(self._frame.histogram.counts)
        return min(max(int(x / self.width() * bars), 0), bars - 1)

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._frame is not None:
            text = f"{self.bar(self.bar_at(event.pos().x()))}\n{TERMS['histogram']}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._frame is None:
            return
        painter = QPainter(self)
        label = self.fontMetrics().height() + 2
        plot = QRectF(0, 0, self.width(), self.height() - label)
        painter.fillRect(plot, self.palette().dark())
        self._draw_bars(painter, plot, self._frame)
        edges = self._frame.histogram.edges
        self._draw_marks(painter, plot, float(edges[0]), float(edges[-1]), self._frame)

    def _draw_bars(self, painter: QPainter, plot: QRectF, frame: Frame) -> None:
        edges, counts = frame.histogram.edges, frame.histogram.counts
        heights = np.log1p(counts) / np.log1p(max(int(counts.max()), 1)) * (plot.height() - 2)
        codes = frame.scale.indices(((edges[1:] + edges[:-1]) / 2).astype(np.float32)[np.newaxis])[0]
        colours = frame.scale.colours()[codes].tolist()
        width = plot.width() / len(counts)
        quiet = QPen(self.palette().placeholderText().color(), 1)
        for index, (height, colour) in enumerate(zip(heights.tolist(), colours, strict=True)):
            left = round(index * width)
            bar = QRectF(left, plot.bottom() - height, round((index + 1) * width) - left, height)
            painter.fillRect(bar, QColor.fromRgb(*colour))
            if height:  # a light bar on light ground still has a top
                painter.setPen(quiet)
                painter.drawLine(bar.topLeft(), bar.topRight())

    def _draw_marks(self, painter: QPainter, plot: QRectF, low: float, high: float, frame: Frame) -> None:
        """Mark zero and the ends of the scale, and write the ends of the axis."""

        def place(value: float) -> float:
            return plot.left() + (value - low) / (high - low) * plot.width()

        line = self.palette().windowText().color()
        for value, style in ((0.0, Qt.PenStyle.SolidLine), *((end, Qt.PenStyle.DotLine) for end in _ends(frame))):
            if low < value < high:
                painter.setPen(QPen(line, 1, style))
                painter.drawLine(QPointF(place(value), plot.top()), QPointF(place(value), plot.bottom()))
        below = QRectF(plot.left(), plot.bottom() + 1, plot.width(), self.height() - plot.bottom())
        painter.setPen(line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, format_number(low, 3))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, format_number(high, 3))
        taken = self.fontMetrics().horizontalAdvance("−0.0000")
        if low < 0 < high and taken < place(0) < plot.width() - taken:
            zero = QRectF(place(0) - taken / 2, below.top(), taken, below.height())
            painter.drawText(zero, Qt.AlignmentFlag.AlignHCenter, "0")


def _ends(frame: Frame) -> tuple[float, float]:
    return frame.scale.low, frame.scale.high
