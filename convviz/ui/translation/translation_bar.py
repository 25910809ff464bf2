"""The sliders of the shift, the player that moves it, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from convviz.app.player import Player
from convviz.engine import FloatArray
from convviz.lab.state import State
from convviz.lab.translation.translation_path import STEPS, WAYS, Way, path
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.translation.translation_shifting import STEPPING, Shifting
from convviz.ui.translation.translation_slider import ShiftControl
from convviz.ui.widgets.controls import Choice, term_label, tool_button
from convviz.ui.widgets.player_controls import BACK_KEY, FORWARD_KEY, PLAY_KEY, PlayerControls

FIRST_SPEED = 30


class ShiftBar(QWidget):
    """Sets the shift along x and along y, by hand or by a player.

    Parameters
    ----------
    shifting : Shifting

    Signals
    -------
    step_chosen(float)
        A person wants steps of so many pixels.
    """

    step_chosen = Signal(float)

    def __init__(self, shifting: Shifting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shifting = shifting
        self._round: FloatArray | None = None
        self._at = 0
        self.player = Player(FIRST_SPEED, self)
        self.along_x, self.along_y = ShiftControl("x →", "right"), ShiftControl("y ↓", "down")
        self.controls = PlayerControls(self.player, "shifts")
        self.way = Choice("Way of the player", WAYS)
        self.loop = tool_button("Loop", checkable=True)
        self.step = Choice("Step of the shift", STEPS)
        self.reset = tool_button("Reset")
        self._lay_out()
        self._connect()

    @property
    def step_size(self) -> float:
        """Pixels of a step."""
        return float(self.step.currentData())

    def show_state(self, state: State) -> None:
        """Show how far the image is moved."""
        (dy, dx), (most_y, most_x) = self._shifting.shift, self._shifting.range_in(state)
        self.along_x.show_shift(dx, most_x, self.step_size)
        self.along_y.show_shift(dy, most_y, self.step_size)
        self.reset.setEnabled(bool(dy or dx))
        for part in (self.controls, self.way, self.step, self.loop):
            part.setEnabled(bool(most_y or most_x))

    def advance(self) -> None:
        """Move to the next position of the player's way; without the loop, one round is all."""
        way = self._whole_way()
        self._at += 1
        if self._at == len(way) and not self.loop.isChecked():
            self.player.pause()
        dy, dx = way[self._at % len(way)]
        self._at %= len(way)
        self._shifting.move_to(dy=float(dy), dx=float(dx))

    def go(self, steps: int) -> None:
        """Go so many positions of the way on, or back, by hand: what plays is paused."""
        self.player.pause()
        self._shifting.begin(STEPPING)
        way = self._whole_way()
        self._at = (self._at + steps) % len(way)
        dy, dx = way[self._at]
        self._shifting.move_to(dy=float(dy), dx=float(dx))

    def grip(self, kind: object = None) -> None:
        """Begin to move the image by hand: what plays is paused."""
        self.player.pause()
        self._shifting.begin(kind)

    def _whole_way(self) -> FloatArray:
        """Return the positions of the way that is being walked; a new one from here where a person has moved it."""
        here = self._shifting.shift
        if self._round is None or tuple(self._round[self._at]) != here:
            way: Way = self.way.currentData()
            self._round = path(way, here, self._shifting.range_in(self._shifting.state), self.step_size)
            self._at = 0
        return self._round

    def _forget_way(self) -> None:
        self._round = None

    def _connect(self) -> None:
        for control, name in ((self.along_x, "dx"), (self.along_y, "dy")):
            control.gripped.connect(lambda kind, name=name: self.grip(kind and (kind, name)))
            control.chosen.connect(lambda pixels, name=name: self._shifting.move_to(**{name: pixels}))
        self.controls.step_wanted.connect(self.go)
        self.player.playing_changed.connect(self._on_playing_changed)
        self.way.chosen.connect(self._forget_way)
        self.step.chosen.connect(self._on_step_chosen)
        self.reset.clicked.connect(self._on_reset)
        for key, act in ((PLAY_KEY, self.player.toggle), (BACK_KEY, lambda: self.go(-1)), (FORWARD_KEY, self._forward)):
            QShortcut(QKeySequence(key), self, act)

    def _lay_out(self) -> None:
        self.loop.setChecked(True)
        self.loop.setToolTip("Play round after round, or one round alone")
        self.way.setToolTip("The way along which the player moves the image")
        self.step.setToolTip(TERMS["step of the shift"])
        self.reset.setToolTip("Put the image back where it was (Home in the picture)")
        playing, steps = QHBoxLayout(), QHBoxLayout()
        for line, widgets in (
            (playing, (self.controls, self.way)),
            (steps, (term_label("Step", "step of the shift"), self.step, self.loop, self.reset)),
        ):
            line.setSpacing(UNIT // 2)
            for widget in widgets:
                line.addWidget(widget)
        playing.setStretch(1, 1)
        steps.setStretch(1, 1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(3 * UNIT)
        layout.setVerticalSpacing(UNIT // 2)
        for row, (control, line) in enumerate(((self.along_x, playing), (self.along_y, steps))):
            layout.addWidget(control, row, 0)
            layout.addLayout(line, row, 1)
        layout.setColumnStretch(0, 1)

    def _forward(self) -> None:
        self.go(1)

    def _on_playing_changed(self, playing: bool) -> None:
        if playing:
            self._forget_way()
            self._shifting.begin()

    def _on_step_chosen(self) -> None:
        self._forget_way()
        self.show_state(self._shifting.state)
        self.step_chosen.emit(self.step_size)

    def _on_reset(self) -> None:
        self.player.pause()
        self._shifting.reset()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()
