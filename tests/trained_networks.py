"""Networks for digits as if they were trained: their weights are drawn, so that no test waits for a training."""

from functools import cache

from convviz.files.trained import TrainedNetwork
from convviz.nn.digit_networks import digit_network


@cache
def drawn_network(kind: str, placement: str) -> TrainedNetwork:
    """Return a network as ``shipped_network`` does; those of the two placements differ."""
    record = {"network": kind, "placement": placement, "seen": 1400, "seed": 0, "classes": [*map(str, range(10))]}
    return TrainedNetwork(digit_network(kind, seed=1 + (placement == "centred")), record)
