"""The strip of all feature maps of the layer; it scrolls where they do not fit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.compute import Frame
from convviz.lab.state import State
from convviz.ui.filters.filter_tile import TILE_HEIGHT
from convviz.ui.filters.filter_tiles import FilterTiles
from convviz.ui.theme import UNIT
from convviz.ui.widgets.carrying import EdgeScroll


class MapStrip(QScrollArea):
    """One row of tiles; hidden while there is only one map."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = 0, 1
        self.tiles = FilterTiles(document)
        self.edge = EdgeScroll(self.horizontalScrollBar())
        self.edge.scrolled.connect(self.tiles.follow)
        self.tiles.carried.connect(self._on_carried)
        self.tiles.released.connect(self._on_released)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.tiles)
        self.setFixedHeight(TILE_HEIGHT + UNIT // 2 + UNIT)  # the last for the scroll bar, whether it is there or not
        self.setWidget(self.tiles)

    def show_state(self, state: State) -> None:
        """Show which filter is selected, and bring it into view when that changes."""
        self.tiles.show_state(state)
        self.setVisible(state.layer.out_channels > 1)
        shown = state.selected_filter, state.layer.out_channels
        if shown != self._shown:
            self._shown = shown
            self._bring_into_view()

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame."""
        self.tiles.show_frame(frame)

    def _bring_into_view(self) -> None:
        if not self.tiles.is_pressed:  # else it would move away below the mouse
            place = self.tiles.tile(self._shown[0])
            self.ensureVisible(place.center().x(), 0, place.width() // 2 + 2 * UNIT, 0)

    def _on_carried(self, x: int) -> None:
        self.edge.carry_to(x + self.tiles.x(), self.viewport().width())

    def _on_released(self) -> None:
        self.edge.stop()
        self._bring_into_view()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bring_into_view()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with a wheel that only turns up and down, too."""
        bar, turned = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - max(turned.x(), turned.y(), key=abs))
        event.accept()
