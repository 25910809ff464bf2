"""Labs with networks in them, for the tests of what layers see."""

import numpy as np

from convviz.lab.state import State
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS


def noise(height: int, width: int, channels: int = 3) -> np.ndarray:
    """Return a picture of noise as a state wants it."""
    picture = np.random.default_rng(0).random((channels, height, width), np.float32)
    picture.flags.writeable = False
    return picture


def state_of(network: Network, height: int = 20, width: int = 23, channels: int = 3) -> State:
    """Return a lab with this network on noise."""
    return State(noise(height, width, channels), "noise.png", network)


def ready_state(key: str, selected_layer: int = 0) -> State:
    """Return a lab with a network of the literature, at its own size."""
    ready = NETWORKS[key]
    channels, *size = ready.input_shape
    return State(
        noise(60, 80),
        "noise.png",
        ready.network,
        selected_layer,
        greyscale=channels == 1,
        input_size=(size[0], size[1]),
    )
