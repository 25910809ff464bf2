"""What the shift brings in, and the switches that show what breaks equivariance and what helps."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.edits.edits import translation_set
from convviz.lab.state import State
from convviz.lab.translation.translation import Switches
from convviz.lab.translation.translation_words import (
    AS_IN_THE_NETWORK,
    EDGE_WORDS,
    INTERPOLATION_WORDS,
    SWITCH_NAMES,
    interpolation_text,
    switch_text,
)
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import LABEL_WIDTH, Choice, term_label, tool_button

LABELS = {
    "padding_mode": ("Padding", "padding mode"),
    "stride": ("Stride", "stride"),
    "activation": ("Activation", "activation"),
    "pooling": ("Pooling", "pooling"),
    "head": ("Head", "head"),
}


class ExplainedChoice(QWidget):
    """A choice with its label before it and a sentence below it on what is chosen.

    Parameters
    ----------
    label : QLabel
    names : mapping
        The words for each name.

    Signals
    -------
    chosen(str)
        A person chose this name.
    """

    chosen = Signal(str)

    def __init__(self, label: QLabel, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice(label.text().lower(), names)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setProperty("role", "quiet")
        label.setFixedWidth(LABEL_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(UNIT)
        line.addWidget(label)
        line.addWidget(self.choice, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 4)
        layout.addLayout(line)
        layout.addWidget(self.sentence)
        self.choice.chosen.connect(self.chosen)

    def show_choice(self, name: str, meaning: str) -> None:
        """Show which is chosen, and what it means."""
        self.choice.show_choice(name)
        self.sentence.setText(meaning)
        self.choice.setAccessibleDescription(meaning)


class ShiftOptions(QWidget):
    """What comes in at the edge, and how fractions are interpolated."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.edge = ExplainedChoice(
            term_label("Edge", "edge of the shift"), {name: words.name for name, words in EDGE_WORDS.items()}
        )
        self.interpolation = ExplainedChoice(
            term_label("Fractions", "interpolation"), {name: words.name for name, words in INTERPOLATION_WORDS.items()}
        )
        _below_one_another(self, term_label("Shift", role="heading"), self.edge, self.interpolation)
        self.edge.chosen.connect(lambda name: self._set("Set edge of the shift", edge=name))
        self.interpolation.chosen.connect(lambda name: self._set("Set interpolation", interpolation=name))

    def show_state(self, state: State) -> None:
        """Show what is set."""
        translation = state.translation
        self.edge.show_choice(translation.edge, EDGE_WORDS[translation.edge].meaning)
        self.interpolation.show_choice(translation.interpolation, interpolation_text(translation))

    def _set(self, text: str, **choices: Any) -> None:
        self._document.edit(text, partial(translation_set, **choices))


class SwitchPanel(QWidget):
    """The switches, each with a sentence on what to expect, and what to do with all of them.

    Signals
    -------
    compare_wanted(object)
        The curves of these ``Switches`` are to be laid over the others.
    """

    compare_wanted = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._names: dict[str, dict[str, Any]] = {
            name: {"": None} | {str(choice): choice for choice in words} for name, words in SWITCH_NAMES.items()
        }
        self.switches = {
            name: ExplainedChoice(
                term_label(*LABELS[name]),
                {"": AS_IN_THE_NETWORK} | {str(choice): shown for choice, shown in words.items()},
            )
            for name, words in SWITCH_NAMES.items()
        }
        self.compare, self.reset = tool_button("Add to compare"), tool_button("Reset switches")
        self._lay_out()
        for name, switch in self.switches.items():
            switch.chosen.connect(partial(self._on_chosen, name))
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(document.state.translation.switches))
        self.reset.clicked.connect(lambda: self._set("Reset switches", Switches()))

    def show_state(self, state: State) -> None:
        """Show how the switches are set."""
        chosen = state.translation.switches
        for name, switch in self.switches.items():
            setting = getattr(chosen, name)
            switch.show_choice("" if setting is None else str(setting), switch_text(state, name))
        self.reset.setEnabled(chosen != Switches())

    def _lay_out(self) -> None:
        self.compare.setToolTip("Lay the curves of these switches over the others, below the pictures")
        self.reset.setToolTip("Look at your network as it is")
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        for button in (self.compare, self.reset):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        _below_one_another(
            self, term_label("What breaks it, what helps", "switches", "heading"), *self.switches.values(), buttons
        )

    def _on_chosen(self, name: str, choice: str) -> None:
        switches = self._document.state.translation.switches
        self._set("Set a switch", replace(switches, **{name: self._names[name][choice]}))

    def _set(self, text: str, switches: Switches) -> None:
        self._document.edit(text, partial(translation_set, switches=switches))


def _below_one_another(parent: QWidget, *parts: QWidget) -> None:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(UNIT)
    for part in parts:
        layout.addWidget(part)
