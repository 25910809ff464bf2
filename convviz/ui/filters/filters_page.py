"""The page "Filters": the input beside the feature map of the selected filter, and the panels that change it."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Glimpse
from convviz.lab.state import State
from convviz.ui.filters.display_panel import DisplayPanel
from convviz.ui.filters.layer_panel import LayerPanel
from convviz.ui.filters.lens_panel import LensPanel
from convviz.ui.filters.map_strip import MapStrip
from convviz.ui.kernel.kernel_panel import KernelPanel
from convviz.ui.pictures.comparison import Comparison
from convviz.ui.pictures.picture_pair import PicturePair
from convviz.ui.pictures.pointing import Pointing
from convviz.ui.theme import UNIT
from convviz.ui.widgets.section import Section
from convviz.ui.widgets.side_panel import SidePanel

LEAST_HEIGHT_FOR_LENS = 700


class FiltersPage(QWidget):
    """Where the kernels of the shown convolution are edited by hand.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        Nothing here does; it is there as every page has it.
    failed(str)
        What could not be done.
    looked_elsewhere(Look or None)
        What of the input its map view shows now; None while it is hidden.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)
    looked_elsewhere = Signal(object)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self.pictures = PicturePair()
        self.input_view, self.map_view = self.pictures.input_view, self.pictures.map_view
        self.viewport, self.colour_bar = self.pictures.viewport, self.pictures.colour_bar
        self.strip = MapStrip(document)
        self.lens = LensPanel()
        self.kernel_panel = KernelPanel(document, settings)
        self.layer_panel = LayerPanel(document)
        self.display_panel = DisplayPanel(document)
        self.pointing = Pointing(self.pictures, self.lens, self)
        self.pointing.read_out.connect(self.read_out)
        self.pointing.contributions.failed.connect(self.failed)
        self.kernel_panel.grid.cell_hovered.connect(self.pointing.point_at_cell)
        self.comparison = Comparison(self.map_view, self)
        self.pictures.compare.pressed.connect(lambda: self.comparison.hold(True))
        self.pictures.compare.released.connect(lambda: self.comparison.hold(False))
        self.map_view.looked_elsewhere.connect(self._on_looked_elsewhere)
        self._lay_out(settings)
        self.colour_bar.clicked.connect(self.show_display)
        self.pictures.arrange(settings.arrangement)
        settings.arrangement_changed.connect(self.pictures.arrange)

    def show_state(self, state: State) -> None:
        """Show what is set."""
        for panel in (self.kernel_panel, self.layer_panel, self.display_panel, self.strip):
            panel.show_state(state)
        self.pictures.add.setVisible(state.layer.out_channels == 1)  # later the strip has a tile for it

    def show_frame(self, frame: Frame) -> None:
        """Show what it gives."""
        self.pointing.show_frame(frame)  # first: the views point again when they show it
        for part in (self.pictures, self.comparison, self.strip, self.display_panel):
            part.show_frame(frame)
        self.pointing.look()

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """Show what is seen at once of an edit, until its frame is there; with None no more."""
        self.pictures.show_glimpse(glimpse)
        self.pointing.show_glimpse(glimpse)

    def finish(self) -> None:
        """Wait for work under way."""
        self.pointing.contributions.close()

    def show_only_map(self, only_map: bool) -> None:
        """Give the whole page to the feature map, or show the other parts again."""
        for part in (self._below, self._panels):
            part.setVisible(not only_map)

    def show_display(self) -> None:
        """Bring the colours, the range and the histogram into view."""
        self._display_section.set_open(True)
        QTimer.singleShot(0, lambda: self._panels.ensureWidgetVisible(self._display_section))  # when it has its place
        self.display_panel.range.setFocus()

    def _lay_out(self, settings: Settings) -> None:
        self._panels = self._side_panel(settings)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(UNIT)
        below.addWidget(self.strip)
        below.addWidget(self.lens)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addWidget(self.pictures, 1)
        left.addWidget(self._below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT * 2)
        layout.addLayout(left, 1)
        layout.addWidget(self._panels)

    def _side_panel(self, settings: Settings) -> SidePanel:
        sections = []
        for title, content in (("Layer", self.layer_panel), ("Display", self.display_panel)):
            section = Section(title, content)
            section.set_open(title not in settings.folded)
            section.folded.connect(lambda folded, title=title: settings.set_folded(title, folded))
            sections.append(section)
        self._display_section = sections[-1]
        return SidePanel((self.kernel_panel, *sections))

    def _on_looked_elsewhere(self) -> None:
        self.looked_elsewhere.emit(self.map_view.look if self.isVisible() else None)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._on_looked_elsewhere()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._on_looked_elsewhere()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B and not event.modifiers():
            self.comparison.hold(True)
        else:
            event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B and not event.isAutoRepeat():
            self.comparison.hold(False)
        else:
            event.ignore()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self.comparison.hold(False)  # the release of the key would go elsewhere
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lens.spell_out(self.height() >= LEAST_HEIGHT_FOR_LENS)
