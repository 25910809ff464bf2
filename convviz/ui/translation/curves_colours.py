"""The colours of curves, told apart by colour-blind people too: a ramp for layers, and well-known hues for others."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from convviz.lab.pictures.display import NOT_FINITE, Scale

# Okabe and Ito 2008, "Color Universal Design", without the yellow and black that a ground swallows.
_HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
MOST_COMPARED = len(_HUES) * len(_STYLES) - 1  # one look is left for the network now
DARK_PART, LIGHT_PART = (0.35, 1.0), (0.0, 0.75)  # of the ramp, that are seen on a dark and on a light ground


def is_dark(palette: QPalette) -> bool:
    """Say whether the ground is dark."""
    return palette.window().color().lightness() < 128


def layer_colours(count: int, *, dark: bool) -> list[QColor]:
    """Return a colour a layer, from the first to the last along a perceptually uniform ramp."""
    ramp = Scale(0, 1, "viridis").colours()[:NOT_FINITE]
    places = np.linspace(*(DARK_PART if dark else LIGHT_PART), max(2, count))[:count]
    return [QColor(*map(int, ramp[round(place * (len(ramp) - 1))])) for place in places]


def compared_look(index: int, *, dark: bool) -> tuple[QColor, Qt.PenStyle]:
    """Return colour and style of a curve that is compared with others."""
    hue = QColor(_HUES[index % len(_HUES)])
    return hue.lighter(130) if dark else hue, _STYLES[index // len(_HUES) % len(_STYLES)]
