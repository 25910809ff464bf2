"""One filter, everywhere: a patch of the person's picture at several places, and what two layers answer there."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.compute import Frame
from convviz.lab.pictures.display import Display, scale_of
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.sharing.sharing_places import Everywhere, Ground, everywhere, first_places, ground_of, toggled
from convviz.lab.sharing.sharing_text import no_place_text, shown_text
from convviz.ui.sharing.sharing_picture import PlacesPicture
from convviz.ui.sharing.sharing_responses import MOST_PLACES, Responses
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label, tool_button
from convviz.ui.widgets.elided_label import ElidedLabel

HINT = "Click to paste patch A, or to take one away; drag A to copy another."
KEYS = "With the keys: arrows move the cursor, Space pastes, Shift+arrows move A."
LOCAL_NOTE = (
    "A locally connected layer with weights of its own at each position: drawn at random (always the same), on average "
    "as large as the filter's, with the filter's bias."
)


class EverywhereView(QWidget):
    """The picture with its patches, both maps, and the responses.

    Signals
    -------
    read_out(str)
        What was done, and what it shows.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._ground: Ground | None = None
        self._shown: Frame | None = None  # what the ground was made for
        self._source: Pair | None = None  # None: the strongest
        self._places: tuple[Pair, ...] = ()
        self._cursor: Pair = (0, 0)
        self.found: Everywhere | None = None
        self._found_for: tuple[object, ...] = ()
        self.picture = PlacesPicture("Picture with patches", choosing=True)
        self.picture.setAccessibleDescription(f"{HINT} {KEYS}")
        self.picture.setToolTip(f"{HINT}\n{KEYS}")
        self.shared_map, self.local_map = PlacesPicture("Feature map"), PlacesPicture("Map of the unshared layer")
        self.local_map.setToolTip(LOCAL_NOTE)
        self.title = term_label("One filter, everywhere", role="heading")
        self.hint, self.caption = ElidedLabel(HINT, mode=Qt.TextElideMode.ElideRight), QLabel(wordWrap=True)
        self.again = tool_button("Start again")
        self.again.setObjectName("link")  # flat: height belongs to the pictures
        self.again.setToolTip("Copy the patch with the strongest response again, to the first four places")
        self._pictures, self.responses = QWidget(), Responses()
        self._lay_out()
        self.picture.chosen.connect(self._on_chosen)
        self.picture.dragged.connect(self._on_dragged)
        self.picture.moved.connect(self._on_moved)
        self.picture.pressed.connect(lambda: self._toggle(self._cursor))
        self.again.clicked.connect(self._on_again)

    def show_frame(self, frame: Frame) -> None:
        """Show the input and the selected filter of this frame."""
        self._frame = frame
        if self.isVisible():
            self._look()

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        for label in (self.hint, self.caption):
            label.setProperty("role", "quiet")
        pictures = QGridLayout(self._pictures)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setHorizontalSpacing(UNIT)
        pictures.setVerticalSpacing(UNIT // 2)
        titles = (
            ("Picture", "one filter, everywhere"),
            ("Convolution", "convolution layer"),
            ("Locally connected", "locally connected layer"),
        )
        for column, ((title, term), picture) in enumerate(
            zip(titles, (self.picture, self.shared_map, self.local_map), strict=True)
        ):
            pictures.addWidget(term_label(title, term), 0, column)
            pictures.addWidget(picture, 1, column)
            pictures.setColumnStretch(column, 1)
        pictures.setRowStretch(1, 1)
        head = QGridLayout()
        head.setHorizontalSpacing(UNIT)
        head.addWidget(self.title, 0, 0, 1, 2)
        head.addWidget(self.hint, 1, 0)
        head.addWidget(self.again, 1, 1)
        head.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(head)
        layout.addWidget(self._pictures, 1000)  # all the height that the pictures take, before the space below
        layout.addWidget(self.responses)
        layout.addWidget(self.caption)
        layout.addStretch(1)

    def _look(self) -> None:
        """Make the ground anew where the input or the filter is another; places that still fit stay."""
        frame = self._frame
        if frame is None or frame is self._shown:
            return
        old, shown, self._shown = self._ground, self._shown, frame
        if old is None or shown is None or not _alike(shown, frame):
            self._ground = ground_of(frame.state, frame.input)
        ground = self._ground
        assert ground is not None
        for part in (self.hint, self.again, self._pictures, self.responses):
            part.setVisible(ground.has_places)
        if not ground.has_places:
            self.found, self._found_for = None, ()
            self.caption.setText(no_place_text(ground, frame.state.convolution == 0))
            return
        if old is None or (old.size, old.field, old.limits) != (ground.size, ground.field, ground.limits):
            self._source, self._places = None, self._first_places(ground)
            self._cursor = ground.nearest(ground.size[0] / 2, ground.size[1] / 2)
        self._show(ground, frame)

    def _first_places(self, ground: Ground) -> tuple[Pair, ...]:
        """Choose the places at the start, so that neither patches nor their letters lie over one another."""
        height, width = ground.size
        zoom = max(min(self._column_width() / width, self.picture.height() / height), 1e-3)
        letter = (self.fontMetrics().height() / zoom, (self.fontMetrics().horizontalAdvance("A") + UNIT) / zoom)
        return first_places(ground, ground.strongest, letter)

    def _column_width(self) -> float:
        return (self.width() - 2 * UNIT) / 3

    def _show(self, ground: Ground, frame: Frame) -> None:
        source = ground.strongest if self._source is None else self._source
        if self.found is None or self._found_for != (ground, source, self._places):
            self.found, self._found_for = everywhere(ground, source, self._places), (ground, source, self._places)
        found = self.found
        self._fit_pictures()
        display = frame.state.display
        regions = [_region_rect(ground, place) for place in found.places]
        values = [QRectF(x, y, 1, 1) for y, x in found.places]
        self.picture.show_picture(_picture(found.image, display), regions, _region_rect(ground, self._cursor))
        for picture, feature_map in ((self.shared_map, found.shared_map), (self.local_map, found.local_map)):
            picture.show_picture(picture_of_map(feature_map, scale_of(feature_map, display)), values)
        self.responses.show_responses(found)
        size = frame.input.shape[1], frame.input.shape[2]
        self.caption.setText(shown_text(ground, frame.state, size))

    def _fit_pictures(self) -> None:
        """Let the pictures be no higher than they are drawn, so that the responses follow close below."""
        if self._ground is not None:
            height, width = self._ground.size
            drawn = max(self.picture.minimumHeight(), round(self._column_width() * height / width) + 2)
            self._pictures.setMaximumHeight(drawn + self.fontMetrics().height() + UNIT)

    def _toggle(self, place: Pair) -> None:
        if self._ground is None or self._frame is None or self.found is None:
            return
        before = self._places
        self._places = toggled(self._ground, before, self.found.places[0], place)[-(MOST_PLACES - 1) :]
        self._cursor = place
        self._show(self._ground, self._frame)
        self._tell()

    def _move_source(self, place: Pair) -> None:
        if self._ground is not None and self._frame is not None:
            self._source = place
            self._show(self._ground, self._frame)
            self._tell()

    def _tell(self) -> None:
        assert self.found is not None
        numbers = len(self.found.places)
        said = "equal to the last digit" if self.found.alike else "not all equal"
        self.read_out.emit(f"Patch A at {numbers} place{'s' * (numbers != 1)}: the convolution's responses are {said}")

    def _on_chosen(self, y: float, x: float) -> None:
        if self._ground is not None and self._ground.has_places:
            self._toggle(self._ground.nearest(y, x))

    def _on_dragged(self, y: float, x: float) -> None:
        if self._ground is not None and self._ground.has_places:
            self._move_source(self._ground.nearest(y, x))

    def _on_moved(self, rows: int, columns: int, of_source: bool) -> None:
        if self._ground is None or self._frame is None or self.found is None:
            return
        y, x = self.found.places[0] if of_source else self._cursor
        (top, bottom), (left, right) = self._ground.limits
        place = min(max(y + rows, top), bottom), min(max(x + columns, left), right)
        if of_source:
            self._move_source(place)
        else:
            self._cursor = place
            self._show(self._ground, self._frame)

    def _on_again(self) -> None:
        if self._ground is not None and self._frame is not None and self._ground.has_places:
            self._source, self._places = None, self._first_places(self._ground)
            self._show(self._ground, self._frame)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_pictures()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._look()


def _alike(old: Frame, new: Frame) -> bool:
    """Say whether two frames have the same ground; what each answers to a patch takes long with a large kernel."""
    a, b = old.state, new.state
    same = old.input is new.input and a.layer is b.layer
    return same and (a.operation, a.selected_filter) == (b.operation, b.selected_filter)


def _region_rect(ground: Ground, place: Pair) -> QRectF:
    region = ground.region(place)
    return QRectF(region.left, region.top, region.right - region.left, region.bottom - region.top)


def _picture(image: FloatArray, display: Display) -> Picture:
    """Show a picture as it is, and of what a deeper layer gets the mean of all channels."""
    if len(image) in (1, 3):
        return picture_of_image(image.clip(0, 1))
    mean = image.mean(axis=0)
    return picture_of_map(mean, scale_of(mean, display))
