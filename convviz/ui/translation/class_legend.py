"""The colours of the classes, as bars and maps have them."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.pictures.class_colours import COLOURS, class_colour, ink_on
from convviz.ui.theme import SMALL, UNIT

COLUMNS = 5
ROW = 18  # pixels


class ClassLegend(QWidget):
    """A square a class, with its digit in it, in two rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setAccessibleName("Colours of the classes")
        self.setToolTip("The colour of each class, in the bars and in the maps")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(12 * UNIT, -(-len(COLOURS) // COLUMNS) * ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = min(self.width() / COLUMNS, 4 * UNIT)
        for label in range(len(COLOURS)):
            row, column = divmod(label, COLUMNS)
            square = QRectF(column * width, row * ROW, width - 2, ROW - 2)
            painter.fillRect(square, QColor(*class_colour(label)))
            painter.setPen(QColor(*ink_on(class_colour(label))))
            painter.drawText(square, int(Qt.AlignmentFlag.AlignCenter), str(label))
