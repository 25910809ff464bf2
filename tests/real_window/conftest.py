"""The fixture of the tests that open real windows."""

from collections.abc import Iterator

import pytest

from tests.x11 import Display, missing_tools, open_display


@pytest.fixture
def display() -> Iterator[Display]:
    """A screen of the test's own, 1600×1000, with a window manager; skips the test without the tools."""
    if missing := missing_tools():
        pytest.skip(missing)
    with open_display() as opened:
        yield opened
