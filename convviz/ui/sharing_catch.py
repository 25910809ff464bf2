"""The catch, measured: what sharing does not save, and where most parameters of well-known networks are."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convviz.lab.sharing import Comparison
from convviz.lab.sharing_text import CONVENTIONS, same_multiplications, where_parameters_are
from convviz.ui.controls import term_label
from convviz.ui.theme import UNIT

WELL_KNOWN = ("lenet-5", "alexnet", "vgg-16")


class CatchPanel(QWidget):
    """Sentences with the numbers of what is counted, and of the networks of the literature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work, self.networks, self.conventions = (QLabel(wordWrap=True) for _ in range(3))
        where = "\n".join(map(where_parameters_are, WELL_KNOWN))
        self.networks.setText(f"Most parameters of well-known networks are in their fully connected layers:\n{where}")
        self.conventions.setText(CONVENTIONS)
        self.conventions.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("The catch", role="heading"))
        for label in (self.work, self.networks, self.conventions):
            layout.addWidget(label)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show what these counts say; nothing with None."""
        self.work.setText(same_multiplications(comparison) if comparison else "")
        self.work.setVisible(comparison is not None)
