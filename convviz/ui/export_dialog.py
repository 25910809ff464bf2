"""The dialog of "Export…": what goes out, as what, how large; the file or folder is asked for after it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.export_choice import ExportChoice
from convviz.files.figures import LARGEST_ZOOM
from convviz.lab.compute import Frame
from convviz.ui.controls import Choice, form, yield_wheel_and_undo
from convviz.ui.elided_label import ElidedLabel
from convviz.ui.theme import UNIT

WIDTH = 54 * UNIT
WHAT = {
    "map": "This map",
    "folder": "All maps, a file each",
    "sheet": "All maps on a contact sheet",
    "stack": "All maps as one NumPy array",
}
AS = {
    "picture": "Picture as seen (PNG)",
    "values": "Values in 16 bits (PNG)",
    "floats": "Values (NumPy)",
}
_HINTS = {
    "What": "A contact sheet is one picture with all maps in a grid, each with its name, its values and its colours.",
    "As": "As seen has the colours of the screen. Values can be read back: in 16 bits within half a step of their "
    "range, in NumPy exactly.",
    "Zoom": "Every value becomes a crisp square of so many pixels, so that small maps can be looked at anywhere.",
    "Colour bar": "Draws beside the map which value each colour stands for.",
    "Columns": "How many maps stand beside one another on the contact sheet.",
}


class ExportDialog(QDialog):
    """Lets a person choose what is exported of a frame, and shows what comes of it.

    Parameters
    ----------
    frame : Frame
        What is exported: the maps as they were when it was asked for.
    choice : ExportChoice
        What is chosen at first.

    Signals
    -------
    chosen(ExportChoice)
        A person wants this.
    """

    chosen = Signal(object)

    def __init__(self, frame: Frame, choice: ExportChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self._frame = frame
        self.choice = choice
        self.what, self.kind = Choice("What to export", WHAT), Choice("Export as", AS)
        self.zoom = _number("Zoom", 1, LARGEST_ZOOM)
        self.zoom.setSuffix("×")
        self.colour_bar = QCheckBox("beside the map")
        self.colour_bar.setAccessibleName("Colour bar beside the map")
        self.columns = _number("Columns", 0, len(frame.feature_maps))
        self.columns.setSpecialValueText("automatic")
        self.size_label, self.name_label = QLabel(wordWrap=True), ElidedLabel()
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        controls = (self.what, self.kind, self.zoom, self.colour_bar, self.columns)
        rows = [(_label(word), control) for word, control in zip(_HINTS, controls, strict=True)]
        self.name_label.setProperty("role", "quiet")
        self.buttons = QDialogButtonBox()
        self.export = self.buttons.addButton("&Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setToolTip("Choose the file or folder")
        self.buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        result = QVBoxLayout()
        result.setSpacing(UNIT // 2)
        result.addWidget(self.size_label)
        result.addWidget(self.name_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(form(rows))
        layout.addLayout(result)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.setFixedWidth(WIDTH)

    def _connect(self) -> None:
        self.what.chosen.connect(lambda what: self._set(what=what))
        self.kind.chosen.connect(lambda kind: self._set(as_kind=kind))
        self.zoom.valueChanged.connect(lambda zoom: self._set(zoom=zoom))
        self.colour_bar.toggled.connect(lambda colour_bar: self._set(colour_bar=colour_bar))
        self.columns.valueChanged.connect(lambda columns: self._set(columns=columns))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _set(self, **changes: object) -> None:
        self.choice = replace(self.choice, **changes)  # type: ignore[arg-type]  # the signals say which
        self._show()

    def _show(self) -> None:
        """Show what is chosen, what of it can be chosen, and what comes of it."""
        choice = self.choice
        self.what.show_choice(choice.what)
        self.kind.show_choice(choice.kind_name)
        for control, value in ((self.zoom, choice.zoom), (self.columns, choice.columns)):
            with QSignalBlocker(control):
                control.setValue(value)
        with QSignalBlocker(self.colour_bar):
            self.colour_bar.setChecked(choice.colour_bar)
        self.kind.setEnabled(choice.what in ("map", "folder"))
        self.zoom.setEnabled(choice.is_drawn)
        self.colour_bar.setEnabled(choice.is_drawn)
        self.columns.setEnabled(choice.what == "sheet")
        self._show_result()

    def _show_result(self) -> None:
        names = self.choice.names(self._frame.state)
        several = f"{len(names)} files, each " if len(names) > 1 else ""
        try:
            self.size_label.setText(f"{several}{self.choice.size(self._frame)}")
            self.name_label.setText(names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}")
            self.export.setEnabled(True)
        except ValueError as error:
            self.size_label.setText(str(error))
            self.name_label.setText("")
            self.export.setEnabled(False)

    @override
    def accept(self) -> None:
        super().accept()
        self.chosen.emit(self.choice)


def _number(name: str, least: int, most: int) -> QSpinBox:
    spin = QSpinBox(minimum=least, maximum=most)
    spin.setAccessibleName(name)
    yield_wheel_and_undo(spin)
    return spin


def _label(word: str) -> QLabel:
    label = QLabel(word)
    label.setToolTip(_HINTS[word])
    return label
