"""The same filter learnt without sharing: a fully connected layer on a small crop, beside the kernel."""

from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convviz.app.crop_comparisons import CropQuestion, compare
from convviz.app.last_question import LastQuestion
from convviz.lab.state import State
from convviz.lab.text.quantities import percent
from convviz.lab.training.crop_comparison import CROPS, CropComparison
from convviz.lab.training.filter_problem import FilterProblem
from convviz.lab.training.filter_race import Snapshot
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label, tool_button
from convviz.ui.widgets.work_bar import WorkBar

INVITATION = (
    "A fully connected layer can learn it too, on crops of the picture. What does it need, and what does it know?"
)
UNKNOWN = "Here the filter is not known, and so not what it makes of another picture: choose the map as the target."
COLUMNS = (("Numbers", "parameters"), ("Seen", "seen crops"), ("Unseen", "unseen crops"))
ROWS = ("Convolution", "Fully connected")
NONE = "–"


class CropSection(QWidget):
    """A button, a small table and a sentence; the table is empty until both were trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._problem: FilterProblem | None = None
        self.comparing = LastQuestion(compare, 0, self)
        self.train, self.sentence = tool_button("Train both on crops"), QLabel(INVITATION, wordWrap=True)
        self.busy = WorkBar({"Training…": self.comparing.jobs})
        self.figures = [[QLabel(NONE) for _ in COLUMNS] for _ in ROWS]
        self._lay_out()
        self.train.clicked.connect(self._on_train_clicked)
        self.comparing.computed.connect(self._on_computed)
        self.comparing.failed.connect(self.sentence.setText)

    def show_state(self, state: State) -> None:
        """Take note of what the network is."""
        self._state = state

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Take note of what is learnt; of another problem nothing is known yet."""
        problem = snapshot.problem if snapshot else None
        if problem is not self._problem:
            self._problem = problem
            self.comparing.ask(None)
        self.train.setEnabled(problem is not None and problem.true is not None)

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.comparing.close()

    def _lay_out(self) -> None:
        self.train.setToolTip(f"Both see the same {CROPS} crops, as often, with the same optimiser, Adam")
        self.train.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sentence.setProperty("role", "quiet")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(UNIT // 2)
        for column, (caption, term) in enumerate(COLUMNS, 1):
            grid.addWidget(term_label(caption, term, role="quiet"), 0, column)
            grid.setColumnStretch(column, 1)
        for row, (name, figures) in enumerate(zip(ROWS, self.figures, strict=True), 1):
            grid.addWidget(term_label(name, f"{name.lower()} layer"), row, 0)
            for column, figure in enumerate(figures, 1):
                figure.setProperty("role", "heading")
                grid.addWidget(figure, row, column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("The same without sharing", "without sharing", role="heading"))
        layout.addWidget(self.sentence)
        layout.addLayout(grid)
        layout.addWidget(self.train)
        layout.addWidget(self.busy)

    def _show(self, comparison: CropComparison | None) -> None:
        both = (comparison.conv, comparison.full) if comparison else (None, None)
        for name, figures, learnt in zip(ROWS, self.figures, both, strict=True):
            texts = [NONE] * len(COLUMNS)
            if learnt:
                texts = [f"{learnt.parameters:,}", percent(learnt.seen), percent(learnt.unseen)]
            for figure, text, (caption, _) in zip(figures, texts, COLUMNS, strict=True):
                figure.setText(text)
                figure.setAccessibleName(f"{name}: {caption} {text}")

    def _on_train_clicked(self) -> None:
        if self._state is not None and self._problem is not None:
            self.comparing.ask(CropQuestion(self._state, self._problem))

    def _on_computed(self, comparison: CropComparison | None) -> None:
        self._show(comparison)
        known = self._problem is None or self._problem.true is not None
        self.sentence.setText(comparison.sentence if comparison else INVITATION if known else UNKNOWN)
