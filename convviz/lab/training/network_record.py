"""What a file of trained weights says about how they came about, with the keys that ``convviz train`` writes."""

from typing import Any

from convviz.lab.training.network_snapshot import EpochResult, RunSnapshot
from convviz.lab.training.network_task import NetworkTask


def training_record(task: NetworkTask, run: RunSnapshot, best: EpochResult, *, source: str, version: str) -> Any:
    """Return the recipe of a training, and what came of it, as JSON can hold it.

    Parameters
    ----------
    task : NetworkTask
    run : RunSnapshot
    best : EpochResult
        Of the network that is saved.
    source, version : str
        Where the pictures are from, and of convviz.
    """
    choice = task.choice
    return {
        "convviz": version,
        "data": source,
        "classes": list(task.seen.classes),
        "channels": task.seen.images.shape[1],
        "network": run.name,
        "canvas": choice.canvas,
        "placement": choice.placement,
        "copies": 1,
        "seen": len(task.seen),
        "unseen": len(task.unseen),
        "measured_on": len(task.tested),
        "batch_size": choice.batch_size,
        "optimiser": repr(choice.optimiser),
        "seed": choice.seed,
        "parameters": run.parameters,
        "epochs": len(run.results),
        "epoch": best.epoch,
        "accuracy_seen": best.seen.accuracy,
        "accuracy_unseen": best.unseen.accuracy,
        "accuracy_unseen_after_the_last_epoch": run.results[-1].unseen.accuracy,
    }
