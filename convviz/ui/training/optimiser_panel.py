"""The controls of an optimiser: which one, its learning rate, and its other settings."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from convviz.lab.training.optimiser_kinds import OPTIMISERS, RATE, Setting, kind_of
from convviz.nn.optimisers import Optimiser
from convviz.ui.theme import UNIT
from convviz.ui.training.rate_control import RateControl
from convviz.ui.widgets.controls import Choice, NumberBox, form, show_number, term_label, yield_wheel_and_undo


class OptimiserPanel(QWidget):
    """Shows the settings of one optimiser, and only those that it has.

    Parameters
    ----------
    name : str
        Whose, for screen readers: "optimiser".

    Signals
    -------
    gripped(), released()
        A person drags the slider of the learning rate, and lets it go.
    changed(Optimiser)
        A person chose another optimiser or another setting.
    """

    gripped = Signal()
    released = Signal()
    changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optimiser: Optimiser = next(iter(OPTIMISERS.values())).optimiser
        self.kind, self.rate = Choice(name, tuple(OPTIMISERS)), RateControl()
        self.numbers = {each: _box(each) for each in _all_settings()}
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setProperty("role", "quiet")
        rows: list[tuple[QLabel | None, QWidget]] = [
            (term_label("Optimiser"), self.kind),
            (term_label("Learning rate"), self.rate),
            *((term_label(setting.name), box) for setting, box in self.numbers.items()),
        ]
        self._form: QFormLayout = form(rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(self._form)
        layout.addWidget(self.meaning)
        self.kind.chosen.connect(self._on_kind_chosen)
        self.rate.gripped.connect(self.gripped)
        self.rate.released.connect(self.released)
        self.rate.changed.connect(lambda rate: self.changed.emit(RATE.put(self._optimiser, rate)))
        for setting, box in self.numbers.items():
            box.valueChanged.connect(partial(self._on_number_changed, setting))

    def show_optimiser(self, optimiser: Optimiser) -> None:
        """Show these settings."""
        self._optimiser = optimiser
        kind = OPTIMISERS[kind_of(optimiser)]
        self.kind.show_choice(kind_of(optimiser))
        self.meaning.setText(kind.meaning)
        self.rate.show_rate(optimiser.lr)
        for setting, box in self.numbers.items():
            is_there = setting in kind.settings
            self._form.setRowVisible(box, is_there)
            if is_there:
                show_number(box, setting.value(optimiser))

    def _on_kind_chosen(self, name: str) -> None:
        if name != kind_of(self._optimiser):
            self.changed.emit(OPTIMISERS[name].optimiser.fresh())

    def _on_number_changed(self, setting: Setting, value: float) -> None:
        self.changed.emit(setting.put(self._optimiser, value))


def _all_settings() -> list[Setting]:
    """Return each setting that any of them has, once."""
    return list(dict.fromkeys(setting for kind in OPTIMISERS.values() for setting in kind.settings))


def _box(setting: Setting) -> NumberBox:
    box = NumberBox(setting.greatest)
    box.setRange(setting.least, setting.greatest)
    box.setSingleStep(setting.step)
    box.setKeyboardTracking(False)
    box.setAccessibleName(setting.name.lower())
    yield_wheel_and_undo(box)
    return box
