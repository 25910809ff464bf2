"""The panel of the kernel: choose a named one, its size, its channel; edit its numbers."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convviz.app.document import SELECTING, Document
from convviz.app.settings import Settings
from convviz.lab.edits.edits import kernel_size_set
from convviz.lab.kernel.kernel_geometry import anchor_sentence
from convviz.lab.limits import LARGEST_KERNEL
from convviz.lab.state import State
from convviz.ui.kernel.brush import Brush
from convviz.ui.kernel.kernel_choice import KernelChoice
from convviz.ui.kernel.kernel_facts import KernelFacts
from convviz.ui.kernel.kernel_grid import KernelGrid
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import PairControl, form, menu_button, term_label, tool_button, whole_number

HINT = "Type a number, drag it up and down, or turn the wheel."
PAINT_HINT = "Press and drag over cells to paint them."
CHANNELS = (("All", None), ("Red", 0), ("Green", 1), ("Blue", 2))


class KernelPanel(QWidget):
    """Shows the edited kernel and lets a person change it."""

    def __init__(self, document: Document, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.named = KernelChoice(document, settings)
        self.kernel_size = PairControl("kernel size", LARGEST_KERNEL)
        self.channels = ChannelChoice()
        self.grid = KernelGrid(document)
        self.brush = Brush()
        self.hint, self._anchor = QLabel(), ""
        self.facts = KernelFacts()
        self.change = menu_button("Change")
        self.change.setToolTip("Turn, mirror, normalise the kernel, or generate one from parameters")
        self._lay_out()
        self.kernel_size.changed.connect(self._on_size_changed)
        self.brush.changed.connect(self._on_brush_changed)
        self.grid.picked.connect(self.brush.pick)
        self.channels.chosen.connect(self._on_channel_chosen)

    def show_state(self, state: State) -> None:
        """Show the kernel of this state."""
        self.named.show_state(state)
        self.kernel_size.show_values(*state.layer.kernel_size)
        self._form.setRowVisible(self.channels, state.layer.in_channels > 1 and state.channel_mode == "across")
        self.channels.show_state(state)
        self.grid.show_state(state)
        self._anchor = anchor_sentence(state.layer.kernel_size, state.anchor)
        self._show_hint()
        self.facts.show_state(state)

    def open_library(self) -> None:
        """Open the kernel library, wherever the panel was scrolled to."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self.named)
        self.named.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.named.showPopup()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        self._form = form(
            (
                (term_label("Kernel", role="title"), self.named),
                (term_label("Size", "kernel size"), self.kernel_size),
                (term_label("Channel"), self.channels),
            )
        )
        layout.addLayout(self._form)
        layout.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignHCenter)
        self.hint.setProperty("role", "quiet")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hint.setToolTip(TERMS["kernel size"])
        layout.addWidget(self.hint)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        for widget in (self.brush, self.change):
            buttons.addWidget(widget, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.facts)

    def _on_brush_changed(self, value: float | None) -> None:
        self.grid.set_brush(value)
        self._show_hint()

    def _show_hint(self) -> None:
        self.hint.setText(PAINT_HINT if self.brush.button.isChecked() else self._anchor or HINT)

    def _on_size_changed(self, height: int, width: int) -> None:
        self._document.edit("Set kernel size", kernel_size_set, height, width)

    def _on_channel_chosen(self, channel: int | None) -> None:
        self._document.edit("Select channel", gesture=SELECTING, selected_channel=channel)


class ChannelChoice(QWidget):
    """Which channel's kernel is edited: a button a colour, or a number where the input is a map.

    Signals
    -------
    chosen(object)
        A person chose this channel, or all with None.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = QButtonGroup(self)
        self.number = whole_number(0, 1, "channel")
        self.number.setSpecialValueText("All")
        self.number.setToolTip("Edit the kernel of one channel of the input; All: of all channels alike")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        for index, (name, _) in enumerate(CHANNELS):
            button = tool_button(name, checkable=True)
            button.setProperty("tight", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(
                "Edit the kernels of all channels alike"
                if index == 0
                else f"Edit the kernel of the {name.lower()} channel"
            )
            self.group.addButton(button, index)
            layout.addWidget(button)
        layout.addWidget(self.number)
        self.group.idClicked.connect(lambda index: self.chosen.emit(CHANNELS[index][1]))
        self.number.valueChanged.connect(lambda number: self.chosen.emit(number - 1 if number else None))

    def show_state(self, state: State) -> None:
        """Show which channel is edited."""
        channel, colours = state.selected_channel, state.convolution == 0 and state.layer.in_channels == 3
        for button in self.group.buttons():
            button.setVisible(colours)
        self.number.setVisible(not colours)
        with QSignalBlocker(self.number):
            self.number.setMaximum(state.layer.in_channels)
            self.number.setSuffix(f" of {state.layer.in_channels}")
            self.number.setValue(0 if channel is None else channel + 1)
        if colours:
            self.group.button(0 if channel is None else channel + 1).setChecked(True)
