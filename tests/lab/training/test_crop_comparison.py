"""A shared kernel and a fully connected layer on the same crops."""

import pytest

from convviz.lab.progress import CancelledError, unwatched
from convviz.lab.state import first_state
from convviz.lab.training.crop_comparison import (
    LARGEST_CROP,
    MOST_WEIGHTS,
    CropComparison,
    Learnt,
    compare_on_crops,
    crop_size,
)
from convviz.nn.conv import Conv2d
from convviz.nn.filter_task import FilterTask
from tests.lab_fixtures import image
from tests.lab_states import random_states


def task(seed: int = 0) -> FilterTask:
    pixels = image(seed=seed)
    return FilterTask.of_filter(pixels, first_state(pixels, "noise").applied_layer)


def test_the_layer_without_sharing_learns_its_crops_by_heart_and_fails_on_others() -> None:
    told: list[float] = []
    compared = compare_on_crops(task(), task(1), "Other", 0, told.append)
    assert compared.conv.parameters == 28
    assert compared.full.parameters == (3 * 10 * 10 + 1) * 64
    assert compared.conv.unseen < 0.01
    assert compared.full.seen < 0.5 * compared.full.unseen
    assert compared.full.unseen > 0.02
    assert told == sorted(told)
    assert told[-1] == 1
    assert "688 times the numbers: it learns the crops, and on Other its error is" in compared.sentence


@pytest.mark.parametrize("scale", [1e-3, 300.0])
def test_a_filter_of_any_size_of_weights_is_learnt_as_well(scale: float) -> None:
    weight = scale * first_state(image(), "noise").applied_layer.weight
    layer = Conv2d(weight, [5 * scale], padding="same")
    mine, other = (FilterTask.of_filter(image(seed=seed), layer) for seed in (0, 1))
    compared = compare_on_crops(mine, other, "Other", 0, unwatched)
    assert compared.conv.unseen < 0.01
    assert compared.full.unseen > 2 * compared.full.seen


def test_it_can_be_stopped() -> None:
    def stop(_done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        compare_on_crops(task(), task(1), "Other", 0, stop)


def test_crops_are_smaller_where_the_layer_would_be_too_large() -> None:
    assert crop_size(task()) == LARGEST_CROP
    wide = FilterTask.of_filter(image(channels=40), Conv2d(40, 1, 31, padding="same"))
    size = crop_size(wide)
    assert 1 < size < LARGEST_CROP
    assert 40 * (size + 30) ** 2 * size**2 <= MOST_WEIGHTS


def test_every_state_can_be_compared_with_itself() -> None:
    for state in random_states(2, seed=4):
        if state.planes == 1:
            layer = state.applied_layer
            one = Conv2d(layer.weight[:1], layer.bias[:1], layer.stride, layer.padding, layer.dilation)
            mine = FilterTask.of_filter(state.image[: layer.in_channels], one)
            assert compare_on_crops(mine, mine, "Itself", 1, unwatched).steps == 800


def test_what_is_said_follows_from_the_numbers() -> None:
    conv, full = Learnt(10, 0.1, 0.1), Learnt(1000, 0.1, 0.12)
    said = CropComparison(conv, full, 8, 800, "Other").sentence
    assert said.endswith("on Other its error is hardly above that of the kernel here, 12 % and 10 %.")
    assert "both layers are the same" in CropComparison(conv, conv, 1, 800, "Other").sentence
    worse = CropComparison(conv, Learnt(1000, 0.9, 0.95), 8, 800, "Other").sentence
    assert "100 times the numbers: it does not even learn the crops" in worse
