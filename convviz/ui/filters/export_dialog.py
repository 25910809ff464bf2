"""The dialog of "Export…": what goes out, as what, how large; the file or folder is asked for after it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from convviz.app.export_choice import ExportChoice
from convviz.files.figures import LARGEST_ZOOM
from convviz.lab.compute import Frame
from convviz.ui.widgets.choosing_dialog import ChoosingDialog, number
from convviz.ui.widgets.controls import Choice

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


class ExportDialog(ChoosingDialog):
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

    def __init__(self, frame: Frame, choice: ExportChoice, parent: QWidget | None = None) -> None:
        super().__init__("Export", choice, parent)
        self._frame = frame
        self.what, self.kind = Choice("What to export", WHAT), Choice("Export as", AS)
        self.zoom = number("Zoom", 1, LARGEST_ZOOM, suffix="×")
        self.colour_bar = QCheckBox("beside the map")
        self.colour_bar.setAccessibleName("Colour bar beside the map")
        self.columns = number("Columns", 0, len(frame.feature_maps))
        self.columns.setSpecialValueText("automatic")
        self.export.setToolTip("Choose the file or folder")
        self._lay_out(_HINTS, (self.what, self.kind, self.zoom, self.colour_bar, self.columns))
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.what.chosen.connect(lambda what: self._set(what=what))
        self.kind.chosen.connect(lambda kind: self._set(as_kind=kind))
        self.zoom.valueChanged.connect(lambda zoom: self._set(zoom=zoom))
        self.colour_bar.toggled.connect(lambda colour_bar: self._set(colour_bar=colour_bar))
        self.columns.valueChanged.connect(lambda columns: self._set(columns=columns))

    @override
    def _show(self) -> None:
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

    @override
    def _result(self) -> tuple[str, str]:
        names = self.choice.names(self._frame.state)
        several = f"{len(names)} files, each " if len(names) > 1 else ""
        name = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
        return f"{several}{self.choice.size(self._frame)}", name
