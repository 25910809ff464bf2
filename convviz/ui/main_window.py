"""The window: it makes the parts, lays them out and connects them; what they do is theirs."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.compute import Compute
from convviz.app.document import Document
from convviz.app.exporter import Exporter
from convviz.app.opener import Opener, holds_picture
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.state import State
from convviz.ui.actions import Actions, Parts
from convviz.ui.dialogs import Dialogs
from convviz.ui.drag_out import DragOut
from convviz.ui.drop_hint import DropHint, accept_copy
from convviz.ui.message_bar import MessageBar
from convviz.ui.pages import Pages
from convviz.ui.pictures.pointing import IDLE
from convviz.ui.theme import UNIT
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.work_bar import WorkBar

FIRST_SIZE = 1440, 900
SMALLEST_SIZE = 1024, 640


class MainWindow(QMainWindow):
    """The one window of the program.

    Parameters
    ----------
    state : State
        What it opens with.
    settings : Settings
        What is remembered from the last time.
    """

    def __init__(self, state: State, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.document = Document(state, self)
        self.compute = Compute(self)
        self.opener = Opener(self.document, settings, self)
        self.exporter = Exporter(settings, self)
        self.dialogs = Dialogs(self, self.opener, self.exporter, settings)
        self.message_bar = MessageBar()
        self.pages = Pages(self.document, settings)
        self.page = self.pages.filters
        parts = Parts(self, self.document, self.opener, self.compute, self.exporter, settings, self.dialogs, self.pages)
        self.all_actions = Actions(parts)
        self.all_actions.fill_menus()
        self.read_out, self.shapes = ElidedLabel(IDLE), QLabel()
        self.busy = WorkBar(
            {"Computing…": self.compute.jobs, "Reading…": self.opener.jobs, "Writing…": self.exporter.jobs}
        )
        self.drag_out = DragOut(self.exporter)
        self.page.pictures.add_to_map(self.drag_out, "⠿")
        self.drop_hint = DropHint(self)
        self._lay_out()
        self._connect()
        self._show_state(state)
        self.page.kernel_panel.grid.setFocus()  # a typed digit changes the kernel from the first moment
        self.compute.submit(state)

    def _lay_out(self) -> None:
        self.setMinimumSize(*SMALLEST_SIZE)
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        if geometry := self.settings.geometry:
            self.restoreGeometry(geometry)
        self.setAcceptDrops(True)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pages)
        self.message_bar.lie_over(self.pages)
        self.setCentralWidget(body)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(UNIT, 0, UNIT, 0)
        bar.addWidget(self.read_out, 1)
        bar.addPermanentWidget(self.busy)
        bar.addPermanentWidget(self.shapes)

    def _connect(self) -> None:
        self.document.changed.connect(self._on_document_changed)
        self.document.refused.connect(self._on_refused)
        self.document.forgot.connect(self.message_bar.show_info)
        self.compute.finished.connect(self._on_frame)
        self.compute.failed.connect(self.message_bar.show_error)
        self.compute.cancelled.connect(self.message_bar.show_refusal)
        self.opener.opened.connect(self.message_bar.show_info)
        self.opener.failed.connect(self.message_bar.show_error)
        self.exporter.exported.connect(self.message_bar.show_info)
        self.exporter.failed.connect(self.message_bar.show_error)
        self.pages.read_out.connect(self.read_out.setText)
        self.pages.failed.connect(self.message_bar.show_error)

    def _show_state(self, state: State) -> None:
        self.setWindowTitle(f"{state.image_name} – convviz")
        self.pages.show_state(state)
        self.all_actions.show_state(state)
        channels, *size = state.layer_input_shape
        inputs = "×".join(map(str, (*size, channels)))
        outputs = "×".join(map(str, (*state.map_shape, state.layer.out_channels * state.planes)))
        which = f"layer {state.convolution + 1}: " if len(state.network) > 1 else ""
        self.shapes.setText(f"{which}{state.operation}   {inputs} → {outputs}   {state.parameter_count:,} parameters")

    def _on_document_changed(self, _old: State, new: State) -> None:
        self.message_bar.clear_refusal()
        self._show_state(new)
        self.compute.submit(new)

    def _on_refused(self, why: str) -> None:
        self.message_bar.show_refusal(why)
        self._show_state(self.document.state)  # the control shows what was refused; put it back

    def _on_frame(self, frame: Frame) -> None:
        self.pages.show_frame(frame)
        self.drag_out.show_frame(frame)
        self.all_actions.show_frame(frame)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            accept_copy(event)
            self.drop_hint.appear_over(self.pages)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        if self.opener.open_data(event.mimeData(), "Dropped image"):
            accept_copy(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.exporter.close():
            event.ignore()  # the message bar says what could not be written
            return
        self.all_actions.view.show_full_screen(False)
        self.settings.geometry = self.saveGeometry()
        self.compute.close()
        self.pages.finish()
        self.opener.close()
        super().closeEvent(event)
