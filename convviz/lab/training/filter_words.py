"""What can be learnt of a filter from one image, and how near the learnt one is, in plain words."""

from math import isinf, prod

import numpy as np

from convviz.lab.text.quantities import percent
from convviz.nn.filter_task import FilterTask, Places
from convviz.nn.least_squares import Distance, LeastSquares

_ALIKE = 1e-9  # of the variety of the patches: less is none
_EASY = 100.0  # a condition number up to which all of a kernel is learnt soon
_NOTHING_APART = 1e-4  # of the kernel's size


def recovery_sentence(problem: LeastSquares) -> str:
    """Say whether this image can tell the kernel, and how quickly plain gradient descent finds it.

    Examples
    --------
    >>> noise = np.random.default_rng(0).random((1, 40, 40), np.float32)
    >>> from convviz.nn.conv import Conv2d
    >>> print(recovery_sentence(LeastSquares.of(FilterTask.of_filter(noise, Conv2d(1, 1, 3)))))
    This image has variety in every direction, so it tells the whole kernel (condition number 1.2).
    """
    if problem.recoverable == 0:
        return "This image is flat: any kernel with the right bias gives the same map, so no kernel can be recovered."
    if problem.recoverable < len(problem.variances):
        return (
            f"Patches of this image vary along {problem.recoverable} of {len(problem.variances)} directions only"
            f"{_which(problem)}. The rest of the kernel stays as it started, whatever the training."
        )
    condition = _rounded(problem.condition_number)
    if problem.condition_number <= _EASY:
        return (
            f"This image has variety in every direction, so it tells the whole kernel (condition number {condition})."
        )
    return (
        f"Patches of this image vary {condition} times as much along one direction as along another (the condition "
        f"number). Plain gradient descent takes some {_rounded(problem.slowest_steps)} steps to bring the slowest part "
        "of the kernel 2.7 times nearer."
    )


def _which(problem: LeastSquares) -> str:
    """Say in a clause which kernels this image does not tell apart, where there is a word for it."""
    places = np.arange(prod(problem.shape)).reshape(problem.shape[1:])
    for axis, clause in (
        (1, ": it does not change from row to row, so only the sum of each column counts"),
        (2, ": it does not change along its rows, so only the sum of each row counts"),
        (0, ": its channels are alike, so only their sum counts"),
    ):
        neighbours = np.moveaxis(places, axis, 0)
        first, second = neighbours[:-1].ravel(), neighbours[1:].ravel()
        if len(first) and not _tells_apart(problem, first, second):
            return clause
    return ""


def _tells_apart(problem: LeastSquares, first: Places, second: Places) -> bool:
    """Say whether any pixel of a patch ever differs otherwise from its neighbour than in another patch."""
    covariance = problem.covariance
    variances = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    return bool((variances > _ALIKE * problem.variances[0]).any())


def distance_sentence(distance: Distance) -> str:
    """Say how near the learnt kernel is to the true one.

    Examples
    --------
    >>> distance_sentence(Distance(0.0312, 0.0312))
    'The learnt kernel is within 3.1 % of the true one.'
    """
    if isinf(distance.whole):
        return "The true kernel is zero everywhere, and the learnt one is not."
    if distance.whole <= max(2 * distance.recoverable, _NOTHING_APART):
        return f"The learnt kernel is within {_share(distance.whole)} of the true one."
    return (
        f"What this image tells of the kernel is learnt to within {_share(distance.recoverable)}; all in all it is "
        f"{_share(distance.whole)} away from the true one, and no training on this image changes that."
    )


def weights_sentence(task: FilterTask, size: int) -> str:
    """Compare the weights of the kernel with those of a fully connected layer that does the same on one crop.

    Parameters
    ----------
    task : FilterTask
    size : int
        Height and width of the crop's map.
    """
    height, width = task.span(size)
    inputs, outputs = prod((len(task.image), height, width)), size**2
    return (
        f"The filter has {task.weight_count:,} weights and 1 bias, used at every position. A fully connected layer for "
        f"a crop of {height}×{width} pixels alone has {inputs * outputs:,} weights and {outputs:,} biases."
    )


def _share(share: float) -> str:
    return percent(share) if share >= _NOTHING_APART else "0.01 %"


def _rounded(number: float) -> str:
    """Write a number for its size: two digits."""
    return f"{float(f'{number:.1e}'):,.0f}" if number >= 10 else f"{number:.1f}"
