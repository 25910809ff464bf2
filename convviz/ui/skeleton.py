"""What is painted first: the window as it will be, before there is anything to show in it."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPalette

from convviz.ui.theme import PANEL_WIDTH, UNIT

# Where the pictures come to lie, beside the network, the colour bar and the panel, and the status bar below them.
_LEFT, _LEFT_FOLDED, _FOLDED_BELOW = 232, 80, 1200
_TOP, _RIGHT = 100, PANEL_WIDTH + 108
_BELOW, _BELOW_IN_LOW_WINDOW, _LOW = 210, 72, 785
_STATUS_BAR = 30


def pictures_in(window: QRect) -> list[QRect]:
    """Return where the two pictures will lie side by side in a window."""
    left = _LEFT if window.width() >= _FOLDED_BELOW else _LEFT_FOLDED
    below = _BELOW if window.height() >= _LOW else _BELOW_IN_LOW_WINDOW
    width = (window.width() - _RIGHT - left - 2 * UNIT) // 2
    height = window.height() - below - _TOP
    return [QRect(x, _TOP, width, height) for x in (left, left + width + 2 * UNIT)]


def draw_skeleton(painter: QPainter, window: QRect, palette: QPalette) -> None:
    """Draw the empty places of the pictures, and the line above the status bar."""
    for place in pictures_in(window):
        painter.fillRect(place, palette.dark())
    painter.fillRect(0, window.height() - _STATUS_BAR, window.width(), 1, palette.mid())
