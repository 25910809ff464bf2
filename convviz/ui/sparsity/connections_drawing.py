"""What the two drawings of a layer have in common: a part of it is pointed at, with the mouse or with the keys."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.sparsity.weight_matrix import CroppedLayer, WeightMatrix
from convviz.nn.equivalents import Kind
from convviz.ui.sparsity.connections_colours import Look
from convviz.ui.theme import SMALL

STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
TAB_REASONS = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
Part = TypeVar("Part")


class ConnectionsDrawing(QWidget, Generic[Part]):
    """Draws one kind of layer, and lets a person point at its parts.

    Signals
    -------
    hovered(object)
        The part that a person points at with the mouse or the keys, or None.
    """

    hovered = Signal(object)

    def __init__(self, kind: Kind, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.pointed: Part | None = None
        self._cropped: CroppedLayer | None = None
        self._matrix: WeightMatrix | None = None
        self._look = Look([])
        self._cell: int | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{name}, {kind}")

    def show_layer(self, cropped: CroppedLayer, matrix: WeightMatrix, look: Look) -> None:
        """Show a layer on a piece of its input, and its matrix of this kind."""
        self._cropped, self._matrix, self._look = cropped, matrix, look
        self._lay_out_anew()

    def show_pointed(self, part: Part | None) -> None:
        """Emphasise what belongs to a part, and let the rest fade; all is alike with None."""
        if part != self.pointed:
            self.pointed = part
            self.update()

    def show_cell(self, cell: int | None) -> None:
        """Emphasise what goes through this cell of the kernel."""
        if cell != self._cell:
            self._cell = cell
            self.update()

    @abstractmethod
    def _lay_out(self) -> None:
        """Place everything in the room that there is."""

    @abstractmethod
    def _holds(self, part: Part) -> bool:
        """Say whether there is such a part."""

    @abstractmethod
    def _part_at(self, position: QPointF) -> Part | None:
        """Return what is under a point."""

    @abstractmethod
    def _first(self) -> Part:
        """Return where the keys begin."""

    @abstractmethod
    def _step(self, part: Part, down: int, across: int) -> Part:
        """Return the part below or beside another, as an arrow key leads there."""

    def _lay_out_anew(self) -> None:
        if self._matrix is not None:
            self._lay_out()
            if self.pointed is not None and not self._holds(self.pointed):
                self.pointed = None
        self.update()

    def _point_at(self, part: Part | None) -> None:
        if part != self.pointed:
            self.show_pointed(part)
            self.hovered.emit(part)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._part_at(event.position()) if self._matrix else None)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() or event.key() not in STEPS or self._matrix is None:
            super().keyPressEvent(event)
        elif self.pointed is None:
            self._point_at(self._first())
        else:
            self._point_at(self._step(self.pointed, *STEPS[Qt.Key(event.key())]))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in TAB_REASONS and self._matrix:
            self._point_at(self.pointed or self._first())
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_anew()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 180)
