"""How the parameters of the three kinds grow with the size of the image: curves, with a marker at the current one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.lab.sharing.sharing_growth import Growth, Imagined, growth
from convviz.lab.sharing.sharing_text import growth_at
from convviz.nn.equivalents import KINDS
from convviz.ui.charts.curve import Curve
from convviz.ui.sharing.sharing_bars import kind_colour
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label
from convviz.ui.widgets.elided_label import ElidedLabel

if TYPE_CHECKING:
    from convviz.ui.charts.log_chart import LogChart

_STYLES = dict(zip(KINDS, (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine), strict=True))


class GrowthView(QWidget):
    """The curves of an imagined layer; the chart is made when it is first seen.

    Signals
    -------
    side_chosen(int)
        A person clicked at this size of the image.
    read_out(str)
        The numbers under the pointer; empty when it leaves.
    """

    side_chosen = Signal(int)
    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: LogChart | None = None
        self._imagined: Imagined | None = None
        self._subject = ""
        self._growth: Growth | None = None
        self.title = term_label("How it grows with the image", "growth", role="heading")
        self.numbers = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.numbers.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.title)
        layout.addWidget(self.numbers)
        layout.addStretch(1)

    def show_imagined(self, imagined: Imagined, subject: str = "") -> None:
        """Show how this layer grows; the subject says which one it is, where something else is counted."""
        if (imagined, subject) != (self._imagined, self._subject):
            self._imagined, self._subject, self._growth = imagined, subject, None
            self._show()

    def _show(self) -> None:
        if self._imagined is None or not self.isVisible():
            return
        if self._growth is None:
            self._growth = growth(self._imagined)
        sides = self._growth.sides
        fits = self._imagined.side in sides
        self.numbers.setText(self._says(self._imagined.side) if fits else "The kernel does not fit into this image.")
        self._draw(self._growth, int((sides < self._imagined.side).sum()) if fits else 0)

    def _draw(self, grown: Growth, marker: int) -> None:
        from convviz.ui.charts.log_chart import LogChart  # it takes a third of a second: only for those who look

        if self.chart is None:
            self.chart = LogChart("Parameters against image size", "image size, longer side in pixels", "parameters")
            self.chart.setToolTip(TERMS["growth"])
            self._layout.addWidget(self.chart, 1)
            self._layout.setStretch(2, 0)
            self.chart.hovered.connect(self._on_hovered)
            self.chart.clicked.connect(self._on_clicked)
        curves = [
            Curve(kind, grown.parameters[kind], kind_colour(kind, self.palette()), _STYLES[kind]) for kind in KINDS
        ]
        self.chart.setAccessibleDescription(self.numbers.text())
        self.chart.show_curves(grown.sides, curves, marker)

    def _says(self, side: float) -> str:
        assert self._growth is not None
        index = int((self._growth.sides < side).sum())
        return growth_at(side, {kind: float(self._growth.parameters[kind][index]) for kind in KINDS}, self._subject)

    def _on_hovered(self, index: int | None) -> None:
        assert self._growth is not None
        self.read_out.emit("" if index is None else self._says(float(self._growth.sides[index])))

    def _on_clicked(self, index: int) -> None:
        assert self._growth is not None
        self.side_chosen.emit(int(self._growth.sides[index]))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._show()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show()
