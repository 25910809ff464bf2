"""The page of a shift shows its pictures in their colours, its numbers, and how it was made."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.files.shifted_figure import figure_of, recipe_of_shift, save_shifted, subtitle_of
from convviz.files.writing import ExportError
from convviz.lab.compute import compute
from convviz.lab.pictures.display import Scale
from convviz.lab.progress import CancelledError
from convviz.lab.recipe import recipe
from convviz.lab.state import first_state
from convviz.lab.translation.shifted import Shifted, compute_shifted
from convviz.lab.translation.translation import Switches, Translation
from tests.lab_fixtures import image, opened


def shifted(**translation: object) -> Shifted:
    state = replace(first_state(image(), "noise.png"), translation=Translation(**translation))
    return compute_shifted(state, compute(state))


def text_of(found: Shifted, caption: bool = False) -> str:
    page = figure_of(found, (found.map_scale, found.difference_scale), caption=caption)
    words = [word for panel in page.panels for word in (panel.heading, panel.note)]
    return "\n".join([page.title, page.subtitle, *words, *map(" ".join, page.readings), page.caption])


def test_its_pictures_have_the_colours_of_the_screen() -> None:
    found = shifted(dx=3.0, dy=-1.0)
    page = figure_of(found, (found.map_scale, found.difference_scale))
    pictures = (found.input_picture, found.map_picture, found.difference_picture)
    for panel, picture in zip(page.panels, pictures, strict=True):
        assert np.array_equal(panel.pixels, picture.rgb())
    assert page.panels[2].zero is found.zero
    assert [panel.scale for panel in page.panels] == [None, found.map_scale, found.difference_scale]


def test_another_scale_gives_other_colours_of_the_same_values() -> None:
    found = shifted(dx=3.0)
    scales = Scale(-9.0, 9.0, "balance"), Scale(-0.5, 0.5, "balance")
    _, *panels = figure_of(found, scales).panels
    assert np.array_equal(panels[0].pixels, scales[0].rgb(found.map_values))
    assert np.array_equal(panels[1].pixels, scales[1].rgb(found.difference_values))
    assert panels[0].beyond == (0.0, 0.0)
    assert min(panels[1].beyond) > 0


def test_the_shift_is_told_in_numbers() -> None:
    assert "Shift  x +3, y −1.25 pixels" in text_of(shifted(dx=3.0, dy=-1.25))
    assert "Shift  x 0, y 0 pixels" in text_of(shifted())


@pytest.mark.parametrize(("difference", "words"), [("change", "after − before"), ("error", "− shifted map")])
def test_it_says_which_difference_it_is(difference: str, words: str) -> None:
    assert words in text_of(shifted(dx=3.0, difference=difference))


def test_both_measures_are_named_and_never_mixed_up() -> None:
    found = shifted(dx=3.0, edge="circular", switches=Switches(padding_mode="circular"))
    text = text_of(found)
    assert "Equivariance relative error 0 the map moves with the image" in text
    assert "Invariance changed by 0" in text
    assert "the pooled features stay" in text


def test_what_has_no_map_that_could_move_has_no_number() -> None:
    found = shifted(dx=3.0)
    nothing = replace(found, reading=found.reading._replace(equivariance=float("nan"), change=float("nan")))
    assert "Equivariance relative error – " in text_of(nothing)
    assert "Invariance changed by –, cosine" in text_of(nothing)


def test_the_sentence_stands_below_if_it_is_wanted() -> None:
    found = shifted(dx=3.0)
    assert found.sentence
    assert found.sentence in text_of(found, caption=True)
    assert found.sentence not in text_of(found)


def test_it_names_the_edge_the_changes_and_how_fractions_are_moved() -> None:
    plain = subtitle_of(shifted(dx=3.0).state)
    assert plain.endswith("edge: Black (zeros)")
    assert "changed" not in plain
    changed = subtitle_of(shifted(dx=0.5, edge="reflect", switches=Switches(stride=2)).state)
    assert changed.endswith("changed: stride 2  ·  edge: Mirror image (reflect)  ·  Bilinear")


def test_the_file_is_a_picture_with_its_recipe(tmp_path: Path) -> None:
    found, path = shifted(dx=3.0, edge="reflect", switches=Switches(stride=2)), tmp_path / "shift.png"
    told: list[float] = []
    save_shifted(path, found, longest=960, progress=told.append)
    assert max(opened(path).shape[:2]) <= 1000
    assert told == sorted(told)
    with Image.open(path) as picture:
        assert picture.text == dict(recipe_of_shift(found.state))
        translation = json.loads(picture.text["convviz:translation"])
    assert (translation["dx"], translation["edge"], translation["switches"]["stride"]) == (3.0, "reflect", 2)


def test_the_recipe_of_an_animation_has_every_shift() -> None:
    state = first_state(image(), "noise.png")
    text = recipe_of_shift(state, [(0.0, 0.0), (0.0, 1.5)])
    translation = json.loads(text["convviz:translation"])
    assert translation["shifts"] == [[0.0, 0.0], [0.0, 1.5]]
    assert "dx" not in translation
    assert {key: text[key] for key in recipe(state)} == recipe(state)


def test_a_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    def cancel(_done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        save_shifted(tmp_path / "shift.png", shifted(dx=3.0), progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"end its name in \.png"):
        save_shifted(tmp_path / "shift.gif", shifted(dx=3.0))
