"""Curves out: to files, written off the UI thread, and to the clipboard."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from convviz.app.file_writer import FileWriter
from convviz.files.curves import CurvesFigure, save_curves
from convviz.files.writing import write_file
from convviz.lab.progress import Progress
from convviz.lab.sweep import ReadOut
from convviz.lab.sweep_text import Answer, csv_text, markdown


class SweepExporter(FileWriter):
    """Writes sweeps as tables, and curves as pictures."""

    def export_table(self, path: Path, answers: Sequence[Answer]) -> None:
        """Write all that was measured as CSV."""

        def write(progress: Progress) -> None:
            progress(0)
            write_file(path, csv_text(answers).encode())

        self.write(write, [path])

    def export_picture(self, path: Path, figure: CurvesFigure, about: str) -> None:
        """Write the curves as PNG, with a text in it that says how they were made."""
        text = {"Software": "convviz", "Description": about}
        self.write(partial(save_curves, path, figure, text), [path])

    def copy_csv(self, answers: Sequence[Answer]) -> None:
        """Put all that was measured on the clipboard."""
        self._copy(csv_text(answers), "CSV")

    def copy_markdown(self, answers: Sequence[Answer], read_out: ReadOut) -> None:
        """Put the read-out that is shown on the clipboard, as a table for reading."""
        self._copy(markdown(answers, read_out), "Markdown")

    def _copy(self, text: str, form: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.exported.emit(f"The curves are copied as {form}")
