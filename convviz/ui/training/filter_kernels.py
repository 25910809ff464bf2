"""The true kernel beside those that are learnt, as they move."""

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.lab.pictures.display import weight_scale
from convviz.lab.state import State
from convviz.lab.training.filter_race import Snapshot
from convviz.lab.training.filter_run_words import racer_names
from convviz.ui.training.kernel_board import KernelBoard, ShownKernel
from convviz.ui.training.racers import racer_colours

TRUE, BEST = "True kernel", "Best kernel"
COLOURS = ("red", "green", "blue")
MOST_CHANNELS = 3  # beside each other; of more, the one that is edited


class FilterKernels(KernelBoard):
    """The kernel that made the target, or, where that is not known, the one of the least J; and each racer's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Kernels", parent)
        self.setToolTip("The kernel that is looked for, and what is learnt of it: in the same colours, on one scale")
        self._state: State | None = None
        self._snapshot: Snapshot | None = None

    def show_state(self, state: State) -> None:
        """Take note of which channel is edited."""
        self._state = state

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the kernels as they are now; none with None."""
        self._snapshot = snapshot
        if snapshot is None or self._state is None:
            self.show_kernels((), (), weight_scale(np.zeros(1), "balance"))
            return
        problem = snapshot.problem
        reference = problem.squares.solution[0] if problem.true is None else problem.true
        shown, captions = self._shown_channels(reference.shape[1])
        scale = weight_scale(reference, self._state.display.signed)
        names = racer_names(snapshot)
        kernels = [ShownKernel(BEST if problem.true is None else TRUE, problem.written(reference)[shown])]
        for name, standing, colour in zip(names, snapshot.standings, racer_colours(self.palette()), strict=False):
            title = f"Learnt by {name}" if len(names) > 1 else "Learnt kernel"
            kernels.append(ShownKernel(title, problem.written(standing.weight)[shown], colour))
        self.show_kernels(kernels, captions, scale)

    def _shown_channels(self, count: int) -> tuple[slice, tuple[str, ...]]:
        """Say which channels are shown, and what they are called."""
        assert self._state is not None
        if count == 1:
            return slice(0, 1), ()
        if count <= MOST_CHANNELS:
            of_a_photo = self._state.convolution == 0 and count == len(COLOURS)
            return slice(0, count), COLOURS if of_a_photo else tuple(f"channel {n + 1}" for n in range(count))
        here = self._state.selected_channel or 0
        return slice(here, here + 1), (f"channel {here + 1} of {count}",)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_snapshot(self._snapshot)
