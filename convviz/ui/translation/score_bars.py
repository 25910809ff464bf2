"""A bar for each class: how sure a network is of it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.class_colours import class_colour
from convviz.lab.translation.classified_words import score_text
from convviz.ui.terms import TERMS
from convviz.ui.theme import SMALL, UNIT, accent

LEAST_ROW, MOST_ROW, THICKEST = 13, 36, 20  # pixels, of a row and of the bar in it
MARK = 5  # pixels, of the triangle at the right class
AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FAINT = 0.55  # how much of its colour a bar has that does not win


class ScoreBars(QWidget):
    """Ten rows: the class, its bar, and its share in percent. The winner is bold, the right class has a triangle.

    Parameters
    ----------
    name : str
        Of the network, for screen readers.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: FloatArray | None = None
        self._truth: int | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setAccessibleName(f"Class scores, {name}")
        self.setToolTip(TERMS["class scores"])
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(10 * LEAST_ROW)

    def show_scores(self, scores: FloatArray, truth: int | None) -> None:
        """Show the scores of all classes, shares of 1, and which is right if that is known."""
        self._scores, self._truth = scores, truth
        order = scores.argsort()[::-1][:3].tolist()
        self.setAccessibleDescription(", ".join(f"{label}: {score_text(float(scores[label]))}" for label in order))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(24 * UNIT, 10 * MOST_ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scores is None:
            return
        painter, bold = QPainter(self), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, quiet = self.palette().windowText().color(), self.palette().placeholderText().color()
        height, shares = (
            min(MOST_ROW, self.height() / len(self._scores)),
            self.fontMetrics().horizontalAdvance("> 99 %"),
        )
        left, right = 2 * MARK, self.width() - shares - UNIT // 2
        winner = int(self._scores.argmax())
        for label, score in enumerate(self._scores.tolist()):
            is_winner, top = label == winner, label * height
            painter.setFont(bold if is_winner else self.font())
            painter.setPen(text)
            painter.drawText(QRectF(left, top, UNIT, height), int(AT_LEFT), str(label))
            painter.setPen(text if is_winner else quiet)
            painter.drawText(QRectF(right, top, self.width() - right, height), int(AT_RIGHT), score_text(score))
            groove = QRectF(left + 3 * UNIT // 2, top, right - left - 2 * UNIT, height)
            self._draw_bar(painter, groove, label, score, is_winner=is_winner)
            if label == self._truth:
                self._draw_mark(painter, top + height / 2)

    def _draw_bar(self, painter: QPainter, row: QRectF, label: int, score: float, *, is_winner: bool) -> None:
        colour, thickness = QColor(*class_colour(label)), min(row.height() - 4, THICKEST)
        colour.setAlphaF(1.0 if is_winner else FAINT)
        groove = QRectF(row.left(), row.center().y() - thickness / 2, row.width(), thickness)
        painter.fillRect(groove, self.palette().alternateBase())
        groove.setWidth(max(1.0, score * groove.width()))
        painter.fillRect(groove, colour)

    def _draw_mark(self, painter: QPainter, middle: float) -> None:
        """Point at the right class."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent(self.palette()))
        painter.drawPolygon(
            QPolygonF([QPointF(0, middle - MARK), QPointF(MARK + 2, middle), QPointF(0, middle + MARK)])
        )
