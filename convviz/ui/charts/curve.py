"""One line of a chart, as it is shown."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from convviz.engine import FloatArray


@dataclass(frozen=True, eq=False)
class Curve:
    """One line of a chart.

    Parameters
    ----------
    name : str
        What it is called.
    y : (n,)
        NaN leaves a gap; on a logarithmic axis all are above 0.
    colour : QColor
    style : Qt.PenStyle
    width : float
        In pixels.
    """

    name: str
    y: FloatArray
    colour: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2
