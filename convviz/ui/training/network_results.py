"""What becomes of a trained network: it goes into the lab, or its weights into a file and back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz import __version__
from convviz.app.document import Document
from convviz.app.file_writer import FileWriter
from convviz.app.jobs import Jobs, sentence
from convviz.app.settings import Settings
from convviz.files.digits import DIGITS_SOURCE
from convviz.files.trained import TrainedNetwork, read_trained
from convviz.files.weights import load_recipe, load_weights, save_weights
from convviz.lab.training.network_learning import own_weights_used, trained_network_used
from convviz.lab.training.network_record import training_record
from convviz.lab.training.network_snapshot import RunSnapshot, Snapshot
from convviz.lab.training.network_words import kept_sentence
from convviz.nn.digit_networks import DIGIT_NETWORKS
from convviz.nn.network import Network
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label, tool_button
from convviz.ui.widgets.file_dialog import choose_file

PATTERN = "Weights (*.npz)"


class NetworkResults(QWidget):
    """Says which weights are kept, and has the buttons for them.

    Signals
    -------
    succeeded(str)
        What was done.
    failed(str)
        What could not be done.
    """

    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._settings = document, settings
        self._snapshot: Snapshot | None = None
        self._run: RunSnapshot | None = None
        self._best: Network | None = None
        self.writer, self.reading = FileWriter(settings, self), Jobs(self)
        self.kept = QLabel(wordWrap=True)
        self.use, self.save, self.load = (tool_button(text) for text in ("Use these weights", "Save…", "Load…"))
        self._lay_out()
        self.use.clicked.connect(self._on_use_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.load.clicked.connect(self._on_load_clicked)
        self.writer.exported.connect(self.succeeded)
        self.writer.failed.connect(self.failed)
        self.show_run(None, "")

    def show_run(self, snapshot: Snapshot | None, name: str) -> None:
        """Show what there is of a network."""
        self._snapshot, self._run = snapshot, snapshot.run(name) if snapshot else None
        best = self._best = self._run.best_network if self._run else None
        text = kept_sentence(self._run) if self._run else ""
        self.kept.setText(text or "After the first epoch the best weights so far are kept here.")
        for button in (self.use, self.save):
            button.setEnabled(best is not None)

    def finish(self) -> None:
        """Wait for what is read and written."""
        self.reading.wait()
        self.writer.close()

    def save_to(self, path: Path) -> None:
        """Write what is kept of the network into a file, with how it came about."""
        snapshot, run, network = self._snapshot, self._run, self._best
        if snapshot is None or run is None or run.best is None or network is None:
            return
        source = snapshot.task.choice.folder or DIGITS_SOURCE
        record = training_record(snapshot.task, run, run.best, source=source, version=__version__)
        self.writer.write(lambda _progress: save_weights(path, network, record), [path])

    def load_from(self, path: Path) -> None:
        """Put the network of a file into the lab; a file that does not name its network fits the one there."""
        own = self._document.state.network
        self.reading.run(partial(_read, path, own), partial(self._on_read, path), self._on_read_failed)

    def _lay_out(self) -> None:
        self.use.setToolTip("Put this network with its best weights into the lab, in place of the one there")
        self.save.setToolTip("Save the best weights to a file, with how they came about")
        self.load.setToolTip("Put a network into the lab whose weights were saved here or by convviz train")
        self.save.setAccessibleName("Save weights")
        self.load.setAccessibleName("Load weights")
        self.kept.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        for button in (self.use, self.save, self.load):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("What is kept", role="heading"))
        layout.addWidget(self.kept)
        layout.addLayout(row)

    def _on_use_clicked(self) -> None:
        if self._snapshot is None or self._best is None:
            return
        channels, *size = self._snapshot.task.seen.images.shape[1:]
        used = self._document.edit("Use trained weights", trained_network_used, self._best, tuple(size), channels)
        if used:
            self.succeeded.emit("The trained network is in the lab; Ctrl+Z brings yours back.")

    def _on_save_clicked(self) -> None:
        if self._run is not None and self._snapshot is not None:
            name = f"{self._snapshot.task.choice.noun}-{self._run.name}.npz"
            choose_file(self, "Save the weights", self._settings.folder("export"), name, PATTERN, self.save_to)

    def _on_load_clicked(self) -> None:
        dialog = QFileDialog(self, "Load weights", str(self._settings.folder("open")), PATTERN)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.load_from(Path(path)))
        dialog.open()

    def _on_read(self, path: Path, found: TrainedNetwork | Network) -> None:
        self._settings.set_folder("open", path.parent)
        if isinstance(found, Network):
            done = self._document.edit(f"Load {path.name}", own_weights_used, found)
        else:
            canvas, channels = found.record["canvas"], found.record["channels"]
            done = self._document.edit(
                f"Load {path.name}", trained_network_used, found.network, (canvas, canvas), channels
            )
        if done:
            self.succeeded.emit(f"The weights of {path.name} are in the lab.")

    def _on_read_failed(self, error: BaseException) -> None:
        self.failed.emit(str(error) if isinstance(error, ValueError) else sentence(error))


def _read(path: Path, own: Network) -> TrainedNetwork | Network:
    """Read the network that a file names; one that does not name it has weights for the network that is there."""
    names_it = str(load_recipe(path).get("network")) in DIGIT_NETWORKS
    return read_trained(path) if names_it else load_weights(path, own)
