"""Small controls that the panels share."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT

LABEL_WIDTH = 9 * UNIT


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
        self.vertical = _whole_number(1, largest, f"{term}, vertical")
        self.horizontal = _whole_number(1, largest, f"{term}, horizontal")
        self.link = tool_button("=", checkable=True)
        self.link.setObjectName("link")
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
        with QSignalBlocker(self.vertical), QSignalBlocker(self.horizontal):
            self.vertical.setValue(vertical)
            self.horizontal.setValue(horizontal)
        if vertical != horizontal:
            self.link.setChecked(False)

    def _on_vertical_changed(self, value: int) -> None:
        self.changed.emit(value, value if self.link.isChecked() else self.horizontal.value())

    def _on_horizontal_changed(self, value: int) -> None:
        self.changed.emit(value if self.link.isChecked() else self.vertical.value(), value)

    def _on_link_toggled(self, linked: bool) -> None:
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
            spin = _whole_number(0, 999, f"padding, {side}")
            spin.setPrefix(f"{arrow} ")
            spin.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            spin.setToolTip(f"Pixels added at the {side}")
            spin.valueChanged.connect(self._on_value_changed)
            layout.addWidget(spin, 1)
            self.sides.append(spin)

    def show_values(self, values: Iterable[int]) -> None:
        """Show four numbers."""
        for spin, value in zip(self.sides, values, strict=True):
            with QSignalBlocker(spin):
                spin.setValue(value)

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
        ignore_stray_wheel(self)

    def show_choice(self, name: str) -> None:
        """Show this one."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(name))


def tool_button(text: str, *, checkable: bool = False) -> QToolButton:
    """Make a button with a word on it."""
    button = QToolButton()
    button.setText(text)
    button.setCheckable(checkable)
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


def _whole_number(smallest: int, largest: int, name: str) -> QSpinBox:
    spin = QSpinBox(minimum=smallest, maximum=largest)
    spin.setAccelerated(True)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)  # 31 typed is not first a 3
    ignore_stray_wheel(spin)
    return spin


class _StrayWheel(QObject):
    """Leaves the wheel to the panel that scrolls, unless the control has the focus."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def ignore_stray_wheel(control: QWidget) -> None:
    """Let the wheel change a control only after it was clicked: the page scrolls under the pointer."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_StrayWheel(control))
