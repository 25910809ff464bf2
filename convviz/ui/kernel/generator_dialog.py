"""A small window beside the kernel: it makes one from a few parameters while the map follows."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.trial import Trial
from convviz.lab.kernel.generators import GENERATORS, Generator, Parameter
from convviz.lab.pictures.display import weight_scale
from convviz.lab.state import State
from convviz.ui.theme import UNIT
from convviz.ui.widgets.array_picture import ArrayPicture
from convviz.ui.widgets.controls import form
from convviz.ui.widgets.parameter_control import parameter_control

WIDTH = 45 * UNIT
CHANGED_ELSEWHERE = "The kernel was changed elsewhere; the next move of a control makes it anew."


class GeneratorDialog(QDialog):
    """Makes the selected kernel from parameters: every move is seen at once, and all together are one step of undo.

    "Keep" ends it, and "Cancel" brings back the kernel that there was; neither touches what others changed since.

    Parameters
    ----------
    generator : Generator
    document : Document
    window : QWidget
        It stays above this one, whose keys work on in it, and closes with it.
    """

    def __init__(self, generator: Generator, document: Document, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Tool)
        self.generator = generator
        self._document = document
        self._text = f"{generator.name} (kernel)"
        self._trial = Trial(document, self._text)
        self._values = generator.starting_values(document.state)
        self.controls = {each.key: parameter_control(each) for each in generator.parameters}
        self.picture = ArrayPicture("The kernel as it is now")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "quiet")
        self.setWindowTitle(f"{generator.name} kernel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lay_out()
        self._show_values()
        for key, control in self.controls.items():
            control.changed.connect(partial(self._on_changed, key))
        document.changed.connect(self._on_document_changed)
        window.installEventFilter(self)
        self._try(self._values)

    def show_state(self, state: State) -> None:
        """Show the kernel of this state, and what is to be said about it."""
        self.picture.show_values(state.kernel, weight_scale(state.kernel, state.display.signed))
        if self.generator.relative and not self._trial.is_current:
            self._trial = Trial(self._document, self._text)
            self._values = self.generator.starting_values(state)
            self._show_values()
        current = self._trial.is_current
        self.note.setText(self.generator.note(**self._values) if current else CHANGED_ELSEWHERE)

    def _lay_out(self) -> None:
        hint = QLabel(self.generator.hint, wordWrap=True)
        words = QVBoxLayout()
        words.setSpacing(UNIT // 2)
        words.addWidget(hint)
        words.addWidget(self.note)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(2 * UNIT)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        box = QDialogButtonBox()
        self.keep = box.addButton("&Keep", QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.setToolTip("Keep this kernel, as one step of undo (Enter)")
        self.cancel.setToolTip("Bring back the kernel that there was (Esc)")
        self.keep.setDefault(True)
        self.cancel.setAutoDefault(False)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(head)
        layout.addLayout(form((_label(each), self.controls[each.key]) for each in self.generator.parameters))
        layout.addWidget(box)
        self.setFixedWidth(WIDTH)
        next(iter(self.controls.values())).setFocus()

    def _show_values(self) -> None:
        for key, control in self.controls.items():
            control.show_value(self._values[key])

    def _try(self, values: dict[str, float]) -> None:
        """Make the kernel of these values; if it is refused, the controls go back to those that there were."""
        before, self._values = self._values, values
        if not self._trial.change(self.generator.change(values)):
            self._values = before
        self._show_values()
        self.show_state(self._document.state)

    def _on_changed(self, key: str, value: float) -> None:
        self._try(self._values | {key: value})

    def _on_document_changed(self, _old: State, new: State) -> None:
        self.show_state(new)

    @override
    def done(self, result: int) -> None:
        self.setFocus()  # a number that is half typed is taken now, and not after the kernel was brought back
        if result == QDialog.DialogCode.Rejected:
            self._trial.take_back()
        super().done(result)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the window, and keep what is on the screen."""
        if watched is self.parent() and event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.accept()
        return False


def _label(parameter: Parameter) -> QLabel:
    label = QLabel(parameter.name)
    label.setToolTip(parameter.hint)
    return label


def open_generator(name: str, document: Document, window: QWidget) -> GeneratorDialog:
    """Open the dialog of this generator at the lower right of the window; another that is open is kept and closed.

    Parameters
    ----------
    name : str
        A key of ``GENERATORS``.
    """
    generator = GENERATORS[name]
    for open_one in window.findChildren(GeneratorDialog):
        if open_one.isVisible() and open_one.generator is generator:
            open_one.activateWindow()
            return open_one
        open_one.accept()
    dialog = GeneratorDialog(generator, document, window)
    dialog.adjustSize()
    corner = window.mapToGlobal(QPoint(window.width(), window.height()))
    dialog.move(
        corner - QPoint(dialog.width() + UNIT, dialog.height() + 8 * UNIT)
    )  # above the status bar, with its title
    dialog.show()
    dialog.activateWindow()
    return dialog
