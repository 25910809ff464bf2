"""What the program remembers from one start to the next."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

if TYPE_CHECKING:
    from convviz.lab.kernel.shelf import Shelf

Theme = Literal["system", "light", "dark"]
THEMES: tuple[Theme, ...] = ("system", "light", "dark")
Arrangement = Literal["side by side", "stacked", "map only"]
ARRANGEMENTS: tuple[Arrangement, ...] = ("side by side", "stacked", "map only")
MOST_RECENT_FILES = 10


class Settings(QObject):
    """Remembers the theme, the recent files, the folders last used, own kernels and the window's geometry.

    Signals
    -------
    recent_files_changed()
        The list is another one.
    theme_changed(str)
        The new theme.
    arrangement_changed(str)
        The pictures are laid out otherwise.
    shelf_changed()
        A person's own kernels, or the favourites, are others.
    """

    recent_files_changed = Signal()
    theme_changed = Signal(str)
    arrangement_changed = Signal(str)
    shelf_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings("convviz", "convviz", self)
        self._shelf: tuple[str, Shelf] | None = None  # as it is stored, and read

    @property
    def theme(self) -> Theme:
        """The theme that was chosen; "system" follows the desktop."""
        stored = self._store.value("theme", "system")
        return next((theme for theme in THEMES if theme == stored), "system")

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme)
        self.theme_changed.emit(theme)

    @property
    def arrangement(self) -> Arrangement:
        """How the pictures are laid out."""
        stored = self._store.value("arrangement", ARRANGEMENTS[0])
        return next((arrangement for arrangement in ARRANGEMENTS if arrangement == stored), ARRANGEMENTS[0])

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        self._store.setValue("arrangement", arrangement)
        self.arrangement_changed.emit(arrangement)

    @property
    def shelf(self) -> "Shelf":
        """The kernels that a person saved, and the favourites."""
        return self._read_shelf() if self._shelf is None else self._shelf[1]

    def change_shelf(self, change: "Callable[..., Shelf]", *arguments: Any) -> None:
        """Change and remember the shelf: ``change_shelf(Shelf.saved, name, weights)``.

        Raises
        ------
        ValueError
            As ``change`` does; then nothing has changed.
        """
        self._store.sync()  # what another window of the program has saved meanwhile stays
        shelf = change(self._read_shelf(), *arguments)
        self._shelf = shelf.text, shelf
        self._store.setValue("shelf", shelf.text)
        self.shelf_changed.emit()

    def _read_shelf(self) -> "Shelf":
        from convviz.lab.kernel.shelf import Shelf  # needs NumPy; the first window shall not wait for it

        text = str(self._store.value("shelf", ""))
        if self._shelf is None or self._shelf[0] != text:
            self._shelf = text, Shelf.from_text(text)
        return self._shelf[1]

    @property
    def folded(self) -> list[str]:
        """The titles of the sections of the panel that are folded away."""
        stored = self._store.value("folded", "")
        return [title for title in str(stored).split(",") if title]

    def set_folded(self, title: str, folded: bool) -> None:
        """Remember whether a section of the panel is folded away."""
        others = [other for other in self.folded if other != title]
        self._store.setValue("folded", ",".join([*others, title] if folded else others))

    @property
    def recent_files(self) -> list[Path]:
        """The files that were opened last, the latest first, without those that are gone."""
        stored = self._store.value("recent_files")
        if isinstance(stored, str):  # QSettings unwraps a list of one
            stored = [stored]
        # os.path, as pathlib raises where a folder may not be entered any more.
        return [Path(name) for name in stored if os.path.exists(name)] if isinstance(stored, list) else []

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the list."""
        path = path.absolute()
        others = [other for other in self.recent_files if other != path]
        self._store.setValue("recent_files", [str(path), *map(str, others)][:MOST_RECENT_FILES])
        self.recent_files_changed.emit()

    def clear_recent_files(self) -> None:
        """Forget them all."""
        self._store.remove("recent_files")
        self.recent_files_changed.emit()

    def folder(self, purpose: Literal["open", "export"]) -> Path:
        """Return the folder where such a file was last chosen; at first the home folder."""
        folder = Path(str(self._store.value(f"{purpose}_folder", "")))
        return folder if folder.is_absolute() and os.path.isdir(folder) else Path.home()

    def set_folder(self, purpose: Literal["open", "export"], folder: Path) -> None:
        """Remember where such a file was chosen."""
        self._store.setValue(f"{purpose}_folder", str(folder.absolute()))

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window was, for ``QWidget.restoreGeometry``."""
        stored = self._store.value("geometry")
        return stored if isinstance(stored, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def export_choice(self) -> str:
        """What was exported last and how, as ``ExportChoice.text``; empty at first."""
        return str(self._store.value("export_choice", ""))

    @export_choice.setter
    def export_choice(self, text: str) -> None:
        self._store.setValue("export_choice", text)
