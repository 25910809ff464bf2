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
from convviz.lab.edits import translation_set
from convviz.lab.network_rows import has_random_weights
from convviz.lab.shift_range import shift_of
from convviz.lab.shifted import Shifted
from convviz.lab.shifted_before import differ_in_translation_alone
from convviz.lab.state import State
from convviz.lab.translation import Switches
from convviz.ui.theme import UNIT
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


class TranslationPage(QWidget):
    """Pictures that move, two numbers, and curves.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    failed(str)
        What could not be computed.
    """

    read_out = Signal(str)
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
        self.writer = FileWriter(settings, self)
        self.exporting = TranslationExport(self.writer, settings, self)
        self.busy = WorkBar({"Moving…": self.translations.jobs, "Writing…": self.writer.jobs})
        self.export.setMenu(self.exporting.menu)
        self.export.setToolTip("The pictures as they are, or the shift as an animation")
        self.tabs = TabRow("Pictures or curves")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set; the pictures follow."""
        old, self._state = self._state, state
        for part in (self.bar, self.options, self.switches, self.curves):
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
        self.writer.jobs.cancel()  # an animation may take minutes
        self.writer.close()

    def _ask(self, *, is_moving: bool = False) -> None:
        """Ask for the pictures of what is set, if the maps before the shift are at hand."""
        state, frame = self._state, self._frame
        if state is not None and frame is not None and differ_in_translation_alone(frame.state, state):
            self._asked, self._awaits = state, True
            self.translations.ask(state, frame, is_moving)
            if is_moving:
                self._go_ahead()

    def _go_ahead(self) -> None:
        """Where the maps are late, show at least the image where it is now."""
        if self._is_late and self._state is not None:
            self.pictures.show_moving(shift_of(self._state))
        elif not self._late.isActive():
            self._late.start()

    def _connect(self) -> None:
        view, bar = self.pictures.input_view, self.bar
        view.gripped.connect(self._on_gripped)
        view.dragged.connect(self._on_dragged)
        view.stepped.connect(self._on_stepped)
        view.reset.connect(bar.reset.click)
        bar.player.stepped.connect(self._on_time_to_move)
        self.pictures.difference_chosen.connect(self._on_difference_chosen)
        self.switches.compare_wanted.connect(self._on_compare_wanted)
        self.curves.grasped.connect(lambda: self.bar.grip())
        self.curves.shift_chosen.connect(self._on_shift_chosen)
        self.translations.computed.connect(self._on_computed)
        self._late.timeout.connect(self._on_late)
        self.translations.failed.connect(self._on_failed)
        self.tabs.currentChanged.connect(self._arrange)
        for said in (self.pictures.read_out, self.curves.read_out, self.writer.exported):
            said.connect(self.read_out)
        for failed in (self.curves.failed, self.writer.failed):
            failed.connect(self.failed)

    def _lay_out(self) -> None:
        self.misfit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.pictures, self.misfit):
            self._stack.addWidget(part)
        for name in ("Pictures", "Curves"):
            self.tabs.addTab(name)
        top = QHBoxLayout()
        top.setSpacing(2 * UNIT)
        top.addWidget(self.headline, 1)
        for right in (self.busy, self.export):
            top.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addWidget(self.tabs)
        left.addWidget(self._stack, 5)
        left.addWidget(self.bar)
        left.addWidget(self.readings)
        left.addWidget(self.curves, 4)
        body = QHBoxLayout()
        body.setSpacing(2 * UNIT)
        body.addLayout(left, 1)
        body.addWidget(SidePanel((self.options, self.switches), 2 * UNIT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addLayout(top)
        layout.addLayout(body, 1)
        self.setTabOrder(self.switches.reset, self.export)

    def _arrange(self) -> None:
        """Show pictures and curves; where there is little height, one of them."""
        takes_turns = self.height() < LEAST_HEIGHT_FOR_CURVES
        self.tabs.setVisible(takes_turns)
        self._stack.setVisible(not takes_turns or self.tabs.currentIndex() == 0)
        self.curves.setVisible(not takes_turns or self.tabs.currentIndex() == 1)

    def _on_computed(self, shifted: Shifted) -> None:
        self._awaits = False
        self._late.stop()
        self._stack.setCurrentWidget(self.pictures)
        self.pictures.show_shifted(shifted, shift_of(shifted.state))
        self.exporting.show_shifted(shifted)
        self.headline.show_sentence(shifted.sentence)
        self.readings.show_reading(shifted.reading, is_random=has_random_weights(shifted.state.network))
        self._is_late = self._is_late and shifted.state is not self._asked
        if shifted.state is not self._asked:
            self._go_ahead()

    def _on_failed(self, why: str) -> None:
        """Say in the place of the pictures why there are none."""
        self._awaits = self._is_late = False
        self._late.stop()
        switched = self._document.state.translation.switches != Switches()
        self.misfit.setText(f"{why} {SET_BACK}" if switched else why)
        self._stack.setCurrentWidget(self.misfit)
        self.headline.show_sentence("")
        self.readings.show_reading(None)
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
        self.tabs.setCurrentIndex(1)

    def _on_shift_chosen(self, dy: float, dx: float) -> None:
        self.bar.grip("curves")
        self._shifting.move_to(dy=dy, dx=dx)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
