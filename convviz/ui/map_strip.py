"""The strip of all feature maps of the layer; it scrolls where they do not fit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.compute import Frame
from convviz.lab.state import State
from convviz.ui.filter_tiles import TILE_HEIGHT, FilterTiles
from convviz.ui.theme import UNIT


class MapStrip(QScrollArea):
    """One row of tiles; hidden while there is only one map."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = FilterTiles(document)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.tiles)
        self.setFixedHeight(TILE_HEIGHT + 2 * UNIT)
        self.setWidget(self.tiles)

    def show_state(self, state: State) -> None:
        """Show which filter is selected, and bring it into view."""
        self.tiles.show_state(state)
        self.setVisible(state.layer.out_channels > 1)
        place = self.tiles.tile(state.selected_filter)
        self.ensureVisible(place.center().x(), place.center().y(), place.width(), 0)

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame."""
        self.tiles.show_frame(frame)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with a wheel that only turns up and down, too."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - delta)
        event.accept()
