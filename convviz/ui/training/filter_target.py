"""The target: the map of the selected filter, or a picture that a person opens or drops."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.app.target_opener import TargetOpener
from convviz.files.images import image_suffixes
from convviz.lab.edits.learning_edits import filter_choice_set
from convviz.lab.state import State

OWN_MAP, OPEN = "&Map of the selected filter", "&Open a picture…"


class FilterTarget(QObject):
    """Fills the menu of a button, and takes what is dropped.

    Parameters
    ----------
    document : Document
    settings : Settings
    button : QToolButton
        Above the target.

    Signals
    -------
    succeeded(str)
        A picture was opened, and what there is to say of it.
    failed(str)
        Why one could not be.
    """

    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings, button: QToolButton) -> None:
        super().__init__(button)
        self._document, self._settings, self._button = document, settings, button
        self.opener = TargetOpener(document, settings, self)
        menu = QMenu(button)
        self.own_map = menu.addAction(OWN_MAP, self._take_own_map)
        self.own_map.setCheckable(True)
        self.open = menu.addAction(OPEN, self.choose_file)
        button.setMenu(menu)
        self.opener.opened.connect(self.succeeded)
        self.opener.failed.connect(self.failed)

    def show_state(self, state: State) -> None:
        """Show where the target is from."""
        self.own_map.setChecked(state.learning.filter.target is None)

    def open_data(self, data: QMimeData) -> None:
        """Take what was dropped."""
        if not self.opener.open_data(data, "Dropped target"):
            self.failed.emit("That is no picture; drop the file of a picture that is as large as the feature map.")

    def choose_file(self) -> None:
        """Choose a picture and learn from it."""
        patterns = " ".join(f"*{suffix}" for suffix in image_suffixes())
        dialog = QFileDialog(
            self._button.window(), "Open target", str(self._settings.folder("open")), f"Images ({patterns})"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.fileSelected.connect(lambda name: self.opener.open_files([Path(name)]))
        dialog.open()

    def finish(self) -> None:
        """Wait for the reading under way."""
        self.opener.close()

    def _take_own_map(self) -> None:
        self._document.edit("Learn from the own map", partial(filter_choice_set, target=None, target_name=""))
        self.show_state(self._document.state)  # a click on the checked entry would uncheck it
