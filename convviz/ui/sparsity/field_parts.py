"""The parts of the page "Sparsity of connections", and where they stand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from convviz.app.jobs import Jobs
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.sparsity.field_words import Facts, no_map_headline
from convviz.lab.state import State
from convviz.ui.sparsity.field_cone import FieldCone
from convviz.ui.sparsity.field_effective import EffectivePanel
from convviz.ui.sparsity.field_facts import FieldFacts
from convviz.ui.sparsity.field_views import FieldViews
from convviz.ui.sparsity.layer_table import LayerTable
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import tool_button
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.section import Section
from convviz.ui.widgets.side_panel import SidePanel
from convviz.ui.widgets.tab_row import TabRow

DIRECTIONS = (
    ("A value sees", "Pick a value in the map: the pixels of the input that it depends on"),
    ("A pixel reaches", "Pick a pixel of the input: the values that depend on it"),
)
QWIDGETSIZE_MAX = (1 << 24) - 1


class FieldParts(QWidget):
    """The headline above all, the pictures, below them tabs, and at the right the numbers.

    Parameters
    ----------
    settings : Settings
        Which remember what is folded away.
    jobs : Jobs
        The work on effective fields.

    Signals
    -------
    pixel_wanted(bool)
        A person wants to look at a pixel, or at a value.
    """

    pixel_wanted = Signal(bool)

    def __init__(self, settings: Settings, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.headline.setProperty("role", "title")
        self.directions = QButtonGroup(self)
        self.views = FieldViews()
        self.cone = FieldCone()
        self.table = LayerTable()
        self.tabs, self._stack = TabRow("Below the pictures"), QStackedWidget()
        self.seen, self.reached = FieldFacts(), FieldFacts()
        self.effective = EffectivePanel(jobs)
        self._seen_section = _section("Receptive field", self.seen, settings)
        self._reached_section = _section("Projective field", self.reached, settings)
        self._effective_section = _section("Effective field", self.effective, settings)
        self._lay_out()
        self.directions.idClicked.connect(lambda number: self.pixel_wanted.emit(bool(number)))
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self._on_tab_changed(0)

    def show_pick(self, headline: str, facts: Facts, *, of_pixel: bool) -> None:
        """Say what the field of a value or of a pixel comes to."""
        self.headline.setText(headline)
        (self.reached if of_pixel else self.seen).show_facts(facts)
        self._seen_section.setVisible(not of_pixel)
        self._reached_section.setVisible(of_pixel)
        self.directions.button(int(of_pixel)).setChecked(True)

    def show_nothing(self, state: State, frame: Frame | None) -> None:
        """Say that the selected layer has no map."""
        self.show_pick(no_map_headline(state), [], of_pixel=False)
        for view in (self.views.input_view, self.views.map_view):
            view.show_light(None)
        self.cone.show_parts(state, frame, ())

    def add_tab(self, name: str, hint: str, part: QWidget) -> None:
        """Put another part below the pictures."""
        self._stack.addWidget(part)
        self.tabs.setTabToolTip(self.tabs.addTab(name), hint)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(UNIT // 2)
        top.addWidget(self.headline, 1)
        for number, (name, hint) in enumerate(DIRECTIONS):
            button = tool_button(name, checkable=True)
            button.setToolTip(hint)
            self.directions.addButton(button, number)
            top.addWidget(button)
        body = QHBoxLayout()
        body.setSpacing(2 * UNIT)
        body.addLayout(self._left(), 1)
        body.addWidget(SidePanel((self._seen_section, self._reached_section, self._effective_section), 2 * UNIT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addLayout(top)
        layout.addLayout(body, 1)

    def _left(self) -> QVBoxLayout:
        self.add_tab("Through the layers", "The field in every map between the input and the pick", self.cone)
        self.add_tab("Table", "Receptive fields, connections and density of all layers", self.table)
        # Half of the height whatever is in it: a part that has more to show where it is high would take ever more.
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        row = QHBoxLayout()
        row.addWidget(self.tabs, 1)
        row.addWidget(self.table.copy)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addWidget(self.views, 1)
        left.addLayout(row)
        left.addWidget(self._stack, 1)
        return left

    def _on_tab_changed(self, index: int) -> None:
        """Give the small maps what they need, and other parts half of the height."""
        self._stack.setCurrentIndex(index)
        is_cone = self._stack.currentWidget() is self.cone
        self._stack.setMaximumHeight(self.cone.minimumHeight() if is_cone else QWIDGETSIZE_MAX)
        self.table.copy.setVisible(self._stack.currentWidget() is self.table)


def _section(title: str, content: QWidget, settings: Settings) -> Section:
    section = Section(title, content)
    section.set_open(title not in settings.folded)
    section.folded.connect(lambda folded: settings.set_folded(title, folded))
    return section
