"""The way through the layers: small maps from the input on, with the part that a pick sees or reaches in each."""

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from convviz.lab.compute import Frame
from convviz.lab.network.layer_texts import layer_name
from convviz.lab.pictures.picture import Picture
from convviz.lab.sparsity.layer_fields import Reached, Seen, grid_of, inside
from convviz.lab.state import State
from convviz.lab.text.quantities import times
from convviz.nn.receptive_field import Region
from convviz.ui.network.network_row import thumbnail
from convviz.ui.pictures.outlines import draw_missing, draw_outlines
from convviz.ui.theme import SMALL, UNIT, accent

BOX = 11 * UNIT  # of a small map
STEP = 16 * UNIT  # from one to the next
TOP = UNIT
THINNEST = UNIT * 1.5  # of a vector
NOT_COMPUTED = "\n⋯ Not computed yet: in a large network the maps go as far as the selected layer."
BESIDE = 110  # opacity of the lines between maps, of 255


class Stage(NamedTuple):
    """One small map.

    Parameters
    ----------
    title, size : str
        What stands below it: what it is, and how much of it is seen or reached.
    picture : Picture or None
        None while it is not computed.
    region : Region or None
        The part that is seen or reached, on the map.
    grid : (rows, columns)
    """

    title: str
    size: str
    picture: Picture | None
    region: Region | None
    grid: tuple[int, int]


class FieldCone(QScrollArea):
    """Draws the small maps in a row; a click on one selects its layer, as the arrow keys do.

    Signals
    -------
    layer_chosen(int)
        A person selected this layer.
    """

    layer_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = _Row()
        self.row.layer_chosen.connect(self.layer_chosen)
        self.setWidget(self.row)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(self.row.sizeHint().height() + UNIT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def stages(self) -> list[Stage]:
        """What is shown."""
        return self.row.stages

    def show_parts(self, state: State, frame: Frame | None, parts: tuple[Seen | Reached, ...]) -> None:
        """Show the input and all maps, each with its part as far as there is one."""
        self.row.show_stages(stages_of(state, frame, parts), state.selected_layer + 1)
        left, right = (self.row.selected + shift for shift in (-0.5, 1.5))
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(0, self.row.width() - self.viewport().width()))  # the layout comes later
        if left * STEP < bar.value() or right * STEP > bar.value() + self.viewport().width():
            bar.setValue(round((left + right) / 2 * STEP - self.viewport().width() / 2))


def stages_of(state: State, frame: Frame | None, parts: tuple[Seen | Reached, ...]) -> list[Stage]:
    """Return a stage for the input and for each layer that fits."""
    shapes, stages = (state.input_shape, *state.shapes), []
    same = frame is not None and frame.state.input_shape == state.input_shape
    for number, shape in enumerate(shapes):
        picture = None
        if frame is not None and same:
            picture = frame.network_picture if number == 0 else _layer_picture(state, frame, number - 1)
        part = parts[number] if number < len(parts) else None
        title = "Input" if number == 0 else layer_name(number - 1, state.network[number - 1])
        region = None if part is None else _region(part)
        grid = grid_of(shape)
        stages.append(Stage(title, _size_text(part, grid), picture, region, grid))
    return stages


def _layer_picture(state: State, frame: Frame, layer: int) -> Picture | None:
    """Return the small picture of a map, unless it is of a map of another shape."""
    if layer >= len(frame.state.shapes) or frame.state.shapes[layer] != state.shapes[layer]:
        return None
    picture = frame.layer_pictures[layer]
    return picture.picture if picture else None


def _region(part: Seen | Reached) -> Region | None:
    if isinstance(part, Seen):
        return part.region
    if not (len(part.rows) and len(part.columns)):
        return None
    rows, columns = part.rows.tolist(), part.columns.tolist()
    return Region(rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)


def _size_text(part: Seen | Reached | None, grid: tuple[int, int]) -> str:
    whole = times(*grid) if grid[0] > 1 else f"{grid[1]:,}"
    if part is None:
        return whole
    few = times(len(part.rows), len(part.columns)) if grid[0] > 1 else f"{len(part.rows) * len(part.columns):,}"
    return f"{few} of {whole}"


class _Row(QWidget):
    """The small maps themselves."""

    layer_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.stages: list[Stage] = []
        self.selected = 0
        self._images: list[QImage | None] = []
        self._pictures: list[Picture | None] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Through the layers")
        self.setMouseTracking(True)

    def show_stages(self, stages: list[Stage], selected: int) -> None:
        """Show these, and which is selected."""
        pictures = [stage.picture for stage in stages]
        if [id(picture) for picture in pictures] != [id(picture) for picture in self._pictures]:
            self._pictures = pictures
            self._images = [None if each is None else thumbnail(each) for each in pictures]
        self.stages, self.selected = stages, selected
        self.setAccessibleDescription("; ".join(f"{stage.title}: {stage.size}" for stage in stages))
        self.resize(self.sizeHint())
        self.update()

    def tip(self, number: int) -> str:
        """Return the tooltip of a map."""
        stage = self.stages[number]
        return f"{stage.title}: {stage.size}{'' if stage.picture else NOT_COMPUTED}"

    @override
    def sizeHint(self) -> QSize:
        return QSize(len(self.stages) * STEP, TOP + BOX + 5 * UNIT + UNIT // 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        painter.setFont(font)
        places = [self._place(number) for number in range(len(self.stages))]
        for number, place in enumerate(places):
            self._draw_stage(painter, number, place)
        self._draw_cone(painter, places)
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 1))
            painter.drawRect(QRectF(self.selected * STEP, 0, STEP - 1, self.height() - 1))

    def _draw_stage(self, painter: QPainter, number: int, place: QRectF) -> None:
        stage, palette = self.stages[number], self.palette()
        chosen = number == self.selected
        painter.setOpacity(1.0 if stage.region is not None else 0.4)
        image = self._images[number]
        if image is None:
            draw_missing(painter, place, palette)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > BOX)
            painter.drawImage(place, image)
        painter.setOpacity(1.0)
        painter.setPen(QPen(accent(palette) if chosen else palette.mid().color(), 2 if chosen else 1))
        painter.drawRect(place.adjusted(-2, -2, 2, 2) if chosen else place)
        painter.setPen(accent(palette) if chosen else palette.windowText().color())
        metrics = painter.fontMetrics()
        for line, text in enumerate((stage.title, stage.size)):
            box = QRectF(number * STEP, TOP + BOX + UNIT / 2 + line * 2 * UNIT, STEP, 2 * UNIT)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, STEP - UNIT)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            painter.setPen(palette.placeholderText().color())

    def _draw_cone(self, painter: QPainter, places: list[QRectF]) -> None:
        """Outline the parts, and draw lines from each to the next."""
        parts = [self._part(stage, place) for stage, place in zip(self.stages, places, strict=True)]
        colour = QColor(accent(self.palette()))
        colour.setAlpha(BESIDE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        for here, behind in pairwise(parts):
            if here is not None and behind is not None:
                painter.drawLine(QLineF(here.topRight(), behind.topLeft()))
                painter.drawLine(QLineF(here.bottomRight(), behind.bottomLeft()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        draw_outlines(painter, [part for part in parts if part is not None], self.palette(), width=1.5)

    def _part(self, stage: Stage, place: QRectF) -> QRectF | None:
        if stage.region is None:
            return None
        rows, columns = stage.grid
        part = inside(stage.region, (1, rows, columns))
        down, across = place.height() / rows, place.width() / columns
        left, top = place.left() + part.left * across, place.top() + part.top * down
        return QRectF(left, top, (part.right - part.left) * across, (part.bottom - part.top) * down)

    def _place(self, number: int) -> QRectF:
        rows, columns = self.stages[number].grid
        size = QSizeF(columns, rows).scaled(QSizeF(BOX, BOX), Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSizeF(THINNEST, THINNEST))
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(number * STEP, TOP, STEP, BOX).center())
        return place

    def _choose(self, number: int) -> None:
        """Select a layer; the input is none."""
        if 1 <= number < len(self.stages) and number != self.selected:
            self.layer_chosen.emit(number - 1)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(int(event.position().x() // STEP))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self._choose(self.selected + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = int(event.pos().x() // STEP)
            if 0 <= number < len(self.stages):
                QToolTip.showText(event.globalPos(), self.tip(number), self)
            return True
        return super().event(event)
