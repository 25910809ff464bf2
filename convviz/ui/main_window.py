"""The window: painted at once, then filled with its parts, laid out and connected; what they do is theirs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.settings import Settings
from convviz.ui.skeleton import draw_skeleton
from convviz.ui.theme import UNIT

if TYPE_CHECKING:  # convviz.ui.contents brings them, when the window is filled
    from convviz.app.compute import Compute
    from convviz.app.document import Document
    from convviz.app.exporter import Exporter
    from convviz.app.opener import Opener
    from convviz.lab.compute import Frame
    from convviz.lab.state import State
    from convviz.ui.actions import Actions
    from convviz.ui.dialogs import Dialogs
    from convviz.ui.drag_out import DragOut
    from convviz.ui.drop_hint import DropHint
    from convviz.ui.filters.filters_page import FiltersPage
    from convviz.ui.message_bar import MessageBar
    from convviz.ui.pages import Pages
    from convviz.ui.widgets.elided_label import ElidedLabel
    from convviz.ui.widgets.work_bar import WorkBar

FIRST_SIZE = 1440, 900
SMALLEST_SIZE = 1024, 640


class MainWindow(QMainWindow):
    """The one window of the program.

    Parameters
    ----------
    state : State or None
        What it opens with; None leaves it empty until it is filled.
    settings : Settings
        What is remembered from the last time.

    Signals
    -------
    painted_empty()
        It was painted before it is filled.
    """

    painted_empty = Signal()

    document: "Document"
    compute: "Compute"
    opener: "Opener"
    exporter: "Exporter"
    dialogs: "Dialogs"
    message_bar: "MessageBar"
    pages: "Pages"
    page: "FiltersPage"
    all_actions: "Actions"
    read_out: "ElidedLabel"
    shapes: QLabel
    busy: "WorkBar"
    drag_out: "DragOut"
    drop_hint: "DropHint"

    def __init__(self, state: "State | None", settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.is_filled = False
        self.setWindowTitle("convviz")
        self.setMinimumSize(*SMALLEST_SIZE)
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        if geometry := settings.geometry:
            self.restoreGeometry(geometry)
        if state is not None:
            self.fill(state)

    def fill(self, state: "State") -> None:
        """Make all that is in it, once; the work begins."""
        from convviz.ui.contents import make_contents  # with all that it imports, when the window is painted

        make_contents(self, state)
        self.all_actions.fill_menus()
        self.page.pictures.add_to_map(self.drag_out, "⠿")
        self._lay_out()
        self._connect()
        self._show_state(state)
        self.is_filled = True
        self.page.kernel_panel.grid.setFocus()  # a typed digit changes the kernel from the first moment
        self.compute.submit(state)

    def _lay_out(self) -> None:
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
        self.compute.glimpsed.connect(self.page.show_glimpse)
        self.page.looked_elsewhere.connect(self.compute.look_at)
        self.compute.failed.connect(self._on_failed)
        self.compute.cancelled.connect(self._on_cancelled)
        self.opener.opened.connect(self.message_bar.show_info)
        self.opener.failed.connect(self.message_bar.show_error)
        self.exporter.exported.connect(self.message_bar.show_info)
        self.exporter.failed.connect(self.message_bar.show_error)
        self.pages.read_out.connect(self.read_out.setText)
        self.pages.succeeded.connect(self.message_bar.show_info)
        self.pages.failed.connect(self.message_bar.show_error)

    def _show_state(self, state: "State") -> None:
        self.setWindowTitle(f"{state.image_name} – convviz")
        self.pages.show_state(state)
        self.all_actions.show_state(state)
        channels, *size = state.layer_input_shape
        inputs = "×".join(map(str, (*size, channels)))
        outputs = "×".join(map(str, (*state.map_shape, state.layer.out_channels * state.planes)))
        which = f"layer {state.convolution + 1}: " if len(state.network) > 1 else ""
        self.shapes.setText(f"{which}{state.operation}   {inputs} → {outputs}   {state.parameter_count:,} parameters")

    def _on_document_changed(self, _old: "State", new: "State") -> None:
        self.message_bar.clear_refusal()
        self._show_state(new)
        self.compute.submit(new)

    def _on_refused(self, why: str) -> None:
        self.message_bar.show_refusal(why)
        self._show_state(self.document.state)  # the control shows what was refused; put it back

    def _on_frame(self, frame: "Frame") -> None:
        self.pages.show_frame(frame)
        self.drag_out.show_frame(frame)
        self.all_actions.show_frame(frame)

    def _on_failed(self, why: str) -> None:
        self.page.show_glimpse(None)  # the map that is read and exported is the one before
        self.message_bar.show_error(why)

    def _on_cancelled(self, why: str) -> None:
        self.page.show_glimpse(None)
        self.message_bar.show_refusal(why)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_filled:
            draw_skeleton(QPainter(self), self.rect(), self.palette())
            self.painted_empty.emit()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop_hint.answer(event, self.pages)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if self.opener.open_data(event.mimeData(), "Dropped image"):
            self.drop_hint.accept(event)
        self.drop_hint.hide()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_filled:
            super().closeEvent(event)
            return
        if not self.exporter.close():
            event.ignore()  # the message bar says what could not be written
            return
        self.all_actions.view.show_full_screen(False)
        self.settings.geometry = self.saveGeometry()
        self.compute.close()
        self.pages.finish()
        self.opener.close()
        super().closeEvent(event)
