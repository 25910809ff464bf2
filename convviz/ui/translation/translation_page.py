"""The page “Translation invariance”: the image is moved, and one sees and reads what of the output moves and stays."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.file_writer import FileWriter
from convviz.app.settings import Settings
from convviz.app.translations import Translations
from convviz.lab.compute import Frame
from convviz.lab.edits.edits import translation_set
from convviz.lab.network.network_rows import has_random_weights
from convviz.lab.state import State
from convviz.lab.translation.classified import REACH
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted import Pictures, Shifted
from convviz.lab.translation.shifted_before import differ_in_translation_alone
from convviz.lab.translation.translation import Switches
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.translation.scores_panel import ScoresPanel
from convviz.ui.translation.scores_view import ScoresView
from convviz.ui.translation.translation_bar import ShiftBar
from convviz.ui.translation.translation_curves import CurvesView
from convviz.ui.translation.translation_export import TranslationExport
from convviz.ui.translation.translation_headline import TranslationHeadline
from convviz.ui.translation.translation_pictures import TranslationPictures
from convviz.ui.translation.translation_readings import Readings
from convviz.ui.translation.translation_shifting import Shifting
from convviz.ui.translation.translation_switches import ShiftOptions, SwitchPanel
from convviz.ui.widgets.controls import menu_button
from convviz.ui.widgets.side_panel import SidePanel
from convviz.ui.widgets.tab_row import TabRow
from convviz.ui.widgets.work_bar import WorkBar

SET_BACK = "Set a switch back, or look at an earlier layer."
LATE_MILLISECONDS = 100
LEAST_HEIGHT_FOR_CURVES = 740  # in less, pictures and curves take turns
PICTURES, CURVES, SCORES = range(3)  # the tabs
TABS = "Pictures", "Curves", "Class scores"
BOTH = "Pictures and curves"


class TranslationPage(QWidget):
    """Pictures that move, two numbers, and curves; or a digit that moves, and its class scores.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What was written.
    failed(str)
        What could not be computed.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document = document
        self._state: State | None = None
        self._frame: Frame | None = None
        self._asked: State | None = None  # the last state whose pictures were asked for
        self._awaits = False  # something to show for it
        self._is_late = False  # what was asked for has been missing for a while
        self._late = QTimer(self, singleShot=True, interval=LATE_MILLISECONDS)
        self._gripped = 0.0, 0.0
        self.translations = Translations(self)
        self._shifting = Shifting(document)
        self.headline, self.misfit = TranslationHeadline(), QLabel(wordWrap=True)
        self.pictures, self.bar, self.readings = TranslationPictures(), ShiftBar(self._shifting), Readings()
        self.options, self.switches = ShiftOptions(document), SwitchPanel(document)
        self.curves, self.export = CurvesView(document, settings), menu_button("Export pictures")
        self.scores, self.scores_panel = ScoresView(document, settings), ScoresPanel(document)
        self.writer = FileWriter(settings, self)
        self.exporting = TranslationExport(self.writer, settings, self)
        self.busy = WorkBar({"Moving…": self.translations.jobs, "Writing…": self.writer.jobs})
        self.export.setMenu(self.exporting.menu)
        self.export.setToolTip("The pictures as they are, or the shift as an animation")
        self.tabs = TabRow("What is looked at")
        self._stack = QStackedWidget()
        self._sentence = ""  # about the pictures
        self._lay_out()
        self._connect()

    @property
    def shows_scores(self) -> bool:
        """Whether the class scores of a digit are looked at, in place of the pictures."""
        return self.tabs.currentIndex() == SCORES

    def show_state(self, state: State) -> None:
        """Show what is set; the pictures follow."""
        old, self._state = self._state, state
        for part in (self.bar, self.options, self.switches, self.curves, self.scores, self.scores_panel):
            part.show_state(state)
        self.pictures.show_difference(state.translation.difference)
        self._ask(is_moving=old is not None and shift_of(old) != shift_of(state))

    def show_frame(self, frame: Frame) -> None:
        """Show the pictures that belong to it."""
        self._frame = frame
        self.exporting.show_frame(frame)
        if self._asked is not self._state:
            self._ask()

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.bar.player.pause()
        self._late.stop()
        self.translations.finish()
        self.curves.finish()
        self.scores.finish()
        self.writer.jobs.cancel()  # an animation may take minutes
        self.writer.close()

    def _ask(self, *, is_moving: bool = False) -> None:
        """Ask for the pictures of what is set, if the maps before the shift are at hand."""
        state, frame = self._state, self._frame
        if self.shows_scores:
            return
        if state is not None and frame is not None and differ_in_translation_alone(frame.state, state):
            self._asked, self._awaits = state, True
            self.translations.ask(state, frame, is_moving, self.pictures.look)
            if is_moving:
                self._go_ahead()

    def _go_ahead(self) -> None:
        """Where the maps are late, show at least the image where it is now."""
        if self._is_late and self._state is not None:
            self.pictures.show_moving(shift_of(self._state))
        elif not self._late.isActive():
            self._late.start()

    def _connect(self) -> None:
        for view in (self.pictures.input_view, self.scores.digit_view):
            view.gripped.connect(self._on_gripped)
            view.dragged.connect(self._on_dragged)
            view.stepped.connect(self._on_stepped)
            view.reset.connect(self.bar.reset.click)
        self.bar.player.stepped.connect(self._on_time_to_move)
        self.pictures.difference_chosen.connect(self._on_difference_chosen)
        self.switches.compare_wanted.connect(self._on_compare_wanted)
        self.scores.said.connect(self._show_sentence)
        self.scores.counted.connect(self.scores_panel.show_count)
        for part in (self.curves, self.scores):
            part.grasped.connect(lambda: self.bar.grip())
            part.shift_chosen.connect(self._on_shift_chosen)
        self.translations.sampled.connect(self._on_sampled)
        self.translations.computed.connect(self._on_computed)
        self._late.timeout.connect(self._on_late)
        self.translations.failed.connect(self._on_failed)
        self.pictures.looked_elsewhere.connect(lambda: self.translations.look_at(self.pictures.look))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        for said in (self.pictures.read_out, self.curves.read_out, self.scores.read_out):
            said.connect(self.read_out)
        for done in (self.curves.succeeded, self.scores.succeeded, self.writer.exported):
            done.connect(self.succeeded)
        for failed in (self.curves.failed, self.scores.failed, self.writer.failed):
            failed.connect(self.failed)

    def _lay_out(self) -> None:
        self.misfit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.pictures, self.misfit):
            self._stack.addWidget(part)
        for name in TABS:
            self.tabs.addTab(name)
        self.tabs.setTabToolTip(SCORES, TERMS["class scores"])
        top = QHBoxLayout()
        top.setSpacing(2 * UNIT)
        top.addWidget(self.headline, 1)
        for right in (self.export, self.scores.export.button):
            top.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
        over = QHBoxLayout()
        over.addWidget(self.tabs)
        over.addWidget(self.scores.notice, 1)
        over.addWidget(self.busy)  # here it comes and goes, and what is shown stands still
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addLayout(over)
        left.addWidget(self._stack, 5)
        left.addWidget(self.scores, 9)
        left.addWidget(self.bar)
        left.addWidget(self.readings)
        left.addWidget(self.curves, 4)
        body = QHBoxLayout()
        body.setSpacing(2 * UNIT)
        body.addLayout(left, 1)
        body.addWidget(SidePanel((self.scores_panel, self.options, self.switches), 2 * UNIT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        self.setTabOrder(self.switches.reset, self.export)
        self.setTabOrder(self.export, self.scores.export.button)

    def _arrange(self) -> None:
        """Show pictures and curves, where there is little height one of them; or the class scores."""
        takes_turns, tab, scores = self.height() < LEAST_HEIGHT_FOR_CURVES, self.tabs.currentIndex(), self.shows_scores
        if not takes_turns and tab == CURVES:
            self.tabs.setCurrentIndex(PICTURES)
            return
        self.tabs.setTabText(PICTURES, TABS[PICTURES] if takes_turns else BOTH)
        self.tabs.setTabVisible(CURVES, takes_turns)
        self._stack.setVisible(not scores and (not takes_turns or tab == PICTURES))
        self.curves.setVisible(not scores and (not takes_turns or tab == CURVES))
        for of_pictures in (self.readings, self.switches, self.export):
            of_pictures.setVisible(not scores)
        for of_scores in (self.scores, self.scores_panel, self.scores.notice, self.scores.export.button):
            of_scores.setVisible(scores)

    def _show_sentence(self) -> None:
        self.headline.show_sentence(self.scores.sentence if self.shows_scores else self._sentence)

    def _on_tab_changed(self) -> None:
        self._arrange()
        self._shifting.reach = REACH if self.shows_scores else None
        self._show_sentence()
        if self._state is not None:
            self.bar.show_state(self._state)
            if self._asked is not self._state:
                self._ask()

    def _on_sampled(self, seen: Pictures) -> None:
        """Show pictures; their numbers follow."""
        self._awaits = False
        self._late.stop()
        self._stack.setCurrentWidget(self.pictures)
        self.pictures.show_shifted(seen, shift_of(seen.state))
        self._is_late = self._is_late and seen.state is not self._asked
        if seen.state is not self._asked:
            self._go_ahead()

    def _on_computed(self, shifted: Shifted) -> None:
        if not shifted.is_sample:  # else its pictures are shown
            self._on_sampled(shifted)
        self.exporting.show_shifted(shifted)
        self._show_words(shifted)

    def _show_words(self, shifted: Shifted | None) -> None:
        """Say what is shown, and what is read off it; with None nothing."""
        self._sentence = shifted.sentence if shifted else ""
        self._show_sentence()
        if shifted is None:
            self.readings.show_reading(None)
        else:
            is_random = has_random_weights(shifted.state.network)
            self.readings.show_reading(shifted.reading, is_random=is_random, is_sample=shifted.is_sample)

    def _on_failed(self, why: str) -> None:
        """Say in the place of the pictures why there are none."""
        self._awaits = self._is_late = False
        self._late.stop()
        switched = self._document.state.translation.switches != Switches()
        self.misfit.setText(f"{why} {SET_BACK}" if switched else why)
        self._stack.setCurrentWidget(self.misfit)
        self._show_words(None)
        self.exporting.show_shifted(None)

    def _on_late(self) -> None:
        self._is_late = True
        self._go_ahead()

    def _on_gripped(self) -> None:
        self.bar.grip()
        self._gripped = self._shifting.shift

    def _on_dragged(self, down: float, right: float) -> None:
        y, x = self._gripped
        self._shifting.move_to(dy=round(y + down), dx=round(x + right))

    def _on_stepped(self, down: int, right: int) -> None:
        step = self.bar.step_size
        self._shifting.move_by(down * step, right * step)

    def _on_time_to_move(self) -> None:
        if not (self._awaits and self.translations.jobs.busy):  # every place is shown
            self.bar.advance()

    def _on_difference_chosen(self, difference: str) -> None:
        self._document.edit("Choose difference", partial(translation_set, difference=difference))

    def _on_compare_wanted(self, switches: Switches) -> None:
        self.curves.add(switches)
        self.tabs.setCurrentIndex(CURVES if self.tabs.isTabVisible(CURVES) else PICTURES)

    def _on_shift_chosen(self, dy: float, dx: float) -> None:
        self.bar.grip("curves")
        self._shifting.move_to(dy=dy, dx=dx)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
