"""What conftest.py promises for every test is kept: each promise is broken once, in a run of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

IMPORTS = """
import warnings
from PySide6.QtCore import *
from PySide6.QtGui import *
from PySide6.QtWidgets import *

kept = []
"""

BREACHES = {
    "a warning of Qt": (
        """
        def test(qtbot):
            qWarning("a warning")
        """,
        "Qt messages with level WARNING or above emitted",
    ),
    "a warning of Qt while a widget is closed": (
        """
        class Widget(QWidget):
            def closeEvent(self, event):
                qWarning("too late")

        def test(qtbot):
            kept.append(Widget())
            qtbot.addWidget(kept[-1])
        """,
        "Qt warned while the test was torn down: too late",
    ),
    "a widget that is left alive": (
        """
        def test(qtbot):
            kept.append(QWidget())
        """,
        "top-level widgets left alive",
    ),
    "a warning of Python": (
        """
        def test():
            warnings.warn("old")
        """,
        "UserWarning: old",
    ),
    "nothing": (
        """
        def test(qtbot):
            assert "convviz-tests-" in QSettings("convviz", "convviz").fileName()
            assert QGuiApplication.platformName() == "offscreen"
            kept.append(QWidget())
            qtbot.addWidget(kept[-1])
            in_a_cycle = QWidget()
            in_a_cycle.itself = in_a_cycle
        """,
        "1 passed",
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_fails_the_test_that_commits_it(breach: str, tmp_path: Path) -> None:
    code, message = BREACHES[breach]
    probe = tmp_path / "test_probe.py"
    probe.write_text(IMPORTS + code.replace("\n        ", "\n"))
    rules = ["-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *rules, str(probe)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert message in done.stdout, done.stdout + done.stderr
    assert (done.returncode == 0) == (breach == "nothing"), done.stdout
