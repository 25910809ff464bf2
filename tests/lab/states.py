"""States of the lab for its tests: small, of noise, so that no two places look alike."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from convviz.engine.geometry import PADDING_MODES
from convviz.lab.edits.layer_edits import activation_set, layer_put
from convviz.lab.state import ACTIVATIONS, CHANNEL_MODES, OPERATIONS, State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network

Array = npt.NDArray[np.float32]


def image(channels: int = 3, height: int = 12, width: int = 15, seed: int = 0) -> Array:
    """Return a picture of noise as a state wants it, (C, H, W), float32 in [0, 1), read-only."""
    values = np.random.default_rng(seed).random((channels, height, width), np.float32)
    values.flags.writeable = False
    return values


def weights(*shape: int, seed: int = 1) -> Array:
    """Return weights (out_channels, in_channels, kernel_height, kernel_width), none of them zero."""
    return np.random.default_rng(seed).uniform(0.5, 1.5, shape).astype(np.float32)


def state(weight: Array | None = None, picture: Array | None = None, **changes: Any) -> State:
    """Return a state with two filters of 3×3 on a picture in colour, unless told; options of the layer may be given."""
    options = {name: changes.pop(name) for name in ("stride", "padding", "dilation", "padding_mode") if name in changes}
    weight = weights(2, 3, 3, 3) if weight is None else weight
    bias = changes.pop("bias", np.arange(len(weight)) / 4)
    activation = ACTIVATIONS[changes.pop("activation", "Identity")]
    layer = Conv2d(weight, bias, **({"padding": "same"} | options))
    if "filter_names" in changes:
        changes["filter_names"] = (changes["filter_names"], *((),) * (activation is not None))
    return State(
        image() if picture is None else picture,
        "noise.png",
        Network([layer, *filter(None, [activation])]),
        **changes,
    )


def changed(before: State, layer: Conv2d | None = None, activation: str | None = None, **changes: Any) -> State:
    """Return a state with another convolution in place of the shown one, another activation, and other fields."""
    if layer is not None:
        changes |= layer_put(before, layer)
    after = replace(before, **changes)
    return after if activation is None else replace(after, **activation_set(after, activation))


def random_state(seed: int) -> State:
    """Draw a state at random, with every option of a layer, in colour or grey."""
    rng = np.random.default_rng(seed)
    channels = int(rng.choice([1, 3]))
    greyscale = bool(rng.random() < 0.3)
    inputs = 1 if greyscale else channels
    size = rng.integers(1, 5, 2)
    stride, dilation = rng.integers(1, 4, 2), rng.integers(1, 3, 2)
    padding = [int(rng.integers(0, 4)), tuple(rng.integers(0, 4, 2)), tuple(rng.integers(0, 4, 4)), "valid"]
    if (stride == 1).all():
        padding.append("same")
    filters = int(rng.integers(1, 4))
    weight = rng.normal(size=(filters, inputs, *size)).astype(np.float32)
    mode = str(rng.choice(CHANNEL_MODES))
    if mode == "each":
        weight[:] = weight[:, :1]
    return state(
        weight,
        image(channels, *rng.integers(9, 20, 2), seed=seed),
        bias=rng.normal(size=filters),
        stride=tuple(stride),
        dilation=tuple(dilation),
        padding=padding[rng.integers(len(padding))],
        padding_mode=str(rng.choice(PADDING_MODES)),
        operation=str(rng.choice(OPERATIONS)),
        channel_mode=mode,
        activation=str(rng.choice(list(ACTIVATIONS))),
        greyscale=greyscale,
        selected_filter=int(rng.integers(filters)),
    )
