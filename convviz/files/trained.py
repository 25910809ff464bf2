"""Trained networks as files: those that ship with convviz, and those that ``convviz train`` wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

from convviz.files.assets import asset
from convviz.files.weights import WeightsError, load_recipe, load_weights
from convviz.nn.digit_networks import DIGIT_NETWORKS, digit_network
from convviz.nn.network import Network
from convviz.nn.placement import PLACEMENTS


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """A network with what it has learnt, and how it came about.

    Parameters
    ----------
    network : Network
        It takes (channels, canvas, canvas) and gives one score a class.
    record : mapping
        What ``convviz train`` noted. The recipe: ``data``, ``classes``, ``channels``, ``network``, ``canvas``,
        ``placement``, ``copies``, ``seen``, ``unseen``, ``batch_size``, ``optimiser``, ``seed``, ``convviz``. And what
        came of it: ``parameters``, ``epochs`` (made), ``epoch`` (kept, for its accuracy), ``accuracy_seen``,
        ``accuracy_unseen`` and ``accuracy_unseen_after_the_last_epoch``, shares of 1.
    """

    network: Network
    record: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the network is called, such as “Fully connected”."""
        return DIGIT_NETWORKS[self.record["network"]]

    @property
    def classes(self) -> tuple[str, ...]:
        """What its classes are called."""
        return tuple(self.record["classes"])


def shipped_network(kind: str, placement: str) -> TrainedNetwork:
    """Read a network for digits on a canvas of 16×16 pixels that ships with convviz; ``make weights`` trains them.

    Parameters
    ----------
    kind : {"conv", "local", "full", "blur"}
    placement : {"centred", "anywhere"}
        Where the digits stood that it learnt from.

    Raises
    ------
    ValueError
        If there is no such network.

    Examples
    --------
    >>> shipped_network("conv", "centred").title
    'Convolutional'
    """
    if kind not in DIGIT_NETWORKS or placement not in PLACEMENTS:
        raise ValueError(
            f"Networks for digits are {', '.join(DIGIT_NETWORKS)}, each {' or '.join(PLACEMENTS)}; "
            f"got {kind!r}, {placement!r}."
        )
    return read_trained(asset(f"weights/{kind}-{placement}.npz").read_bytes())


def read_trained(source: str | PathLike[str] | bytes) -> TrainedNetwork:
    """Read a network that ``convviz train`` wrote.

    Parameters
    ----------
    source : str, path or bytes
        The file, or its content.

    Raises
    ------
    WeightsError
        If it cannot be read, or does not say which network its weights are of.
    """
    record = load_recipe(source)
    try:
        sizes = record["network"], record["canvas"], len(record["classes"])
        network = digit_network(*sizes, channels=record["channels"])
    except (KeyError, TypeError, ValueError):
        raise WeightsError(
            "That file does not say which network its weights are of. Choose one that convviz train wrote."
        ) from None
    return TrainedNetwork(load_weights(source, network), record)
