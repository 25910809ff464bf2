"""Values over two shifts, with its axes; they are painted, read and clicked."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.pictures.display import Scale
from convviz.lab.text.numbers import format_number
from convviz.lab.text.ticks import nice_ticks
from convviz.lab.translation.course import Course, Shifts
from convviz.ui.pictures.image_view import ARROWS
from convviz.ui.theme import SMALL, UNIT, accent

INVITATION = "Not measured yet"
LEAST_CELL_FOR_DOT = 6  # pixels


class HeatMap(QWidget):
    """A cell a pair of shifts: dx to the right, dy down. Cells that are exactly zero have a dot.

    Signals
    -------
    hovered(object)
        (dy, dx, value) under the pointer; None when it leaves.
    grasped()
        The button is pressed: what is chosen until the next time is one gesture.
    chosen(float, float)
        A person chose this shift, dy and dx.
    """

    hovered = Signal(object)
    grasped = Signal()
    chosen = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course = Course("plane", 8)
        self._values: Shifts | None = None
        self._scale: Scale | None = None
        self._shift = 0.0, 0.0
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Map over both shifts")
        self.setAccessibleDescription("A cell for every shift, down and to the right. Arrow keys move the image.")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_values(self, course: Course, values: Shifts | None, scale: Scale | None) -> None:
        """Show values (n,) in the order of the shifts of a course over the plane; NaN is not known yet."""
        self._course, self._scale = course, scale
        side = len(course.places)
        self._values = None if values is None else values.reshape(side, side)
        self.update()

    def show_shift(self, dy: float, dx: float) -> None:
        """Mark where the image is now."""
        self._shift = dy, dx
        self.update()

    def place_of(self, dy: float, dx: float) -> QPointF:
        """Return the middle of the cell of a shift."""
        plot, step = self._plot(), self._course.step
        side = len(self._course.places)
        row, column = ((value + self._course.reach) / step + 0.5 for value in (dy, dx))
        return QPointF(plot.left() + column * plot.width() / side, plot.top() + row * plot.height() / side)

    def shift_at(self, place: QPointF, *, nearest: bool = False) -> tuple[float, float] | None:
        """Return the shift of the cell at a place: dy and dx; outside None, or the nearest there is."""
        plot, side = self._plot(), len(self._course.places)
        if not (nearest or plot.contains(place)):
            return None
        row, column = (
            min(max(int(distance * side // length), 0), side - 1)
            for distance, length in (
                (place.y() - plot.top(), plot.height()),
                (place.x() - plot.left(), plot.width()),
            )
        )
        return float(self._course.places[row]), float(self._course.places[column])

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plot = QPainter(self), self._plot()
        painter.fillRect(plot, self.palette().alternateBase())
        if self._values is not None and self._scale is not None:
            painter.drawImage(plot, self._image(self._values, self._scale))
        else:
            painter.setPen(self.palette().placeholderText().color())
            upper = QRectF(plot.left(), plot.top(), plot.width(), plot.height() / 2)
            painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), INVITATION)
        self._draw_axes(painter, plot)
        if self._values is not None:
            self._draw_cross(painter, plot)
        self._draw_marks(painter, plot)
        if self._values is not None:
            self._draw_zeros(painter, self._values)

    def _plot(self) -> QRectF:
        left, below = self._margins()
        width, height = self.width() - left - UNIT, self.height() - below - UNIT // 2
        return QRectF(left, UNIT // 2, max(1.0, width), max(1.0, height))

    def _margins(self) -> tuple[int, int]:
        """Return the space for the numbers: at the left, and below."""
        metrics = self.fontMetrics()
        return metrics.horizontalAdvance("−888") + UNIT, metrics.height() * 2 + UNIT // 2

    def _image(self, values: Shifts, scale: Scale) -> QImage:
        pixels = np.zeros((*values.shape, 4), np.uint8)
        pixels[..., :3] = scale.rgb(np.nan_to_num(values, posinf=scale.high))
        pixels[..., 3] = np.where(np.isnan(values), 0, 255)
        image = QImage(
            pixels.data, values.shape[1], values.shape[0], 4 * values.shape[1], QImage.Format.Format_RGBA8888
        )
        return image.copy()  # the pixels are gone after this

    def _draw_zeros(self, painter: QPainter, values: Shifts) -> None:
        """Put a dot into the cells that are exactly zero; the scale alone cannot tell them from small ones."""
        plot = self._plot()
        if min(plot.width(), plot.height()) / len(values) < LEAST_CELL_FOR_DOT:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        for row, column in np.argwhere(values == 0).tolist():
            dy, dx = self._course.places[row], self._course.places[column]
            painter.drawEllipse(self.place_of(float(dy), float(dx)), 2, 2)

    def _draw_axes(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(plot)
        painter.setPen(self.palette().placeholderText().color())
        line = self.fontMetrics().height()
        reach = max(self._course.reach, 1)
        for tick in nice_ticks(-reach, reach, 5):
            place = self.place_of(tick, tick)
            text = format_number(tick)
            across = QRectF(place.x() - 20, plot.bottom() + 2, 40, line)
            painter.drawText(across, int(Qt.AlignmentFlag.AlignHCenter), text)
            down = QRectF(plot.left() - 44, place.y() - line / 2, 40, line)
            painter.drawText(down, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        below = QRectF(plot.left(), plot.bottom() + line + 2, plot.width(), line)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), "→ dx,  ↓ dy, in pixels")

    def _draw_cross(self, painter: QPainter, plot: QRectF) -> None:
        """Draw lines through no shift."""
        zero = self.place_of(0, 0)
        painter.setPen(QPen(self.palette().windowText().color(), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(zero.x(), plot.top()), QPointF(zero.x(), plot.bottom()))
        painter.drawLine(QPointF(plot.left(), zero.y()), QPointF(plot.right(), zero.y()))

    def _draw_marks(self, painter: QPainter, plot: QRectF) -> None:
        """Draw a frame around the present shift."""
        here = self.place_of(*self._shift)
        if plot.contains(here):
            across, down = (max(4.0, side / len(self._course.places) / 2 + 1) for side in (plot.width(), plot.height()))
            frame = QRectF(here.x() - across, here.y() - down, 2 * across, 2 * down)
            for colour, width in ((self.palette().base().color(), 4), (accent(self.palette()), 2)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 2))
            painter.drawRect(plot)

    def _tell(self, place: QPointF) -> None:
        shift = self.shift_at(place)
        if shift is None or self._values is None:
            self.hovered.emit(None)
            return
        row, column = (round((value + self._course.reach) / self._course.step) for value in shift)
        self.hovered.emit((*shift, float(self._values[row, column])))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (shift := self.shift_at(event.position())):
            self.grasped.emit()
            self.chosen.emit(*shift)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and (shift := self.shift_at(event.position(), nearest=True)):
            self.chosen.emit(*shift)
        self._tell(event.position())

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None:
            super().keyPressEvent(event)
            return
        dy, dx = (here + way * self._course.step for here, way in zip(self._shift, arrow, strict=True))
        if max(abs(dy), abs(dx)) <= self._course.reach:
            self.chosen.emit(dy, dx)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
