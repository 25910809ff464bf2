"""Class scores: a digit that moves, and beside it what each trained network makes of it, here and everywhere."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.classifications import Classifications
from convviz.app.document import Document
from convviz.app.file_writer import FileWriter
from convviz.app.settings import Settings
from convviz.lab.pictures.picture import picture_of_image
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.translation.classified import CANVAS, Classified
from convviz.lab.translation.classified_words import NETWORK_NAMES, figures, place_text, sentences, subject, verdict
from convviz.lab.translation.translation import SIDE_BY_SIDE
from convviz.lab.translation.translation_words import shift_text
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import SMALL, UNIT
from convviz.ui.translation.class_legend import ClassLegend
from convviz.ui.translation.measure_notice import MeasureNotice
from convviz.ui.translation.score_bars import ScoreBars
from convviz.ui.translation.scores_export import ScoresExport
from convviz.ui.translation.translation_view import ShiftView
from convviz.ui.translation.winner_map import WinnerMap
from convviz.ui.widgets.controls import term_label
from convviz.ui.widgets.elided_label import ElidedLabel

KEY = (
    "Drag the digit, or click in a map: each cell is a shift, in the colour of the class that wins there. Inside the "
    "line all of the digit is on the canvas; the small frame is where it is now. The triangle is the right class."
)
SMALLEST = 10 * UNIT  # of the picture of the digit, each way
LEAST_HEIGHT_FOR_KEY = 420
GIVEN_UP = "Not all maps are measured."


class NetworkColumn:
    """What is shown of one network, from top to bottom.

    Parameters
    ----------
    kind : str
        A key of ``DIGIT_NETWORKS``.
    """

    def __init__(self, kind: str) -> None:
        name = NETWORK_NAMES[kind]
        self.title, self.verdict = term_label(name, kind + " network", role="heading"), term_label("", "class scores")
        self.title.setWordWrap(True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.bars, self.map = ScoreBars(name), WinnerMap(name)
        self.right, self.consistency = term_label("", "right at"), term_label("", "shift consistency")
        for label in (self.title, self.verdict, self.right, self.consistency):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.parts = self.title, self.verdict, self.bars, self.map, self.right, self.consistency


class ScoresView(QWidget):
    """A column for the digit, and one for each network that looks at it.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What was exported.
    failed(str)
        Something cannot be written: why.
    said(str)
        Other sentences about what is shown.
    counted(int)
        So many unseen digits there are of the class; 0 of a picture of one's own.
    shift_chosen(float, float)
        A person chose this shift in a map: dy and dx, in pixels of the canvas.
    grasped()
        The button is pressed in a map: what is chosen until the next time is one gesture.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)
    said = Signal(str)
    counted = Signal(int)
    shift_chosen = Signal(float, float)
    grasped = Signal()

    def __init__(
        self,
        document: Document,
        settings: Settings,
        classifications: Classifications | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state: State = document.state
        self._classified: Classified | None = None
        self.classifications = classifications or Classifications(parent=self)
        self.writer = FileWriter(settings, self)
        self.sentence = ""
        self.viewport = Viewport(self)
        self.digit_view = ShiftView(self.viewport, "The digit on its canvas")
        self.place, self.key = ElidedLabel(mode=Qt.TextElideMode.ElideRight), QLabel(KEY, wordWrap=True)
        self.columns = {kind: NetworkColumn(kind) for kind in SIDE_BY_SIDE}
        self.notice = MeasureNotice({"Measuring…": self.classifications.jobs, "Writing…": self.writer.jobs})
        self.export = ScoresExport(self.writer, settings, lambda: self._classified)
        self._grid = QGridLayout()
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what the networks see of this state, as soon as it is known."""
        self._state = state
        for index, (kind, column) in enumerate(self.columns.items(), 1):
            looks = kind in state.translation.scores.networks
            self._grid.setColumnStretch(index, looks)
            for part in column.parts:
                part.setVisible(looks)
        if self.isVisible():
            self.classifications.ask(state)
            self._show_notice()

    def finish(self) -> None:
        """Stop the measuring, and wait for what is written."""
        self.classifications.finish()
        self.writer.close()

    def _lay_out(self) -> None:
        self.digit_view.setMinimumSize(SMALLEST, SMALLEST)
        self.viewport.set_content(CANVAS, CANVAS)
        for quiet in (self.key, self.place):
            quiet.setProperty("role", "quiet")
        below = QVBoxLayout()
        below.setSpacing(UNIT)
        below.addWidget(ClassLegend())
        below.addWidget(self.key)
        below.addStretch(1)
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(UNIT // 2)
        title = term_label("Digit", "unseen digit", role="heading")
        title.setAlignment(Qt.AlignmentFlag.AlignBottom)
        for row, part in enumerate((title, self.place, self.digit_view)):
            grid.addWidget(part, row, 0)
        grid.addLayout(below, 3, 0, 3, 1)
        for index, column in enumerate(self.columns.values(), 1):
            for row, part in enumerate(column.parts):
                grid.addWidget(part, row, index)
        for index in range(len(self.columns) + 1):
            grid.setColumnStretch(index, 1)
        grid.setRowStretch(2, 1)
        grid.setRowStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(grid, 1)
        self.notice.show_notice("", waits=False)

    def _connect(self) -> None:
        known = self.classifications
        known.changed.connect(self._on_changed)
        known.failed.connect(self._on_failed)
        known.jobs.busy_changed.connect(self._show_notice)
        self.notice.asked.connect(self._on_asked)
        self.digit_view.pixel_hovered.connect(self._on_pixel_hovered)
        for kind, column in self.columns.items():
            column.map.grasped.connect(self.grasped)
            column.map.chosen.connect(self.shift_chosen)
            column.map.hovered.connect(partial(self._on_hovered, kind))
        self.writer.exported.connect(self.succeeded)
        self.writer.failed.connect(self.failed)

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.said.emit(sentence)

    def _show_notice(self) -> None:
        waits = self.classifications.waits and not self.classifications.jobs.busy
        self.notice.show_notice(GIVEN_UP if waits else "", waits=waits)

    def _on_changed(self, classified: Classified) -> None:
        self._classified = classified
        truth = classified.digit.truth
        self.digit_view.show_picture(picture_of_image(classified.canvas), classified.canvas, Placement())
        self.digit_view.setToolTip(f"{subject(classified)[:1].upper()}{subject(classified)[1:]}")
        self.place.setText(shift_text(*classified.shift))
        for network in classified.networks:
            column = self.columns[network.kind]
            column.verdict.setText(verdict(network, truth))
            column.bars.show_scores(network.here, truth)
            column.map.show_plane(network.plane)
            column.map.show_shift(*classified.shift)
            for label, read in zip((column.right, column.consistency), figures(network, truth), strict=True):
                label.setText(f'<span style="font-size: {SMALL}px">{read[0]} <b>{read[1]}</b></span>')
                label.setAccessibleName(f"{NETWORK_NAMES[network.kind]}: {' '.join(read)}")
        self.export.show_classified(classified)
        self.counted.emit(classified.digit.count)
        self._show_notice()
        self._say(sentences(classified))

    def _on_failed(self, why: str) -> None:
        self._classified = None
        self.export.show_classified(None)
        self._say(why)

    def _on_asked(self) -> None:
        self.classifications.measure()
        self._show_notice()

    def _on_hovered(self, kind: str, place: tuple[float, float] | None) -> None:
        self.read_out.emit(place_text(self._classified, kind, *place) if place and self._classified else "")

    def _on_pixel_hovered(self, place: tuple[int, int] | None) -> None:
        if place is None or self._classified is None:
            self.read_out.emit("")
            return
        y, x = place
        self.read_out.emit(f"row {y}, column {x}   input {format_number(float(self._classified.canvas[0, y, x]))}")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.key.setVisible(self.height() >= LEAST_HEIGHT_FOR_KEY)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.show_state(self._state)
