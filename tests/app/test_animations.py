"""An animation of a shift is named and measured before it is made, and then it is what was told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from convviz.app.animations import KINDS, AnimationChoice, picture_name, write_animation, write_picture
from convviz.files import shifted_figure
from convviz.files.shifted_figure import SIDE, figure_of
from convviz.files.triptych import triptych
from convviz.files.writing import ExportError
from convviz.lab.compute import compute
from convviz.lab.progress import CancelledError, unwatched
from convviz.lab.state import State, first_state
from convviz.lab.translation import shifted as shifted_module
from convviz.lab.translation.experiment import experiment
from convviz.lab.translation.shifted import Shifted, compute_shifted
from convviz.lab.translation.translation import Switches, Translation
from tests.lab_fixtures import image, opened

CHOICE = AnimationChoice("png", "x", reach=2, longest=480)


def moved(state: State, **translation: object) -> State:
    return replace(state, translation=replace(state.translation, **translation))


def shifted(state: State, dy: float, dx: float) -> Shifted:
    state = moved(state, dy=dy, dx=dx)
    return compute_shifted(state, compute(state))


def written(state: State, choice: AnimationChoice, folder: Path) -> list[np.ndarray]:
    path = folder / choice.name(state)
    write_animation(state, None, choice, path, unwatched)
    with Image.open(path) as animation:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(animation)]


def test_a_line_goes_to_both_ends_and_closes(state: State) -> None:
    line = [0.0, 1.0, 2.0, 1.0, 0.0, -1.0, -2.0, -1.0]
    assert CHOICE.shifts(state) == [(0.0, dx) for dx in line]
    assert replace(CHOICE, way="y").shifts(state) == [(dy, 0.0) for dy in line]
    assert replace(CHOICE, way="diagonal").shifts(state) == [(along, along) for along in line]
    assert len(replace(CHOICE, step=0.25).shifts(state)) == 32


def test_a_circle_has_the_range_as_its_radius(state: State) -> None:
    distances = [np.hypot(*shift) for shift in replace(CHOICE, way="circle", reach=9).shifts(state)]
    assert max(abs(distance - 9) for distance in distances) < 1


@pytest.mark.parametrize(("way", "most"), [("x", 32), ("y", 24), ("diagonal", 24), ("circle", 24)])
def test_it_goes_no_further_than_the_image_may(state: State, way: str, most: int) -> None:
    choice = replace(CHOICE, way=way, reach=1000)
    assert choice.most(state) == most
    assert max(np.abs(choice.shifts(state)).max(axis=0)) == most


def test_too_many_frames_are_refused_with_what_to_do(state: State) -> None:
    long = replace(CHOICE, reach=32, step=0.1)
    with pytest.raises(ExportError, match=r"up to 1,000 frames, and this would have 1,280; choose a smaller range"):
        long.shifts(state)
    assert len(replace(long, step=0.25).shifts(state)) == 512


def test_a_picture_of_one_pixel_stands_still() -> None:
    state = first_state(image(1, 1), "dot.png")
    for way in ("x", "circle"):
        assert replace(CHOICE, way=way).shifts(state) == [(0.0, 0.0)]


def test_the_names_say_what_is_in_the_files(state: State) -> None:
    assert AnimationChoice().name(state) == "noise shifted along x.gif"
    assert AnimationChoice("webp", "diagonal").name(state) == "noise shifted diagonally.webp"
    assert picture_name(moved(state, dx=2.5, dy=-3.0)) == "noise shifted x 2.5 y -3.png"
    odd = replace(state, image_name="a/b:" + "c" * 200 + ".png")
    assert len(AnimationChoice().name(odd)) < 90
    assert "/" not in AnimationChoice().name(odd)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("switches", [Switches(), Switches(stride=2, pooling="blur")])
def test_it_has_the_frames_and_the_size_that_were_told(
    state: State, kind: str, switches: Switches, tmp_path: Path
) -> None:
    state, choice = moved(state, switches=switches), replace(CHOICE, as_kind=kind)
    frames = written(state, choice, tmp_path)
    assert len(frames) == len(choice.shifts(state)) == 8
    width, height = choice.size(experiment(state))
    assert {frame.shape for frame in frames} == {(height, width, 3)}


@pytest.mark.parametrize("edge", ["zeros", "circular", "crop"])
@pytest.mark.parametrize("difference", ["change", "error"])
def test_every_frame_is_the_page_of_its_shift_in_colours_that_hold(
    state: State, edge: str, difference: str, tmp_path: Path
) -> None:
    state = moved(state, edge=edge, difference=difference)
    frames = written(state, CHOICE, tmp_path)
    pages = [shifted(state, *shift) for shift in CHOICE.shifts(state)]
    scales = pages[0].map_scale, max((page.difference_scale for page in pages), key=lambda scale: scale.high)
    for frame, page in zip(frames, pages, strict=True):
        assert np.array_equal(frame, np.asarray(triptych(figure_of(page, scales), 480)))


def test_the_earlier_frame_makes_no_difference(state: State, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    write_animation(state, None, CHOICE, path, unwatched)
    without = path.read_bytes()
    write_animation(state, compute(moved(state, dx=5.0)), CHOICE, path, unwatched)
    assert path.read_bytes() == without


def test_how_much_is_done_is_told_and_never_goes_back(state: State, tmp_path: Path) -> None:
    told: list[float] = []
    write_animation(state, None, CHOICE, tmp_path / "a.png", told.append)
    assert told == sorted(told)
    assert told[0] < 0.05
    assert 0.9 < told[-1] <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_cancel_in_the_middle_leaves_nothing_behind(state: State, kind: str, tmp_path: Path) -> None:
    def cancel(done: float) -> None:
        if done > 0.5:
            raise CancelledError

    choice = replace(CHOICE, as_kind=kind)
    with pytest.raises(CancelledError):
        write_animation(state, None, choice, tmp_path / choice.name(state), cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_gif_keeps_white_and_the_colours_of_the_scale(state: State, tmp_path: Path) -> None:
    state = moved(state, edge="circular", difference="error", switches=Switches(padding_mode="circular"))
    exact = written(state, CHOICE, tmp_path)
    reduced = written(state, replace(CHOICE, as_kind="gif"), tmp_path)
    for one, other in zip(exact, reduced, strict=True):
        white = (one == 255).all(axis=-1)
        assert white.any()
        assert (other[white] == 255).all()
    width = exact[0].shape[1]
    errors = [np.abs(one.astype(int) - other)[:, width // 3 :].max() for one, other in zip(exact, reduced, strict=True)]
    assert max(errors) <= 12  # maps, bars and text


def test_the_picture_is_what_is_shown(state: State, tmp_path: Path) -> None:
    page = shifted(state, 1.0, 4.0)
    write_picture(page, tmp_path / "a.png", unwatched)
    scales = page.map_scale, page.difference_scale
    assert np.array_equal(opened(tmp_path / "a.png"), np.asarray(triptych(figure_of(page, scales, caption=True), SIDE)))


def test_the_picture_has_all_values_though_a_sample_was_shown(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shifted_module, "QUICK_VALUES", 100)
    there = moved(state, dx=4.0)
    quick = compute_shifted(there, compute(there), quick=True)
    assert quick.is_sample
    whole = shifted(state, 0.0, 4.0)
    write_picture(quick, tmp_path / "quick.png", unwatched)
    shifted_figure.save_shifted(tmp_path / "whole.png", whole)
    assert np.array_equal(opened(tmp_path / "quick.png"), opened(tmp_path / "whole.png"))


def test_a_shift_of_the_state_does_not_move_the_animation(state: State, tmp_path: Path) -> None:
    here = written(state, CHOICE, tmp_path)
    there = written(replace(state, translation=Translation(dx=7.0, dy=2.0)), CHOICE, tmp_path)
    assert all(np.array_equal(*pair) for pair in zip(here, there, strict=True))
