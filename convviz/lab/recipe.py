"""The recipe of a feature map: the settings that made it, as text that goes into the exported file."""

import json
from importlib.metadata import version

from convviz.lab.kernels import name_of
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
        "name": state.filter_names[state.selected_filter],
        "bias": float(layer.bias[state.selected_filter]),
        "stride": layer.stride,
        "padding": layer.sides,
        "dilation": layer.dilation,
        "padding_mode": layer.padding_mode,
        "activation": state.activation,
        "weight": layer.weight[state.selected_filter].tolist(),
    }
    text = {
        "Software": f"convviz {version('convviz')}",
        "Description": describe(state),
        "convviz:recipe": json.dumps(settings, ensure_ascii=False),
    }
    # A file name may hold bytes that are no text, which a PNG cannot take.
    return {key: value.encode("utf-8", "replace").decode("utf-8") for key, value in text.items()}


def describe(state: State) -> str:
    """Say in one line what the selected map is of, for example "cat: Sobel x 3×3, stride 1, ReLU"."""
    layer = state.layer
    height, width = layer.kernel_size
    kernels = layer.weight[state.selected_filter]
    kernel = (name_of(kernels[0]) or "own kernel") if (kernels == kernels[0]).all() else "own kernels"
    stride = layer.stride[0] if len(set(layer.stride)) == 1 else "{}×{}".format(*layer.stride)
    parts = [f"{state.image_name}: {kernel} {height}×{width}", f"stride {stride}"]
    if state.operation == "convolution":
        parts.append("convolution")
    if state.planes > 1:
        parts.append("on each channel")
    if state.activation != "Identity":
        parts.append(state.activation)
    return ", ".join(parts)
