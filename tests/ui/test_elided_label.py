"""A label that gives way to what is beside it, and says all in its tooltip."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.ui.widgets.elided_label import ElidedLabel
from tests.hands import colours_of


@pytest.fixture
def label(qtbot: QtBot) -> ElidedLabel:
    label = ElidedLabel("a long name of a photo.png")
    qtbot.addWidget(label)
    return label


def test_with_room_it_shows_all_and_needs_no_tooltip(label: ElidedLabel) -> None:
    label.resize(label.sizeHint())
    label.grab()
    assert label.toolTip() == ""


def test_without_room_it_leaves_some_out_and_tells_all_in_its_tooltip(label: ElidedLabel) -> None:
    label.resize(60, 20)
    shown = colours_of(label.grab().toImage())
    assert label.toolTip() == label.text() == "a long name of a photo.png"
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) > 1


def test_it_never_asks_for_room(label: ElidedLabel) -> None:
    assert label.minimumSizeHint().width() == 0
