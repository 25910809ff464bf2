"""The menus of the network panel: ready networks, kinds of layers, and sizes of the input."""

from functools import partial
from itertools import groupby

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convviz.app.document import Document
from convviz.engine.geometry import Pair
from convviz.lab.edits.edits import greyscale_set
from convviz.lab.edits.network_edits import ONE_FILTER, input_size_set, layer_added, network_chosen
from convviz.lab.network.layer_texts import KINDS, shape_text
from convviz.lab.state import State
from convviz.nn.networks import NETWORKS

ONE_FILTER_TEXTS = ("One filter", "A single Sobel kernel, as the app starts: one convolution and nothing behind it.")
LARGE = ("alexnet", "vgg-16")
SIZES: tuple[Pair, ...] = ((32, 32), (64, 64), (128, 128), (224, 224), (227, 227))


class ReadyMenu(QMenu):
    """Networks of the courses and of the literature."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__("Ready networks", parent)
        self._document = document
        self.setToolTipsVisible(True)
        self._add(ONE_FILTER, *ONE_FILTER_TEXTS)
        for key, ready in NETWORKS.items():
            title = f"{ready.title} (random weights)" if key in LARGE else ready.title
            self._add(key, title, ready.description)

    def _add(self, key: str, title: str, description: str) -> None:
        self.addAction(title, partial(self._document.edit, f"Choose {title}", network_chosen, key)).setToolTip(
            description
        )


class AddMenu(QMenu):
    """Kinds of layers, in groups; one is added behind the selected layer."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__("Add a layer", parent)
        self._document = document
        self.setToolTipsVisible(True)
        for group, kinds in groupby(KINDS, key=lambda kind: KINDS[kind].group):
            self.addAction(group).setEnabled(False)
            for kind in kinds:
                self.addAction(f"  {kind}", partial(self._on_chosen, kind)).setToolTip(KINDS[kind].sentence)

    def _on_chosen(self, kind: str) -> None:
        self._document.edit(f"Add {kind}", layer_added, kind, self._document.state.selected_layer)


class InputMenu(QMenu):
    """What the network gets of the picture: all of it, or its middle at one size; in colour or in grey."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__("Input of the network", parent)
        self._document = document
        self._sizes: dict[Pair | None, QAction] = {}
        self.aboutToShow.connect(self._on_about_to_show)

    def _on_about_to_show(self) -> None:
        state = self._document.state
        self.clear()
        self._add_size(state, None, f"The picture as it is, {'×'.join(map(str, state.image.shape[1:]))}")
        sizes = {*SIZES, state.input_size} - {None}
        for height, width in sorted(size for size in sizes if size):
            self._add_size(state, (height, width), f"{height}×{width}, from the middle")
        self.addSeparator()
        grey = self.addAction("In greyscale", self._on_greyscale)
        grey.setCheckable(True)
        grey.setChecked(state.input_channels == 1)
        grey.setEnabled(len(state.image) > 1 or state.input_size is not None)

    def _add_size(self, state: State, size: Pair | None, text: str) -> None:
        action = self.addAction(text, partial(self._document.edit, "Set input size", input_size_set, size))
        action.setCheckable(True)
        action.setChecked(state.input_size == size)

    def _on_greyscale(self) -> None:
        greyscale = not self._document.state.greyscale
        self._document.edit("Input in greyscale" if greyscale else "Input in colour", greyscale_set, greyscale)


def input_texts(state: State) -> tuple[str, str]:
    """Return the shape of what the network gets, and what of the picture that is."""
    return shape_text(state.input_shape), "the picture as it is" if state.input_size is None else "from the middle"
