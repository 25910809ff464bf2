"""The one place where the window says that something went wrong, or went well."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import tool_button

INFO_MILLISECONDS = 8000


class MessageBar(QFrame):
    """Shows one sentence; hidden while there is none. Good news goes by itself, bad news when it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.label = QLabel(wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = tool_button("Close")
        self.close_button.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT * 3 // 2, UNIT // 2, UNIT // 2, UNIT // 2)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.close_button)
        self._timer = QTimer(self, singleShot=True, interval=INFO_MILLISECONDS)
        self._timer.timeout.connect(self.clear)
        self._is_refusal = False
        self.hide()

    def lie_over(self, widget: QWidget) -> None:
        """Lie over the lower end of this widget while there is something to say; nothing has to give way."""
        self.setParent(widget)
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        below = self.parentWidget()
        if below is None:
            return
        height = min(self.heightForWidth(below.width()), below.height() // 2)
        self.setGeometry(0, below.height() - height, below.width(), height)
        self.raise_()

    @property
    def text(self) -> str:
        """The sentence that is shown; empty if there is none."""
        return "" if self.isHidden() else self.label.text()

    def show_error(self, text: str) -> None:
        """Say what went wrong, until it is closed or something goes well."""
        self._show(text, "error")
        self._timer.stop()

    def show_refusal(self, text: str) -> None:
        """Say why an edit was refused, until the next one that is not."""
        self.show_error(text)
        self._is_refusal = True

    def clear_refusal(self) -> None:
        """Take a refusal away, and nothing else."""
        if self._is_refusal:
            self.clear()

    def show_info(self, text: str) -> None:
        """Say what went well, for a while; nothing to say only takes an error away."""
        if text:
            self._show(text, "info")
            self._timer.start()
        else:
            self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._timer.stop()
        self._is_refusal = False
        self.hide()

    def _show(self, text: str, kind: Literal["error", "info"]) -> None:
        self._is_refusal = False
        self.label.setText(text)
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self._place()
        self.show()
