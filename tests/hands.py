"""What a person does to the window, done to the real widgets: keys, mouse, wheel, drop and paste."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QScrollBar,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.ui.kernel.kernel_library import KernelLibrary
from convviz.ui.kernel.kernel_panel import KernelPanel
from convviz.ui.main_window import MainWindow

Key, Button = Qt.Key, Qt.MouseButton
CONTROL, SHIFT, ALT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


def is_busy(window: MainWindow) -> bool:
    """Say whether the window has work under way."""
    return window.compute.busy or window.opener.busy or window.exporter.busy


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the window has done all that it was asked for."""
    qtbot.waitUntil(lambda: not is_busy(window), timeout=20_000)


def focused() -> QWidget:
    """Return the widget that gets the keys."""
    widget = QApplication.focusWidget()
    assert widget is not None, "no widget has the focus"
    return widget


def focusable(window: MainWindow) -> list[QWidget]:
    """Return the widgets that Tab or a click gives the keyboard to, without the parts of others."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.isVisibleTo(window)
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
    ]


def nameless(widgets: Iterable[QWidget]) -> list[str]:
    """Return those that a screen reader could not name, by their type."""
    return [
        type(widget).__name__
        for widget in widgets
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton | QLabel) and widget.text())
    ]


def activate(window: QWidget) -> None:
    """Give the keyboard back to a window, as a window manager does after a list or a dialog was open."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, times: int = 1) -> None:
    """Press a key, in whatever has the focus."""
    for _ in range(times):
        QTest.keyClick(focused(), key, modifiers)


def type_text(text: str) -> None:
    """Type, key by key: the first may move the focus into an editor."""
    for character in text:
        if character.isascii():
            QTest.keyClick(focused(), character)
        else:  # QTest knows no other keys
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(focused(), QKeyEvent(kind, Key.Key_unknown, PLAIN, character))


def click(widget: QWidget, position: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless told."""
    QTest.mouseClick(widget, Button.LeftButton, PLAIN, position or widget.rect().center())


def drag(widget: QWidget, start: QPoint, end: QPoint, steps: int = 10) -> None:
    """Drag with the left button."""
    QTest.mousePress(widget, Button.LeftButton, PLAIN, start)
    for step in range(1, steps + 1):
        QTest.mouseMove(widget, start + (end - start) * step / steps)
    QTest.mouseRelease(widget, Button.LeftButton, PLAIN, end)


def wheel(
    widget: QWidget,
    position: QPoint | None = None,
    notches: float = 1,
    modifiers: Qt.KeyboardModifier = PLAIN,
) -> None:
    """Turn the wheel away from the person; what the widget ignores goes to its parents."""
    place = widget.mapTo(widget.window(), position or widget.rect().center())
    turned = QPoint(0, round(120 * notches))
    QTest.wheelEvent(widget.window().windowHandle(), QPointF(place), turned, QPoint(), modifiers)


def set_number(spin: QWidget, text: str) -> None:
    """Replace the number in a spin box by typing, and press Enter."""
    spin.setFocus()
    press(Key.Key_A, CONTROL)
    type_text(text)
    press(Key.Key_Return)


def choose(combo: QComboBox, name: str) -> None:
    """Choose in a combo box with the keyboard: Up to its head, then Down until it is there, then Enter."""
    combo.setFocus()
    press(Key.Key_F4)
    popup = focused()
    assert popup is not combo, "the list did not open"
    press(Key.Key_Up, times=combo.count())
    for _ in range(combo.count()):
        if combo.view().currentIndex().data() == name:
            break
        press(Key.Key_Down)
    assert combo.view().currentIndex().data() == name
    press(Key.Key_Return)
    activate(combo.window())


def choose_in_menu(button: QToolButton, text: str) -> None:
    """Open the menu of a button with a click, and click on the entry with this text."""
    menu = button.menu()
    entry = next(action for action in menu.actions() if action.text() == text)
    QTimer.singleShot(0, menu, lambda: click(menu, menu.actionGeometry(entry).center()))  # the click waits for the menu
    click(button)
    assert not menu.isVisible()


def library() -> KernelLibrary:
    """Return the kernel library, which is open."""
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, KernelLibrary), "the kernel library is not open"
    return popup


def choose_kernel(panel: KernelPanel, name: str) -> None:
    """Choose in the kernel library with the keyboard: open it, type the name, press Enter."""
    panel.named.setFocus()
    press(Key.Key_F4)
    type_text(name)
    assert library().list.kernel is not None
    assert library().list.kernel.name == name
    press(Key.Key_Return)
    activate(panel.window())
    QApplication.processEvents()  # a late word of the activation would close the next popup


def slider_handle(slider: QSlider) -> QPoint:
    """Return the middle of the handle."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def go_to(grid: QTableView, y: int, x: int) -> None:
    """Give a cell the focus."""
    grid.setFocus()
    index = grid.model().index(y, x)
    grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def cell(index: QModelIndex) -> tuple[int, int]:
    """Return (row, column)."""
    return index.row(), index.column()


def file_dialog(window: MainWindow) -> QFileDialog:
    """Return the file dialog that is open."""
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def enter_file(window: MainWindow, name: str) -> None:
    """Put a name in the place of the one in the file dialog, and press its button."""
    dialog = file_dialog(window)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    edit.selectAll()
    edit.insert(name)
    box = dialog.findChild(QDialogButtonBox)
    role = QDialogButtonBox.ButtonRole.AcceptRole
    click(next(button for button in box.buttons() if box.buttonRole(button) == role))


def urls_of(*paths: Path | str) -> QMimeData:
    """Return what a file manager (or, for text, a browser) drags."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def drop(
    window: MainWindow, data: QMimeData, proposed: Qt.DropAction = Qt.DropAction.CopyAction
) -> Qt.DropAction | None:
    """Drag something into the window and let it go; return what was done with it, None if it was not wanted."""
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    modifiers = SHIFT if proposed == Qt.DropAction.MoveAction else PLAIN  # Shift asks to move
    place = window.rect().center()
    enter = QDragEnterEvent(place, actions, data, Button.LeftButton, modifiers)
    event = QDropEvent(QPointF(place), actions, data, Button.LeftButton, modifiers)
    for each in (enter, event):
        each.setDropAction(proposed)
        each.ignore()
        QApplication.sendEvent(window, each)
        if not each.isAccepted():
            return None
    return event.dropAction()


def copy(content: QMimeData | QImage | str) -> None:
    """Put something on the clipboard, as another program would."""
    clipboard = QGuiApplication.clipboard()
    if isinstance(content, QMimeData):
        clipboard.setMimeData(content)
    elif isinstance(content, QImage):
        clipboard.setImage(content)
    else:
        clipboard.setText(content)


def steps(document: Document) -> list[str]:
    """Return the texts of the undo stack, the oldest first."""
    return [document.undo_stack.text(index) for index in range(document.undo_stack.count())]


class Calls(list[tuple[object, ...]]):
    """Remembers what a signal said."""

    def __init__(self, connect: Callable[[Callable[..., None]], object]) -> None:
        super().__init__()
        connect(lambda *arguments: self.append(arguments))


def colours_of(image: QImage) -> np.ndarray:
    """Return the pixels, (H, W, 3), uint8."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def values(sequence: Sequence[Sequence[float]]) -> np.ndarray:
    """Return a matrix, float32."""
    return np.array(sequence, np.float32)
