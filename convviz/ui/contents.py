"""What fills the window: its parts, made and handed to it; NumPy and Pillow come with them."""

from PySide6.QtWidgets import QLabel

from convviz.app.compute import Compute
from convviz.app.document import Document
from convviz.app.exporter import Exporter
from convviz.app.opener import Opener
from convviz.lab.state import State
from convviz.ui.actions import Actions, Parts
from convviz.ui.dialogs import Dialogs
from convviz.ui.drag_out import DragOut
from convviz.ui.drop_hint import DropHint
from convviz.ui.main_window import MainWindow
from convviz.ui.message_bar import MessageBar
from convviz.ui.pages import Pages
from convviz.ui.pictures.pointing import IDLE
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.work_bar import WorkBar


def make_contents(window: MainWindow, state: State) -> None:
    """Make the parts of a window that opens with this state; it lays them out and connects them."""
    settings = window.settings
    window.document = document = Document(state, window)
    window.compute = compute = Compute(window)
    window.opener = opener = Opener(document, settings, window)
    window.exporter = exporter = Exporter(settings, window)
    window.dialogs = dialogs = Dialogs(window, opener, exporter, settings)
    window.message_bar = MessageBar()
    window.pages = pages = Pages(document, settings)
    window.page = pages.filters
    window.all_actions = Actions(Parts(window, document, opener, compute, exporter, settings, dialogs, pages))
    window.read_out, window.shapes = ElidedLabel(IDLE), QLabel()
    window.busy = WorkBar({"Computing…": compute.jobs, "Reading…": opener.jobs, "Writing…": exporter.jobs})
    window.drag_out = DragOut(exporter)
    window.drop_hint = DropHint(window)
