"""The kernel as a grid of numbers: type, drag, paint, turn the wheel, press + and −."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.edits.edits import Cell
from convviz.ui.kernel.kernel_gestures import SIGNS, STEP, Drag, Sign, Stroke, Wheel
from convviz.ui.kernel.kernel_model import BRUSH_TIP, TIP
from convviz.ui.kernel.kernel_table import KEEP_SELECTED, KernelTable, cell_of

_SHIFT, _CONTROL, _ALT, _KEYPAD = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
_MODIFIER_KEYS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
_WHEEL_FACTORS = {_SHIFT: 10.0, _CONTROL: 0.1}


class KernelGrid(KernelTable):
    """The table of the kernel, and what hands do to its cells: to all that are selected, as one step of undo.

    Signals
    -------
    cell_hovered(object)
        The (y, x) of the cell that the pointer came to rest on; None when it leaves, or when cells are changed.
    picked(float)
        The value that the brush shall take.
    """

    cell_hovered = Signal(object)
    picked = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._drag: Drag | None = None
        self._stroke: Stroke | None = None
        self._wheel = Wheel(self.kernel)
        self._brush: float | None = None
        self._hovered: Cell | None = None
        self._told: Cell | None = None
        self._sign: Sign | None = None  # the one that was pressed last, until something else is done
        self._sign_gesture = 0
        self.setMouseTracking(True)
        self.kernel.modelReset.connect(lambda: self._hover(None))

    def set_brush(self, value: float | None) -> None:
        """Paint this value with the mouse; with None the mouse drags and selects again."""
        self._brush = value
        self.kernel.tip = TIP if value is None else BRUSH_TIP
        if value is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    @override
    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()  # here Ctrl+C copies the kernel; elsewhere the window's action has it
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIER_KEYS:
            super().keyPressEvent(event)  # they only begin something: on some keyboards a digit
            return
        self._tell_hovered(None)
        sign, self._sign = self._sign, None
        text, plain = event.text(), not event.modifiers() & ~(_SHIFT | _KEYPAD)
        if event.key() == Qt.Key.Key_B and plain:
            event.ignore()  # the page shows what the map is compared with while it is held
        elif text in SIGNS and plain and not (text == "=" and event.modifiers()):
            self._press_sign(text, event.isAutoRepeat())
        elif sign and plain and text and text in "0123456789.,/" and sign.take_back():
            self._type(sign.text + text)
        elif not self._press_command(event):
            super().keyPressEvent(event)

    def _press_command(self, event: QKeyEvent) -> bool:
        """Do what a key means here that it does not mean in every table; say whether it did."""
        key, control = event.key(), bool(event.modifiers() & _CONTROL)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.kernel.kernel_text)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers() & ~_KEYPAD:
            self.kernel.put(self.cells, 0.0, "Clear weights" if len(self.cells) > 1 else "Set weight")
        elif key == Qt.Key.Key_Space and self._brush is not None:
            self.kernel.put(self.cells, self._brush, "Paint weights")
        elif key == Qt.Key.Key_Escape and len(self.cells) > 1:
            self.select_alone(self.currentIndex())
        elif key == Qt.Key.Key_Tab and (control or self.is_at_end(True)):
            QWidget.focusNextPrevChild(self, True)  # Tab must not be a trap
        elif key == Qt.Key.Key_Backtab and (control or self.is_at_end(False)):
            QWidget.focusNextPrevChild(self, False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        else:
            return False
        return True

    def _press_sign(self, text: str, repeats: bool) -> None:
        """Raise or lower the selected cells; as long as the key is held, in one step of undo."""
        if not repeats:
            self._sign_gesture = self.kernel.new_gesture()
        sign = Sign(self.kernel, self.cells, text, self._sign_gesture)
        self._sign = None if repeats or text == "=" else sign

    def _type(self, text: str) -> None:
        """Go on typing after this text."""
        self.edit(self.currentIndex())
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, QLineEdit):
            editor.selectAll()
            editor.insert(text)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._sign = None
        super().focusOutEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tell_hovered(None)
        self._sign = None
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            super().mousePressEvent(event)
        elif self._brush is not None:
            self._press_brush(event, index, self._brush)
        else:
            self._press_cell(event, index)

    def _press_brush(self, event: QMouseEvent, index: QModelIndex, value: float) -> None:
        """Begin a stroke, or take the value of this cell; where channels differ it has none."""
        self.setFocus()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.RightButton or (left and event.modifiers() & _ALT):
            if isinstance(index.data(), float):
                self.picked.emit(index.data())
        elif left:
            self._stroke = Stroke(self.kernel, value, self.cell_side)
            self._stroke.move((event.position().y(), event.position().x()))

    def _press_cell(self, event: QMouseEvent, index: QModelIndex) -> None:
        """Select; what is selected is dragged from now on."""
        cells, plain = self.cells_with(index), not event.modifiers()
        if len(cells) > 1 and plain:  # they are dragged together; a click alone selects this one when it ends
            self.selectionModel().setCurrentIndex(index, KEEP_SELECTED)
        else:
            super().mousePressEvent(event)
            self.keep_current_selected()
        if event.button() == Qt.MouseButton.LeftButton and plain:
            self._drag = Drag(self.kernel, cells, event.position().y())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._brush is not None:
            self.mousePressEvent(event)  # two dabs, one soon after the other
        else:
            super().mouseDoubleClickEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._stroke is not None:
            self._stroke.move((place.y(), place.x()))
        elif self._drag is not None:
            self._drag.move(place.y())
        elif not event.buttons():
            index = self.indexAt(place.toPoint())
            self._hover(cell_of(index) if index.isValid() else None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            drag, self._drag, self._stroke = self._drag, None, None
            if drag is not None and not drag.moved:
                self.select_alone(self.currentIndex())
        super().mouseReleaseEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        index, modifiers, turned = self.indexAt(event.position().toPoint()), event.modifiers(), event.angleDelta()
        delta = turned.y() or (turned.x() if modifiers & _SHIFT else 0)  # Shift makes it sideways on some desktops
        if not (self.hasFocus() and index.isValid() and delta):
            event.ignore()  # the panel scrolls
            return
        self._tell_hovered(None)
        self._wheel.turn(self.cells_with(index), delta / 120, STEP * _WHEEL_FACTORS.get(modifiers, 1.0))
        event.accept()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, cell: Cell | None) -> None:
        """Tell when the pointer is on another cell; on the same one, what ended by a change does not begin again."""
        if cell != self._hovered:
            self._hovered = cell
            self._tell_hovered(cell)

    def _tell_hovered(self, cell: Cell | None) -> None:
        if cell != self._told:
            self._told = cell
            self.cell_hovered.emit(cell)
