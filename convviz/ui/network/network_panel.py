"""The panel of the network, at the left of every page: its input, its layers, and what they come to."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.compute import Frame
from convviz.lab.network.layer_texts import shape_text
from convviz.lab.network.network_rows import has_random_weights
from convviz.lab.pictures.picture import Picture
from convviz.lab.state import State
from convviz.lab.text.quantities import count_text
from convviz.nn.counts import parameter_count
from convviz.ui.network.network_list import NetworkList
from convviz.ui.network.network_menus import AddMenu, InputMenu, ReadyMenu, input_texts
from convviz.ui.network.network_row import FOLDED_WIDTH, ROW_HEIGHT, RowLook, draw_focus, draw_row, thumbnail
from convviz.ui.theme import UNIT
from convviz.ui.widgets.carrying import EdgeScroll
from convviz.ui.widgets.controls import menu_button, tool_button
from convviz.ui.widgets.elided_label import ElidedLabel

NETWORK_WIDTH = 208
SCROLL_BAR = UNIT
_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
NETWORK_TIP = "Layers one after another: each gets the map of the one before it, the first one the picture."
CHOOSE_TIP = "Take a ready network in place of this one; Ctrl+Z brings this one back"
ADD_TIP = "Add a layer behind the selected one (+)"
LAYERS_TIP = "Name, shape of the map (rows × columns × channels), and how much of the input one value sees"
PARAMETERS_TIP = "Weights and biases: the numbers that a layer learns"
RANDOM = "; of this ready network they are random: nothing is learnt yet"
MORE_TIP = "Duplicate, move or remove the selected layer"


class NetworkPanel(QWidget):
    """Shows the network and lets a person change it; folded, as thumbnails alone."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel("Network")
        self.choose = menu_button("Choose")
        self.input = InputRow(document)
        self.list = NetworkList(document)
        self.add, self.more = menu_button("+ Layer"), tool_button("⋯")
        self.totals, self.output = ElidedLabel(), ElidedLabel()
        self.layers, self.parameters = QLabel("Layers"), QLabel("parameters")  # above their columns
        self.area = LayerArea(self.list)
        self._lay_out(document)
        self.list.add_wanted.connect(self._on_add_wanted)
        self.more.clicked.connect(self._on_more_clicked)
        self.set_folded(False)
        self.show_state(document.state)

    def show_state(self, state: State) -> None:
        """Show the layers of this state's network, and which one is selected."""
        self.input.show_state(state)
        self.list.show_state(state)
        count = parameter_count(state.network) - state.layer.parameter_count + state.parameter_count
        is_random = has_random_weights(state.network)
        self.totals.setText(f"{count_text(count)} parameters{', random' if is_random else ''}")
        self.totals.setToolTip(f"{count:,} weights and biases in all layers together{RANDOM if is_random else ''}")
        planes, *size = state.shapes[-1]
        shape = "none: a layer does not fit" if state.misfit else shape_text((planes * state.planes, *size))
        self.output.setText(f"Output {shape}")

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame."""
        self.input.show_frame(frame)
        self.list.show_frame(frame)

    def set_folded(self, folded: bool) -> None:
        """Show thumbnails alone, for a small window; their tooltips say what the words would."""
        for part in (self.title, self.layers, self.parameters, self.totals, self.output):
            part.setVisible(not folded)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(down if folded else across)
        self.choose.setText("≡" if folded else "Choose")
        self.add.setText("+" if folded else "+ Layer")
        self.input.set_folded(folded)
        self.list.set_folded(folded)
        self.setFixedWidth(FOLDED_WIDTH + SCROLL_BAR if folded else NETWORK_WIDTH)

    def _lay_out(self, document: Document) -> None:
        self.title.setProperty("role", "title")
        self.title.setToolTip(NETWORK_TIP)
        for button, menu, tip, name in (
            (self.choose, ReadyMenu(document, self.choose), CHOOSE_TIP, "Choose a ready network"),
            (self.add, AddMenu(document, self.add), ADD_TIP, "Add a layer"),
        ):
            button.setMenu(menu)
            button.setToolTip(tip)
            button.setAccessibleName(name)
        self.more.setToolTip(MORE_TIP)
        self.more.setAccessibleName("Change the selected layer")
        self.layers.setToolTip(LAYERS_TIP)
        self.parameters.setToolTip(PARAMETERS_TIP)
        for label in (self.layers, self.parameters, self.totals, self.output):
            label.setProperty("role", "quiet")
        self._buttons = _row(self.add, self.more, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, UNIT, 0, UNIT)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(_row(self.title, None, self.choose))
        layout.addWidget(self.input)
        layout.addLayout(_row(self.layers, None, self.parameters))
        layout.addWidget(self.area, 1)
        layout.addLayout(self._buttons)
        layout.addLayout(_row(self.totals))
        layout.addLayout(_row(self.output))

    def _on_add_wanted(self) -> None:
        self.add.menu().popup(self.add.mapToGlobal(self.add.rect().topLeft()))

    def _on_more_clicked(self) -> None:
        self.list.open_menu(self.more.mapToGlobal(self.more.rect().bottomLeft()))


class LayerArea(QScrollArea):
    """The rows of the layers; it scrolls where they do not fit, and keeps the selected one in view."""

    def __init__(self, rows: NetworkList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._edge = EdgeScroll(self.verticalScrollBar())
        self._edge.scrolled.connect(rows.follow)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(rows)
        self.setWidget(rows)
        rows.arranged.connect(self._bring_into_view)
        rows.carried.connect(self._on_carried)
        rows.released.connect(self._edge.stop)
        rows.installEventFilter(self)

    def _bring_into_view(self, moved: int) -> None:
        """Leave the selected row where it was on the screen, as far as it can be seen there."""
        if self._rows.is_pressed:
            return  # else the rows would move away below the mouse
        bar, place, height = self.verticalScrollBar(), self._rows.selected_place, self.viewport().height()
        value = bar.value() + moved
        value = max(value, place.bottom() + 1 - height)
        bar.setValue(min(value, place.top()))

    def _on_carried(self, y: int) -> None:
        self._edge.carry_to(y + self._rows.y(), self.viewport().height())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._rows and isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _KEYS:
            QTimer.singleShot(0, self, lambda: self._bring_into_view(0))  # after Qt has brought the whole list there
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rows.resize(self.viewport().width(), self._rows.height())
        self._bring_into_view(0)


class InputRow(QAbstractButton):
    """The picture as the network gets it; a click opens the menu of what that is."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.menu = InputMenu(document, self)
        self._picture: tuple[Picture, QImage] | None = None
        self._texts = input_texts(document.state)
        self._folded = False
        self.setFixedHeight(ROW_HEIGHT)
        self.clicked.connect(self._on_clicked)

    def show_state(self, state: State) -> None:
        """Show what this state's network gets."""
        texts = input_texts(state)
        if texts != self._texts or not self.accessibleName():
            self._say(texts)

    def _say(self, texts: tuple[str, str]) -> None:
        self._texts = texts
        self.setAccessibleName(f"Input of the network: {', '.join(self._texts)}")
        shape, what = self._texts
        self.setToolTip(f"What the network gets: {shape}, {what}.\nRows × columns × channels. A click changes it.")
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show its picture."""
        if self._picture is None or self._picture[0] is not frame.network_picture:
            self._picture = frame.network_picture, thumbnail(frame.network_picture)
            self.update()

    def set_folded(self, folded: bool) -> None:
        """Show the thumbnail alone, or with the words."""
        self._folded = folded
        self.update()

    def _on_clicked(self) -> None:
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @override
    def sizeHint(self) -> QSize:
        return QSize(FOLDED_WIDTH, ROW_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shape, what = self._texts
        look = RowLook("Input", what, shape, image=self._picture[1] if self._picture else None)
        draw_row(painter, self.rect(), look, self.palette(), self._folded)
        if self.hasFocus():
            draw_focus(painter, self.rect(), self.palette())


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Lay parts out side by side; None takes the room that is left."""
    layout = QHBoxLayout()
    layout.setContentsMargins(6, 0, 6, 0)
    layout.setSpacing(UNIT // 2)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout
