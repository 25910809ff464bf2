"""What the dialogs of exports share: controls, what comes of them in words, and a button that hands the choice over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import form, yield_wheel_and_undo
from convviz.ui.widgets.elided_label import ElidedLabel

WIDTH = 54 * UNIT


class ChoosingDialog(QDialog):
    """Lets a person choose how something is exported; a subclass has the controls, and says what comes of a choice.

    Parameters
    ----------
    title : str
    choice : dataclass
        What is chosen at first.

    Signals
    -------
    chosen(object)
        A person wants this choice.
    """

    chosen = Signal(object)

    def __init__(self, title: str, choice: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.choice = choice
        self.size_label, self.name_label = QLabel(wordWrap=True), ElidedLabel()
        self.name_label.setProperty("role", "quiet")
        self.buttons = QDialogButtonBox()
        self.export = self.buttons.addButton("&Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _result(self) -> tuple[str, str]:
        """Return how large it becomes, and what it is called.

        Raises
        ------
        ValueError
            If there is no such thing.
        """
        raise NotImplementedError

    def _set(self, **changes: object) -> None:
        self.choice = replace(self.choice, **changes)
        self._show()

    def _show(self) -> None:
        """Show what is chosen, what of it can be chosen, and what comes of it."""
        raise NotImplementedError

    def _show_result(self) -> None:
        """Show what comes of it, or why nothing does."""
        try:
            size, name = self._result()
        except ValueError as error:
            size, name = str(error), ""
        self.size_label.setText(size)
        self.name_label.setText(name)
        self.export.setEnabled(bool(name))

    def _lay_out(self, hints: Mapping[str, str], controls: Sequence[QWidget], *notes: QWidget) -> None:
        """Put the controls below one another, each with a word and what that means before it, and the result below."""
        rows = [(_label(word, hint), control) for (word, hint), control in zip(hints.items(), controls, strict=True)]
        result = QVBoxLayout()
        result.setSpacing(UNIT // 2)
        for label in (self.size_label, self.name_label, *notes):
            result.addWidget(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(form(rows))
        layout.addLayout(result)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.setFixedWidth(WIDTH)

    @override
    def accept(self) -> None:
        super().accept()
        self.chosen.emit(self.choice)


def number(name: str, least: int, most: int, prefix: str = "", suffix: str = "") -> QSpinBox:
    """Make a box for a whole number that counts with every key: what comes of it is seen at once."""
    spin = QSpinBox(minimum=least, maximum=most, prefix=prefix, suffix=suffix)
    spin.setAccessibleName(name)
    yield_wheel_and_undo(spin)
    return spin


def _label(word: str, hint: str) -> QLabel:
    label = QLabel(word)
    label.setToolTip(hint)
    return label
