"""What holds for every test: no screen, no settings of the user, no Qt warnings, no widgets left alive."""

import gc
import os
import re
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

# Before Qt is imported. Tests that need a real window start their own process, see tests/x11.py.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Qt keeps settings, data and caches in these folders on Linux; child processes of the tests inherit them.
_HOME = tempfile.TemporaryDirectory(prefix="convviz-tests-", ignore_cleanup_errors=True)
os.environ["XDG_CONFIG_HOME"] = str(Path(_HOME.name, "config"))
os.environ["XDG_DATA_HOME"] = str(Path(_HOME.name, "data"))
os.environ["XDG_CACHE_HOME"] = str(Path(_HOME.name, "cache"))

from PySide6.QtCore import (  # noqa: E402
    QCoreApplication,
    QEvent,
    QSettings,
    QStandardPaths,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from convviz.app.garbage import collect_what_is_due, spare_what_is_there  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _no_garbage_collection_in_other_threads() -> Iterator[None]:
    """Leave it to the end of each test: an object of Qt must not be destroyed in a thread that is not its own."""
    gc.disable()
    spare_what_is_there()  # all tests are collected by now, and each is some objects
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody() -> None:
    """Keep out of the real settings and caches on systems without XDG folders, too."""
    if sys.platform in ("darwin", "win32"):
        QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(file_format, QSettings.Scope.UserScope, os.environ["XDG_CONFIG_HOME"])


@pytest.fixture(autouse=True)
def _no_widget_is_left_alive(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which a top-level widget is still there; `qtbot.addWidget` would have ended it."""
    before = _top_level_widgets()
    failed_before = request.session.testsfailed
    yield
    left = [widget for widget in _top_level_widgets() if widget not in before]
    if left:  # perhaps only a reference cycle that Python has not collected yet
        del left
        gc.collect()
        left = [widget for widget in _top_level_widgets() if widget not in before]
    names = [f"{type(widget).__name__}(objectName={widget.objectName()!r})" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    # The traceback of a failed test holds its widgets, and is what the reader should look at.
    if names and request.session.testsfailed == failed_before:
        message = f"top-level widgets left alive, give them to qtbot.addWidget: {', '.join(names)}"
        pytest.fail(message, pytrace=False)


def _top_level_widgets() -> list[QWidget]:
    """Return the top-level widgets that are not about to be deleted and not Qt's own tool tip."""
    if QApplication.instance() is None:
        return []
    # The event loop deletes what deleteLater() was called for, and between tests none runs.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    widgets = QApplication.topLevelWidgets()
    return [widget for widget in widgets if widget.metaObject().className() != "QTipLabel"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail a test whose widgets and threads end with a warning: pytest-qt looks at set-up and call only."""
    ignored = [re.compile(pattern) for pattern in item.config.getini("qt_log_ignore")]
    warnings: list[str] = []

    def keep(kind: QtMsgType, _context: object, message: str) -> None:
        serious = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if serious and not any(pattern.search(message) for pattern in ignored):
            warnings.append(message)

    previous = qInstallMessageHandler(keep)
    try:
        yield
        collect_what_is_due()
    finally:
        qInstallMessageHandler(previous)
    if warnings:
        pytest.fail("Qt warned while the test was torn down: " + "; ".join(warnings), pytrace=False)
