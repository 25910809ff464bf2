"""The dialog that asks for the file into which something is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(
    parent: QWidget, title: str, folder: Path, name: str, pattern: str, on_chosen: Callable[[Path], object]
) -> None:
    """Ask for a file to write; it asks about one that exists, and does not block the program.

    Parameters
    ----------
    parent : QWidget
        What it lies over.
    title : str
    folder : Path
        Where it begins.
    name : str
        What the file is called if nobody types another name; its suffix is put behind a name without one.
    pattern : str
        What it may be, for example "Picture (*.png)".
    on_chosen : callable
        Called with the file.
    """
    dialog = QFileDialog(parent, title, str(folder), pattern)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: on_chosen(Path(chosen)))
    dialog.open()
