"""The actions of the menu View: zoom, arrangement, comparison, padding, theme."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from convviz.app.settings import ARRANGEMENTS, THEMES, Settings
from convviz.ui.add_action import add_action
from convviz.ui.pages import PAGES, Pages

ARRANGEMENT_TEXTS = {
    "side by side": "Pictures &side by side",
    "stacked": "Pictures one a&bove the other",
    "map only": "Feature &map alone",
}
ARRANGEMENT_KEYS = dict(zip(ARRANGEMENTS, ("Ctrl+Alt+1", "Ctrl+Alt+2", "Ctrl+Alt+3"), strict=True))


class ViewActions:
    """What changes what is seen, and nothing that is computed.

    Parameters
    ----------
    window : QMainWindow
    pages : Pages
    settings : Settings
    """

    def __init__(self, window: QMainWindow, pages: Pages, settings: Settings) -> None:
        self._window, self._pages, self._page, self._settings = window, pages, pages.filters, settings
        page = pages.filters
        make = partial(add_action, window)
        self.pages = [
            make(f"&{number} {name}", partial(self._show_page, number - 1), f"Alt+{number}", checkable=True)
            for number, (name, _, _) in enumerate(PAGES, 1)
        ]
        _exclusive(self.pages, 0, window)
        pages.page_changed.connect(self._on_page_changed)
        self.fit = make("&Fit in view", page.viewport.fit, "Ctrl+0")
        self.actual_size = make("&Actual size (1:1)", self._show_actual_size, "Ctrl+1")
        self.zoom_in = make("Zoom &in", partial(page.map_view.zoom_by, 1.5), "Ctrl++", "Ctrl+=")
        self.zoom_out = make("Zoom &out", partial(page.map_view.zoom_by, 1 / 1.5), "Ctrl+-")
        self.arrangements = [
            make(ARRANGEMENT_TEXTS[arrangement], partial(self._arrange, arrangement), key, checkable=True)
            for arrangement, key in ARRANGEMENT_KEYS.items()
        ]
        _exclusive(self.arrangements, ARRANGEMENTS.index(settings.arrangement), window)
        self.full_screen = make("F&ull-screen map", self.show_full_screen, "F11", checkable=True)
        self.leave_full_screen = make("&Leave full screen", self.full_screen.trigger, "Escape")
        self.padding = make("Show &padding and what is left out", self._show_padding, "Ctrl+P", checkable=True)
        self.keep = make("&Keep this map to compare", page.comparison.keep, "Ctrl+K")
        self.with_input = make("&Compare with the input", page.comparison.compare_with_input, "Ctrl+Shift+K")
        self.wipe = make("&Wipe: before left, after right", page.comparison.wipe, "Ctrl+W", checkable=True)
        self._allow()

    def fill(self, menu: QMenu) -> None:
        """Put them into the menu View."""
        for actions in (
            self.pages,
            [self.fit, self.actual_size, self.zoom_in, self.zoom_out],
            [*self.arrangements, self.full_screen, self.leave_full_screen],
            [self.wipe, self.keep, self.with_input],
            [self.padding],
        ):
            menu.addActions(actions)
            menu.addSeparator()
        menu.addMenu(self._theme_menu())

    def compare_menu(self) -> QMenu:
        """Make the menu of the button Compare."""
        menu = QMenu(self._window)
        menu.addActions([self.wipe, self.keep, self.with_input])
        return menu

    def _show_page(self, index: int, _checked: bool = True) -> None:
        self._pages.show_page(index)

    def _on_page_changed(self, index: int) -> None:
        self.pages[index].setChecked(True)
        self._allow()

    def _show_actual_size(self) -> None:
        self._page.viewport.zoom_to(1 / self._window.devicePixelRatioF())

    def _arrange(self, arrangement: str, _checked: bool = True) -> None:
        self._settings.arrangement = next(each for each in ARRANGEMENTS if each == arrangement)

    def show_full_screen(self, full: bool) -> None:
        """Give the screen to the map, or go back to what was there before."""
        if full == bool(self._window.windowState() & Qt.WindowState.WindowFullScreen):
            return
        self._pages.show_only_map(full)
        self._page.pictures.arrange("map only" if full else self._settings.arrangement)
        for bar in (self._window.menuBar(), self._window.statusBar()):
            bar.setVisible(not full)
        state = self._window.windowState()
        whole = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | whole if full else state & ~whole)
        self._allow()

    def _allow(self) -> None:
        """Leave to the page Filters what acts on its pictures, and to the full screen the way out of it."""
        full = bool(self._window.windowState() & Qt.WindowState.WindowFullScreen)
        pictures = self._pages.index == 0
        for action in (self.fit, self.actual_size, self.zoom_in, self.zoom_out, self.padding):
            action.setEnabled(pictures)
        for action in (self.keep, self.with_input, self.wipe):
            action.setEnabled(pictures)
        for action in self.arrangements:
            action.setEnabled(pictures and not full)
        for action in self.pages:
            action.setEnabled(not full)
        self.leave_full_screen.setEnabled(full)
        self.leave_full_screen.setVisible(full)

    def _show_padding(self, shown: bool) -> None:
        self._page.input_view.set_padding_shown(shown)

    def _theme_menu(self) -> QMenu:
        menu = QMenu("&Theme", self._window)
        actions = []
        for theme in THEMES:
            action = menu.addAction(f"&{theme.capitalize()}")
            action.setCheckable(True)
            action.triggered.connect(partial(setattr, self._settings, "theme", theme))
            actions.append(action)
        _exclusive(actions, THEMES.index(self._settings.theme), menu)
        return menu


def _exclusive(actions: Iterable[QAction], chosen: int, parent: QMainWindow | QMenu) -> None:
    """Let one of the actions be checked at a time."""
    group = QActionGroup(parent)
    for index, action in enumerate(actions):
        group.addAction(action)
        action.setChecked(index == chosen)
