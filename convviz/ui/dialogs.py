"""The dialogs: choose a file to open or to write, the list of keys, and about convviz."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from convviz import __version__
from convviz.app.exporter import Exporter, Form, suggested_name
from convviz.app.opener import Opener
from convviz.app.settings import Settings
from convviz.files.images import image_suffixes
from convviz.lab.compute import Frame

FORMS: dict[str, tuple[Form, str, str]] = {
    "picture": ("seen", ".png", "Picture as seen, 8-bit PNG (*.png)"),
    "values": ("data", ".png", "Values, 16-bit PNG (*.png)"),
    "floats": ("data", ".npy", "Values, NumPy (*.npy)"),
}
ABOUT = (
    f"<h3>convviz {__version__}</h3>"
    "<p>See on your own images why convolutional layers work.</p>"
    "<p>What deep learning calls convolution, and convviz shows, is cross-correlation: the kernel is not flipped.</p>"
    "<p>MIT license. The licenses of pictures and fonts are in assets/ASSETS.md.</p>"
)


class Dialogs:
    """Opens dialogs above the window; none of them blocks the program."""

    def __init__(self, window: QWidget, opener: Opener, exporter: Exporter, settings: Settings) -> None:
        self._window = window
        self._opener = opener
        self._exporter = exporter
        self._settings = settings

    def open_images(self) -> None:
        """Choose pictures and open them."""
        patterns = " ".join(f"*{suffix}" for suffix in image_suffixes())
        dialog = self._file_dialog("Open image", "open", f"Images ({patterns});;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.filesSelected.connect(lambda names: self._opener.open_files([Path(name) for name in names]))
        dialog.open()

    def export(self, frame: Frame, kind: str) -> None:
        """Choose where the feature map goes, and write it; an existing file is asked about."""
        form, suffix, pattern = FORMS[kind]
        dialog = self._file_dialog("Export feature map", "export", pattern)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(suggested_name(frame, form, suffix))
        dialog.fileSelected.connect(lambda name: self._exporter.export(frame, Path(name), form))
        dialog.open()

    def about(self) -> None:
        """Say what this is."""
        self._message("About convviz", ABOUT)

    def keys(self, rows: list[tuple[str, str]]) -> None:
        """List what the keys do, (key, what) a row."""
        table = "".join(f"<tr><td><b>{key}</b>&nbsp;&nbsp;&nbsp;</td><td>{what}</td></tr>" for key, what in rows)
        self._message("Keyboard", f"<table cellspacing='6'>{table}</table>")

    def _file_dialog(self, title: str, purpose: str, pattern: str) -> QFileDialog:
        folder = self._settings.folder("open" if purpose == "open" else "export")
        dialog = QFileDialog(self._window, title, str(folder), pattern)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _message(self, title: str, text: str) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
