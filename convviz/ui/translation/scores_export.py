"""The menu that takes the class scores out: as a table or as a picture, into a file or onto the clipboard."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from convviz.app.file_writer import FileWriter
from convviz.app.settings import Settings
from convviz.files.names import safe_name
from convviz.files.winner_maps import WinnerMapFigure, save_winner_maps
from convviz.files.writing import write_file
from convviz.lab.translation.classified import Classified
from convviz.lab.translation.classified_words import (
    NETWORK_NAMES,
    PLACEMENT_WORDS,
    about,
    csv_text,
    figures_text,
    subject,
)
from convviz.ui.widgets.controls import menu_button
from convviz.ui.widgets.file_dialog import choose_file

TABLE, PICTURE = "Table of all scores, CSV (*.csv)", "Picture of the maps, PNG (*.png)"


class ScoresExport:
    """A button with a menu, and the dialogs that ask for a file.

    Parameters
    ----------
    writer : FileWriter
    settings : Settings
    content : callable
        Gives what is shown; None while nothing is known.
    """

    def __init__(self, writer: FileWriter, settings: Settings, content: Callable[[], Classified | None]) -> None:
        self._writer, self._settings, self._content = writer, settings, content
        self.button: QToolButton = menu_button("Export scores")
        self.button.setToolTip("Take the scores and maps out, as a table with all digits or as a picture")
        menu = QMenu(self.button)
        self.save_table = menu.addAction("Save as CSV…", self._on_save_table)
        self.save_picture = menu.addAction("Save as PNG…", self._on_save_picture)
        menu.addSeparator()
        self.copy_table = menu.addAction("Copy as CSV", self._on_copy_table)
        self.button.setMenu(menu)
        self.button.setEnabled(False)

    def show_classified(self, classified: Classified | None) -> None:
        """Take note of what is known: it can be taken out once a map is measured."""
        self.button.setEnabled(classified is not None and any(each.plane is not None for each in classified.networks))

    def _on_save_table(self) -> None:
        if content := self._content():
            self._ask("Save the scores as a table", TABLE, content, partial(self._write_table, content))

    def _on_save_picture(self) -> None:
        if content := self._content():
            self._ask("Save the maps as a picture", PICTURE, content, partial(self._write_picture, content))

    def _on_copy_table(self) -> None:
        if content := self._content():
            QGuiApplication.clipboard().setText(csv_text(content))
            self._writer.exported.emit("The scores are copied as CSV")

    def _write_table(self, content: Classified, path: Path) -> None:
        self._writer.write(lambda _: write_file(path, csv_text(content).encode()), [path])

    def _write_picture(self, content: Classified, path: Path) -> None:
        text = {"Software": "convviz", "Description": "\n".join(about(content))}
        self._writer.write(partial(save_winner_maps, path, figure_of(content), text), [path])

    def _ask(self, title: str, pattern: str, content: Classified, write: Callable[[Path], None]) -> None:
        label = "your picture" if content.digit.truth is None else f"digit {content.digit.truth}"
        name = f"{safe_name(f'{label} class scores')}.{'csv' if pattern == TABLE else 'png'}"
        choose_file(self.button.window(), title, self._settings.folder("export"), name, pattern, write)


def figure_of(content: Classified) -> WinnerMapFigure:
    """Return the maps that are known as a figure."""
    known = [(each, each.plane) for each in content.networks if each.plane is not None]
    truth = content.digit.truth
    learnt = PLACEMENT_WORDS[content.choice.placement].name.lower()
    return WinnerMapFigure(
        f"Which class wins where: {subject(content)}; learnt from {learnt}; edge: {content.edge}",
        [NETWORK_NAMES[each.kind] for each, _ in known],
        [figures_text(each, truth) for each, _ in known],
        [plane.winners for _, plane in known],
    )
