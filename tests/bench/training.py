"""Measures an epoch of training beside torch, in a process of its own: the same samples in the same order."""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from convviz.files.digits import load_digits
from convviz.nn.digit_networks import DIGIT_NETWORKS, digit_network
from convviz.nn.layer import Layer
from convviz.nn.network import Network
from convviz.nn.optimisers import Adam
from convviz.nn.placement import place
from convviz.nn.training import Training
from tests.bench.clock import in_turns, seconds_of
from tests.bench.peers import PEERS
from tests.bench.run import DIFFERS, OURS, Record, set_threads

KIND, PEER = "training", "torch"
DIGITS, QUICK_DIGITS = 1400, 64
CANVAS, BATCH_SIZE, LEARNING_RATE = 16, 32, 1e-3
BUDGET, QUICK_BUDGET = 2.0, 0.02  # seconds a contestant and network
TOLERANCE = 1e-3  # of the mean loss of the first epoch

Epoch = Callable[[], float]  # trains for one more epoch, and returns the mean loss of its steps


def samples(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return so many digits in the middle of a canvas, and their labels."""
    digits = place(load_digits(), CANVAS)
    return digits.images[:count], digits.labels[:count]


def convviz_epoch(network: Network, images: np.ndarray, labels: np.ndarray) -> Epoch:
    """Return how convviz trains a network, by its public class, as a user does."""
    training = Training(network, images, labels, optimiser=Adam(LEARNING_RATE), batch_size=BATCH_SIZE)
    return lambda: float(np.mean([training.step().loss for _ in range(training.steps_per_epoch)]))


def torch_epoch(network: Network, images: np.ndarray, labels: np.ndarray) -> Epoch:
    """Return how torch trains the same network: from the same weights, with the same batches."""
    import torch

    model = torch.nn.Sequential(*map(_module, network))
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in _parameters(network)})
    optimiser = torch.optim.Adam(model.parameters(), LEARNING_RATE)
    cost, x, targets = torch.nn.CrossEntropyLoss(), torch.from_numpy(images.copy()), torch.from_numpy(labels.copy())
    orders = (torch.from_numpy(np.random.default_rng((0, epoch)).permutation(len(images))) for epoch in range(10**6))

    def epoch() -> float:
        losses = []
        for batch in next(orders).split(BATCH_SIZE):
            optimiser.zero_grad()
            loss = cost(model(x[batch]), targets[batch])
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        return float(np.mean(losses))

    return epoch


def _parameters(network: Network) -> Iterator[tuple[str, np.ndarray]]:
    """Name all parameters as torch does."""
    for number, layer in enumerate(network):
        for name, array in layer.parameters.items():
            yield f"{number}.{name}", array


def _module(layer: Any) -> Any:
    """Return what torch has for a layer.

    Raises
    ------
    LookupError
        If it has nothing.
    """
    import torch

    match type(layer).__name__:
        case "Conv2d":
            sizes = layer.in_channels, layer.out_channels, layer.kernel_size
            return torch.nn.Conv2d(*sizes, layer.stride, layer.padding, padding_mode=layer.padding_mode)
        case "Linear":
            return torch.nn.Linear(layer.in_features, layer.out_features)
        case "MaxPool2d":
            return torch.nn.MaxPool2d(layer.kernel_size, layer.stride)
        case "ReLU" | "Flatten" as name:
            return getattr(torch.nn, name)()
        case name:
            raise LookupError(f"torch has no {name}.")


def measure(kind: str, count: int, budget: float, with_torch: bool) -> Record:
    """Check that torch's loss is the same, then time the epochs in turns."""
    network, (images, labels) = digit_network(kind, CANVAS), samples(count)
    calls = {OURS: convviz_epoch(network, images, labels)}
    left_out = {}
    expected = calls[OURS]()
    if with_torch and all(map(_is_in_torch, network)):
        theirs = torch_epoch(network, images, labels)
        if abs(theirs() - expected) <= TOLERANCE * expected:
            calls[PEER] = theirs
        else:
            sys.stderr.write(f"bench: {PEER}, {kind}: another loss.\n")
            left_out[PEER] = DIFFERS
    seconds = in_turns(calls, {name: seconds_of(call) for name, call in calls.items()}, budget)
    parameters = sum(layer.parameter_count for layer in network)
    title = f"{DIGIT_NETWORKS[kind].lower()}, {parameters:,} parameters"
    return {"kind": KIND, "title": title, "seconds": seconds, "left_out": left_out}


def _is_in_torch(layer: Layer) -> bool:
    try:
        _module(layer)
    except LookupError:
        return False
    return True


def main(choice: dict[str, Any]) -> None:
    """Measure each network, and write a line of JSON a network."""
    threads, quick = choice["threads"], choice["quick"]
    set_threads(threads)
    with_torch = PEER in choice["peers"] and any(peer.name == PEER and peer.is_installed for peer in PEERS)
    for kind in DIGIT_NETWORKS:
        sys.stderr.write(f"  {threads} thread(s): {KIND}, {kind}\n")
        count, budget = (QUICK_DIGITS, QUICK_BUDGET) if quick else (DIGITS, BUDGET)
        sys.stdout.write(json.dumps({**measure(kind, count, budget, with_torch), "threads": threads}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
