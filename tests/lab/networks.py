"""A small network for tests, and what a person may do to it."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from convviz.lab.edits.edits import greyscale_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import (
    ONE_FILTER,
    input_size_set,
    layer_added,
    layer_duplicated,
    layer_fitted,
    layer_moved,
    layer_options_set,
    layer_removed,
    network_chosen,
)
from convviz.lab.network.layer_texts import KINDS
from convviz.lab.state import State
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from tests.lab.states import image, weights

KEYS = (ONE_FILTER, "edges", "two-layers", "lenet-5-1998", "lenet-5")


def after(before: State, edit: Any, *arguments: Any) -> State:
    """Return the state after an edit."""
    return replace(before, **edit(before, *arguments))


def small_network(**changes: Any) -> State:
    """Return a state with Conv2d, ReLU, MaxPool2d, Conv2d, Flatten, Linear on a picture of 12×15."""
    layers = [
        Conv2d(weights(2, 3, 3, 3), np.zeros(2), padding="same"),
        ReLU(),
        MaxPool2d(2),
        Conv2d(weights(4, 2, 3, 3, seed=2), np.zeros(4)),
        Flatten(),
        Linear(4 * 4 * 5, 10, seed=3),
    ]
    names = (("left", "right"), (), (), ("", "b", "", "d"), (), ())
    return State(image(), "noise.png", Network(layers), **({"filter_names": names} | changes))


def random_edit(rng: np.random.Generator, of: State) -> Any:
    """Return an edit that a person may try, fitting or not, as ``make`` of ``document.edit``."""
    count = len(of.network)
    index = int(rng.integers(count))
    kernel, number = tuple(rng.integers(1, 6, 2).tolist()), int(rng.integers(1, 7))
    option: dict[str, Any] = {
        "Conv2d": {"out_channels": number, "kernel_size": kernel, "stride": kernel, "padding": "valid"},
        "LocallyConnected2d": {"out_channels": number, "kernel_size": kernel, "stride": kernel},
        "TableConv2d": {"out_channels": number, "kernel_size": kernel},
        "MaxPool2d": {"kernel_size": kernel, "stride": kernel, "padding": (1, 1)},
        "AvgPool2d": {"kernel_size": kernel, "stride": kernel},
        "BlurPool2d": {"kernel_size": number, "stride": kernel},
        "Linear": {"out_features": number},
        "LeakyReLU": {"negative_slope": 0.2},
    }.get(type(of.network[index]).__name__, {})
    chosen = {name: option[name] for name in option if rng.random() < 0.5}
    edits = [
        partial(layer_added, kind=str(rng.choice(list(KINDS))), index=index - 1 if rng.random() < 0.2 else index),
        partial(layer_removed, index=index),
        partial(layer_duplicated, index=index),
        partial(layer_moved, index=index, to=int(rng.integers(count))),
        partial(layer_options_set, index=index, **chosen),
        partial(layer_fitted, index=of.misfit[0] if of.misfit else index),
        partial(layer_selected, index=index),
        partial(input_size_set, size=[None, (16, 20)][int(rng.integers(2))]),
        partial(greyscale_set, greyscale=bool(rng.integers(2))),
        partial(network_chosen, key=str(rng.choice(KEYS))),
    ]
    weight = [4, 2, 1, 3, 4, 4, 3, 0.3, 0.3, 0.1]
    return edits[int(rng.choice(len(edits), p=np.array(weight) / sum(weight)))]
