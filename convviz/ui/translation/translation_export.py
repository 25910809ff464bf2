"""The export of the page "Translation invariance": the three pictures as one file, and the shift as an animation."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from convviz.app.animations import AnimationChoice, picture_name, write_animation, write_picture
from convviz.app.file_writer import FileWriter
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.progress import Progress
from convviz.lab.state import State
from convviz.lab.translation.shifted import Shifted
from convviz.ui.translation.animation_dialog import AnimationDialog
from convviz.ui.widgets.file_dialog import choose_file

PICTURE = "Picture (*.png)"


class TranslationExport(QObject):
    """The menu of the page's button "Export pictures", and what follows a click on it.

    Parameters
    ----------
    writer : FileWriter
        Writes, shows how far it is, and says what became of it.
    settings : Settings
        Know the folder.
    parent : QWidget
        What the dialogs lie over.
    """

    def __init__(self, writer: FileWriter, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._writer, self._settings, self._over = writer, settings, parent
        self._shifted: Shifted | None = None
        self._frame: Frame | None = None
        self._choice = AnimationChoice()
        self.menu = QMenu(parent)
        self.menu.setToolTipsVisible(True)
        self.picture = self.menu.addAction("The three &pictures (PNG)…", self.export_picture)
        self.picture.setToolTip("The shifted input, its feature map and the difference as one picture")
        self.animation = self.menu.addAction("The shift as an &animation…", self.export_animation)
        self.animation.setToolTip("The three pictures while the image moves, as GIF, WebP or animated PNG")
        self.show_shifted(None)

    def show_frame(self, frame: Frame) -> None:
        """Take note of what is computed before the image moves."""
        self._frame = frame

    def show_shifted(self, shifted: Shifted | None) -> None:
        """Take note of what is shown; None if nothing is."""
        self._shifted = shifted
        for action in (self.picture, self.animation):
            action.setEnabled(shifted is not None)

    def export_picture(self) -> None:
        """Choose where the three pictures go, and write them as they are now."""
        if self._shifted is not None:
            shifted = self._shifted
            self._choose_file(
                "Export pictures",
                picture_name(shifted.state),
                PICTURE,
                lambda file: partial(write_picture, shifted, file),
            )

    def export_animation(self) -> None:
        """Choose how the image moves, then where it goes, and write it."""
        if self._shifted is not None:
            shifted = self._shifted
            dialog = AnimationDialog(shifted, self._choice, self._over)
            dialog.chosen.connect(lambda choice: self._on_animation_chosen(shifted.state, choice))
            dialog.open()

    def _on_animation_chosen(self, state: State, choice: AnimationChoice) -> None:
        self._choice, frame = choice, self._frame
        self._choose_file(
            "Export animation",
            choice.name(state),
            choice.kind.pattern,
            lambda file: partial(write_animation, state, frame, choice, file),
        )

    def _choose_file(
        self, title: str, name: str, pattern: str, work: Callable[[Path], Callable[[Progress], None]]
    ) -> None:
        folder = self._settings.folder("export")
        choose_file(self._over, title, folder, name, pattern, lambda file: self._writer.write(work(file), [file]))
