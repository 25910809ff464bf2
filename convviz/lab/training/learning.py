"""What is learnt on the page "Training", and how."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.network_choice import NetworkChoice

Task = Literal["filter", "network"]
TASKS: tuple[Task, ...] = get_args(Task)


@dataclass(frozen=True)
class Learning:
    """What a person set on that page; what a training has made of it is not in here.

    Parameters
    ----------
    task : {"filter", "network"}
        Which of the two is looked at: a filter that is learnt from its result, or networks that learn to tell pictures
        apart.
    filter : FilterChoice
    network : NetworkChoice

    Raises
    ------
    ValueError
        If there is no such task.
    """

    task: Task = "filter"
    filter: FilterChoice = field(default_factory=FilterChoice)
    network: NetworkChoice = field(default_factory=NetworkChoice)

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise ValueError(f"There is no task “{self.task}”; there are {', '.join(TASKS)}.")
