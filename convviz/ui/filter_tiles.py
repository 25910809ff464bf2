"""The filters of the layer as tiles: a click selects one, a drag moves it; each has its name below its map."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from typing_extensions import override

from convviz.app.document import SELECTING, Document
from convviz.lab.compute import Frame
from convviz.lab.edits import filter_added, filter_moved, filter_removed, filter_renamed
from convviz.lab.numbers import format_number
from convviz.lab.picture import Picture
from convviz.lab.state import MOST_FILTERS, State
from convviz.ui.name_edit import NameEdit
from convviz.ui.pixel_values import ink_on
from convviz.ui.sheet import image_of
from convviz.ui.theme import SMALL, UNIT, accent

SIDE = 72
TITLE = 18
PITCH = SIDE + UNIT
TILE_HEIGHT = SIDE + TITLE + 4
HELP = "A click shows it and edits it; drag it to another place; double click to rename."


class FilterTiles(QWidget):
    """Paints the tiles that are in view; the keyboard does all that the mouse does."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = document.state
        self._thumbnails: list[tuple[Picture, QImage]] = []
        self._ranges: list[str] = []
        self._pressed: tuple[int, QPoint] | None = None
        self._gap: int | None = None
        self.name_edit = NameEdit(self)
        self.name_edit.named.connect(self._on_named)
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Filters of this layer")

    def show_state(self, state: State) -> None:
        """Show the names of this state's filters, and which one is selected."""
        self._state = state
        self.resize(self.tile(state.layer.out_channels).right() + UNIT, TILE_HEIGHT)
        self.setAccessibleDescription(self.describe(state.selected_filter))
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame; a picture that stayed is not made again."""
        made = {id(picture): image for picture, image in self._thumbnails}
        pictures = [thumbnail.picture for thumbnail in frame.thumbnails]
        self._thumbnails = [(picture, made.get(id(picture)) or _image(picture)) for picture in pictures]
        scales = (thumbnail.scale for thumbnail in frame.thumbnails)
        self._ranges = [f"{format_number(scale.low, 3)} to {format_number(scale.high, 3)}" for scale in scales]
        self.update()

    def tile(self, index: int) -> QRect:
        """Return the place of a tile; one behind the last is that of the sign that adds one."""
        return QRect(index * PITCH + 2, 2, SIDE, TILE_HEIGHT - 4)

    def describe(self, index: int) -> str:
        """Say which filter a tile is, for example "Filter 2 of 4: Sobel y"."""
        return f"Filter {index + 1} of {self._state.layer.out_channels}: {self._state.filter_title(index)}"

    def rename(self) -> None:
        """Let a person type a name for the selected filter, in its place."""
        index = self._state.selected_filter
        place = self.tile(index)
        place.setTop(place.top() + SIDE - 4)
        self.name_edit.begin(place, self._state.filter_names[index], self._state.filter_title(index))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        count = self._state.layer.out_channels
        for index in range(count):
            if self.tile(index).adjusted(-3, -3, 3, 3).intersects(event.rect()):
                self._draw_tile(painter, index)
        if count < MOST_FILTERS:
            picture = QRectF(self._picture(count))
            painter.setPen(QPen(self.palette().mid().color(), 1, Qt.PenStyle.DashLine))
            painter.drawRect(picture.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(picture, Qt.AlignmentFlag.AlignCenter, "+ Filter")
        if self._gap is not None:
            x = self._gap * PITCH - UNIT // 2 + 2
            painter.setPen(QPen(accent(self.palette()), 3))
            painter.drawLine(x, 2, x, SIDE)

    def _draw_tile(self, painter: QPainter, index: int) -> None:
        picture = self._picture(index)
        painter.fillRect(picture, self.palette().dark())
        if index < len(self._thumbnails):
            image = self._thumbnails[index][1]
            shown = QRect(QPoint(), image.size().scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio))
            shown.moveCenter(picture.center())
            painter.drawImage(shown, image)
        selected = index == self._state.selected_filter
        if selected:
            ring, frame = accent(self.palette()), QRectF(picture)
            if self.hasFocus():
                painter.setPen(QPen(ink_on(ring), 5))
                painter.drawRect(frame.adjusted(1, 1, -1, -1))
            painter.setPen(QPen(ring, 2))
            painter.drawRect(frame)
        palette = self.palette()
        painter.setPen(palette.windowText().color() if selected else palette.placeholderText().color())
        title = QRect(picture.left(), picture.bottom() + 2, SIDE, TITLE)
        text = self._state.filter_title(index)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, SIDE)
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, elided)

    def _picture(self, index: int) -> QRect:
        return QRect(self.tile(index).topLeft(), self.tile(index).topLeft() + QPoint(SIDE - 1, SIDE - 1))

    def _index_at(self, point: QPoint) -> int | None:
        """Return the tile at a point; the number of filters for the sign that adds one."""
        index = point.x() // PITCH
        return index if 0 <= index <= self._state.layer.out_channels and self.rect().contains(point) else None

    def _select(self, index: int) -> None:
        if index != self._state.selected_filter and 0 <= index < self._state.layer.out_channels:
            self._document.edit("Select filter", gesture=SELECTING, selected_filter=index)

    def _move(self, index: int, to: int) -> None:
        if to != index and 0 <= to < self._state.layer.out_channels:
            self._document.edit("Move filter", filter_moved, index, to)

    def _on_named(self, name: str) -> None:
        self._document.edit("Rename filter", filter_renamed, self._state.selected_filter, name)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is None:
            return
        if index == self._state.layer.out_channels:
            if event.button() == Qt.MouseButton.LeftButton:
                self._document.edit("Add filter", filter_added)
            return
        self._select(index)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = index, event.position().toPoint()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        point = event.position().toPoint()
        far = abs(point.x() - self._pressed[1].x()) >= QApplication.startDragDistance()
        if far or self._gap is not None:
            self._gap = min(max(0, round(point.x() / PITCH)), self._state.layer.out_channels)
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, gap = self._pressed, self._gap
        self._pressed = self._gap = None
        self.update()
        if pressed is not None and gap is not None:
            self._move(pressed[0], gap if gap <= pressed[0] else gap - 1)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._index_at(event.position().toPoint()) == self._state.selected_filter:
            self.rename()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        here = self._state.selected_filter
        menu = QMenu(self)
        for text, act in (
            ("Duplicate\t+", lambda: self._document.edit("Add filter", filter_added)),
            ("Rename\tF2", self.rename),
            ("Move left\tCtrl+Left", lambda: self._move(here, here - 1)),
            ("Move right\tCtrl+Right", lambda: self._move(here, here + 1)),
            ("Remove\tDel", lambda: self._document.edit("Remove filter", filter_removed)),
        ):
            menu.addAction(text, act)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        menu.popup(event.globalPos() if by_mouse else self.mapToGlobal(self.tile(here).center()))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        here, last = self._state.selected_filter, self._state.layer.out_channels - 1
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                beside = here + (1 if event.key() == Qt.Key.Key_Right else -1)
                self._move(here, beside) if control else self._select(beside)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._select(0 if event.key() == Qt.Key.Key_Home else last)
            case Qt.Key.Key_Plus | Qt.Key.Key_Insert:
                self._document.edit("Add filter", filter_added)
            case Qt.Key.Key_F2:
                self.rename()
            case Qt.Key.Key_Delete:
                self._document.edit("Remove filter", filter_removed)
            case _:
                super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(self._index_at(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, index: int | None) -> str:
        if index is None:
            return ""
        if index >= len(self._ranges):
            return "Add a filter: a copy of the selected one"
        locked = self._state.display.locked
        scale = "the scale of all maps" if locked else "its own scale: do not compare its colours with the others'"
        return f"{self.describe(index)}\nColours from {self._ranges[index]}, {scale}.\n{HELP}"


def _image(picture: Picture) -> QImage:
    return image_of(picture.levels[0], picture.colours).copy()
