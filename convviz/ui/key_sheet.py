"""The sheet of keys: all that the keyboard does, by where it does it."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from convviz.ui.theme import UNIT

KEYS = {
    "In the kernel": (
        ("0 … 9 . /", "type a number, also a fraction"),
        ("Arrows, Tab", "the next number"),
        ("Shift+Arrows, Ctrl+A", "select several, which change together"),
        ("+ −", "raise, lower; before a digit they are its sign"),
        ("Wheel", "raise, lower; Shift ×10, Ctrl ÷10"),
        ("Drag", "up raises, down lowers"),
        ("Delete", "set to zero"),
        ("Space", "paint the selected ones with the brush"),
        ("Right click, Alt+click", "take a value into the brush"),
        ("Ctrl+C, Ctrl+V", "copy, paste it as text"),
        ("Escape", "select only the current one"),
        ("Ctrl+Tab", "leave it"),
    ),
    "In the library of kernels": (
        ("Typing", "search names, groups and sentences"),
        ("Ctrl+B", "make it a favourite, or no longer"),
        ("F2", "rename an own kernel"),
    ),
    "In a picture": (
        ("Arrows", "read the next pixel"),
        ("Click, Escape", "pin a pixel; let it go"),
        ("Shift+Arrows, drag", "move the picture"),
        ("+ − 0, wheel", "nearer, farther, all of it"),
        ("Double click", "all of it"),
        ("B, held", "what the map is compared with"),
        ("Alt+Left, Alt+Right", "while wiping: move the line"),
    ),
    "In the network": (
        ("Arrows, Home, End", "select another layer"),
        ("Ctrl+Up, Ctrl+Down", "move the selected one"),
        ("+", "add a layer behind it"),
        ("Insert", "duplicate"),
        ("Delete", "remove"),
        ("Drag, Escape", "move a row; put it back"),
        ("Right click, Menu", "all of this"),
    ),
    "In the shifted input": (
        ("Arrows, Shift+Arrows", "shift the image by a step, by ten"),
        ("Home", "put it back"),
        ("Drag; Shift+drag", "shift it by whole pixels; pan"),
    ),
    "On the page Training": (("Space", "run, pause"),),
    "In the strip of filters": (
        ("Arrows, Home, End", "select another"),
        ("Ctrl+Left, Ctrl+Right", "move the selected one"),
        ("+, Insert", "add a copy"),
        ("F2", "rename"),
        ("Delete", "remove"),
        ("Drag, Escape", "move a tile; put it back"),
        ("Right click, Menu", "all of this"),
    ),
}


def show_key_sheet(window: QWidget, actions: list[QAction]) -> QDialog:
    """Open the sheet: what the keys do in each place, and those of the actions, which work everywhere."""
    dialog = QDialog(window)
    dialog.setWindowTitle("Keyboard")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    columns = QHBoxLayout()
    columns.setSpacing(4 * UNIT)
    rows = [(_keys_of(action), _words_of(action)) for action in actions if not action.shortcut().isEmpty()]
    for text in ("".join(_table(title, pairs) for title, pairs in KEYS.items()), _table("Everywhere", rows)):
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        columns.addWidget(label)
    content = QWidget()
    content.setLayout(columns)
    area = QScrollArea(widgetResizable=True)
    area.setWidget(content)
    area.setAccessibleName("Keys and what they do")
    layout = QVBoxLayout(dialog)
    layout.addWidget(area)
    wanted = content.sizeHint()
    dialog.resize(wanted.width() + 6 * UNIT, min(wanted.height() + 5 * UNIT, window.height() - 8 * UNIT))
    dialog.open()
    return dialog


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td><b>{escape(keys)}</b>&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>" for keys, what in rows
    )
    return f"<h4>{title}</h4><table cellspacing='3'>{lines}</table>"


def _keys_of(action: QAction) -> str:
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def _words_of(action: QAction) -> str:
    text = action.text().replace("&", "").rstrip("…")
    return text.split()[0] if text.startswith(("Undo", "Redo")) else text  # and not what they would do now
