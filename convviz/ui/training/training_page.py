"""The page “Training”: weights are found by gradient descent, of one filter or of whole networks."""

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import SELECTING, Document
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.edits.learning_edits import task_chosen
from convviz.lab.state import State
from convviz.lab.training.learning import TASKS, Task
from convviz.ui.theme import UNIT
from convviz.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from convviz.ui.training.filter_view import FilterView
    from convviz.ui.training.networks_view import NetworksView

View: TypeAlias = "FilterView | NetworksView"
TASK_WORDS: dict[Task, tuple[str, str]] = {
    "filter": ("Learn a filter", "From a picture and its feature map, find the kernel that makes the one of the other"),
    "network": ("Train a network", "From pictures and their classes, find the weights that tell them apart"),
}


class TrainingPage(QWidget):
    """One of two tasks; each is made when it is first looked at.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What went well, such as a file that was written.
    failed(str)
        What could not be done.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document, self._settings = document, settings
        self._frame: Frame | None = None
        self._views: dict[Task, View] = {}
        self.tasks, self._stack = TabRow("What is learnt"), QStackedWidget()
        for index, (name, hint) in enumerate(TASK_WORDS.values()):
            self.tasks.addTab(name)
            self.tasks.setTabToolTip(index, hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 0, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addWidget(self.tasks)
        layout.addWidget(self._stack, 1)
        self.tasks.currentChanged.connect(self._on_task_chosen)

    @property
    def view(self) -> View:
        """The task that is shown."""
        return self.view_of(self._document.state.learning.task)

    def view_of(self, task: Task) -> View:
        """Return what shows a task; the first time it is made."""
        if task not in self._views:
            view = _made(task, self._document, self._settings)
            view.read_out.connect(self.read_out)
            view.succeeded.connect(self.succeeded)
            view.failed.connect(self.failed)
            self._views[task] = view
            self._stack.addWidget(view)
            self._begin_at(view)
        return self._views[task]

    def show_state(self, state: State) -> None:
        """Show what is set."""
        task = state.learning.task
        with QSignalBlocker(self.tasks):
            self.tasks.setCurrentIndex(TASKS.index(task))
        view = self.view_of(task)
        is_new = self._stack.currentWidget() is not view
        self._stack.setCurrentWidget(view)
        view.show_state(state)
        if is_new and self._frame is not None:
            view.show_frame(self._frame)

    def show_frame(self, frame: Frame) -> None:
        """Show what belongs to it."""
        self._frame = frame
        self.view.show_frame(frame)

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        for view in self._views.values():
            view.finish()

    def _begin_at(self, view: View) -> None:
        """Have the large button get the keyboard when the page is shown; a hidden widget takes note of that alone."""
        if not self.isVisible():
            view.hide()
            view.bar.run.setFocus()
            view.show()

    def _on_task_chosen(self, index: int) -> None:
        name, _ = TASK_WORDS[TASKS[index]]
        self._document.edit(f"Choose “{name}”", task_chosen, TASKS[index], gesture=SELECTING)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.view.bar.run.click()
        else:
            super().keyPressEvent(event)


def _made(task: Task, document: Document, settings: Settings) -> View:
    """Make what shows a task; it is imported only now, as the page shall open soon."""
    if task == "filter":
        from convviz.ui.training.filter_view import FilterView

        return FilterView(document, settings)
    from convviz.ui.training.networks_view import NetworksView

    return NetworksView(document, settings)
