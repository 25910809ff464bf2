"""The recipe of a feature map: the settings that made it, as text that goes into the exported file."""

import json
from dataclasses import replace
from importlib.metadata import version

from convviz.lab.kernel.kernels import name_of
from convviz.lab.state import State


def recipe(state: State) -> dict[str, str]:
    """Return how the selected map was made, as key and text (the text chunks of an exported PNG)."""
    layer = state.layer
    settings = {
        "image": state.image_name,
        "input": "greyscale" if state.input_channels == 1 else "colour",
        "operation": state.operation,
        "channel_mode": state.channel_mode,
        "filter": state.selected_filter + 1,
        "name": state.names[state.selected_filter],
        "bias": float(layer.bias[state.selected_filter]),
        "stride": layer.stride,
        "padding": layer.sides,
        "dilation": layer.dilation,
        "padding_mode": layer.padding_mode,
        "activation": state.activation,
        "weight": layer.weight[state.selected_filter].tolist(),
    } | _where(state)
    text = {
        "Software": f"convviz {version('convviz')}",
        "Description": describe(state),
        "convviz:recipe": json.dumps(settings, ensure_ascii=False),
    }
    return {key: _as_text(value) for key, value in text.items()}


def recipes(state: State) -> dict[str, str]:
    """Return how all maps of the layer were made, for a file that holds them all: a recipe a map, by its number."""
    each = [recipe(replace(state, selected_filter=index)) for index in range(state.layer.out_channels)]
    numbered = {f"convviz:recipe {number}": text["convviz:recipe"] for number, text in enumerate(each, 1)}
    return {"Software": each[0]["Software"], "Description": _as_text(describe_layer(state))} | numbered


def describe(state: State) -> str:
    """Say in one line what the selected map is of, for example "cat: Sobel x 3×3, stride 1, ReLU"."""
    layer = state.layer
    height, width = layer.kernel_size
    kernels = layer.weight[state.selected_filter]
    kernel = (name_of(kernels[0]) or "own kernel") if (kernels == kernels[0]).all() else "own kernels"
    return ", ".join([f"{state.image_name}: {_layer_words(state)}{kernel} {height}×{width}", *_how(state)])


def describe_layer(state: State) -> str:
    """Say in one line what all maps together are of, for example "cat: 6 feature maps, kernels 3×3, stride 1"."""
    height, width = state.layer.kernel_size
    count = state.layer.out_channels
    maps = f"{count} feature map{'s' if count > 1 else ''}"
    return ", ".join([f"{state.image_name}: {_layer_words(state)}{maps}", f"kernels {height}×{width}", *_how(state)])


def _where(state: State) -> dict[str, object]:
    """Return which layer of which network it is, if there is more before it than the picture as it is."""
    where: dict[str, object] = {} if state.input_size is None else {"input_size": state.input_size}
    if state.convolution > 0:
        where |= {"layer": state.convolution + 1, "before": [repr(each) for each in state.network[: state.convolution]]}
    return where


def _layer_words(state: State) -> str:
    return f"layer {state.convolution + 1}, " if state.convolution > 0 else ""


def _how(state: State) -> list[str]:
    """Return in words how every filter of the layer is applied."""
    layer = state.layer
    stride = layer.stride[0] if len(set(layer.stride)) == 1 else "{}×{}".format(*layer.stride)
    parts = [f"stride {stride}"]
    if state.operation == "convolution":
        parts.append("convolution")
    if state.planes > 1:
        parts.append("on each channel")
    if state.activation != "Identity":
        parts.append(state.activation)
    return parts


def _as_text(text: str) -> str:
    """Replace what is no text: a file name may hold such bytes, and a PNG cannot take them."""
    return text.encode("utf-8", "replace").decode("utf-8")
