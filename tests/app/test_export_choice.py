"""What is chosen for export is named and measured before it is written, and remembered."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from convviz.app.export_choice import KINDS, ExportChoice, Kind, What, entries_of
from convviz.files.writing import ExportError
from convviz.lab.compute import compute
from convviz.lab.edits.edits import cells_set, filter_added
from convviz.lab.pictures.display import Display
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network


def choices() -> list[ExportChoice]:
    return [ExportChoice(what, kind, 3, True, 2) for what in get_args(What) for kind in get_args(Kind)]


def two_filters(state: State) -> State:
    """Return Sobel x, and another that is no kernel of the library."""
    state = replace(state, **filter_added(state))
    return replace(state, **cells_set(state, [(0, 0)], 7.0))


@pytest.mark.parametrize("choice", choices(), ids=str)
def test_it_is_remembered_as_text(choice: ExportChoice) -> None:
    assert ExportChoice.from_text(choice.text) == choice


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        '{"what": "everything"}',
        '{"as_kind": "smell"}',
        '{"zoom": 17}',
        '{"zoom": 0}',
        '{"zoom": "2"}',
        '{"zoom": 1.5}',
        '{"columns": -1}',
        '{"columns": [1]}',
        '{"what": {}}',
        '{"later": 1}',
    ],
)
def test_what_is_no_choice_is_that_of_a_first_start(text: str) -> None:
    assert ExportChoice.from_text(text) == ExportChoice()


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (ExportChoice(), ["noise map 2.png"]),
        (ExportChoice(as_kind="values"), ["noise map 2 values.png"]),
        (ExportChoice(as_kind="floats"), ["noise map 2 values.npy"]),
        (ExportChoice("folder"), ["noise map 1 Sobel x.png", "noise map 2.png"]),
        (ExportChoice("folder", "floats"), ["noise map 1 Sobel x values.npy", "noise map 2 values.npy"]),
        (ExportChoice("sheet", "floats"), ["noise contact sheet.png"]),
        (ExportChoice("stack", "picture"), ["noise maps.npy"]),
    ],
    ids=str,
)
def test_the_names_say_what_is_in_the_files(state: State, choice: ExportChoice, names: list[str]) -> None:
    assert choice.names(two_filters(state)) == names


def test_the_names_tell_the_layer_unless_it_is_the_first(state: State) -> None:
    network = Network([*state.network, Conv2d(1, 2, 3)])
    deep = replace(state, network=network, filter_names=(), selected_layer=1)
    assert ExportChoice().names(deep) == ["noise layer 2 map 1.png"]
    assert ExportChoice("sheet", "floats").names(deep) == ["noise layer 2 contact sheet.png"]


def test_the_names_can_be_written_whatever_picture_and_filter_are_called(state: State) -> None:
    state = replace(
        two_filters(state), image_name="a/b: " + "c" * 300 + ".png", filter_names=(("1/2 blur?", "1:2 blur?"),)
    )
    names = ExportChoice("folder").names(state)
    assert [name[-21:] for name in names] == ["c map 1 1_2 blur_.png", "c map 2 1_2 blur_.png"]
    assert all(name.startswith("b_ cc") for name in names)
    assert max(map(len, names)) < 130


@pytest.mark.parametrize(
    ("choice", "size"),
    [
        (ExportChoice(), "64 × 48 pixels"),
        (ExportChoice(zoom=16), "1,024 × 768 pixels"),
        (ExportChoice(as_kind="values", zoom=16), "64 × 48 pixels"),
        (ExportChoice(as_kind="floats"), "48 × 64 numbers, float32"),
        (ExportChoice("stack"), "2 × 48 × 64 numbers, float32"),
    ],
    ids=str,
)
def test_the_size_is_told_before(state: State, choice: ExportChoice, size: str) -> None:
    assert choice.size(compute(two_filters(state))) == size


def test_of_maps_in_colour_there_are_no_values_in_16_bits(state: State) -> None:
    frame = compute(replace(state, channel_mode="each"))
    assert ExportChoice(as_kind="floats").size(frame) == "3 × 48 × 64 numbers, float32"
    for what in ("map", "folder"):
        with pytest.raises(ExportError, match="A 16-bit PNG holds one plane, and these maps have three"):
            ExportChoice(what, "values").size(frame)


@pytest.mark.parametrize(
    ("choice", "drawn"),
    [
        (ExportChoice(), True),
        (ExportChoice("folder"), True),
        (ExportChoice(as_kind="values"), False),
        (ExportChoice("sheet"), False),
        (ExportChoice("stack"), False),
    ],
    ids=str,
)
def test_zoom_and_colour_bar_are_for_maps_as_seen(choice: ExportChoice, drawn: bool) -> None:
    assert choice.is_drawn is drawn


@pytest.mark.parametrize(
    "changes", [{}, {"locked": True}, {"value_range": "fixed"}, {"value_range": "min-max"}], ids=str
)
def test_each_map_has_the_scale_that_it_has_when_it_is_selected(state: State, changes: dict[str, Any]) -> None:
    state = replace(two_filters(state), display=Display(**changes))
    entries = entries_of(compute(state))
    for index, entry in enumerate(entries):
        frame = compute(replace(state, selected_filter=index))
        assert entry.scale == frame.scale
        assert entry.title == state.filter_title(index)
        assert (entry.feature_map == frame.feature_map).all()
    assert (entries[0].scale == entries[1].scale) == bool(changes.keys() & {"locked"} or "fixed" in changes.values())


def test_every_kind_has_a_pattern_with_its_suffix() -> None:
    assert all(kind.pattern.endswith(f"(*{kind.suffix})") for kind in KINDS.values())
