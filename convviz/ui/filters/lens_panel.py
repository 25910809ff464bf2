"""The lens under the pictures: how one value of the feature map is made, and a walk from value to value."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.player import Player
from convviz.lab.kernel.lens import Lens
from convviz.lab.state import State
from convviz.ui.filters.lens_layout import View
from convviz.ui.filters.lens_view import LensView
from convviz.ui.theme import UNIT
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.player_controls import PlayerControls

HINT = "Lens: point at a value of the feature map, or click to pin one, and read how it is made."
SPELT_OUT_HEIGHT, LINE_HEIGHT = 164, 26


class LensPanel(QWidget):
    """Spells out the value that was pointed at last; in one line where there is little height.

    Signals
    -------
    step_wanted(int)
        To be shown next is the value so many outputs further on in the map; below 0, back.
    tap_hovered(object)
        The (y, x) of the cell under the pointer, of the kernel as it lies over the picture; or None. Told again when
        another value is shown.
    """

    step_wanted = Signal(int)
    tap_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lens: Lens | None = None
        self._state: State | None = None
        self._channel = 0
        self._spelt_out = True
        self.player = Player(parent=self)
        self.title, self.details = QLabel(), ElidedLabel()
        self.controls = PlayerControls(self.player, "values of the map")
        self.view = LensView()
        self._lay_out()
        self.controls.step_wanted.connect(self.step)
        self.player.stepped.connect(lambda: self.step_wanted.emit(1))
        self.view.channel_chosen.connect(self.show_channel)
        self.view.tap_hovered.connect(self.tap_hovered)
        self._show()

    def show_lens(self, lens: Lens | None, state: State) -> None:
        """Show this value; nothing yet with None. Of its channels it is first the one that is edited."""
        edited = state.selected_channel
        if edited is not None and (self._state is None or self._state.selected_channel != edited):
            self._channel = edited
        self._lens, self._state = lens, state
        if lens is not None and self._channel >= len(lens.sums):
            self._channel = 0
        self._show()

    def show_channel(self, channel: int) -> None:
        """Show the patch, the kernel and the products of this channel."""
        self._channel = channel
        self._show()

    def show_tap(self, tap: tuple[int, int] | None) -> None:
        """Mark this cell (y, x) of the kernel, as it lies over the picture; none with None."""
        self.view.show_tap(tap)

    def spell_out(self, spelt_out: bool) -> None:
        """Show every number, or one line."""
        if spelt_out != self._spelt_out:
            self._spelt_out = spelt_out
            self.view.setVisible(spelt_out)
            self._show()
            self.updateGeometry()

    def step(self, count: int) -> None:
        """Go so many outputs on, or back, by hand: what plays is paused."""
        self.player.pause()
        self.step_wanted.emit(count)

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Lens")
        self.title.setProperty("role", "heading")
        self.details.setProperty("role", "quiet")
        line = QHBoxLayout()
        line.setSpacing(UNIT)
        line.addWidget(self.title)
        line.addWidget(self.details, 1)
        line.addWidget(self.controls)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.view, 1)

    def _show(self) -> None:
        lens, state = self._lens, self._state
        self.setAccessibleDescription(lens.sentence() if lens else HINT)
        self.title.setVisible(lens is not None and self._spelt_out)
        if lens is None or state is None:
            self.details.setText(HINT)
            self.view.show_lens(None, View(0, "balance", False))
            return
        self.title.setText(f"Value at y {lens.y}, x {lens.x}")
        self.details.setText(_reality(lens) if self._spelt_out else lens.sentence())
        self.view.show_lens(lens, View(self._channel, state.display.signed, state.operation == "convolution"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, SPELT_OUT_HEIGHT if self._spelt_out else LINE_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.player.pause()


def _reality(lens: Lens) -> str:
    """Say how many of the pixels are real, if not all."""
    real, taps = int(lens.is_pixel.sum()), lens.is_pixel.size
    return f"{real} of {taps} pixels are real; the dotted ones are padding" if real < taps else ""
