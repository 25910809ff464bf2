"""The edits of the task “Train a network”: each returns the changes, for ``document.edit(text, edit, …)``."""

from dataclasses import replace
from typing import Any

from convviz.engine.geometry import Pair
from convviz.lab.edits.layer_edits import Changes, first_filter
from convviz.lab.state import State
from convviz.lab.training.network_choice import NETWORK_TITLES, OWN, NetworkChoice
from convviz.nn.conv import Conv2d
from convviz.nn.digit_networks import digit_network
from convviz.nn.layer import Layer
from convviz.nn.network import Network


def network_choice_set(state: State, **choices: Any) -> Changes:
    """Set how networks are trained, in choices named as the fields of ``NetworkChoice``."""
    return {"learning": replace(state.learning, network=replace(state.learning.network, **choices))}


def network_taken_part(state: State, name: str, takes_part: bool) -> Changes:
    """Let a network be trained along with the others, or leave it out.

    Raises
    ------
    ValueError
        If no network would be left.
    """
    chosen = {*state.learning.network.networks} | {name} if takes_part else {*state.learning.network.networks} - {name}
    if not chosen:
        raise ValueError("One network at least is trained; choose another before you leave this one out.")
    return network_choice_set(state, networks=tuple(each for each in NETWORK_TITLES if each in chosen))


def trained_network_used(state: State, network: Network, size: Pair, channels: int) -> Changes:
    """Put a trained network into the lab, in place of the whole one; the picture is brought to its size.

    Parameters
    ----------
    state : State
    network : Network
        With kernels as they are applied; it must have a convolution, as the lab shows one.
    size : (height, width)
        Of what it takes.
    channels : int
        1 for grey pictures, 3 for colours.

    Raises
    ------
    ValueError
        If it has no convolution.
    """
    if not any(isinstance(layer, Conv2d) for layer in network):
        raise ValueError(
            "The lab shows the kernels of a convolution, and this network has none; its weights can be saved to a file."
        )
    changes = own_weights_used(state, network) | {
        "filter_names": (),
        "selected_layer": 0,
        "input_size": size,
        "greyscale": channels == 1,
        "channel_mode": "across",
    }
    there = replace(state, **changes, selected_filter=0, selected_channel=None)
    return changes | first_filter(there)


def own_weights_used(state: State, network: Network) -> Changes:
    """Give the network of the lab the weights of one with the same layers, with kernels as they are applied."""
    return {"network": Network([_as_written(state, layer) for layer in network])}


def digit_network_used(state: State, classes: int, channels: int) -> Changes:
    """Put an untrained convolutional network that fits the task into the lab, and let it be trained.

    Parameters
    ----------
    state : State
    classes, channels : int
        Scores that come out, and channels that go in.
    """
    choice: NetworkChoice = state.learning.network
    network = digit_network("conv", choice.canvas, classes, channels=channels, seed=choice.seed)
    used = trained_network_used(state, network, (choice.canvas, choice.canvas), channels)
    return used | network_taken_part(state, OWN, takes_part=True)


def _as_written(state: State, layer: Layer) -> Layer:
    """Return a layer with its kernels as the lab writes them: for a convolution turned back."""
    if state.operation == "cross-correlation" or not isinstance(layer, Conv2d):
        return layer
    return replace(layer, weight=layer.weight[..., ::-1, ::-1])
