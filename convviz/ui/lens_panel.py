"""The lens: patch × kernel = products, summed, under the pictures."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.display import Scale
from convviz.lab.lens import CHANNEL_NAMES, Lens
from convviz.lab.numbers import format_number
from convviz.lab.state import State
from convviz.ui.pixel_values import fitting_number, ink_on
from convviz.ui.theme import BODY, SMALL, UNIT

HINT = "The lens: point at a value of the feature map, or click to pin one, and read how it is made."
MOST_READABLE = 7  # rows and columns of a kernel; larger ones are drawn as pictures
CELL_HEIGHT, CELL_WIDTH = 28.0, 42.0
TITLE_HEIGHT = 18.0
SPELT_OUT_HEIGHT, LINE_HEIGHT = 164, 26


class LensPanel(QWidget):
    """Spells out the value that was pointed at last; in one line where there is little height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lens: Lens | None = None
        self._channel = 0
        self._colour_map = ""
        self._spelt_out = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Lens")
        self.setAccessibleDescription(HINT)

    def show_lens(self, lens: Lens | None, state: State) -> None:
        """Show this value, and of its channels the one that is edited; nothing yet with None."""
        self._lens = lens
        self._channel = state.selected_channel or 0
        self._colour_map = state.display.signed
        self.setAccessibleDescription(lens.sentence() if lens else HINT)
        self.update()

    def spell_out(self, spelt_out: bool) -> None:
        """Show every number, or one line."""
        if spelt_out != self._spelt_out:
            self._spelt_out = spelt_out
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, SPELT_OUT_HEIGHT if self._spelt_out else LINE_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._lens is None:
            self._write(painter, QRectF(self.rect()), HINT, quiet=True)
        elif self._spelt_out:
            self._spell(painter, self._lens)
        else:
            self._write(painter, QRectF(self.rect()), self._lens.sentence())

    def _spell(self, painter: QPainter, lens: Lens) -> None:
        name = CHANNEL_NAMES[len(lens.sums)][self._channel]
        of = f", {name}" if name else ""
        kernel, products = lens.kernel[self._channel], lens.products[self._channel]
        padded = "" if lens.is_pixel.all() else " (dotted: padding)"
        parts = (
            ("", f"Patch{of}{padded}", lens.patch[self._channel], Scale(0.0, 1.0, "grey")),
            ("×", f"Kernel{of}", kernel, self._scale(kernel)),
            ("=", "Products", products, self._scale(products)),
        )
        left = 0.0
        for sign, title, values, scale in parts:
            if sign:
                self._write(
                    painter, QRectF(left, TITLE_HEIGHT, 3 * UNIT, self._grid_height(values)), sign, centred=True
                )
                left += 3 * UNIT
            left += self._draw_grid(painter, left, title, values, scale, lens.is_pixel if not sign else None)
        self._draw_sum(painter, left + 2 * UNIT, lens)

    def _draw_grid(
        self,
        painter: QPainter,
        left: float,
        title: str,
        values: FloatArray,
        scale: Scale,
        is_pixel: npt.NDArray[np.bool_] | None,
    ) -> float:
        """Draw one grid of numbers with its title; return its width."""
        rows, columns = values.shape
        readable = max(rows, columns) <= MOST_READABLE
        height = self._grid_height(values) / rows
        width = CELL_WIDTH if readable else height
        self._write(painter, QRectF(left, 0, max(columns * width, 180), TITLE_HEIGHT), title, quiet=True)
        colours = scale.colours()[scale.indices(values)]
        for y in range(rows):
            for x in range(columns):
                cell = QRectF(left + x * width, TITLE_HEIGHT + y * height, width, height)
                colour = QColor.fromRgb(*colours[y, x].tolist())
                painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5) if readable else cell, colour)
                if readable:
                    painter.setPen(ink_on(colour))
                    number = fitting_number(painter.fontMetrics(), float(values[y, x]), width - 4, digits=3)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, number)
                if is_pixel is not None and not is_pixel[y, x]:
                    painter.setPen(QPen(ink_on(colour), 1, Qt.PenStyle.DotLine))
                    painter.drawRect(cell.adjusted(1.5, 1.5, -2.5, -2.5))
        return float(columns * width)

    def _draw_sum(self, painter: QPainter, left: float, lens: Lens) -> None:
        names = CHANNEL_NAMES[len(lens.sums)]
        lines = [(f"Σ {name}".strip(), float(each)) for name, each in zip(names, lens.sums, strict=True)]
        plane = self._channel if len(lens.totals) > 1 else 0
        lines += [("+ bias", lens.bias), ("= sum", float(lens.totals[plane]))]
        if lens.activation != "Identity":
            lines.append((lens.activation, float(lens.values[plane])))
        pitch = min(22.0, (self.height() - TITLE_HEIGHT) / len(lines))
        self._write(painter, QRectF(left, 0, 200, TITLE_HEIGHT), f"Value at y {lens.y}, x {lens.x}", quiet=True)
        for index, (label, value) in enumerate(lines):
            top = TITLE_HEIGHT + index * pitch
            self._write(painter, QRectF(left, top, 80, pitch), label, quiet=True)
            last = index == len(lines) - 1
            self._write(painter, QRectF(left + 80, top, 90, pitch), format_number(value), bold=last)

    def _grid_height(self, values: FloatArray) -> float:
        return min(CELL_HEIGHT * len(values), self.height() - TITLE_HEIGHT - 2)

    def _scale(self, values: FloatArray) -> Scale:
        reach = float(np.abs(values).max()) or 1.0
        return Scale(-reach, reach, self._colour_map)

    def _write(
        self,
        painter: QPainter,
        place: QRectF,
        text: str,
        *,
        quiet: bool = False,
        bold: bool = False,
        centred: bool = False,
    ) -> None:
        font = painter.font()
        font.setPixelSize(SMALL if quiet else BODY)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(self.palette().placeholderText().color() if quiet else self.palette().windowText().color())
        across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | across), text)
        font.setBold(False)
        font.setPixelSize(SMALL)
        painter.setFont(font)
