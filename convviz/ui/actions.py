"""All that a person can do from a menu or with a key: the actions, and the menus made of them."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from convviz.app.compute import Compute
from convviz.app.document import SELECTING, Document
from convviz.app.export_choice import Kind
from convviz.app.exporter import Exporter
from convviz.app.opener import Opener
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.edits.edits import (
    filter_added,
    filter_removed,
    greyscale_set,
    kernel_changed,
    kernel_pasted,
    kernel_set,
)
from convviz.lab.kernel.generators import GENERATORS
from convviz.lab.kernel.kernel_changes import KERNEL_CHANGES
from convviz.lab.kernel.kernels import GROUPS, KERNELS
from convviz.lab.limits import MOST_FILTERS
from convviz.lab.state import State
from convviz.lab.text.numbers import holds_matrix
from convviz.ui.add_action import add_action
from convviz.ui.dialogs import Dialogs
from convviz.ui.kernel.generator_dialog import open_generator
from convviz.ui.key_sheet import show_key_sheet
from convviz.ui.open_menu import RecentMenu, SampleMenu, open_menu
from convviz.ui.pages import Pages
from convviz.ui.view_actions import ViewActions
from convviz.ui.widgets.player_controls import BACK_KEY, FORWARD_KEY, PLAY_KEY


class Parts(NamedTuple):
    """What the actions act on."""

    window: QMainWindow
    document: Document
    opener: Opener
    compute: Compute
    exporter: Exporter
    settings: Settings
    dialogs: Dialogs
    pages: Pages


class Actions:
    """The actions of the window.

    Parameters
    ----------
    parts : Parts
        What they act on.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        stack, dialogs = parts.document.undo_stack, parts.dialogs
        self.open = self._action("&Open image…", dialogs.open_images, "Ctrl+O")
        self.export_picture = self._action("Export &picture as seen (PNG)…", partial(self._export, "picture"), "Ctrl+E")
        self.export_values = self._action(
            "Export &values (16-bit PNG)…", partial(self._export, "values"), "Ctrl+Shift+E"
        )
        self.export_floats = self._action("Export values (&NumPy)…", partial(self._export, "floats"))
        self.export_all = self._action("E&xport…", self._export_all, "Ctrl+Alt+E")
        self.quit = self._action("&Quit", parts.window.close, "Ctrl+Q")
        self.undo = stack.createUndoAction(parts.window, "&Undo")
        self.undo.setShortcuts([QKeySequence("Ctrl+Z")])
        self.redo = stack.createRedoAction(parts.window, "&Redo")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        parts.window.addActions([self.undo, self.redo])
        self.copy = self._action("&Copy feature map", self._copy, "Ctrl+C")
        self.paste = self._action("&Paste image or kernel", self._paste, "Ctrl+V")
        self.greyscale = self._action("Input in &greyscale", self._on_greyscale, "Ctrl+G", checkable=True)
        self.view = ViewActions(parts.window, parts.pages, parts.settings)
        self.find_kernel = self._action("&Find a kernel…", self._open_library, "Ctrl+F")
        self.add_filter = self._action(
            "&Add filter (a copy)", partial(self._edit, "Add filter", filter_added), "Ctrl+D"
        )
        self.remove_filter = self._action(
            "&Remove filter", partial(self._edit, "Remove filter", filter_removed), "Ctrl+Shift+D"
        )
        self.next_filter = self._action("&Next filter", partial(self._select_filter, 1), "Ctrl+PgDown")
        self.previous_filter = self._action("&Previous filter", partial(self._select_filter, -1), "Ctrl+PgUp")
        lens = parts.pages.filters.lens
        self.play = self._action("Pla&y the lens", lens.player.toggle, PLAY_KEY)
        self.step_forward = self._action("Lens: step fo&rward", partial(lens.step, 1), FORWARD_KEY)
        self.step_back = self._action("Lens: st&ep back", partial(lens.step, -1), BACK_KEY)
        parts.pages.page_changed.connect(self._on_page_changed)
        self.keys = self._action("&Keyboard", self._show_keys, "F1")
        self.about = self._action("&About convviz", dialogs.about)
        self._exports = (self.export_all, self.export_picture, self.export_values, self.export_floats, self.copy)
        self.sample_menu = SampleMenu(parts.opener, parts.window)
        self.recent_menu = RecentMenu(parts.opener, parts.settings, parts.window)
        for action in self._exports:
            action.setEnabled(False)

    def show_state(self, state: State) -> None:
        """Allow what this state allows."""
        self.greyscale.setEnabled(len(state.image) > 1)
        self.greyscale.setChecked(state.input_channels == 1)
        many = state.layer.out_channels > 1
        self.add_filter.setEnabled(state.layer.out_channels < MOST_FILTERS)
        for action in (self.remove_filter, self.next_filter, self.previous_filter):
            action.setEnabled(many)

    def show_frame(self, _frame: Frame) -> None:
        """Allow what needs a feature map."""
        for action in self._exports:
            action.setEnabled(True)

    def fill_menus(self) -> None:
        """Put the actions into the menus of the window and behind the buttons of the page."""
        page = self._parts.pages.filters
        menu = open_menu(self.open, self.recent_menu, self.sample_menu, self._parts.window)
        page.pictures.open.setMenu(menu)
        page.pictures.export.setMenu(self._export_menu())
        page.pictures.compare.setMenu(self.view.compare_menu())
        page.kernel_panel.change.setMenu(self._change_menu())
        self.add_filter.setIconText(page.pictures.add.text())
        page.pictures.add.setDefaultAction(self.add_filter)
        page.pictures.add.setToolTip("Add a filter, at first a copy of this one (Ctrl+D); its map joins those below")
        self._fill_menu_bar()

    def _export_menu(self) -> QMenu:
        menu = QMenu(self._parts.window)
        menu.addAction(self.export_all)
        menu.addSeparator()
        menu.addActions([self.export_picture, self.export_values, self.export_floats])
        menu.addSeparator()
        menu.addAction(self.copy)
        return menu

    def _fill_menu_bar(self) -> None:
        bar = self._parts.window.menuBar()
        file, edit, view, kernel, help_ = map(bar.addMenu, ("&File", "&Edit", "&View", "&Kernel", "&Help"))
        file.addAction(self.open)
        file.addMenu(self.sample_menu)
        file.addMenu(self.recent_menu)
        file.addSeparator()
        file.addActions([self.export_all, self.export_picture, self.export_values, self.export_floats])
        file.addSeparator()
        file.addAction(self.quit)
        edit.addActions([self.undo, self.redo])
        edit.addSeparator()
        edit.addActions([self.copy, self.paste])
        edit.addSeparator()
        edit.addAction(self.greyscale)
        self.view.fill(view)
        view.addSeparator()
        view.addActions([self.play, self.step_forward, self.step_back])
        kernel.addAction(self.find_kernel)
        kernel.addMenu(self._kernel_menu())
        kernel.addMenu(self._change_menu())
        kernel.addSeparator()
        kernel.addActions([self.add_filter, self.remove_filter, self.next_filter, self.previous_filter])
        help_.addActions([self.keys, self.about])

    def _action(self, text: str, act: Callable[..., object], *keys: str, checkable: bool = False) -> QAction:
        return add_action(self._parts.window, text, act, *keys, checkable=checkable)

    def _edit(self, text: str, make: Callable[..., dict[str, object]], *arguments: object) -> None:
        self._parts.document.edit(text, make, *arguments)

    def _open_library(self) -> None:
        self._parts.pages.show_page(0)
        self._parts.pages.filters.kernel_panel.open_library()

    def _select_filter(self, step: int) -> None:
        state = self._parts.document.state
        chosen = (state.selected_filter + step) % state.layer.out_channels
        self._parts.document.edit("Select filter", gesture=SELECTING, selected_filter=chosen)

    def _on_page_changed(self, index: int) -> None:
        """Leave the lens alone where it is not seen."""
        for action in (self.play, self.step_forward, self.step_back):
            action.setEnabled(index == 0)

    def _on_greyscale(self, checked: bool) -> None:
        self._edit("Input in greyscale" if checked else "Input in colour", greyscale_set, checked)

    def _export(self, kind: Kind) -> None:
        self._finish_typing()
        self._parts.compute.when_settled(lambda frame: self._parts.dialogs.export(frame, kind))

    def _export_all(self) -> None:
        self._finish_typing()
        self._parts.compute.when_settled(self._parts.dialogs.export_all)

    def _copy(self) -> None:
        self._finish_typing()
        self._parts.compute.when_settled(self._parts.exporter.copy)

    def _finish_typing(self) -> None:
        """Take a number that is half typed, so that what goes out is what the screen says."""
        if (typing := QApplication.focusWidget()) is not None:
            typing.clearFocus()
            typing.setFocus()

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # None while the clipboard is empty
        text = data.text() if data.hasText() and not data.hasUrls() else ""
        # A spreadsheet gives its cells as numbers and as a picture of them: the numbers are meant.
        if holds_matrix(text) or not self._parts.opener.open_data(data, "Pasted image"):
            self._edit("Paste kernel", kernel_pasted, text)

    def _kernel_menu(self) -> QMenu:
        menu = QMenu("&Choose", self._parts.window)
        groups = {group: menu.addMenu(group) for group in GROUPS}
        for kernel in KERNELS.values():
            choose = partial(self._edit, f"Choose {kernel.name}", kernel_set, kernel.weights)
            groups[kernel.group].setToolTipsVisible(True)
            groups[kernel.group].addAction(kernel.name, choose).setToolTip(kernel.hint)
        return menu

    def _change_menu(self) -> QMenu:
        menu = QMenu("C&hange", self._parts.window, toolTipsVisible=True)
        menu.addMenu(self._generator_menu())
        menu.addSeparator()
        for change in KERNEL_CHANGES.values():
            act = partial(self._edit, f"{change.name} (kernel)", kernel_changed, change.apply, change.of_filter)
            menu.addAction(change.name, act).setToolTip(change.hint)
        return menu

    def _generator_menu(self) -> QMenu:
        menu = QMenu("&Generate", self._parts.window, toolTipsVisible=True)
        for generator in GENERATORS.values():
            action = menu.addAction(f"{generator.name}…", partial(self._open_generator, generator.name))
            action.setToolTip(generator.hint)
        return menu

    def _open_generator(self, name: str) -> None:
        self._finish_typing()
        open_generator(name, self._parts.document, self._parts.window)

    def _show_keys(self) -> None:
        show_key_sheet(self._parts.window, self._parts.window.actions())
