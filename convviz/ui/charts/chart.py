"""What the charts share: two axes and what is drawn between them; the one place where pyqtgraph is used.

It takes a while to import: only for those who look.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph  # type: ignore[import-untyped]
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.ui.charts.curve import Curve
from convviz.ui.theme import SMALL

Ticks = Sequence[Sequence[tuple[float, str]]]  # labelled ones, then those without


class Chart(QWidget):
    """Curves over one axis. It is read, not zoomed; a subclass says in ``_draw`` what is drawn, and in which scale.

    Parameters
    ----------
    name, x_name, y_name : str
        Of the chart, for screen readers, and of its axes.

    Signals
    -------
    hovered(object)
        The index of the point that is nearest to the pointer, along x; None when the pointer leaves.
    clicked(int)
        The index of the point nearest to a click.
    """

    hovered = Signal(object)
    clicked = Signal(int)

    def __init__(self, name: str, x_name: str, y_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = {"bottom": x_name, "left": y_name}
        self._x: FloatArray = np.empty(0)
        self._curves: Sequence[Curve] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.view: Any = pyqtgraph.GraphicsLayoutWidget(parent=self)
        self._box: Any = self.view.addViewBox(0, 1, enableMenu=False)  # a PlotItem would make menus without a parent
        self.axes: dict[str, Any] = {side: pyqtgraph.AxisItem(side) for side in self._names}
        self._set_up()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def nearest(self, x: float) -> int:
        """Return the index of the point that is nearest to a place of the view, in its pixels from the left."""
        value = self._box.mapSceneToView(QPointF(x, 0)).x()
        return int(np.abs(self._scaled(self._x) - value).argmin())

    def place_of(self, index: int) -> float:
        """Return where a point is, in pixels from the left of the view."""
        place: float = self._box.mapViewToScene(QPointF(float(self._scaled(self._x[index])), 0)).x()
        return place

    def _scaled(self, values: FloatArray) -> FloatArray:
        """Return where values lie on their axis."""
        return values

    def _draw(self) -> None:
        """Draw all anew: a handful of items, each in the colours of the palette."""
        raise NotImplementedError

    def _clear(self, ticks: Mapping[str, Ticks]) -> None:
        """Leave nothing but the axes."""
        self._box.clear()
        palette, font = self.palette(), self.font()
        font.setPixelSize(SMALL)
        self.view.setBackground(palette.window().color())
        quiet = palette.placeholderText().color()
        for side, name in self._names.items():
            axis = self.axes[side]
            axis.setTicks(ticks[side])
            axis.setLabel(name, color=quiet.name(), **{"font-size": f"{SMALL}px"})
            axis.setTickFont(font)
            axis.setPen(palette.mid().color())
            axis.setTextPen(quiet)
            axis.setGrid(60)

    def _show_range(self, x_ends: tuple[float, float], y_ends: tuple[float, float]) -> None:
        self._box.setRange(xRange=x_ends, yRange=y_ends, padding=0.02)

    def _add_vertical(self, x: float, colour: QColor, style: Qt.PenStyle, width: float = 1) -> Any:
        line = pyqtgraph.InfiniteLine(x, pen=pyqtgraph.mkPen(colour, width=width, style=style))
        self._box.addItem(line)
        return line

    def _add_line(self, x: FloatArray, y: FloatArray, curve: Curve) -> None:
        pen = pyqtgraph.mkPen(curve.colour, width=curve.width, style=curve.style)
        self._box.addItem(pyqtgraph.PlotCurveItem(x, y, pen=pen, antialias=True, connect="finite"))

    def _add_dots(self, x: FloatArray, y: FloatArray, colour: QColor, size: int) -> None:
        dots = pyqtgraph.ScatterPlotItem(x, y, size=size, brush=colour, pen=None, antialias=True)
        self._box.addItem(dots, ignoreBounds=True)

    def _add_words(self, text: str, x: float, y: float, colour: QColor) -> None:
        """Write words whose right lower end lies there."""
        label, font = pyqtgraph.TextItem(text, color=colour, anchor=(1.0, 1.0)), self.font()
        font.setPixelSize(SMALL)
        label.setFont(font)
        label.setPos(x, y)
        self._box.addItem(label, ignoreBounds=True)

    def _set_up(self) -> None:
        self._box.setMouseEnabled(x=False, y=False)
        for axis, place in ((self.axes["left"], (0, 0)), (self.axes["bottom"], (1, 1))):
            axis.linkToView(self._box)
            axis.enableAutoSIPrefix(False)
            self.view.addItem(axis, *place)
        self.view.ci.layout.setSpacing(0)
        self.view.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAcceptDrops(False)  # a file that is dropped belongs to the window
        self.view.viewport().setAcceptDrops(False)
        self.view.viewport().setMouseTracking(True)
        self.view.viewport().installEventFilter(self)

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not len(self._x):
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.hovered.emit(self.nearest(event.position().x()))
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            if event.button() == Qt.MouseButton.LeftButton:
                self.clicked.emit(self.nearest(event.position().x()))
        elif event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
