"""What is looked at of one network in training: its filters and maps, its mistakes, and what a shift does to it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.network_training import GapPoint
from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale, weight_scale
from convviz.lab.text.numbers import format_number
from convviz.lab.training.network_pictures import first_layer
from convviz.lab.training.network_snapshot import RunSnapshot, Snapshot
from convviz.lab.training.network_words import confused_sentence, wrong_sentence
from convviz.ui.theme import UNIT
from convviz.ui.training.confusion_view import ConfusionView
from convviz.ui.training.gap_view import GapView
from convviz.ui.training.moved_view import MovedView
from convviz.ui.training.picture_tiles import PictureTiles, Tile, photo_image, values_image
from convviz.ui.widgets.controls import show_number, term_label, whole_number
from convviz.ui.widgets.tab_row import TabRow

TABS = (
    ("Filters and maps", "The first layer as it forms: its weights, and what they make of one unseen picture"),
    ("Mistakes", "What it takes for what, and the unseen pictures that it gets wrong"),
    ("Moved pictures", "What a shift of the picture does to each network"),
    ("Gap", "Overfitting against the number of pictures that are learnt from"),
)
MOST_MISTAKES = 60
FIRST_LAYER, MISTAKES, MOVED, GAP = range(len(TABS))


class NetworkPictures(QWidget):
    """Shows one tab at a time; what is hidden is drawn when it is looked at.

    Signals
    -------
    read_out(str)
        What is under the pointer; empty when it leaves.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._run: RunSnapshot | None = None
        self._points: Sequence[GapPoint] = ()
        self._picture = 0
        self._mistakes: list[int] = []
        self.tabs, self._stack = TabRow("What is looked at of a network"), QStackedWidget()
        self.filters, self.mistakes = PictureTiles("Filters and maps"), PictureTiles("Mistakes")
        self.confusion, self.moved, self.gap = ConfusionView(), MovedView(), GapView()
        self.picture = whole_number(1, 1, "unseen picture that is shown")
        self.first_words, self.mistake_words = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.picture.valueChanged.connect(lambda number: self.look_at(number - 1))
        self.mistakes.clicked.connect(lambda index: self.look_at(self._mistakes[index], FIRST_LAYER))
        for part in (self.filters, self.mistakes, self.confusion):
            part.hovered.connect(self.read_out)
        for chart in (self.moved, self.gap):
            chart.read_out.connect(self.read_out)

    def show_run(self, snapshot: Snapshot, name: str, points: Sequence[GapPoint]) -> None:
        """Show a network of these, and how the gap went before."""
        self._snapshot, self._run, self._points = snapshot, snapshot.run(name), points
        self.picture.setMaximum(len(snapshot.task.tested))
        self._stack.show()
        self._show()

    def show_nothing(self) -> None:
        """Show no network."""
        self._snapshot = self._run = None
        self._stack.hide()

    def look_at(self, picture: int, tab: int | None = None) -> None:
        """Show what the first layer makes of one of the unseen pictures."""
        self._picture = picture
        show_number(self.picture, picture + 1)
        if tab is not None:
            self.tabs.setCurrentIndex(tab)
        self._show()

    def _show(self) -> None:
        snapshot, run, tab = self._snapshot, self._run, self.tabs.currentIndex()
        if snapshot is None or run is None:
            return
        if tab == FIRST_LAYER:
            self._show_first_layer(snapshot, run)
        elif tab == MISTAKES:
            self._show_mistakes(snapshot, run)
        elif tab == MOVED:
            self.moved.show_snapshot(snapshot)
        else:
            self.gap.show_points(self._points)

    def _show_first_layer(self, snapshot: Snapshot, run: RunSnapshot) -> None:
        tested = snapshot.task.tested
        index = min(self._picture, len(tested) - 1)
        image, label = tested.images[index], tested.classes[tested.labels[index]]
        found = first_layer(run.network, image)
        self.first_words.setText(found.words)
        given = Tile(photo_image(image), f"“{label}”", f"unseen picture {index + 1}: “{label}”")
        kernels = _tiles(found.weights, "filter")
        if not len(found.maps):
            self.filters.show_tiles([given, *kernels])
            return
        self.filters.show_tiles([Tile(None), *kernels, given, *_tiles(found.maps, "map")], len(kernels) + 1)

    def _show_mistakes(self, snapshot: Snapshot, run: RunSnapshot) -> None:
        tested = snapshot.task.tested
        classes = tuple(tested.classes)
        words = wrong_sentence(run, snapshot.task.choice.noun), confused_sentence(run, classes)
        self.mistake_words.setText(" ".join(words).strip())
        self.confusion.show_counts(run.result.unseen.confusion if run.result else None, classes)
        self._mistakes = [int(index) for index in run.result.unseen.wrong[:MOST_MISTAKES]] if run.result else []
        tiles = []
        for index in self._mistakes:
            assert run.result is not None
            right, said = tested.classes[tested.labels[index]], tested.classes[run.result.unseen.predictions[index]]
            tip = f"unseen picture {index + 1}: “{right}” was taken for “{said}”; click to see its maps"
            tiles.append(Tile(photo_image(tested.images[index]), f"{right} → {said}", tip))
        self.mistakes.show_tiles(tiles)

    def _lay_out(self) -> None:
        for index, (name, hint) in enumerate(TABS):
            self.tabs.addTab(name)
            self.tabs.setTabToolTip(index, hint)
        head, mistakes = QWidget(), QWidget()
        words = _row(head, UNIT)
        words.addWidget(self.first_words, 1)
        words.addWidget(term_label("Picture", "unseen picture", role="quiet"))
        words.addWidget(self.picture)
        both = _row(mistakes, 2 * UNIT)
        both.addWidget(self.confusion, 2)
        both.addWidget(self.mistakes, 5)
        for part in (_under(head, self.filters), _under(self.mistake_words, mistakes), self.moved, self.gap):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        keeps_its_place = self._stack.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self._stack.setSizePolicy(keeps_its_place)
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, 1)

    def _on_tab_changed(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._show()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show()


def _under(words: QWidget, content: QWidget) -> QWidget:
    """Put a sentence above what it is about."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(UNIT // 2)
    column.addWidget(words)
    column.addWidget(content, 1)
    return both


def _row(widget: QWidget, spacing: int) -> QHBoxLayout:
    """Give a widget a row for its parts."""
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    return row


def _tiles(values: FloatArray, what: str) -> list[Tile]:
    """Return a tile for each matrix, all in one scale."""
    if not len(values):
        return []
    signed = bool(values.min() < 0)
    scale = weight_scale(values, "balance") if signed else Scale(0.0, float(values.max()) or 1.0, "grey")
    return [
        Tile(
            values_image(each, scale), f"{what} {index}", f"{what} {index}: {_text(each.min())} to {_text(each.max())}"
        )
        for index, each in enumerate(np.asarray(values, np.float32), 1)
    ]


def _text(value: float) -> str:
    return format_number(float(value), 3)
