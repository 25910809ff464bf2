"""The menu that takes the map over both shifts out: as a table or as a picture, into a file or onto the clipboard."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QMenu

from convviz.app.settings import Settings
from convviz.app.sweep_exporter import SweepExporter
from convviz.files.names import safe_name
from convviz.files.shift_maps import ShiftMapFigure
from convviz.lab.translation.sweep_text import Answer, about
from convviz.ui.widgets.controls import menu_button
from convviz.ui.widgets.file_dialog import choose_file

TABLE, PICTURE = "Table of all layers and read-outs, CSV (*.csv)", "Picture of the map, PNG (*.png)"


class MapContent(NamedTuple):
    """What was measured, and what of it is shown."""

    answer: Answer
    figure: ShiftMapFigure


class MapExport:
    """A button with a menu, and the dialogs that ask for a file.

    Parameters
    ----------
    exporter : SweepExporter
    settings : Settings
    content : callable
        Gives what is shown; None while nothing was measured.
    """

    def __init__(self, exporter: SweepExporter, settings: Settings, content: Callable[[], MapContent | None]) -> None:
        self._exporter, self._settings, self._content = exporter, settings, content
        self.button = menu_button("Export map")
        self.button.setToolTip("Take the map out, as a table with all digits or as a picture")
        menu = QMenu(self.button)
        self.save_table = menu.addAction("Save as CSV…", self._on_save_table)
        self.save_picture = menu.addAction("Save as PNG…", self._on_save_picture)
        menu.addSeparator()
        self.copy_table = menu.addAction("Copy as CSV", self._on_copy_table)
        self.button.setMenu(menu)

    def _on_save_table(self) -> None:
        if content := self._content():
            answers = [content.answer]
            self._ask("Save the map as a table", TABLE, lambda path: self._exporter.export_table(path, answers))

    def _on_save_picture(self) -> None:
        if content := self._content():
            said = "\n".join(about([content.answer]))
            self._ask(
                "Save the map as a picture", PICTURE, lambda path: self._exporter.export_map(path, content.figure, said)
            )

    def _on_copy_table(self) -> None:
        if content := self._content():
            self._exporter.copy_csv([content.answer], "map")

    def _ask(self, title: str, pattern: str, write: Callable[[Path], None]) -> None:
        content = self._content()
        assert content is not None
        stem = safe_name(f"{Path(content.answer.question.state.image_name).stem} shift map")
        name = f"{stem}.{'csv' if pattern == TABLE else 'png'}"
        choose_file(self.button.window(), title, self._settings.folder("export"), name, pattern, write)
