"""Small controls that the panels share."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from convviz.lab.limits import LARGEST_PADDING
from convviz.lab.text.numbers import MINUS, exact_text, parse_number
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT

LABEL_WIDTH = 11 * UNIT
SIDE_WIDTH = 6 * UNIT


class PairControl(QWidget):
    """Two whole numbers, vertical and horizontal; linked, one follows the other.

    Signals
    -------
    changed(int, int)
        A person set them.
    """

    changed = Signal(int, int)

    def __init__(self, term: str, largest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vertical = whole_number(1, largest, f"{term}, vertical")
        self.horizontal = whole_number(1, largest, f"{term}, horizontal")
        self.link = tool_button("=", checkable=True)
        self.link.setObjectName("link")
        self._link_again = False  # it was undone by unlike values, as an undo brings, and not by a click
        self.link.setChecked(True)
        self.link.setAccessibleName(f"{term}: both alike")
        self.link.setToolTip("Both alike: setting one sets the other")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        for widget in (self.vertical, QLabel("×"), self.horizontal, self.link):
            layout.addWidget(widget)
        layout.setStretch(0, 1)
        layout.setStretch(2, 1)
        self.setFocusProxy(self.vertical)
        self.vertical.valueChanged.connect(self._on_vertical_changed)
        self.horizontal.valueChanged.connect(self._on_horizontal_changed)
        self.link.toggled.connect(self._on_link_toggled)

    def show_values(self, vertical: int, horizontal: int) -> None:
        """Show two numbers; unlike ones undo the link."""
        show_number(self.vertical, vertical)
        show_number(self.horizontal, horizontal)
        if vertical != horizontal and self.link.isChecked():
            self.link.setChecked(False)
            self._link_again = True
        elif vertical == horizontal and self._link_again:
            self.link.setChecked(True)

    def _on_vertical_changed(self, value: int) -> None:
        self.changed.emit(value, value if self.link.isChecked() else self.horizontal.value())

    def _on_horizontal_changed(self, value: int) -> None:
        self.changed.emit(value if self.link.isChecked() else self.vertical.value(), value)

    def _on_link_toggled(self, linked: bool) -> None:
        self._link_again = False
        self.link.setText("=" if linked else "≠")
        if linked and self.vertical.value() != self.horizontal.value():
            self.changed.emit(self.vertical.value(), self.vertical.value())


class SidesControl(QWidget):
    """Four whole numbers: pixels at the top, bottom, left and right.

    Signals
    -------
    changed(int, int, int, int)
        A person set them.
    """

    changed = Signal(int, int, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        self.sides: list[QSpinBox] = []
        for arrow, side in (("↑", "top"), ("↓", "bottom"), ("←", "left"), ("→", "right")):
            spin = whole_number(0, LARGEST_PADDING, f"padding, {side}")
            spin.setPrefix(f"{arrow} ")
            spin.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # four share one field
            spin.setMinimumWidth(SIDE_WIDTH)
            spin.setObjectName("side")
            spin.setToolTip(f"Pixels added at the {side}")
            spin.valueChanged.connect(self._on_value_changed)
            layout.addWidget(spin, 1)
            self.sides.append(spin)

    def show_values(self, values: Iterable[int]) -> None:
        """Show four numbers."""
        for spin, value in zip(self.sides, values, strict=True):
            show_number(spin, value)

    def _on_value_changed(self) -> None:
        self.changed.emit(*(spin.value() for spin in self.sides))


class Choice(QComboBox):
    """One of a few named things.

    Parameters
    ----------
    term : str
        What is chosen, for screen readers.
    names : iterable of str, or mapping
        What there is to choose; a mapping gives the words that are shown for each name.

    Signals
    -------
    chosen(str)
        A person chose this one.
    """

    chosen = Signal(str)

    def __init__(self, term: str, names: Iterable[str] | Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for name in names:
            self.addItem(names[name] if isinstance(names, Mapping) else name, name)
        self.setAccessibleName(term)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        yield_wheel_and_undo(self)

    def show_choice(self, name: str) -> None:
        """Show this one."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(name))


class NumberBox(QDoubleSpinBox):
    """A number from minus to plus a largest one; it shows as many decimals, up to six, as the number has."""

    def __init__(self, largest: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(6)
        self.setRange(-largest, largest)
        self.setSingleStep(0.1)

    @override
    def textFromValue(self, value: float) -> str:
        return exact_text(round(value, self.decimals())).replace("-", MINUS)

    @override
    def valueFromText(self, text: str) -> float:
        return parse_number(text)

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            fits = abs(parse_number(text)) <= self.maximum()
        except ValueError:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable if fits else QValidator.State.Invalid, text, position


def tool_button(text: str, *, checkable: bool = False) -> QToolButton:
    """Make a button with a word on it."""
    button = QToolButton()
    button.setText(text)
    button.setProperty("role", "button")
    button.setCheckable(checkable)
    return button


def menu_button(text: str) -> QToolButton:
    """Make a button that opens a menu."""
    button = tool_button(text)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def form(rows: Iterable[tuple[QLabel | None, QWidget]]) -> QFormLayout:
    """Lay controls out below one another, with their labels in one column that is as wide in every panel."""
    layout = QFormLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(UNIT)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for label, control in rows:
        label = label or QLabel()
        label.setMinimumWidth(LABEL_WIDTH)
        layout.addRow(label, control)
    return layout


def term_label(text: str, term: str | None = None, role: str = "") -> QLabel:
    """Make a label whose tooltip says what its word means."""
    label = QLabel(text)
    label.setToolTip(TERMS[term or text.lower()])
    if role:
        label.setProperty("role", role)
    return label


def whole_number(smallest: int, largest: int, name: str) -> QSpinBox:
    """Make a box for a whole number, with its name for screen readers."""
    spin = QSpinBox(minimum=smallest, maximum=largest)
    spin.setAccelerated(True)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)  # 31 typed is not first a 3
    yield_wheel_and_undo(spin)
    return spin


def show_number(box: QSpinBox | QDoubleSpinBox, value: Any) -> None:
    """Show a number, without a signal; one that is there already is left alone, as it would be drawn again."""
    if box.value() != value or box.cleanText() != box.textFromValue(value):  # the text may be half typed
        with QSignalBlocker(box):
            box.setValue(value)


class _Yielding(QObject):
    """Leaves to the panel and to the window what is theirs; see ``yield_wheel_and_undo``."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        theirs = (
            event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus()
        ) or _undoes_an_edit(watched, event)
        if theirs:
            event.ignore()
        return theirs


def _undoes_an_edit(watched: QObject, event: QEvent) -> bool:
    """Say whether a key means undo or redo, and there is nothing half typed that it could mean."""
    if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride):
        return False
    if not (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)):
        return False
    if isinstance(watched, QSpinBox):
        return watched.cleanText() == watched.textFromValue(watched.value())
    return isinstance(watched, QDoubleSpinBox) and watched.cleanText() == watched.textFromValue(watched.value())


def yield_wheel_and_undo(control: QWidget) -> None:
    """Let the wheel change a control only after it was clicked, and Ctrl+Z in a number undo the last edit."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_Yielding(control))
