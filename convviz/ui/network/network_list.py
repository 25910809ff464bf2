"""The layers of the network, a row each: select, move, duplicate, remove; the selected one shows its options."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from convviz.app.document import SELECTING, Document
from convviz.lab.compute import Frame
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import layer_duplicated, layer_moved, layer_removed
from convviz.lab.network.network_rows import LayerRow, layer_description, layer_rows
from convviz.lab.state import State
from convviz.ui.network.network_form import LayerForm, options_of
from convviz.ui.network.network_misfit import MisfitNote
from convviz.ui.network.network_row import RowLook, draw_gap, draw_row, draw_selection, draw_shown, look_of, put_below
from convviz.ui.network.network_thumbnails import LayerImages
from convviz.ui.widgets.carrying import Press
from convviz.ui.widgets.context_menu import Entry, open_context_menu

CARRIED = 0.4  # opacity of a row that is on its way to another place
HELP = "A click shows its map; drag it to another place; the right button has more."


class NetworkList(QWidget):
    """Paints the rows that are in view; the keyboard does all that the mouse does.

    Signals
    -------
    arranged(int)
        The selected row is another one, or has another place: so many pixels further down than this row was before.
    carried(int)
        A row is on its way to another place; the mouse is at this y.
    released()
        The mouse let go of a row.
    add_wanted()
        A person wants to add a layer behind the selected one.
    """

    arranged = Signal(int)
    carried = Signal(int)
    released = Signal()
    add_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = document.state
        self._rows: tuple[LayerRow, ...] = ()
        self._places: list[QRect] = []
        self._images = LayerImages()
        self._press: Press | None = None
        self._shown = -1, QRect()
        self.folded = False
        self.form = LayerForm(document, self)
        self.note = MisfitNote(document, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Layers of the network")
        self.show_state(document.state)

    @property
    def is_pressed(self) -> bool:
        """Whether the mouse holds a row."""
        return self._press is not None

    def show_state(self, state: State) -> None:
        """Show the layers of this state, and which one is selected."""
        if len(state.network) != len(self._state.network):
            self._let_go()
        before, rows_before = self._state, self._rows
        self._state, self._rows = state, layer_rows(state)
        self.form.show_state(state)
        self.note.show_state(state)
        self.setAccessibleDescription(layer_description(state, self._rows, state.selected_layer))
        if self._rows != rows_before or _marked(state) != _marked(before):
            self._arrange()

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame."""
        self._images.take(frame)
        for place in self._places:  # and not the options among them, whose controls are slow to draw
            self.update(place)

    def set_folded(self, folded: bool) -> None:
        """Show the thumbnails alone, or with the words."""
        self.folded = folded
        self._arrange()

    def place(self, index: int) -> QRect:
        """Return the place of a row, without its options."""
        return self._places[index]

    @property
    def selected_place(self) -> QRect:
        """The place of the selected row with its options."""
        place = QRect(self.place(self._state.selected_layer))
        return place.united(self.form.geometry()) if self._has_options else place

    def remove(self) -> None:
        """Remove the selected layer."""
        self._document.edit("Remove layer", layer_removed, self._state.selected_layer)

    def duplicate(self) -> None:
        """Put a copy of the selected layer behind it."""
        self._document.edit("Duplicate layer", layer_duplicated, self._state.selected_layer)

    def follow(self) -> None:
        """Look again where the mouse is, after the rows have moved below it."""
        if self._press is not None and self._press.carries:
            self.carried.emit(self.mapFromGlobal(self._press.now).y())
            self.update()

    def open_menu(self, place: QPoint) -> None:
        """Open the menu of the selected layer at a place of the screen."""
        here, last = self._state.selected_layer, len(self._rows) - 1
        entries = (
            Entry("Add a layer behind it…", "+", self.add_wanted.emit),
            Entry("Duplicate", "Insert", self.duplicate),
            Entry("Move up", "Ctrl+Up", lambda: self._move(here, here - 1), here > 0),
            Entry("Move down", "Ctrl+Down", lambda: self._move(here, here + 1), here < last),
            Entry("Remove", "Del", self.remove),
        )
        open_context_menu(self, place, entries)

    @property
    def _has_options(self) -> bool:
        return bool(not self.folded and options_of(self._state.network[self._state.selected_layer]))

    def _arrange(self) -> None:
        """Give each row its place, below it what belongs to it, and the whole its height."""
        before, selected = self._places, self._state.selected_layer
        top, width, self._places = 0, self.width(), []
        for index in range(len(self._rows)):
            height = self._look(index).height
            self._places.append(QRect(0, top, width, height))
            top += height
            if self._state.misfit and index == self._state.misfit[0] and not self.folded:
                top = put_below(self.note, top, width)
            if index == selected and self._has_options:
                top = put_below(self.form, top, width)
        self.form.setVisible(self._has_options)
        self.note.setVisible(not self.folded and self._state.misfit is not None)
        self.resize(width, top)
        self.update()
        shown = selected, self.selected_place
        if shown != self._shown:
            self._shown = shown
            alike = len(before) == len(self._places)
            self.arranged.emit(self.place(selected).top() - before[selected].top() if alike else 0)

    def _look(self, index: int) -> RowLook:
        misfit = self._state.misfit[0] if self._state.misfit else None
        return look_of(self._rows, index, misfit, self._images.of(self._state, index), self.folded)

    def _index_at(self, point: QPoint) -> int | None:
        return next((index for index, place in enumerate(self._places) if place.contains(point)), None)

    def _gap(self) -> int | None:
        """Return the gap into which the carried row would go; None where it would stay in its place."""
        if self._press is None or not self._press.carries:
            return None
        y = self.mapFromGlobal(self._press.now).y()
        gap = sum(place.center().y() < y for place in self._places)
        return None if self._press.target(gap) is None else gap

    def _let_go(self) -> None:
        self._press = None
        self.unsetCursor()
        self.released.emit()
        self.update()

    def _select(self, index: int) -> None:
        if index != self._state.selected_layer and 0 <= index < len(self._rows):
            self._document.edit("Select layer", layer_selected, index, gesture=SELECTING)

    def _move(self, index: int, to: int) -> None:
        if to != index and 0 <= to < len(self._rows):
            self._document.edit("Move layer", layer_moved, index, to)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        selected, shown = self._state.selected_layer, self._state.convolution
        draw_selection(painter, self.selected_place, palette, self.hasFocus())
        if shown != selected:
            draw_shown(painter, self.place(shown), palette)
        carried = self._press.index if self._press is not None and self._press.carries else None
        for index, place in enumerate(self._places):
            if place.intersects(event.rect()):
                painter.setOpacity(CARRIED if index == carried else 1)
                draw_row(painter, place, self._look(index), palette, self.folded)
        painter.setOpacity(1)
        gap = self._gap()
        if gap is not None:
            end = gap == len(self._places)
            draw_gap(painter, self.height() - 2 if end else max(2, self.place(gap).top()), self.width(), palette)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, here = self._index_at(event.position().toPoint()), event.globalPosition().toPoint()
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self._press = Press(index, here, here)

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
        # The row is selected now and not before: its options would move the others below the mouse.
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        press, gap = self._press, self._gap()
        self._let_go()
        target = None if gap is None else press.target(gap)
        if target is not None:
            self._move(press.index, target)
        elif not press.carries:
            self._select(press.index)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.open_menu(self.mapToGlobal(self.place(self._state.selected_layer).center()))
        elif (index := self._index_at(event.pos())) is not None:
            self._select(index)
            self.open_menu(event.globalPos())

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
        here, last, key = self._state.selected_layer, len(self._rows) - 1, Qt.Key
        return {
            (key.Key_Up, False): lambda: self._select(here - 1),
            (key.Key_Down, False): lambda: self._select(here + 1),
            (key.Key_Home, False): lambda: self._select(0),
            (key.Key_End, False): lambda: self._select(last),
            (key.Key_Up, True): lambda: self._move(here, here - 1),
            (key.Key_Down, True): lambda: self._move(here, here + 1),
            (key.Key_Plus, False): self.add_wanted.emit,
            (key.Key_Insert, False): self.duplicate,
            (key.Key_Delete, False): self.remove,
        }

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if index is None else self._tip(index), self)
            return True
        return super().event(event)

    def _tip(self, index: int) -> str:
        waits = self._rows[index].fits and self._images.of(self._state, index) is None
        waiting = ["Computed when you look at it."] if waits else []
        return "\n".join([layer_description(self._state, self._rows, index), *waiting, HELP])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._arrange()


def _marked(state: State) -> tuple[object, ...]:
    """Return which rows look otherwise than the rest."""
    return state.selected_layer, state.convolution, state.misfit
