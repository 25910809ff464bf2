"""The foot of the kernel library: what the highlighted kernel does, and keeping kernels under a name."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.kernel.kernels import NamedKernel
from convviz.lab.kernel.shelf import LONGEST_NAME, OWN_GROUP, Shelf
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import tool_button

NO_NAME = "The kernel in the panel has no name. Save it under one to find it here again."
CHANNELS_DIFFER = "Its channels differ: choose one of them in the panel to save that channel's kernel."


class LibraryFoot(QWidget):
    """Says what the highlighted kernel does; saves, renames and removes own kernels, and asks where it must.

    Parameters
    ----------
    document : Document
        Whose kernel is saved.
    settings : Settings
        Which keep it.

    Signals
    -------
    finished(str)
        It has done what it was asked for, or it was called off: the kernel to highlight by its name, "" for none.
    """

    finished = Signal(str)

    def __init__(self, document: Document, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._settings = document, settings
        self._kernel: NamedKernel | None = None
        self._act: Callable[[], None] = self._rest  # what a yes does
        self.sentence = QLabel(wordWrap=True)
        self.save = tool_button("Save this kernel…")
        self.rename, self.remove = tool_button("Rename"), tool_button("Remove")
        self.name = QLineEdit(maxLength=LONGEST_NAME)
        self.yes, self.no = tool_button("Save"), tool_button("Cancel")
        self._lay_out()
        self.save.clicked.connect(self.begin_saving)
        self.rename.clicked.connect(self.begin_renaming)
        self.remove.clicked.connect(self._on_remove)
        self.yes.clicked.connect(lambda: self._act())
        self.no.clicked.connect(self.call_off)
        self._rest()

    @property
    def is_busy(self) -> bool:
        """Whether it waits for a name or an answer."""
        return self.no.isVisibleTo(self)

    def show_kernel(self, kernel: NamedKernel | None) -> None:
        """Say what this kernel does, unless a name or an answer is waited for."""
        self._kernel = kernel
        if not self.is_busy:
            self._rest()

    def begin_saving(self) -> None:
        """Ask for the name under which the kernel of the panel is kept."""
        if self._document.state.channels_differ.any():
            self.sentence.setText(CHANNELS_DIFFER)
        else:
            self._ask_name("Name for the kernel in the panel:", "", "Save", self._save)

    def begin_renaming(self) -> None:
        """Ask for another name of the highlighted kernel, if it is an own one."""
        if (kernel := self._own) is not None:
            self._ask_name(
                f"New name for “{self._short(kernel)}”:", kernel.name, "Rename", partial(self._rename, kernel)
            )

    def call_off(self) -> None:
        """Do nothing of what was asked for."""
        self._rest()
        self.finished.emit("")

    @property
    def _own(self) -> NamedKernel | None:
        return self._kernel if self._kernel and self._kernel.group == OWN_GROUP else None

    def _rest(self) -> None:
        has_name = self._settings.shelf.kernel_of(self._document.state) is not None
        self.sentence.setText(self._kernel.hint if self._kernel else "" if has_name else NO_NAME)
        self._show_only(self.save, *((self.rename, self.remove) if self._own else ()))

    def _ask_name(self, question: str, name: str, yes: str, act: Callable[[], None]) -> None:
        self._ask(question, yes, "Cancel", act)
        self._show_only(self.name, self.yes, self.no)
        self.name.setText(name)
        self.name.selectAll()
        self.name.setAccessibleDescription(question)
        self.name.setFocus()

    def _ask(self, question: str, yes: str, no: str, act: Callable[[], None]) -> None:
        self._act = act
        self.sentence.setText(question)
        self.yes.setText(yes)
        self.no.setText(no)
        self.no.setAccessibleDescription(question)
        self._show_only(self.yes, self.no)
        self.no.setFocus()

    def _save(self) -> None:
        weights, name = self._document.state.kernel, self.name.text()
        change = partial(self._change, name, Shelf.saved, name, weights)
        known = self._settings.shelf.named(name)
        if known is not None and known.group == OWN_GROUP:
            self._ask(f"There is “{self._short(known)}” already. Replace it?", "Replace", "Keep", change)
        else:
            change()

    def _rename(self, kernel: NamedKernel) -> None:
        self._change(self.name.text(), Shelf.renamed, kernel.name, self.name.text())

    def _on_remove(self) -> None:
        if (kernel := self._own) is not None:
            act = partial(self._change, "", Shelf.removed, kernel.name)
            self._ask(f"Remove “{self._short(kernel)}”? This cannot be undone.", "Remove", "Keep", act)

    def _change(self, name: str, change: Callable[..., Shelf], *arguments: Any) -> None:
        try:
            self._settings.change_shelf(change, *arguments)
        except ValueError as error:
            self.sentence.setText(str(error))
            return
        self._rest()
        self.finished.emit(name)

    def _short(self, kernel: NamedKernel) -> str:
        """Return a name with which a sentence fits in two lines."""
        return self.fontMetrics().elidedText(kernel.name, Qt.TextElideMode.ElideMiddle, 24 * UNIT)

    def _show_only(self, *wanted: QWidget) -> None:
        row = (self.save, self.rename, self.remove, self.name, self.yes, self.no)
        for widget in sorted(row, key=wanted.__contains__):  # first those that go, or there is no room for all
            widget.setVisible(widget in wanted)

    def _lay_out(self) -> None:
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)  # names are a person's
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.sentence.setFixedHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self.save.setToolTip("Keep the kernel of the panel under a name, also for the next start")
        self.rename.setToolTip("Give this own kernel another name (F2)")
        self.remove.setToolTip("Take this own kernel out of the library")
        self.name.setAccessibleName("Name of the kernel")
        self.name.setPlaceholderText("Name")
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(self.save)
        row.addWidget(self.name, 1)
        row.addStretch()
        for button in (self.rename, self.remove, self.yes, self.no):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.sentence)
        layout.addLayout(row)
