"""The menu that takes the curves out: as a table or as a picture, into a file or onto the clipboard."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from convviz.app.settings import Settings
from convviz.app.sweep_exporter import SweepExporter
from convviz.files.curves import CurvesFigure, FigureCurve
from convviz.files.names import safe_name
from convviz.lab.translation.sweep_text import about
from convviz.ui.charts.chart_content import ChartContent
from convviz.ui.widgets.controls import menu_button
from convviz.ui.widgets.file_dialog import choose_file

TABLE, PICTURE = "Table of all layers and read-outs, CSV (*.csv)", "Picture of the curves, PNG (*.png)"
_DASHES: dict[Qt.PenStyle, tuple[float, float]] = {
    Qt.PenStyle.SolidLine: (1, 0),
    Qt.PenStyle.DashLine: (1, 1),
    Qt.PenStyle.DotLine: (0.25, 0.7),
}


class CurvesExport:
    """A button with a menu, and the dialogs that ask for a file.

    Parameters
    ----------
    exporter : SweepExporter
    settings : Settings
    content : callable
        Gives what is shown, in the colours for a light ground; None while nothing was measured.
    """

    def __init__(self, exporter: SweepExporter, settings: Settings, content: Callable[[], ChartContent | None]) -> None:
        self._exporter, self._settings, self._content = exporter, settings, content
        self.button: QToolButton = menu_button("Export curves")
        self.button.setAccessibleName("Export the curves")
        self.button.setToolTip("Take the curves out, as a table with all digits or as a picture")
        menu = QMenu(self.button)
        self.save_table = menu.addAction("Save as CSV…", self._on_save_table)
        self.save_picture = menu.addAction("Save as PNG…", self._on_save_picture)
        menu.addSeparator()
        self.copy_table = menu.addAction("Copy as CSV", self._on_copy_table)
        self.copy_markdown = menu.addAction("Copy as Markdown", self._on_copy_markdown)
        self.button.setMenu(menu)

    def _on_save_table(self) -> None:
        if content := self._content():
            self._ask("Save the curves as a table", TABLE, content, self._write_table)

    def _on_save_picture(self) -> None:
        if content := self._content():
            self._ask("Save the curves as a picture", PICTURE, content, self._write_picture)

    def _on_copy_table(self) -> None:
        if content := self._content():
            self._exporter.copy_csv(content.answers)

    def _on_copy_markdown(self) -> None:
        if content := self._content():
            self._exporter.copy_markdown(content.answers, content.read_out)

    def _write_table(self, path: Path, content: ChartContent) -> None:
        self._exporter.export_table(path, content.answers)

    def _write_picture(self, path: Path, content: ChartContent) -> None:
        self._exporter.export_picture(path, figure_of(content), "\n".join(about(content.answers)))

    def _ask(
        self, title: str, pattern: str, content: ChartContent, write: Callable[[Path, ChartContent], None]
    ) -> None:
        stem = safe_name(f"{Path(content.answers[0].question.state.image_name).stem} shift curves")
        name = f"{stem}.{'csv' if pattern == TABLE else 'png'}"
        folder = self._settings.folder("export")
        choose_file(self.button.window(), title, folder, name, pattern, lambda path: write(path, content))


def figure_of(content: ChartContent) -> CurvesFigure:
    """Return what is shown as a figure."""
    curves: Sequence[FigureCurve] = [
        FigureCurve(
            curve.name,
            curve.y,
            (curve.colour.red(), curve.colour.green(), curve.colour.blue()),
            _DASHES.get(curve.style, (1, 0)),
        )
        for curve in content.curves
        if np.isfinite(curve.y).any()
    ]
    return CurvesFigure(content.title, content.x_name, content.x, curves, content.x_ends, content.y_ends)
