"""A menu that opens where the mouse is, and names the keys that do the same."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Entry(NamedTuple):
    """One line of the menu; the widget itself listens to the key."""

    text: str
    key: str
    act: Callable[[], object]
    is_allowed: bool = True


def open_context_menu(widget: QWidget, place: QPoint, entries: Iterable[Entry]) -> None:
    """Open a menu of these entries at a place of the screen."""
    menu = QMenu(widget)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        key = QKeySequence(entry.key).toString(QKeySequence.SequenceFormat.NativeText)
        menu.addAction(f"{entry.text}\t{key}", entry.act).setEnabled(entry.is_allowed)
    menu.popup(place)
