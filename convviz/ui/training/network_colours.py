"""The colours of the networks, the same in curves and in the table; colour-blind people tell them apart."""

from PySide6.QtGui import QColor, QPalette

from convviz.ui.theme import accent

# Okabe and Ito 2008, "Color Universal Design"; the convolutional network has the accent.
_HUES = {"local": "#0072b2", "full": "#d55e00", "blur": "#cc79a7", "own": "#e69f00"}


def network_colour(name: str, palette: QPalette) -> QColor:
    """Return the colour of a network, by its name in ``NetworkChoice.networks``."""
    if name not in _HUES:
        return accent(palette)
    dark = palette.windowText().color().lightness() > 128  # the window itself may be transparent
    hue = QColor(_HUES[name])
    return hue.lighter(150) if dark and name == "local" else hue.lighter(115) if dark else hue
