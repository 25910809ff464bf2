"""What an exported map says about itself is enough to make it again."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import convviz
from convviz.lab.compute import compute
from convviz.lab.kernel.kernel_geometry import resized
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.recipe import describe, describe_layer, recipe, recipes
from convviz.lab.state import State, first_state
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from tests.lab.states import changed, image, random_state, state, weights


@pytest.mark.parametrize("seed", range(20))
def test_the_recipe_makes_the_same_map_again(seed: int) -> None:
    drawn = random_state(seed)
    read: dict[str, Any] = json.loads(recipe(drawn)["convviz:recipe"])
    weight = np.array(read["weight"], np.float32)
    assert np.array_equal(weight, drawn.layer.weight[drawn.selected_filter])
    options = {name: tuple(read[name]) for name in ("stride", "padding", "dilation")}
    layer = Conv2d(weight[np.newaxis], np.array([read["bias"]]), **options, padding_mode=read["padding_mode"])
    modes = {
        "operation": read["operation"],
        "channel_mode": read["channel_mode"],
        "filter_names": ((read["name"],), *drawn.filter_names[1:]),
    }
    grey = read["input"] == "greyscale" and len(drawn.image) == 3
    again = changed(drawn, layer, read["activation"], greyscale=grey, selected_filter=0, **modes)
    assert compute(again).feature_map == pytest.approx(compute(drawn).feature_map, rel=1e-5, abs=1e-5)
    assert read["filter"] == drawn.selected_filter + 1
    assert read["image"] == "noise.png"


def test_every_kind_of_weight_is_read_back_to_the_bit() -> None:
    bits = np.random.default_rng(0).integers(0, 2**32, 900, dtype=np.uint32).view(np.float32)
    weight = np.where(np.abs(bits) <= 1e6, bits, np.float32(1 / 3)).reshape(1, 1, 30, 30)
    read = json.loads(recipe(state(weight, image(1)))["convviz:recipe"])
    assert np.array(read["weight"], np.float32).tobytes() == weight.tobytes()


def test_of_a_layer_further_on_it_is_told_which_and_what_comes_before() -> None:
    layers = [Conv2d(3, 2, 3, seed=1), ReLU(), Conv2d(2, 4, 5)]
    of = State(image(3), "cat", Network(layers), selected_layer=2, input_size=(12, 12))
    read = json.loads(recipe(of)["convviz:recipe"])
    assert read["layer"] == 3
    assert read["before"] == [repr(layers[0]), repr(layers[1])]
    assert read["input_size"] == [12, 12]
    assert describe(of) == "cat: layer 3, own kernels 5×5, stride 1"
    assert describe_layer(of) == "cat: layer 3, 4 feature maps, kernels 5×5, stride 1"
    assert "layer" not in json.loads(recipe(first_state(image(), "cat"))["convviz:recipe"])


def test_padding_is_told_in_numbers() -> None:
    read = json.loads(recipe(state(weights(1, 3, 4, 3)))["convviz:recipe"])
    assert read["padding"] == [1, 2, 1, 1]


def test_the_recipe_names_the_program_and_what_it_made() -> None:
    of = state()
    assert recipe(of)["Software"] == f"convviz {convviz.__version__}"
    assert recipe(of)["Description"] == describe(of)


def test_a_file_name_that_is_no_text_does_not_get_in_the_way() -> None:
    of = replace(state(), image_name="photo-\udcff-é-猫.png")
    for text in recipe(of).values():
        text.encode("utf-8")
    assert json.loads(recipe(of)["convviz:recipe"])["image"] == "photo-?-é-猫.png"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "cat: Sobel x 3×3, stride 1"),
        ({"activation": "ReLU"}, "cat: Sobel x 3×3, stride 1, ReLU"),
        ({"operation": "convolution"}, "cat: Sobel x 3×3, stride 1, convolution"),
        ({"channel_mode": "each"}, "cat: Sobel x 3×3, stride 1, on each channel"),
        ({"layer": {"padding": 1, "stride": (2, 2)}}, "cat: Sobel x 3×3, stride 2"),
        ({"layer": {"padding": 1, "stride": (2, 1)}}, "cat: Sobel x 3×3, stride 2×1"),
        (
            {"layer": {"weight": resized(np.broadcast_to(KERNELS["emboss"].weights, (1, 3, 3, 3)), 5, 4)}},
            "cat: Emboss 5×4, stride 1",
        ),
        ({"layer": {"weight": np.ones((1, 3, 2, 2))}}, "cat: own kernel 2×2, stride 1"),
        ({"layer": {"weight": weights(1, 3, 3, 3)}}, "cat: own kernels 3×3, stride 1"),
    ],
)
def test_one_line_says_what_a_map_is_of(changes: dict[str, Any], line: str) -> None:
    of = first_state(image(), "cat")
    options = changes.pop("layer", {})
    assert describe(changed(of, replace(of.layer, **options), **changes)) == line


@pytest.mark.parametrize("seed", range(5))
def test_a_file_with_all_maps_has_the_recipe_of_each(seed: int) -> None:
    drawn = random_state(seed)
    of_all = recipes(drawn)
    for index in range(drawn.layer.out_channels):
        of_one = recipe(replace(drawn, selected_filter=index))
        assert of_all[f"convviz:recipe {index + 1}"] == of_one["convviz:recipe"]
    assert len(of_all) == drawn.layer.out_channels + 2
    assert of_all["Description"] == describe_layer(drawn)


def test_one_line_says_what_all_maps_are_of() -> None:
    of = state(weights(4, 3, 5, 3), image(3))
    line = describe_layer(changed(of, image_name="cat", activation="ReLU"))
    assert line == "cat: 4 feature maps, kernels 5×3, stride 1, ReLU"
    assert describe_layer(first_state(image(), "cat")) == "cat: 1 feature map, kernels 3×3, stride 1"
