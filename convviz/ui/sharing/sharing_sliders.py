"""The sliders of the page “Parameter sharing”: another layer, imagined, whose counts can be watched as they grow."""

from math import log

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QSpinBox, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.limits import LARGEST_KERNEL, MOST_FILTERS
from convviz.lab.sharing.sharing_growth import (
    EXAMPLE,
    LARGEST_SIDE,
    SMALLEST_SIDE,
    Imagined,
    imagined_used,
)
from convviz.lab.sharing.sharing_text import why_156
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import form, term_label, tool_button, yield_wheel_and_undo

STEPS = 400


class LogSlider(QSlider):
    """A slider on which the same way is the same factor.

    Signals
    -------
    chosen(int)
        A person set this value.
    """

    chosen = Signal(int)

    def __init__(self, smallest: int, largest: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._ends = smallest, largest
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 10)
        self.valueChanged.connect(lambda step: self.chosen.emit(self.value_at(step)))
        yield_wheel_and_undo(self)

    def value_at(self, step: int) -> int:
        """Return the number at a step of the slider."""
        smallest, largest = self._ends
        value: float = smallest * (largest / smallest) ** (step / STEPS)
        return round(value)

    def show_value(self, value: int) -> None:
        """Show a number; one beyond the ends at the end."""
        smallest, largest = self._ends
        with QSignalBlocker(self):
            self.setValue(round(STEPS * log(max(value, 1) / smallest) / log(largest / smallest)))


class SizeControl(QWidget):
    """A slider and a number for the same thing.

    Signals
    -------
    changed(int)
        A person set it.
    """

    changed = Signal(int)

    def __init__(self, term: str, smallest: int, largest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = LogSlider(smallest, largest)
        self.number = QSpinBox(minimum=1, maximum=max(largest, 99_999))
        self.number.setKeyboardTracking(False)
        self.number.setGroupSeparatorShown(True)
        self._largest = largest
        for control in (self.slider, self.number):
            control.setAccessibleName(term)
        yield_wheel_and_undo(self.number)
        self.number.setFixedWidth(9 * UNIT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.slider.chosen.connect(self._on_slider_moved)
        self.number.valueChanged.connect(self.changed)

    def show_value(self, value: int) -> None:
        """Show this number; numbers are taken as far as the slider goes, and up to this one."""
        with QSignalBlocker(self.number):
            self.number.setMaximum(max(self._largest, value))
            self.number.setValue(value)
        self.slider.show_value(value)

    def _on_slider_moved(self, value: int) -> None:
        if value != self.number.value():
            self.changed.emit(value)


class ImaginedPanel(QWidget):
    """Sliders that start at the layer's own numbers, the classic example, and the ways back.

    Signals
    -------
    imagined(object)
        Count this layer instead; None for the real one again.
    """

    imagined = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown = EXAMPLE
        self.side = SizeControl("image size", SMALLEST_SIDE, LARGEST_SIDE)
        self.kernel_size = SizeControl("kernel size", 1, LARGEST_KERNEL)
        self.filters = SizeControl("filters", 1, MOST_FILTERS)
        self.sizes = QLabel(wordWrap=True)
        self.example = tool_button("32×32×3 → 28×28×6")
        self.back = tool_button("Back to this layer")
        self.use = tool_button("Use this layer")
        self.explanation = QLabel(why_156(), wordWrap=True)
        self._lay_out()
        self.side.changed.connect(lambda side: self.imagined.emit(self._shown.with_side(side)))
        self.kernel_size.changed.connect(lambda size: self.imagined.emit(self._shown.with_kernel(size)))
        self.filters.changed.connect(lambda filters: self.imagined.emit(self._shown.with_filters(filters)))
        self.example.clicked.connect(lambda: self.imagined.emit(EXAMPLE))
        self.back.clicked.connect(lambda: self.imagined.emit(None))
        self.use.clicked.connect(self._on_use_clicked)

    def show_imagined(self, imagined: Imagined, is_own: bool) -> None:
        """Show these numbers; whether they are those of the layer in the network."""
        self._shown = imagined
        self.side.show_value(imagined.side)
        self.kernel_size.show_value(max(imagined.kernel_size))
        self.filters.show_value(imagined.filters)
        height, width = imagined.size
        kernel = "×".join(map(str, imagined.kernel_size))
        whose = "as in your network" if is_own else "imagined: your layer stays as it is"
        self.sizes.setText(f"{height}×{width}×{imagined.channels}, {imagined.filters} × {kernel}: {whose}.")
        self.back.setEnabled(not is_own)
        layer = self._document.state.layer
        filters = f"{imagined.filters} filter{'s' * (imagined.filters != 1)}"
        self.use.setText(f"Use {filters} of {kernel}")
        self.use.setEnabled((layer.kernel_size, layer.out_channels) != (imagined.kernel_size, imagined.filters))

    def _lay_out(self) -> None:
        for label in (self.sizes, self.explanation):
            label.setProperty("role", "quiet")
        self.example.setToolTip(
            "The example of the lectures: a picture of 32×32 in colour, six filters of 5×5, no padding"
        )
        self.back.setToolTip("Count the layer of the network again")
        self.use.setToolTip(
            "Give the convolution of the network this number of filters and this kernel size; its weights stay where "
            "they fit, further filters get random ones"
        )
        for button in (self.example, self.back, self.use):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rows = form(
            (
                (term_label("Image size"), self.side),
                (term_label("Kernel size"), self.kernel_size),
                (term_label("Filters"), self.filters),
            )
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        buttons.addWidget(self.back)
        buttons.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("Another layer", role="heading"))
        layout.addLayout(rows)
        layout.addWidget(self.sizes)
        layout.addLayout(buttons)
        layout.addWidget(self.example)
        layout.addWidget(self.explanation)

    def _on_use_clicked(self) -> None:
        shown = self._shown
        self._document.edit("Use this layer", imagined_used, shown.kernel_size, shown.filters)
