"""Which class wins where: a cell a shift, painted in the colour of its winner, read and clicked."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.pictures.class_colours import class_colour, ink_on
from convviz.lab.text.numbers import format_number
from convviz.lab.translation.classified import FREE, PLACES, REACH, labels_of
from convviz.nn.shifted_scores import ScorePlane
from convviz.ui.pictures.image_view import ARROWS
from convviz.ui.terms import TERMS
from convviz.ui.theme import SMALL, UNIT, accent

TICKS = (PLACES[0], 0, PLACES[-1])
LEAST_SIDE = 11 * UNIT
MOST_SIDE = 34 * UNIT
LABEL = 2 * UNIT  # pixels, of the square around a class that is written into the map


class WinnerMap(QWidget):
    """A square of both shifts, dx to the right and dy down.

    Parameters
    ----------
    name : str
        Of the network, for screen readers.

    Signals
    -------
    hovered(object)
        (dy, dx) under the pointer; None when it leaves.
    grasped()
        The button is pressed: what is chosen until the next time is one gesture.
    chosen(float, float)
        A person chose this shift, dy and dx.
    """

    hovered = Signal(object)
    grasped = Signal()
    chosen = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plane: ScorePlane | None = None
        self._image = QImage()
        self._labels: dict[int, tuple[int, int]] = {}
        self._shift = 0.0, 0.0
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"Which class wins where, {name}")
        self.setAccessibleDescription("A cell for every shift, down and to the right. Arrow keys move the digit.")
        self.setToolTip(TERMS["which class wins where"])
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST_SIDE)

    def show_plane(self, plane: ScorePlane | None) -> None:
        """Show the winners of a plane; None while they are not known."""
        if plane is self._plane:
            return
        self._plane = plane
        if plane is not None:
            self._labels, colours = labels_of(plane.winners), [class_colour(label) for label in range(10)]
            pixels = np.array(colours, np.uint8)[plane.winners]
            height, width, _ = pixels.shape
            self._image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.update()

    def show_shift(self, dy: float, dx: float) -> None:
        """Mark where the digit is now."""
        for place in (self._shift, (dy, dx)):  # little is painted anew: the digit may be moving
            self._shift = place
            self.update(self._here().adjusted(-LABEL, -LABEL, LABEL, LABEL).toRect())

    def place_of(self, dy: float, dx: float) -> QPointF:
        """Return the middle of the cell of a shift."""
        plot = self._plot()
        cell = plot.width() / len(PLACES)
        return plot.topLeft() + QPointF((dx + REACH + 0.5) * cell, (dy + REACH + 0.5) * cell)

    def shift_at(self, place: QPointF, *, nearest: bool = False) -> tuple[float, float] | None:
        """Return the shift of the cell at a place: dy and dx; outside None, or the nearest there is."""
        plot = self._plot()
        if not (nearest or plot.contains(place)):
            return None
        cell = plot.width() / len(PLACES)
        down, across = (distance // cell for distance in (place.y() - plot.top(), place.x() - plot.left()))
        dy, dx = (float(min(max(count - REACH, -REACH), REACH)) for count in (down, across))
        return dy, dx

    @override
    def sizeHint(self) -> QSize:
        return QSize(24 * UNIT, 24 * UNIT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot = QPainter(self), self._plot()
        if self._plane is None:
            painter.fillRect(plot, self.palette().alternateBase())
        else:
            painter.drawImage(plot, self._image)
        self._draw_axes(painter, plot)
        self._draw_whole(painter)
        if self._plane is not None:
            self._draw_labels(painter)
        self._draw_here(painter)
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 2))
            painter.drawRect(plot)

    def _plot(self) -> QRectF:
        left, below = self._margins()
        side = float(max(1, min(self.width() - left, self.height() - below, MOST_SIDE) - 2))
        return QRectF(left, 2, side, side)

    def _margins(self) -> tuple[int, int]:
        """Return the space for the numbers: at the left, and below."""
        return self.fontMetrics().horizontalAdvance("−8") + UNIT // 2, self.fontMetrics().height() + 2

    def _draw_labels(self, painter: QPainter) -> None:
        """Write each class into its part, if that is large enough; not under the frame, where none could read it."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        for label, (row, column) in self._labels.items():
            middle = self.place_of(PLACES[row], PLACES[column])
            box = QRectF(middle.x() - LABEL / 2, middle.y() - LABEL / 2, LABEL, LABEL)
            if not box.adjusted(4, 1, -4, -1).intersects(self._here()):
                painter.setPen(QColor(*ink_on(class_colour(label))))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(label))
        painter.setFont(self.font())

    def _draw_axes(self, painter: QPainter, plot: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawRect(plot)
        painter.setPen(self.palette().placeholderText().color())
        line = self.fontMetrics().height()
        for tick in TICKS:
            place, text = self.place_of(tick, tick), format_number(tick)
            below = QRectF(place.x() - 2 * UNIT, plot.bottom() + 2, 4 * UNIT, line)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), text)
            beside = QRectF(0, place.y() - line / 2, plot.left() - UNIT // 2, line)
            painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _draw_whole(self, painter: QPainter) -> None:
        """Draw a line around the shifts that leave the whole digit on the canvas."""
        half = self._plot().width() / len(PLACES) / 2
        first, last = (self.place_of(end, end) for end in (FREE[0], FREE[-1]))
        whole = QRectF(first, last).adjusted(-half, -half, half, half)
        for colour, width in ((self.palette().base().color(), 3), (self.palette().windowText().color(), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(whole)

    def _draw_here(self, painter: QPainter) -> None:
        """Draw a frame around the present shift."""
        frame = self._here()
        for colour, width in ((self.palette().base().color(), 5), (self.palette().windowText().color(), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(frame)

    def _here(self) -> QRectF:
        """Return the frame around the present shift."""
        here, half = self.place_of(*self._shift), max(4.0, self._plot().width() / len(PLACES) / 2 + 1)
        return QRectF(here.x() - half, here.y() - half, 2 * half, 2 * half)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (shift := self.shift_at(event.position())):
            self.grasped.emit()
            self.chosen.emit(*shift)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and (shift := self.shift_at(event.position(), nearest=True)):
            self.chosen.emit(*shift)
        self.hovered.emit(self.shift_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None:
            super().keyPressEvent(event)
            return
        dy, dx = (float(round(here) + way) for here, way in zip(self._shift, arrow, strict=True))
        if not event.isAutoRepeat():
            self.grasped.emit()
        self.chosen.emit(dy, dx)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        left, below = self._margins()  # it is a square: what is below it comes close
        self.setMaximumHeight(max(LEAST_SIDE, min(self.width() - left, MOST_SIDE) + below))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
