"""Kernels beside each other, with their numbers, in the same colours and one scale."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale
from convviz.lab.text.numbers import format_number
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import BODY, SMALL, UNIT

LARGEST_CELL, SMALLEST_NUMBER_CELL = 52.0, 22.0
GAP, TITLE_HEIGHT, CAPTION_HEIGHT = 0.75 * UNIT, 20.0, 16.0


class ShownKernel(NamedTuple):
    """One filter of the board.

    Parameters
    ----------
    title : str
    weights : (C, height, width)
        As they are written.
    colour : QColor, optional
        Of a mark before the title.
    """

    title: str
    weights: FloatArray
    colour: QColor | None = None


class _Plan(NamedTuple):
    """How the filters lie: how many in a row, and how large a cell is."""

    columns: int
    cell: float


class KernelBoard(QWidget):
    """Draws a few filters as large as they fit: below one another, or side by side.

    Parameters
    ----------
    name : str
        What it shows, for screen readers.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kernels: tuple[ShownKernel, ...] = ()
        self._captions: tuple[str, ...] = ()
        self._scale = Scale(-1, 1, "balance")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(20 * UNIT, 15 * UNIT)

    def show_kernels(self, kernels: Sequence[ShownKernel], captions: Sequence[str], scale: Scale) -> None:
        """Show these filters.

        Parameters
        ----------
        kernels : sequence of ShownKernel
            Of one shape.
        captions : sequence of str
            What each channel is called, above the first row; empty if there is one.
        scale : Scale
        """
        self._kernels, self._captions, self._scale = tuple(kernels), tuple(captions), scale
        self.setAccessibleDescription("; ".join(f"{kernel.title}: {_spoken(kernel.weights)}" for kernel in kernels))
        self.update()

    def _plan(self) -> _Plan:
        """Choose the arrangement with the largest cells."""
        count, (channels, height, width) = len(self._kernels), self._kernels[0].weights.shape
        caption = CAPTION_HEIGHT if self._captions else 0.0
        plans = []
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            across = (self.width() - GAP * (columns * channels + columns - 2)) / (columns * channels * width)
            down = (self.height() - caption - rows * (TITLE_HEIGHT + GAP)) / (rows * height)
            plans.append(_Plan(columns, max(2.0, min(across, down, LARGEST_CELL))))
        return max(plans, key=lambda plan: plan.cell)

    @override
    def sizeHint(self) -> QSize:
        return QSize(40 * UNIT, 28 * UNIT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._kernels:
            return
        painter, plan = QPainter(self), self._plan()
        channels, height, width = self._kernels[0].weights.shape
        caption = CAPTION_HEIGHT if self._captions else 0.0
        step_x = channels * (width * plan.cell + GAP) + GAP
        step_y = TITLE_HEIGHT + height * plan.cell + GAP
        for index, kernel in enumerate(self._kernels):
            row, column = divmod(index, plan.columns)
            corner = QPointF(column * step_x, row * step_y + caption * bool(row))
            self._draw_title(painter, corner, kernel, step_x - 2 * GAP if plan.columns > 1 else self.width())
            for channel, weights in enumerate(kernel.weights):
                place = corner + QPointF(channel * (width * plan.cell + GAP), TITLE_HEIGHT)
                if self._captions and row == 0:
                    self._write(painter, place, self._captions[channel])
                self._draw_weights(painter, place + QPointF(0, caption * (row == 0)), weights, plan.cell)

    def _draw_title(self, painter: QPainter, corner: QPointF, kernel: ShownKernel, width: float) -> None:
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        left = 0.0
        if kernel.colour is not None:
            painter.fillRect(QRectF(corner.x(), corner.y() + 5, 10, 10), kernel.colour)
            left = 16.0
        painter.setPen(self.palette().windowText().color())
        room = max(width - left, 0.0)
        text = QFontMetricsF(font).elidedText(kernel.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(corner.x() + left, corner.y(), room, TITLE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)

    def _write(self, painter: QPainter, place: QPointF, text: str) -> None:
        font = self.font()
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(self.palette().placeholderText().color())
        painter.drawText(QRectF(place.x(), place.y(), self.width(), CAPTION_HEIGHT), Qt.AlignmentFlag.AlignTop, text)

    def _draw_weights(self, painter: QPainter, corner: QPointF, weights: FloatArray, cell: float) -> None:
        colours = self._scale.rgb(np.ascontiguousarray(weights)).tolist()
        font = self.font()
        font.setPixelSize(BODY if cell >= 38 else BODY - 3)
        painter.setFont(font)
        gap = 1.0 if cell >= 6 else 0.0
        for y, row in enumerate(weights.tolist()):
            for x, value in enumerate(row):
                colour = QColor(*colours[y][x])
                place = QRectF(corner.x() + x * cell, corner.y() + y * cell, cell - gap, cell - gap)
                painter.fillRect(place, colour)
                if cell >= SMALLEST_NUMBER_CELL:
                    painter.setPen(ink_on(colour))
                    text = _fitting(painter.fontMetrics(), value, cell - 3)
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _rounded(value: float) -> float:
    """Round to thousandths: what is nearly zero is written so, and not as a power of ten."""
    return round(value, 3) + 0.0


def _fitting(metrics: QFontMetrics, value: float, width: float) -> str:
    """Write a number with as many decimals as fit, up to three: cells of one kernel are read beside each other.

    Of one that does not fit at all only a mark is left: half a number would be another one.
    """
    texts = (format_number(round(value, decimals) + 0.0) for decimals in (3, 2, 1, 0))
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "…")


def _spoken(weights: FloatArray) -> str:
    """Read the numbers row by row; of a large kernel only its size."""
    if weights.size > 100:
        return "×".join(map(str, weights.shape[1:]))
    return ", ".join(format_number(_rounded(float(value)), 3) for value in weights.ravel())
