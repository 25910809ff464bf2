"""Sweeps out: to files, written off the UI thread, and to the clipboard."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from convviz.app.file_writer import FileWriter
from convviz.files.curves import CurvesFigure, save_curves
from convviz.files.shift_maps import ShiftMapFigure, save_shift_map
from convviz.files.writing import write_file
from convviz.lab.progress import Progress
from convviz.lab.translation.sweep import ReadOut
from convviz.lab.translation.sweep_text import Answer, csv_text, markdown


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
        self.write(partial(save_curves, path, figure, _told(about)), [path])

    def export_map(self, path: Path, figure: ShiftMapFigure, about: str) -> None:
        """Write a map over both shifts as PNG, with the same in it."""
        self.write(partial(save_shift_map, path, figure, _told(about)), [path])

    def copy_csv(self, answers: Sequence[Answer], what: str = "curves") -> None:
        """Put all that was measured on the clipboard."""
        QGuiApplication.clipboard().setText(csv_text(answers))
        self.exported.emit(f"The {what} {'are' if what == 'curves' else 'is'} copied as CSV")

    def copy_markdown(self, answers: Sequence[Answer], read_out: ReadOut) -> None:
        """Put the read-out that is shown on the clipboard, as a table for reading."""
        QGuiApplication.clipboard().setText(markdown(answers, read_out))
        self.exported.emit("The curves are copied as Markdown")


def _told(about: str) -> dict[str, str]:
    return {"Software": "convviz", "Description": about}
