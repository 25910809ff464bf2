"""How an action of the window is made."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def add_action(window: QWidget, text: str, act: Callable[..., object], *keys: str, checkable: bool = False) -> QAction:
    """Give the window an action with its keys; a checkable one calls ``act`` with whether it is checked."""
    action = QAction(text, window)
    action.setCheckable(checkable)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.triggered.connect(act if checkable else lambda: act())
    window.addAction(action)
    return action
