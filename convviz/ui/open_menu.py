"""What can be opened with a click, in menus with a small picture of each: the samples and the recent files."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QIcon, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from convviz.app.opener import Opener
from convviz.app.settings import Settings
from convviz.files.assets import load_sample, samples
from convviz.files.thumbnails import SIDE, thumbnail
from convviz.lab.pictures.display import ByteArray
from convviz.ui.theme import UNIT

GALLERY = "gallery"  # what the style sheet calls a menu with pictures
WIDEST_NAME = 40 * UNIT


class SampleMenu(QMenu):
    """The samples, photographs above drawings.

    Parameters
    ----------
    opener : Opener
        What opens them.
    """

    def __init__(self, opener: Opener, window: QWidget) -> None:
        super().__init__("Open &sample", window, toolTipsVisible=True)
        self.setObjectName(GALLERY)
        self._actions: dict[str, QAction] = {}
        self._pictures: dict[str, ByteArray] = {}
        for sample in samples():
            if sample.is_drawn and not self._is_divided():
                self.addSeparator()
            action = self.addAction(sample.name, partial(opener.open_sample, sample.name))
            action.setToolTip(sample.shows)
            self._actions[sample.name] = action
        self.aboutToShow.connect(self.show_pictures)

    def show_pictures(self) -> None:
        """Put the pictures beside the names; they are made when they are shown first, to start quickly."""
        for name, action in self._actions.items():
            if name not in self._pictures:
                self._pictures[name] = thumbnail(load_sample(name).pixels)
            action.setIcon(_icon(self._pictures[name], self.palette()))

    def _is_divided(self) -> bool:
        return any(action.isSeparator() for action in self.actions())


class RecentMenu(QMenu):
    """The files that were opened last.

    Parameters
    ----------
    opener : Opener
        What opens them, and has their thumbnails.
    settings : Settings
        Which they are.
    """

    def __init__(self, opener: Opener, settings: Settings, window: QWidget) -> None:
        super().__init__("Open &recent", window, toolTipsVisible=True)
        self.setObjectName(GALLERY)
        self._opener = opener
        self._settings = settings
        self._files: dict[Path, QAction] = {}
        self._fill()
        settings.recent_files_changed.connect(self._fill)
        opener.thumbnails.made.connect(self._show_pictures)
        self.aboutToShow.connect(self._show_pictures)

    def _fill(self) -> None:
        self.clear()
        self._files.clear()
        for path in self._settings.recent_files:
            name = self.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, WIDEST_NAME)
            name = name.replace("&", "&&").replace("\t", " ")  # else one is a mnemonic, the other begins a shortcut
            self._files[path] = self.addAction(name, partial(self._opener.open_files, [path]))
            self._files[path].setToolTip(str(path))
        self.addSeparator()
        self.addAction("Forget these", self._settings.clear_recent_files)
        self.setEnabled(bool(self._files))

    def _show_pictures(self) -> None:
        for path, action in self._files.items():
            action.setIcon(_icon(self._opener.thumbnails.of(path), self.palette()))


def open_menu(open_image: QAction, recent: RecentMenu, sample: SampleMenu, window: QWidget) -> QMenu:
    """Make the menu behind the button Open: a file, a recent file, or a sample."""
    menu = QMenu(window, toolTipsVisible=True)
    menu.setObjectName(GALLERY)
    menu.addAction(open_image)
    menu.addMenu(recent)
    menu.addSeparator()
    menu.addActions(sample.actions())
    menu.aboutToShow.connect(sample.show_pictures)
    return menu


def _icon(picture: ByteArray | None, palette: QPalette) -> QIcon:
    """Frame a thumbnail, so that a white one does not run into the menu; without one, show an empty frame."""
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(palette.alternateBase().color())
    with QPainter(pixmap) as painter:
        if picture is not None:
            painter.drawImage(0, 0, QImage(picture.data, SIDE, SIDE, 3 * SIDE, QImage.Format.Format_RGB888))
        painter.setPen(QPen(palette.mid().color(), 2))
        painter.drawRect(QRect(1, 1, SIDE - 2, SIDE - 2))
    return QIcon(pixmap)
