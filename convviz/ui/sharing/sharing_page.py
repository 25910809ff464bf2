"""The page “Parameter sharing”: what a layer costs with and without sharing, and that one filter works everywhere."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.sharing.sharing import Comparison, compare_layer, compare_network
from convviz.lab.sharing.sharing_growth import Imagined, imagined_from
from convviz.lab.sharing.sharing_text import subject_of_growth
from convviz.lab.state import State
from convviz.ui.sharing.sharing_bars import CountBars
from convviz.ui.sharing.sharing_catch import CatchPanel
from convviz.ui.sharing.sharing_everywhere import EverywhereView
from convviz.ui.sharing.sharing_growth import GrowthView
from convviz.ui.sharing.sharing_headline import SharingHeadline
from convviz.ui.sharing.sharing_sliders import ImaginedPanel
from convviz.ui.sharing.sharing_table import CountTable
from convviz.ui.terms import TERMS
from convviz.ui.theme import PANEL_WIDTH, UNIT
from convviz.ui.widgets.controls import tool_button
from convviz.ui.widgets.side_panel import SidePanel
from convviz.ui.widgets.tab_row import TabRow

Scope = Literal["layer", "network"]
SCOPES: tuple[Scope, ...] = ("layer", "network")
Arrangement = Literal["narrow", "medium", "wide"]
LEAST_WIDTH_FOR_BARS, LEAST_WIDTH_FOR_BOTH = 760, 1240  # of the middle


class SharingPage(QWidget):
    """Counts, curves, and one patch at several places.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str), failed(str)
        Nothing here succeeds or fails; they are there as every page has them.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        del settings
        self._document = document
        self._scope: Scope = "layer"
        self._imagined: Imagined | None = None
        self._own = imagined_from(document.state)
        self._arrangement: Arrangement | None = None
        self.headline, self.table, self.bars = SharingHeadline(), CountTable(), CountBars()
        self.growth, self.everywhere = GrowthView(), EverywhereView()
        self.sliders, self.catch = ImaginedPanel(document), CatchPanel()
        self.scope = QButtonGroup(self)
        self.tabs, self._stack = TabRow("Parts of the page"), QStackedWidget()
        self._counts, self._below = QHBoxLayout(), QHBoxLayout()
        self._lay_out()
        self._arrange("narrow")
        self.scope.idClicked.connect(self._on_scope_clicked)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.sliders.imagined.connect(self._on_imagined)
        self.growth.side_chosen.connect(self._on_side_chosen)
        for part in (self.growth, self.everywhere):
            part.read_out.connect(self.read_out)
        self.table.copied.connect(self.read_out)
        self.show_state(document.state)

    def show_state(self, state: State) -> None:
        """Count what is selected; a layer that is imagined stays as long as the real one is the same."""
        own = imagined_from(state)
        if own != self._own:
            self._own, self._imagined = own, None
        self._show()

    def show_frame(self, frame: Frame) -> None:
        """Show what the selected filter answers."""
        self.everywhere.show_frame(frame)

    def finish(self) -> None:
        """Wait for work under way: there is none."""

    @property
    def comparison(self) -> Comparison:
        """The counts that are shown.

        Raises
        ------
        ValueError
            If the imagined kernel does not fit into its image.
        """
        if self._imagined is not None:
            return self._imagined.comparison()
        return (compare_layer if self._scope == "layer" else compare_network)(self._document.state)

    def _show(self) -> None:
        counted: Comparison | None
        try:
            counted = self.comparison
        except ValueError as error:
            counted = None
            self.headline.show_refusal(str(error))
        if counted:
            self.headline.show_comparison(counted)
        for part in (self.table, self.bars):
            part.show_comparison(counted)
        self.catch.show_comparison(counted)
        shown = self._own if self._imagined is None else self._imagined
        subject = subject_of_growth(self._document.state, self._scope) if self._imagined is None else ""
        self.growth.show_imagined(shown, subject)
        self.sliders.show_imagined(shown, self._imagined is None)
        self.scope.button(SCOPES.index(self._scope)).setChecked(True)

    def _lay_out(self) -> None:
        for layout in (self._counts, self._below):
            layout.setSpacing(3 * UNIT)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addWidget(self.headline)
        left.addLayout(self._counts)
        left.addWidget(self.tabs)
        left.addLayout(self._below, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT * 2)
        layout.addLayout(left, 1)
        layout.addWidget(SidePanel((self._scope_buttons(), self.sliders, self.catch), 2 * UNIT))

    def _scope_buttons(self) -> QWidget:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT // 2)
        for index, (text, tip) in enumerate(
            (("This layer", "Count the selected layer"), ("Whole network", "Count all layers of the network"))
        ):
            button = tool_button(text, checkable=True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"{tip}. {TERMS['what is counted']}")
            self.scope.addButton(button, index)
            row.addWidget(button)
        return buttons

    def _arrange(self, arrangement: Arrangement) -> None:
        """Put the bars beside the table, and the lower parts side by side, where there is space; else behind tabs."""
        if arrangement == self._arrangement:
            return
        self._arrangement = arrangement
        tabbed: list[tuple[str, QWidget]] = []
        self._counts.addWidget(self.table, 8)
        if arrangement == "narrow":
            tabbed.append(("Bars", self.bars))
        else:
            self._counts.addWidget(self.bars, 5)
        parts = (("How it grows", self.growth), ("One filter, everywhere", self.everywhere))
        if arrangement == "wide":
            for stretch, (_, part) in enumerate(parts, 2):
                self._below.addWidget(part, stretch)
        else:
            tabbed.extend(parts)
            self._below.addWidget(self._stack, 1)
        for part in (self.growth, self.everywhere):
            part.title.setVisible(arrangement == "wide")
        self._fill_tabs(tabbed)

    def _fill_tabs(self, tabbed: list[tuple[str, QWidget]]) -> None:
        was = self._stack.currentWidget()
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name, part in tabbed:
            self._stack.addWidget(part)
            self.tabs.addTab(name)
        self.tabs.setVisible(bool(tabbed))
        self._stack.setVisible(bool(tabbed))
        kept = [part for _, part in tabbed]
        for part in (self.bars, self.growth, self.everywhere):
            part.setVisible(part not in kept or part is self._stack.currentWidget())
        if kept:
            self.tabs.setCurrentIndex(kept.index(was) if was in kept else len(kept) - 1)
            self._stack.setCurrentIndex(self.tabs.currentIndex())

    def _on_scope_clicked(self, index: int) -> None:
        self._scope, self._imagined = SCOPES[index], None
        self._show()

    def _on_imagined(self, imagined: Imagined | None) -> None:
        self._scope = "layer"
        self._imagined = None if imagined == self._own else imagined
        self._show()

    def _on_side_chosen(self, side: int) -> None:
        self._on_imagined((self._own if self._imagined is None else self._imagined).with_side(side))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        middle = self.width() - PANEL_WIDTH - 5 * UNIT
        self._arrange(
            "narrow" if middle < LEAST_WIDTH_FOR_BARS else "medium" if middle < LEAST_WIDTH_FOR_BOTH else "wide"
        )
