"""The start of the program: the application, its window, and the picture that it opens with."""

import sys
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from convviz.app.garbage import GarbageCollection, spare_what_is_there
from convviz.app.settings import Settings
from convviz.ui.main_window import MainWindow
from convviz.ui.theme import follow, install


def has_screen() -> bool:
    """Say whether windows can be seen here; it makes the application, as only Qt can tell."""
    _application()
    return QGuiApplication.platformName() != "offscreen"


def _application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("convviz")
    return application


def run(image: Path | None) -> int:
    """Open the window, with a picture of the person's if one is given, and run until it is closed."""
    application = _application()
    GarbageCollection(application)
    settings = Settings(application)
    install(application)
    follow(application, settings)
    window = open_window(settings, image)
    sys.excepthook = partial(_on_unforeseen, window)
    return application.exec()


def open_window(settings: Settings, image: Path | None = None) -> MainWindow:
    """Show the window empty; it is filled when it is painted, as what fills it takes longer to import and to make."""
    window = MainWindow(None, settings)
    window.painted_empty.connect(partial(_on_painted_empty, window, image), Qt.ConnectionType.QueuedConnection)
    window.show()
    return window


def make_window(settings: Settings, image: Path | None = None) -> MainWindow:
    """Make the window, filled and not yet shown."""
    window = MainWindow(None, settings)
    _fill(window, image)
    return window


def _fill(window: MainWindow, image: Path | None) -> None:
    """Open a picture in the empty window; one that cannot be opened is told in it, above a sample."""
    from convviz.files.assets import load_sample, samples  # these bring NumPy and Pillow
    from convviz.files.images import read_image
    from convviz.files.reading import ImageError
    from convviz.lab.state import first_state

    failure = ""
    loaded = None
    if image is not None:
        try:
            loaded = read_image(image)
            window.settings.add_recent_file(image)
            window.settings.set_folder("open", image.absolute().parent)
        except ImageError as error:
            failure = str(error)
    if loaded is None:
        loaded = load_sample(samples()[0].name)
    window.fill(first_state(loaded.pixels, loaded.name))
    if failure:
        window.message_bar.show_error(failure)
    else:
        window.message_bar.show_info(" ".join(loaded.notes))


def _on_painted_empty(window: MainWindow, image: Path | None) -> None:
    if window.isVisible() and not window.is_filled:  # it may be closed by now, or painted a second time
        _fill(window, image)
        spare_what_is_there()


def _on_unforeseen(
    window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Tell what nobody caught, in the window as well: the program goes on and nothing is lost."""
    sys.__excepthook__(kind, error, trace)
    if not window.is_filled:
        QApplication.exit(1)  # nothing is in it that could be used, or lost
    elif isinstance(error, Exception):
        from convviz.app.jobs import unforeseen

        window.message_bar.show_error(unforeseen(error))
