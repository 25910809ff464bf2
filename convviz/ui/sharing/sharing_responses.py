"""The responses at the patches, side by side: one row a layer, one column a place, and what they say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from convviz.lab.sharing.sharing_places import Everywhere
from convviz.lab.text.numbers import format_number
from convviz.ui.sharing.sharing_picture import LETTERS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label
from convviz.ui.widgets.elided_label import ElidedLabel

MOST_PLACES = 7  # with the one that is copied: so many columns have space
DIGITS = 4


class Responses(QWidget):
    """Numbers under the letters of their places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letters = [term_label(letter, "place", role="heading") for letter in LETTERS[:MOST_PLACES]]
        self.shared = [QLabel() for _ in self.letters]
        self.local = [QLabel() for _ in self.letters]
        self.verdicts = [ElidedLabel(mode=Qt.TextElideMode.ElideRight) for _ in range(2)]
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(UNIT)
        layout.setVerticalSpacing(0)
        layout.addWidget(term_label("Response at", "response", role="quiet"), 0, 0)
        layout.addWidget(term_label("Convolution", "convolution layer"), 1, 0)
        layout.addWidget(term_label("Locally connected", "locally connected layer"), 2, 0)
        for row, labels in enumerate((self.letters, self.shared, self.local)):
            for column, label in enumerate(labels, 1):
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
                label.setMinimumWidth(6 * UNIT)
                layout.addWidget(label, row, column)
        for row, verdict in enumerate(self.verdicts, 1):
            verdict.setProperty("role", "quiet")
            layout.addWidget(verdict, row, MOST_PLACES + 1)
        layout.setColumnStretch(MOST_PLACES + 1, 1)

    def show_responses(self, found: Everywhere | None) -> None:
        """Show the numbers of these places; none with None."""
        count = len(found.places) if found else 0
        for index, labels in enumerate(zip(self.letters, self.shared, self.local, strict=True)):
            for label in labels:
                label.setVisible(index < count)
        if found is None:
            for verdict in self.verdicts:
                verdict.clear()
            return
        for row, values, name in ((self.shared, found.shared, "convolution"), (self.local, found.local, "unshared")):
            for letter, label, value in zip(LETTERS, row, values, strict=False):
                label.setText(format_number(value, DIGITS))
                label.setAccessibleName(f"{name} at {letter}: {label.text()}")
                label.setToolTip(f"{value:.17g}".replace("-", "−"))
        alone = count == 1
        self.verdicts[0].setText("one place only" if alone else _verdict(found.shared))
        self.verdicts[1].setText("" if alone else _verdict(found.local))


def _verdict(values: tuple[float, ...]) -> str:
    return "= equal to the last digit" if len(set(values)) == 1 else "≠ different"
