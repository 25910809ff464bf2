"""The dialog of an animation: how the image moves, as what that is written, and what comes of it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget
from typing_extensions import override

from convviz.app.animations import AnimationChoice
from convviz.files.animation import LEAST_PER_SECOND, MOST_PER_SECOND
from convviz.files.triptych import LEAST_SIDE, MOST_SIDE
from convviz.lab.text.numbers import format_number
from convviz.lab.translation.shifted import Shifted
from convviz.lab.translation.translation_path import STEPS, WAYS
from convviz.ui.widgets.choosing_dialog import ChoosingDialog, number
from convviz.ui.widgets.controls import Choice

KINDS = {
    "gif": "GIF (256 colours)",
    "webp": "WebP (exact colours)",
    "png": "Animated PNG (exact colours)",
}
LARGE_STEPS = {"8": "8 pixels", "4": "4 pixels", "2": "2 pixels"}
REDUCED = "Pictures that are larger are reduced; each pixel is the mean of those that it stands for."
_HINTS = {
    "Format": "A GIF plays everywhere, with one set of 256 colours for all frames. WebP and PNG keep every colour.",
    "Way": "A line goes from the middle to one end, to the other end, and back; a circle goes round the middle.",
    "Range": "How far the image goes to either side, in pixels of the network's input.",
    "Step": "How far it moves from one frame to the next. Fractions of a pixel are interpolated.",
    "Speed": "How many frames are shown in a second.",
    "Longest side": "Of a frame, with all three pictures. " + REDUCED,
    "Loop": "Whether the animation begins again at its end.",
}


class AnimationDialog(ChoosingDialog):
    """Lets a person choose how the shift becomes an animation, and shows what comes of it.

    Parameters
    ----------
    shifted : Shifted
        What is shown: its state is moved.
    choice : AnimationChoice
        What is chosen at first.

    Signals
    -------
    chosen(AnimationChoice)
        A person wants this.
    """

    def __init__(self, shifted: Shifted, choice: AnimationChoice, parent: QWidget | None = None) -> None:
        super().__init__("Export animation", choice, parent)
        self._state, self._experiment = shifted.state, shifted.experiment
        self.kind, self.way = Choice("Format", KINDS), Choice("Way", WAYS)
        self.step = Choice("Step", LARGE_STEPS | STEPS)
        self.reach = number("Range", 1, max(1, choice.most(self._state)), "±", " px")
        self.speed = number("Speed", LEAST_PER_SECOND, MOST_PER_SECOND, "", " frames/s")
        self.longest = number("Longest side", LEAST_SIDE, MOST_SIDE, "", " px")
        self.longest.setSingleStep(80)
        self.loop = QCheckBox("for ever")
        self.loop.setAccessibleName("Loop for ever")
        self.reduced = QLabel(REDUCED, wordWrap=True)
        self.reduced.setProperty("role", "quiet")
        self.export.setToolTip("Choose the file")
        controls = (self.kind, self.way, self.reach, self.step, self.speed, self.longest, self.loop)
        self._lay_out(_HINTS, controls, self.reduced)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda kind: self._set(as_kind=kind))
        self.way.chosen.connect(self._on_way_chosen)
        self.step.chosen.connect(lambda step: self._set(step=float(step)))
        self.reach.valueChanged.connect(lambda reach: self._set(reach=reach))
        self.speed.valueChanged.connect(lambda speed: self._set(frames_per_second=speed))
        self.longest.valueChanged.connect(lambda longest: self._set(longest=longest))
        self.loop.toggled.connect(lambda loop: self._set(loop=loop))

    @override
    def _show(self) -> None:
        choice = self.choice
        self.kind.show_choice(choice.as_kind)
        self.way.show_choice(choice.way)
        self.step.show_choice(f"{choice.step:g}")
        numbers = ((self.reach, choice.reach), (self.speed, choice.frames_per_second), (self.longest, choice.longest))
        for control, value in numbers:
            with QSignalBlocker(control):
                control.setValue(value)
        with QSignalBlocker(self.loop):
            self.loop.setChecked(choice.loop)
        self._show_result()

    @override
    def _result(self) -> tuple[str, str]:
        choice = self.choice
        count = len(choice.shifts(self._state))
        width, height = choice.size(self._experiment)
        seconds = format_number(count / choice.frames_per_second, 2)
        frames = f"{count:,} frame{'s' if count > 1 else ''}"
        return f"{frames} of {width:,} × {height:,} pixels, {seconds} s", choice.name(self._state)

    def _on_way_chosen(self, way: str) -> None:
        self._set(way=way)
        self.reach.setMaximum(max(1, self.choice.most(self._state)))
