"""What networks are trained on side by side, and with which weights they begin; and whether one fits the task."""

from collections.abc import Mapping
from dataclasses import dataclass

from convviz.lab.network.layer_texts import shape_text
from convviz.lab.state import State
from convviz.lab.training.network_choice import NETWORK_TITLES, OWN, NetworkChoice
from convviz.nn.dataset import Dataset
from convviz.nn.digit_networks import digit_network
from convviz.nn.digit_training import TrainingRecipe
from convviz.nn.layer import Shape
from convviz.nn.network import Network
from convviz.nn.placement import place

MOST_SHARE_SEEN = 0.9  # of a data set: some are left to be tested on
MOST_WATCHED = 400  # pictures of each part that a network is measured on after an epoch
MOST_MOVED = 40  # unseen pictures that are shifted


@dataclass(frozen=True, eq=False)
class NetworkTask:
    """Pictures on their canvases, and the networks that learn to tell them apart.

    Parameters
    ----------
    choice : NetworkChoice
        Its number of seen pictures is that of `seen`.
    seen, unseen : Dataset
        What is learnt from, and all the rest.
    watched : Dataset
        Up to 400 of the seen ones, stratified: what is measured after an epoch.
    tested : Dataset
        Up to 400 of the unseen ones, likewise.
    middle : Dataset
        Up to 40 of the unseen ones in the middle of the canvas: what is shifted.
    networks : mapping of str to Network
        As they begin, by their names in the choice.
    """

    choice: NetworkChoice
    seen: Dataset
    unseen: Dataset
    watched: Dataset
    tested: Dataset
    middle: Dataset
    networks: Mapping[str, Network]


def network_task(choice: NetworkChoice, dataset: Dataset, own: Network | None = None) -> NetworkTask:
    """Part the pictures, put them on canvases, and make the networks, as ``convviz train`` does.

    Parameters
    ----------
    choice : NetworkChoice
    dataset : Dataset
        Pictures that are no larger than the canvas.
    own : Network, optional
        That of the lab, with kernels as they are applied; needed if it is chosen.

    Raises
    ------
    ValueError
        If there are too few pictures, they are larger than the canvas, or a network does not fit.
    """
    count = seen_count(choice, len(dataset))
    recipe = TrainingRecipe(placement=choice.placement, canvas=choice.canvas, seen=count, seed=choice.seed)
    seen, unseen = recipe.split(dataset)
    shape, classes = seen.images.shape[1:], len(seen.classes)
    if OWN in choice.networks and (why := misfit_of(own, shape, classes)):
        raise ValueError(why)
    networks = {
        name: own if name == OWN else digit_network(name, choice.canvas, classes, channels=shape[0], seed=choice.seed)
        for name in choice.networks
    }
    raw = dataset.split(count, choice.seed).unseen
    return NetworkTask(
        choice,
        seen,
        unseen,
        seen.take(range(min(MOST_WATCHED, len(seen)))),
        unseen.take(range(min(MOST_WATCHED, len(unseen)))),
        place(raw.take(range(min(MOST_MOVED, len(raw)))), choice.canvas),
        {name: network for name, network in networks.items() if network is not None},
    )


def seen_count(choice: NetworkChoice, total: int) -> int:
    """Return how many of so many pictures are seen: as chosen, but at most nine in ten, and one at least.

    Examples
    --------
    >>> seen_count(NetworkChoice(seen=1400), 1797), seen_count(NetworkChoice(seen=1400), 100)
    (1400, 90)
    """
    return max(1, min(choice.seen, int(MOST_SHARE_SEEN * total)))


def own_network(state: State) -> Network:
    """Return the network of the lab, with kernels as they are laid over the picture."""
    return Network([state.applied(index) for index in range(len(state.network))])


def own_misfit(state: State, shape: Shape, classes: int) -> str:
    """Say in a sentence what the network of the lab lacks for a task; empty if it fits.

    Parameters
    ----------
    state : State
    shape : (channels, height, width)
        Of the pictures.
    classes : int
    """
    if state.channel_mode == "each":
        return "Your network uses the same kernel on each channel, which is not trained; choose one across channels."
    return misfit_of(own_network(state), shape, classes)


def misfit_of(network: Network | None, shape: Shape, classes: int) -> str:
    """Say the same of any network; None is one that is missing."""
    if network is None:
        return f"{NETWORK_TITLES[OWN]} is missing; choose another one."
    needs = f"this task needs {shape_text(shape)} in and {classes} scores out"
    shapes, why = network.fit(shape)
    if why:
        return f"Your network does not take these pictures: {needs}. {why}"
    if shapes[-1] != (classes,):
        return f"Your network gives {shape_text(shapes[-1])}; {needs}, so end it in Flatten and Linear."
    if not any(layer.parameter_count for layer in network):
        return "Your network has no weights to train; add a convolution or a fully connected layer."
    return ""
