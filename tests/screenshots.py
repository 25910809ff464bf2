"""Takes the pictures of README.md from the running app, without a screen: ``make screenshots``."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="convviz-screenshots-")  # nobody's settings

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convviz.app.settings import Settings, Theme
from convviz.lab.edits import channel_mode_set, filter_added, kernel_set
from convviz.lab.kernels import named_kernel
from convviz.ui.application import make_window
from convviz.ui.main_window import FIRST_SIZE, SMALLEST_SIZE, MainWindow
from convviz.ui.theme import apply_theme, install

FOLDER = Path(__file__).parents[1] / "assets" / "screenshots"


def hover(window: MainWindow) -> None:
    """Read one value of the feature map, with its receptive field on the input."""
    QTest.mouseMove(window.page.map_view, window.page.map_view.position_of(201, 330))


def look_close(window: MainWindow) -> None:
    """Zoom in until every pixel shows its numbers."""
    viewport, size = window.page.viewport, QSizeF(window.page.map_view.size())
    viewport.zoom_by(60 / viewport.zoom_in(size), size)
    viewport.pan_by((viewport.centre - QPointF(245, 110)) * 60, size)
    QTest.mouseMove(window.page.map_view, window.page.map_view.position_of(110, 245))


def make_bank(window: MainWindow) -> None:
    """Add filters until the layer has four maps."""
    for name in ("sobel-y", "laplacian-of-gaussian", "gaussian-blur"):
        window.document.edit("Duplicate filter", filter_added)
        window.document.edit("Choose", kernel_set, named_kernel(name).weights)
    window.document.edit("Select filter 3", selected_filter=2)
    settle(window)
    hover(window)


def wipe(window: MainWindow) -> None:
    """Show the input left of a line and the map right of it."""
    window.document.edit("Choose", kernel_set, named_kernel("emboss").weights)
    window.document.edit("Each", channel_mode_set, "each")
    window.all_actions.view.wipe.trigger()


SHOTS: dict[str, tuple[Theme, tuple[int, int], Callable[[MainWindow], None]]] = {
    "filters-light": ("light", FIRST_SIZE, hover),
    "filters-dark": ("dark", FIRST_SIZE, make_bank),
    "filters-close": ("light", FIRST_SIZE, look_close),
    "filters-wipe": ("light", FIRST_SIZE, wipe),
    "filters-small": ("dark", SMALLEST_SIZE, hover),
}


def settle(window: MainWindow) -> None:
    """Wait until the frame of the latest state is shown."""
    while window.compute.busy:
        QTest.qWait(10)
    QTest.qWait(50)


def main() -> int:
    """Take all pictures, or those that are named on the command line."""
    application = QApplication(sys.argv[:1])
    install(application)
    FOLDER.mkdir(exist_ok=True)
    for name, (theme, size, arrange) in SHOTS.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        apply_theme(application, theme)
        window = make_window(Settings(application))
        window.resize(*size)
        window.show()
        settle(window)
        arrange(window)
        settle(window)
        window.grab().save(str(FOLDER / f"{name}.png"))
        window.close()
        window.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main())
