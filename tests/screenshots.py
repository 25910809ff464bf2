"""Takes the pictures of README.md from the running app, without a screen: ``make screenshots``."""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="convviz-screenshots-")  # nobody's settings

from PySide6.QtCore import QEventLoop, QPointF, QSizeF, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convviz.app.animations import AnimationChoice, write_animation
from convviz.app.garbage import GarbageCollection
from convviz.app.settings import Settings, Theme
from convviz.files.assets import load_sample
from convviz.lab.edits.edits import channel_mode_set, filter_added, kernel_set, translation_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.learning_edits import filter_choice_set, task_chosen
from convviz.lab.edits.network_edits import network_chosen
from convviz.lab.kernel.kernels import named_kernel
from convviz.lab.progress import unwatched
from convviz.lab.state import first_state
from convviz.lab.training.network_learning import network_choice_set
from convviz.lab.translation.translation import Switches, Translation
from convviz.nn.optimisers import SGD
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


def look_at(network: str, layer: int, page: int) -> Callable[[MainWindow], None]:
    """Choose a network, look at one of its layers, and show a page."""

    def arrange(window: MainWindow) -> None:
        window.document.edit("Choose", network_chosen, network)
        window.document.edit("Select", layer_selected, layer)
        window.all_actions.view.pages[page].trigger()
        settle(window)

    return arrange


def point_at_row(window: MainWindow) -> None:
    """Show the weight matrices of the first layer, with one entry pointed at."""
    window.all_actions.view.pages[1].trigger()
    page = window.pages.page
    page.parts.tabs.setCurrentIndex(2)
    page.connections.bar.drawings.button(1).click()
    settle(window)
    matrix = page.connections.columns[2].view
    QTest.mouseMove(matrix, matrix.rect().center())


def show_example(window: MainWindow) -> None:
    """Show the numbers of the courses."""
    window.all_actions.view.pages[2].trigger()
    window.pages.page.sliders.example.click()
    settle(window)


def shift_it(window: MainWindow) -> None:
    """Move the image, and show where the map of a convolution with stride 2 does not move along."""
    switches = Switches(padding_mode="circular", stride=2, activation="ReLU")
    moved = {"dx": 5.0, "dy": 2.0, "edge": "circular", "difference": "error", "switches": switches}
    window.all_actions.view.pages[3].trigger()
    settle(window)
    window.document.edit("Shift", partial(translation_set, **moved))
    settle(window)
    while window.pages.page.translations.busy or window.pages.page.curves.sweeps.jobs.busy:
        rest(10)


def show_scores(window: MainWindow) -> None:
    """Move a digit, and show what four trained networks make of it, there and everywhere."""
    window.all_actions.view.pages[3].trigger()
    page = window.pages.page
    page.tabs.setCurrentIndex(2)
    window.document.edit("Shift", partial(translation_set, dx=3.0, dy=-2.0))
    settle(window)
    while page.scores.classifications.busy:
        rest(10)


def learn_it(window: MainWindow) -> None:
    """Let two optimisers learn the filter from its map, until the kernel is nearly found."""
    window.all_actions.view.pages[4].trigger()
    window.document.edit("Race", partial(filter_choice_set, rival=SGD(lr=0.05, momentum=0.9)))
    settle(window)
    view = window.pages.page.view
    while view.learning.busy:
        rest(10)
    view.learning.run()
    while view.learning.running:
        rest(10)
        if int(view.readings.facts[0].text().replace(",", "")) >= 300:
            view.learning.pause()
    while view.learning.busy:
        rest(10)


def train_networks(window: MainWindow) -> None:
    """Train four networks on digits that lie anywhere, and look at the mistakes of one."""
    window.all_actions.view.pages[4].trigger()
    window.document.edit("Choose", task_chosen, "network")
    networks = ("conv", "local", "full", "blur")
    window.document.edit("Choose", partial(network_choice_set, networks=networks, anywhere=True))
    view = window.pages.page.view
    while view.training.snapshot is None or view.training.jobs.busy:
        rest(10)
    view.training.run()
    while view.training.is_running:
        rest(50)
    view.pictures.tabs.setCurrentIndex(1)


SHOTS: dict[str, tuple[Theme, tuple[int, int], Callable[[MainWindow], None]]] = {
    "filters-light": ("light", FIRST_SIZE, hover),
    "filters-dark": ("dark", FIRST_SIZE, make_bank),
    "filters-close": ("light", FIRST_SIZE, look_close),
    "filters-wipe": ("light", FIRST_SIZE, wipe),
    "sparsity": ("dark", FIRST_SIZE, look_at("lenet-5", 5, page=1)),
    "matrix": ("light", FIRST_SIZE, point_at_row),
    "sharing": ("light", FIRST_SIZE, show_example),
    "translation": ("light", FIRST_SIZE, shift_it),
    "scores": ("light", FIRST_SIZE, show_scores),
    "training": ("light", FIRST_SIZE, learn_it),
    "networks": ("dark", FIRST_SIZE, train_networks),
    "filters-small": ("dark", SMALLEST_SIZE, hover),
}


def settle(window: MainWindow) -> None:
    """Wait until the frame of the latest state is shown."""
    while window.compute.busy:
        rest(10)
    rest(50)


def rest(milliseconds: int) -> None:
    """Let the window and its threads work; QTest.qWait would leave the threads hardly any time."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def animate() -> None:
    """Write the short animation: with a stride of 2 the map moves at even shifts only; the pooled features stay."""
    loaded = load_sample("Photographer")
    switches = Switches(padding_mode="circular", stride=2, activation="ReLU")
    translation = Translation(edge="circular", difference="error", switches=switches)
    state = replace(first_state(loaded.pixels, loaded.name), translation=translation)
    choice = AnimationChoice("gif", reach=4, frames_per_second=3, longest=800)
    write_animation(state, None, choice, FOLDER / "shift.gif", unwatched)


def main() -> int:
    """Take all pictures, or those that are named on the command line."""
    application = QApplication(sys.argv[:1])
    GarbageCollection(application)
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
    if not sys.argv[1:] or "shift" in sys.argv[1:]:
        animate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
