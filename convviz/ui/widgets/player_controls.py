"""The controls of a player: a step back, play or pause, a step on, and the speed."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from convviz.app.player import SPEEDS, Player
from convviz.files.assets import asset
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice

ICON_SIDE = 16
BACK_KEY, PLAY_KEY, FORWARD_KEY = "Ctrl+,", "Ctrl+Space", "Ctrl+."


class PlayerControls(QWidget):
    """Small buttons in a row.

    Parameters
    ----------
    player : Player
    steps : str
        What it steps through, in the plural.

    Signals
    -------
    step_wanted(int)
        A person wants to go so many steps on; below 0, back.
    """

    step_wanted = Signal(int)

    def __init__(self, player: Player, steps: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._steps = player, steps
        self.back = _icon_button("step-back", "Step back", BACK_KEY)
        self.play = QToolButton()
        self.forward = _icon_button("step-forward", "Step forward", FORWARD_KEY)
        self.speed = Choice("speed, steps a second", {str(speed): f"{speed}/s" for speed in SPEEDS})
        self._lay_out()
        self.back.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.forward.clicked.connect(lambda: self.step_wanted.emit(1))
        self.play.clicked.connect(player.toggle)
        self.speed.chosen.connect(self._on_speed_chosen)
        player.playing_changed.connect(self._on_playing_changed)
        self._on_playing_changed(player.playing)
        self.speed.show_choice(f"{player.speed:g}")

    def _lay_out(self) -> None:
        self.speed.setFixedWidth(9 * UNIT)
        self.speed.setProperty("quiet", True)
        self.speed.setToolTip(f"How many {self._steps} are walked through a second")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for button in (self.back, self.play, self.forward):
            layout.addWidget(_plain(button))
            if button is not self.play:
                button.setAutoRepeat(True)
        layout.addWidget(self.speed)

    def _on_speed_chosen(self, speed: str) -> None:
        self._player.speed = float(speed)

    def _on_playing_changed(self, playing: bool) -> None:
        name = "Pause" if playing else "Play"
        self.play.setIcon(_icon(name.lower()))
        self.play.setAccessibleName(name)
        self.play.setToolTip(f"Pause ({PLAY_KEY})" if playing else f"Walk through the {self._steps} ({PLAY_KEY})")


def _icon_button(icon: str, name: str, key: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(_icon(icon))
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key})")
    return button


def _plain(button: QToolButton) -> QToolButton:
    button.setProperty("role", "icon")
    button.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
    return button


def _icon(name: str) -> QIcon:
    return QIcon(str(asset(f"icons/{name}.svg")))
