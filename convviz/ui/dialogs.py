"""The dialogs: choose a file to open or to write, the list of keys, and about convviz."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from convviz import __version__
from convviz.app.export_choice import ExportChoice, Kind, What
from convviz.app.exporter import Exporter
from convviz.app.opener import Opener
from convviz.app.settings import Settings
from convviz.files.images import image_suffixes
from convviz.files.names import apart
from convviz.lab.compute import Frame
from convviz.ui.filters.export_dialog import ExportDialog
from convviz.ui.widgets.file_dialog import choose_file

TITLES: dict[What, str] = {
    "map": "Export feature map",
    "folder": "Folder for the feature maps",
    "sheet": "Export contact sheet",
    "stack": "Export all feature maps",
}
ABOUT = (
    f"<h3>convviz {__version__}</h3>"
    "<p>See on your own images why convolutional layers work.</p>"
    "<p>What deep learning calls convolution is cross-correlation: the kernel is not flipped. A switch flips it.</p>"
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

    def export(self, frame: Frame, kind: Kind) -> None:
        """Choose where the feature map goes, and write it; an existing file is asked about."""
        self._choose_place(frame, ExportChoice(as_kind=kind))

    def export_all(self, frame: Frame) -> None:
        """Choose what goes out and how, then where, and write it."""
        dialog = ExportDialog(frame, ExportChoice.from_text(self._settings.export_choice), self._window)
        dialog.chosen.connect(lambda choice: self._on_export_chosen(frame, choice))
        dialog.open()

    def about(self) -> None:
        """Say what this is."""
        self._message("About convviz", ABOUT)

    def _on_export_chosen(self, frame: Frame, choice: ExportChoice) -> None:
        self._settings.export_choice = choice.text
        self._choose_place(frame, choice)

    def _choose_place(self, frame: Frame, choice: ExportChoice) -> None:
        """Ask for the file, or for the folder of several."""
        names, title, pattern = choice.names(frame.state), TITLES[choice.what], choice.kind.pattern
        if choice.what != "folder":
            folder = self._settings.folder("export")
            write = partial(self._exporter.export_chosen, frame, choice)
            choose_file(self._window, title, folder, names[0], pattern, lambda file: write([file]))
            return
        dialog = self._file_dialog(title, "export", pattern)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self._export_into(frame, choice, Path(name), names))
        dialog.open()

    def _export_into(self, frame: Frame, choice: ExportChoice, folder: Path, names: list[str]) -> None:
        """Write into a folder, after a question if any of these files is there already."""

        def write(chosen: list[str]) -> None:
            self._exporter.export_chosen(frame, choice, [folder / name for name in chosen])

        def is_there(name: str) -> bool:
            return os.path.lexists(folder / name)

        if count := sum(map(is_there, names)):
            self._ask_about_existing(
                f"{count} of the {len(names)} files that convviz would write to “{folder.name}” "
                f"{'is' if count == 1 else 'are'} there already.",
                replace=lambda: write(names),
                keep=lambda: write(apart(names, is_there)),
            )
        else:
            write(names)

    def _ask_about_existing(self, text: str, replace: Callable[[], None], keep: Callable[[], None]) -> None:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Files exist")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText("Keep both gives the new files numbers.")
        replacing = box.addButton("&Replace", QMessageBox.ButtonRole.DestructiveRole)
        keeping = box.addButton("&Keep both", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        replacing.clicked.connect(replace)
        keeping.clicked.connect(keep)
        box.setDefaultButton(keeping)
        box.open()

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
