"""Feature maps out: to a file or to the clipboard, encoded off the UI thread."""

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from convviz.app.jobs import Jobs, sentence
from convviz.app.settings import Settings
from convviz.files.feature_maps import png_bytes, save_feature_map
from convviz.lab.compute import Frame
from convviz.lab.recipe import recipe

Form = Literal["seen", "data"]


class Exporter(QObject):
    """Writes the selected feature map of a frame: the very arrays that are on the screen.

    Signals
    -------
    exported(str)
        It is written; where.
    failed(str)
        It could not be written, and why.
    """

    exported = Signal(str)
    failed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.jobs = Jobs(self)
        self._went_well = True

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self.jobs.busy

    def export(self, frame: Frame, path: Path, form: Form) -> None:
        """Write the map as PNG, as seen or as data, or as NumPy floats; the suffix of the path decides.

        Parameters
        ----------
        frame : Frame
        path : Path
            Ends in ``.png`` or ``.npy``.
        form : {"seen", "data"}
            Of a PNG: coloured in 8 bits, or the values in 16 bits.
        """
        write = partial(
            save_feature_map,
            path,
            frame.feature_map,
            form=form,
            scale=frame.scale,
            recipe=recipe(frame.state),
        )
        self.jobs.run(write, lambda _: self._on_written(path), self._on_failed)

    def copy(self, frame: Frame) -> None:
        """Put the map as seen on the clipboard."""

        def encode() -> tuple[bytes, QImage]:
            png = png_bytes(frame.feature_map, form="seen", scale=frame.scale, recipe=recipe(frame.state))
            return png, QImage.fromData(png)

        self.jobs.run(encode, self._on_encoded, self._on_failed)

    def close(self) -> bool:
        """Wait for the writing under way, and say whether it went well."""
        self._went_well = True
        self.jobs.wait()
        return self._went_well

    def _on_written(self, path: Path) -> None:
        self._settings.set_folder("export", path.parent)
        self.exported.emit(f"Exported to {path}")

    def _on_encoded(self, encoded: tuple[bytes, QImage]) -> None:
        png, image = encoded
        data = QMimeData()
        data.setData("image/png", png)  # with its recipe; programs that read Qt's own form get the next line
        data.setImageData(image)
        QGuiApplication.clipboard().setMimeData(data)
        self.exported.emit("Copied the feature map as a picture")

    def _on_failed(self, error: BaseException) -> None:
        self._went_well = False
        self.failed.emit(sentence(error))


def suggested_name(frame: Frame, form: Form, suffix: str) -> str:
    """Return a file name for the map, for example ``cat map 1.png``."""
    values = " values" if form == "data" else ""
    stem = Path(frame.state.image_name).stem
    return f"{stem} map {frame.state.selected_filter + 1}{values}{suffix}"
