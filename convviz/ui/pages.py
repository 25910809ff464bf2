"""The pages of the window: the tabs that lead to them, the network beside all of them, and the one that is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.state import State
from convviz.ui.filters.filters_page import FiltersPage
from convviz.ui.network.network_panel import NetworkPanel
from convviz.ui.theme import UNIT
from convviz.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from convviz.ui.sharing.sharing_page import SharingPage
    from convviz.ui.sparsity.sparsity_page import SparsityPage
    from convviz.ui.training.training_page import TrainingPage
    from convviz.ui.translation.translation_page import TranslationPage

LEAST_WIDTH_FOR_NETWORK = 1200  # in a narrower window the network folds to icons


Page: TypeAlias = "FiltersPage | SparsityPage | SharingPage | TranslationPage | TrainingPage"


def _sparsity(document: Document, settings: Settings) -> Page:
    from convviz.ui.sparsity.sparsity_page import SparsityPage  # when it is first looked at: the window shall open soon

    return SparsityPage(document, settings)


def _sharing(document: Document, settings: Settings) -> Page:
    from convviz.ui.sharing.sharing_page import SharingPage

    return SharingPage(document, settings)


def _translation(document: Document, settings: Settings) -> Page:
    from convviz.ui.translation.translation_page import TranslationPage

    return TranslationPage(document, settings)


def _training(document: Document, settings: Settings) -> Page:
    from convviz.ui.training.training_page import TrainingPage

    return TrainingPage(document, settings)


# Its name on the tab, what it shows, and how it is made when it is first looked at.
PAGES: tuple[tuple[str, str, Callable[[Document, Settings], Page]], ...] = (
    ("Filters", "Edit kernels, and see at once what they make of the picture", FiltersPage),
    ("Sparsity of connections", "What one value sees of the picture, and what one pixel reaches", _sparsity),
    ("Parameter sharing", "How few numbers a convolution needs, and what it would be without sharing", _sharing),
    ("Translation invariance", "Move the picture, and see what of the output moves and what stays", _translation),
    ("Training", "See weights being found by gradient descent: of one filter, or of whole networks", _training),
)


class Pages(QWidget):
    """Shows one page at a time; those that are hidden are told what is new when they are shown again.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What a page has done, such as a file that it has written.
    failed(str)
        What a page could not do.
    page_changed(int)
        Another page is shown.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)
    page_changed = Signal(int)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document, self._settings = document, settings
        self._frame: Frame | None = None
        self._pages: dict[int, Page] = {}
        self._page_before = 0  # the map had all the space
        self.network = NetworkPanel(document)
        self.tabs, self._stack = TabRow("Pages"), QStackedWidget()
        self._lay_out()
        self.filters = FiltersPage(document, settings)
        self._add(0, self.filters)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self.index]

    @property
    def index(self) -> int:
        """Which of ``PAGES`` is shown."""
        return self.tabs.currentIndex()

    def show_page(self, index: int) -> None:
        """Show one of ``PAGES``."""
        self.tabs.setCurrentIndex(index)

    def show_state(self, state: State) -> None:
        """Show what is set."""
        self.network.show_state(state)
        self.page.show_state(state)

    def show_frame(self, frame: Frame) -> None:
        """Show what it gives."""
        self._frame = frame
        self.network.show_frame(frame)
        self.page.show_frame(frame)

    def show_only_map(self, only_map: bool) -> None:
        """Give all the space to the feature map, or show again what was there before."""
        if only_map:
            self._page_before = self.index
            self.show_page(0)
        self.filters.show_only_map(only_map)
        for part in (self.tabs, self.network):
            part.setVisible(not only_map)
        if not only_map:
            self.show_page(self._page_before)

    def finish(self) -> None:
        """Wait for work under way."""
        for page in self._pages.values():
            page.finish()

    def _lay_out(self) -> None:
        for index, (name, hint, _) in enumerate(PAGES):
            self.tabs.addTab(name)
            self.tabs.setTabToolTip(index, f"{hint} (Alt+{index + 1})")
        body = QHBoxLayout()
        body.setContentsMargins(UNIT, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.network)
        body.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addLayout(body, 1)

    def _add(self, index: int, page: Page) -> None:
        self._pages[index] = page
        self._stack.addWidget(page)
        page.read_out.connect(self.read_out)
        page.succeeded.connect(self.succeeded)
        page.failed.connect(self.failed)

    def _on_tab_changed(self, index: int) -> None:
        if index not in self._pages:
            _, _, make = PAGES[index]
            self._add(index, make(self._document, self._settings))
        self.page.show_state(self._document.state)
        if self._frame is not None:
            self.page.show_frame(self._frame)
        self._stack.setCurrentWidget(self.page)
        self.read_out.emit("")
        self.page_changed.emit(index)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.network.set_folded(self.width() < LEAST_WIDTH_FOR_NETWORK)
