"""A task of learning a filter: its crops are what the filter sees, and what it makes of it."""

from typing import Any

import numpy as np
import pytest

from convviz.nn.conv import Conv2d
from convviz.nn.filter_task import FilterTask

RNG = np.random.default_rng(0)
IMAGE = RNG.random((2, 13, 17), np.float32)
FORMS: list[dict[str, Any]] = [
    {},
    {"padding": "same"},
    {"padding": (0, 1, 2, 3), "padding_mode": "replicate"},
    {"stride": (2, 3), "padding": 1, "padding_mode": "circular"},
    {"dilation": (2, 1), "stride": 2, "padding": 2, "padding_mode": "reflect"},
]


def filter_of(**options: Any) -> Conv2d:
    return Conv2d(2, 1, 3, **options, seed=7)


@pytest.mark.parametrize("options", FORMS)
@pytest.mark.parametrize("size", [1, 3])
def test_the_filter_makes_the_target_of_every_crop(options: dict[str, Any], size: int) -> None:
    layer = filter_of(**options)
    task = FilterTask.of_filter(IMAGE, layer)
    height, width = np.array(task.target.shape) - size + 1
    places = np.argwhere(np.ones((height, width)))
    crops = task.crops(places, size)
    maps = Conv2d(layer.weight, layer.bias, task.form.stride, 0, task.form.dilation).forward(crops.inputs)
    assert crops.targets.shape == (height * width, 1, size, size)
    np.testing.assert_allclose(maps, crops.targets, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(task.cropped_form.forward(crops.inputs), maps)
    assert crops.inputs.shape[-2:] == task.span(size)


def test_the_target_is_the_map_of_the_known_filter() -> None:
    layer = filter_of(padding="same")
    np.testing.assert_array_equal(FilterTask.of_filter(IMAGE, layer).target, layer.forward(IMAGE)[0])


def test_the_task_is_a_value_of_its_own() -> None:
    image, target = IMAGE.copy(), np.zeros((11, 15), np.float32)
    task = FilterTask(image, target, filter_of())
    image[:], target[:] = 2, 2
    np.testing.assert_array_equal(task.image, IMAGE)
    assert not task.target.any()
    with pytest.raises(ValueError, match="read-only"):
        task.target[0] = 1


def test_crops_by_lot_come_from_everywhere_and_again_from_the_same_seed() -> None:
    task = FilterTask(IMAGE, np.arange(11 * 15).reshape(11, 15), filter_of())
    first = task.random_crops(5000, np.random.default_rng(1))
    again = task.random_crops(5000, np.random.default_rng(1))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert np.unique(first.targets).tolist() == list(range(11 * 15))


@pytest.mark.parametrize(
    ("image", "target", "form", "sentence"),
    [
        (
            IMAGE[0],
            IMAGE[0],
            filter_of(),
            r"The image must be \(C, H, W\) and hold finite numbers; got shape \(13, 17\)",
        ),
        (IMAGE, IMAGE, filter_of(), r"The target must be \(height, width\) and hold finite numbers"),
        (IMAGE * np.nan, IMAGE[0], filter_of(), "The image must be"),
        (IMAGE, IMAGE[0], filter_of(), r"as large as the feature map, 15×11 pixels; it has 17×13\."),
        (IMAGE, IMAGE[0], Conv2d(2, 4, 1), r"One filter can be learnt at a time; the layer has 4\."),
        (IMAGE, IMAGE[0], Conv2d(3, 1, 1), r"it takes \(3, height, width\)\."),
    ],
)
def test_what_does_not_fit_is_refused(image: np.ndarray, target: np.ndarray, form: Conv2d, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        FilterTask(image, target, form)


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (9, 0), (0, 13)])
def test_a_crop_over_the_end_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"A crop of 3 must start in the rows 0 to 8 and columns 0 to 12\."):
        FilterTask(IMAGE, np.zeros((11, 15)), filter_of()).crops(np.array([(0, 0), place]), 3)


@pytest.mark.parametrize("size", [0, 12])
def test_a_crop_larger_than_the_map_is_refused(size: int) -> None:
    task = FilterTask(IMAGE, np.zeros((11, 15)), filter_of())
    with pytest.raises(ValueError, match=f"A crop can be from 1 to 11 pixels of the map; got {size}"):
        task.random_crops(1, np.random.default_rng(0), size)
