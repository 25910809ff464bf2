"""Feature maps out: to files, to the clipboard or into another program, encoded off the UI thread."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from typing_extensions import override

from convviz.app.export_choice import ExportChoice, entries_of, has_one_scale
from convviz.app.file_writer import FileWriter
from convviz.app.settings import Settings
from convviz.files.contact_sheet import save_contact_sheet
from convviz.files.feature_maps import Form, png_bytes, save_stack, write_feature_map
from convviz.files.writing import ExportError, new_file, write_file
from convviz.lab.compute import Frame
from convviz.lab.progress import Progress, part
from convviz.lab.recipe import describe_layer, recipe, recipes

OWN_MAP = "application/x-convviz-feature-map"  # marks what is dragged out of our own window


class Exporter(FileWriter):
    """Writes the feature maps of a frame: the very arrays that are on the screen."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self._offers: TemporaryDirectory[str] | None = None

    def export(self, frame: Frame, path: Path, form: Form) -> None:
        """Write the selected map as PNG, as seen or as data, or as NumPy floats; the suffix of the path decides.

        Parameters
        ----------
        frame : Frame
        path : Path
            Ends in ``.png`` or ``.npy``.
        form : {"seen", "data"}
            Of a PNG: coloured in 8 bits, or the values in 16 bits.
        """
        self.export_chosen(frame, ExportChoice(as_kind="picture" if form == "seen" else "values"), [path])

    def export_chosen(self, frame: Frame, choice: ExportChoice, paths: Sequence[Path]) -> None:
        """Write what was chosen; all files, or none of them.

        Parameters
        ----------
        frame : Frame
        choice : ExportChoice
        paths : sequence of Path
            Of a folder one a map; else one.
        """
        self.write(partial(_write, frame, choice, paths), paths)

    def copy(self, frame: Frame) -> None:
        """Put the map as seen on the clipboard."""
        self.jobs.run_watched(partial(_encode, frame), self._on_encoded, self._on_failed)

    def offer(self, frame: Frame, deliver: Callable[[QMimeData], None]) -> None:
        """Write the map as seen to a file that lasts as long as the program, and deliver what a drag of it carries."""
        if self._offers is None:
            self._offers = TemporaryDirectory(prefix="convviz-", ignore_cleanup_errors=True)
        (name,) = ExportChoice().names(frame.state)
        path = Path(mkdtemp(dir=self._offers.name), name)  # not over a file that another program may be reading

        def write(progress: Progress) -> tuple[bytes, QImage]:
            png, image = _encode(frame, progress)
            write_file(path, png)
            return png, image

        self.jobs.run_watched(write, lambda encoded: deliver(_dragged(path, *encoded)), self._on_failed)

    @override
    def close(self) -> bool:
        went_well = super().close()
        if went_well and self._offers:
            self._offers.cleanup()
            self._offers = None
        return went_well

    def _on_encoded(self, encoded: tuple[bytes, QImage]) -> None:
        QGuiApplication.clipboard().setMimeData(_picture_data(*encoded))
        self.exported.emit("Copied the feature map as a picture")


def _write(frame: Frame, choice: ExportChoice, paths: Sequence[Path], progress: Progress) -> None:
    state = frame.state
    if choice.what == "stack":
        save_stack(paths[0], frame.feature_maps, progress)
    elif choice.what == "sheet":
        save_contact_sheet(
            paths[0],
            entries_of(frame),
            describe_layer(state),
            columns=choice.columns,
            one_scale=has_one_scale(state),
            recipe=recipes(state),
            progress=progress,
        )
    else:
        indices = range(state.layer.out_channels) if choice.what == "folder" else (state.selected_filter,)
        _write_maps(frame, choice, dict(zip(indices, paths, strict=True)), progress)


def _write_maps(frame: Frame, choice: ExportChoice, paths: Mapping[int, Path], progress: Progress) -> None:
    """Write these maps; their files take their places when all are complete: none does if one cannot be made."""
    for path in paths.values():
        if path.is_dir():
            raise ExportError(f"{path} is a folder, and no map was exported; choose another name or place.")
    entries = entries_of(frame)
    with ExitStack() as complete:
        for place, (index, path) in enumerate(paths.items()):
            write_feature_map(
                complete.enter_context(new_file(path)),
                path.name,
                entries[index].feature_map,
                form=choice.kind.form,
                scale=entries[index].scale,
                zoom=choice.zoom,
                colour_bar=choice.colour_bar,
                recipe=recipe(replace(frame.state, selected_filter=index)),
                progress=part(progress, place, len(paths)),
            )


def _encode(frame: Frame, progress: Progress) -> tuple[bytes, QImage]:
    png = png_bytes(frame.feature_map, scale=frame.scale, recipe=recipe(frame.state), progress=progress)
    return png, QImage.fromData(png)


def _picture_data(png: bytes, image: QImage) -> QMimeData:
    data = QMimeData()
    data.setData("image/png", png)  # with its recipe; programs that read Qt's own form get the next line
    data.setImageData(image)
    return data


def _dragged(path: Path, png: bytes, image: QImage) -> QMimeData:
    data = _picture_data(png, image)
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setData(OWN_MAP, b"1")
    return data
