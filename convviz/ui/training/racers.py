"""How the two optimisers of a race are told apart, wherever they are shown."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from convviz.ui.theme import accent

_RIVAL = "#d55e00"  # vermillion of Okabe and Ito 2008, which colour-blind people tell from the accent
STYLES = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


def racer_colours(palette: QPalette) -> tuple[QColor, QColor]:
    """Return the colours of the first and of the rival."""
    dark = palette.windowText().color().lightness() > 128
    rival = QColor(_RIVAL)
    return accent(palette), rival.lighter(130) if dark else rival
