"""The start of the program: the application, its window, and the picture that it opens with."""

import sys
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from convviz.app.jobs import unforeseen
from convviz.app.settings import Settings
from convviz.files.assets import load_sample, samples
from convviz.files.images import read_image
from convviz.files.reading import ImageError
from convviz.lab.state import first_state
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
    settings = Settings(application)
    install(application)
    follow(application, settings)
    window = make_window(settings, image)
    sys.excepthook = partial(_on_unforeseen, window)
    window.show()
    return application.exec()


def _on_unforeseen(
    window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Tell what nobody caught, in the window as well: the program goes on and nothing is lost."""
    sys.__excepthook__(kind, error, trace)
    if isinstance(error, Exception):
        window.message_bar.show_error(unforeseen(error))


def make_window(settings: Settings, image: Path | None = None) -> MainWindow:
    """Make the window; a picture that cannot be opened is told in it, above a sample."""
    failure = ""
    loaded = None
    if image is not None:
        try:
            loaded = read_image(image)
            settings.add_recent_file(image)
            settings.set_folder("open", image.absolute().parent)
        except ImageError as error:
            failure = str(error)
    if loaded is None:
        loaded = load_sample(samples()[0].name)
    window = MainWindow(first_state(loaded.pixels, loaded.name), settings)
    if failure:
        window.message_bar.show_error(failure)
    else:
        window.message_bar.show_info(" ".join(loaded.notes))
    return window
