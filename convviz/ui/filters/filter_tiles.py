"""The filters of the layer as tiles: a click selects one, a drag moves it; each has its name below its map."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from convviz.app.document import SELECTING, Document
from convviz.lab.compute import Frame
from convviz.lab.edits.edits import filter_added, filter_moved, filter_removed, filter_renamed
from convviz.lab.limits import MOST_FILTERS
from convviz.lab.pictures.picture import Picture
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.ui.filters import filter_tile
from convviz.ui.filters.filter_tile import CARRIED, PITCH, SIDE, TILE_HEIGHT, Tile
from convviz.ui.pictures.screen_pixels import screen_image
from convviz.ui.theme import SMALL
from convviz.ui.widgets.carrying import Press
from convviz.ui.widgets.context_menu import Entry, open_context_menu
from convviz.ui.widgets.name_edit import NameEdit

HELP = "A click shows it and edits it; drag it to another place; double click to rename."


class FilterTiles(QWidget):
    """Paints the tiles that are in view; the keyboard does all that the mouse does.

    Signals
    -------
    carried(int)
        A tile is on its way to another place; the mouse is at this x.
    released()
        The mouse let go of a tile.
    """

    carried = Signal(int)
    released = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = document.state
        self._images: list[tuple[Picture, QImage]] = []
        self._spans: list[str] = []
        self._tips: list[str] = []
        self._press: Press | None = None
        self._again: Callable[[], object] | None = None  # what a second click in the same place does
        self.name_edit = NameEdit(self)
        self.name_edit.setAccessibleName("Name of the filter")
        self.name_edit.named.connect(self._on_named)
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Filters of this layer")

    @property
    def is_pressed(self) -> bool:
        """Whether the mouse holds a tile."""
        return self._press is not None

    def show_state(self, state: State) -> None:
        """Show the names of this state's filters, and which one is selected."""
        old, self._state = self._state, state
        if state.layer.out_channels != old.layer.out_channels:
            self._let_go()
        if (state.selected_filter, state.names) != (old.selected_filter, old.names):
            self.name_edit.give_up()  # what is being typed was for another filter
        adds = state.layer.out_channels < MOST_FILTERS
        self.resize(self.tile(state.layer.out_channels - (not adds)).right() + 1, TILE_HEIGHT)
        self.setAccessibleDescription(self.describe(state.selected_filter))
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame; a picture that stayed is not made again."""
        made = {id(picture): image for picture, image in self._images}
        pictures = [thumbnail.picture for thumbnail in frame.thumbnails]
        self._images = [(picture, made.get(id(picture)) or screen_image(picture)) for picture in pictures]
        shared = frame.state.display.locked or frame.state.display.value_range == "fixed"
        whose = "the scale of all maps" if shared else "its own scale: not to be compared with those of other maps"
        scales = [thumbnail.scale for thumbnail in frame.thumbnails]
        self._spans = ["" if shared else filter_tile.span_text(scale) for scale in scales]
        self._tips = [f"{format_number(each.low, 3)} to {format_number(each.high, 3)}, {whose}" for each in scales]
        self.update()

    def tile(self, index: int) -> QRect:
        """Return the place of a tile; one behind the last is that of the sign that adds one."""
        return filter_tile.tile_place(index)

    def describe(self, index: int) -> str:
        """Say which filter a tile is, for example "Filter 2 of 4: Sobel y"."""
        return f"Filter {index + 1} of {self._state.layer.out_channels}: {self._state.filter_title(index)}"

    def add(self) -> None:
        """Add a copy of the selected filter."""
        self._document.edit("Add filter", filter_added)

    def remove(self) -> None:
        """Remove the selected filter."""
        self._document.edit("Remove filter", filter_removed)

    def rename(self) -> None:
        """Let a person type a name for the selected filter, in its place."""
        index = self._state.selected_filter
        place = filter_tile.words_place(index)
        place.setWidth(SIDE + PITCH)
        place.moveRight(min(place.right(), self.width() - 1))
        self.name_edit.begin(place, self._state.filter_title(index), self._name_of_kernel(index))

    def follow(self) -> None:
        """Look again where the mouse is, after the tiles have moved below it."""
        if self._press is not None and self._press.carries:
            self.carried.emit(self.mapFromGlobal(self._press.now).x())
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        count, carries = self._state.layer.out_channels, self._press is not None and self._press.carries
        first, last = event.rect().left() // PITCH, min(event.rect().right() // PITCH, count - 1)
        for index in range(max(0, first), last + 1):
            selected = index == self._state.selected_filter
            painter.setOpacity(CARRIED if selected and carries else 1)
            filter_tile.draw_tile(painter, index, self._shown(index), palette, selected)
            if selected:
                filter_tile.draw_ring(painter, index, palette, self.hasFocus())
        painter.setOpacity(1)
        if count < MOST_FILTERS:
            filter_tile.draw_adder(painter, count, palette)
        gap = self._gap()
        if gap is not None:
            filter_tile.draw_mark(painter, gap, palette)

    def _shown(self, index: int) -> Tile:
        image = self._images[index][1] if index < len(self._images) else None
        span = self._spans[index] if index < len(self._spans) else ""
        return Tile(self._state.filter_title(index), str(index + 1), span, image)

    def _name_of_kernel(self, index: int) -> str:
        """Return what a filter is called without a name of its own."""
        return replace(self._state, **filter_renamed(self._state, index, "")).filter_title(index)

    def _index_at(self, point: QPoint) -> int | None:
        """Return the tile at a point; the number of filters for the sign that adds one."""
        return point.x() // PITCH if self.rect().contains(point) else None

    def _gap(self) -> int | None:
        """Return the gap into which the carried tile would go; None where it would stay in its place."""
        if self._press is None or not self._press.carries:
            return None
        x = self.mapFromGlobal(self._press.now).x()
        gap = min(max(0, round(x / PITCH)), self._state.layer.out_channels)
        return None if self._press.target(gap) is None else gap

    def _let_go(self) -> None:
        self._press = None
        self.unsetCursor()
        self.released.emit()
        self.update()

    def _select(self, index: int) -> None:
        if index != self._state.selected_filter and 0 <= index < self._state.layer.out_channels:
            self._document.edit("Select filter", gesture=SELECTING, selected_filter=index)

    def _move(self, index: int, to: int) -> None:
        if to != index and 0 <= to < self._state.layer.out_channels:
            self._document.edit("Move filter", filter_moved, index, to)

    def _on_named(self, name: str) -> None:
        index = self._state.selected_filter
        known = name == self._name_of_kernel(index)  # not a name of its own, so it changes with the kernel
        self._document.edit("Rename filter", filter_renamed, index, "" if known else name)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, left = self._index_at(event.position().toPoint()), event.button() == Qt.MouseButton.LeftButton
        if index is None:
            self._again = None
        elif index == self._state.layer.out_channels:
            self._again = self.add
            if left:
                self.add()
        else:
            self._again, here = self.rename, event.globalPosition().toPoint()
            self._press = Press(index, here, here) if left else None
            self._select(index)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        press = self._press
        if press is None:
            return
        if press.move_to(event.globalPosition().toPoint()):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.follow()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        press, gap = self._press, self._gap()
        self._let_go()
        target = None if gap is None else press.target(gap)
        if target is not None:
            self._move(press.index, target)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._again is not None:
            self._again()  # and not at the tile that is here now: the first click may have moved them

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self._open_menu(self.mapToGlobal(self.tile(self._state.selected_filter).center()))
        elif self._again == self.rename:  # the press was on a tile, and has selected it
            self._open_menu(event.globalPos())

    def _open_menu(self, place: QPoint) -> None:
        here, last = self._state.selected_filter, self._state.layer.out_channels - 1
        entries = (
            Entry("Duplicate", "+", self.add),
            Entry("Rename", "F2", self.rename),
            Entry("Move left", "Ctrl+Left", lambda: self._move(here, here - 1), here > 0),
            Entry("Move right", "Ctrl+Right", lambda: self._move(here, here + 1), here < last),
            Entry("Remove", "Del", self.remove),
        )
        open_context_menu(self, place, entries)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        act = self._acts().get((event.key(), held == Qt.KeyboardModifier.ControlModifier))
        if event.key() == Qt.Key.Key_Escape and self.is_pressed:
            self._let_go()
        elif act is not None and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
            act()
        else:
            super().keyPressEvent(event)

    def _acts(self) -> dict[tuple[int, bool], Callable[[], object]]:
        """Return what each key does; True is with Ctrl."""
        here, last, key = self._state.selected_filter, self._state.layer.out_channels - 1, Qt.Key
        return {
            (key.Key_Left, False): lambda: self._select(here - 1),
            (key.Key_Right, False): lambda: self._select(here + 1),
            (key.Key_Home, False): lambda: self._select(0),
            (key.Key_End, False): lambda: self._select(last),
            (key.Key_Left, True): lambda: self._move(here, here - 1),
            (key.Key_Right, True): lambda: self._move(here, here + 1),
            (key.Key_Plus, False): self.add,
            (key.Key_Insert, False): self.add,
            (key.Key_F2, False): self.rename,
            (key.Key_Delete, False): self.remove,
        }

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(self._index_at(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, index: int | None) -> str:
        if index is None:
            return ""
        if index == self._state.layer.out_channels:
            return "Add a filter (+): a copy of the selected one"
        height, width = self._state.layer.kernel_size
        colours = f"Colours from {self._tips[index]}.\n" if index < len(self._tips) else ""
        return f"{self.describe(index)}\nKernel {height}×{width}. {colours}{HELP}"
