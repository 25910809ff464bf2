"""What is said of a filter that is learnt: how near it is, what the picture cannot tell, and who is ahead."""

from math import inf

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.text.numbers import format_number
from convviz.lab.text.quantities import percent, power_of_ten, times
from convviz.lab.training.filter_problem import FilterProblem
from convviz.lab.training.filter_race import Snapshot, Standing
from convviz.lab.training.optimiser_kinds import kind_of
from convviz.nn.least_squares import Distance, LeastSquares
from convviz.nn.optimisers import SGD

FOUND, NEAR = 0.01, 0.1  # of the true kernel, from it
AS_GOOD = 1.01  # times the least cost
SLOW = 1e3  # condition number from which it is worth a word
UNTOLD = 1e-6  # of the size of a direction, outside what cannot be told
FAR = 10.0
LEAST_TOLD = 1e-13
EVEN = 1.1  # times the other's cost: no more is no lead
FIRST = "Press Run: the kernel begins with random numbers, and learns from the picture and the target alone."
NOTHING_LEFT = "There is nothing to learn: the kernel that it begins with has the least J already."


def headline(snapshot: Snapshot) -> str:
    """Say how near the first racer is, in one sentence."""
    first, steps = snapshot.standings[0], steps_text(snapshot.step)
    if first.why_out:
        return first.why_out
    if snapshot.step == 0:
        return NOTHING_LEFT if snapshot.is_at_goal else FIRST
    if first.distance is None:
        return _beside_the_least(snapshot, first)
    away = distance_text(first.distance)
    if first.distance.whole <= FOUND:
        return f"The kernel is found again: after {steps} it is {away} from the true one."
    if first.distance.recoverable <= FOUND:
        return (
            f"It makes the map of the true kernel, and is {away} from it: what this picture cannot tell stayed as it "
            "began."
        )
    if first.distance.whole <= NEAR:
        return f"Nearly found: after {steps} the kernel is {away} from the true one."
    return f"After {steps} the kernel is {away} from the true one."


def _beside_the_least(snapshot: Snapshot, first: Standing) -> str:
    least, size = snapshot.problem.squares.least_cost, times(*snapshot.problem.task.form.kernel_size)
    steps, cost = steps_text(snapshot.step), cost_text(first.cost)
    if first.cost <= AS_GOOD * least + 1e-9 * snapshot.problem.squares.target_variance:
        return f"As near to the target as a kernel of {size} gets: after {steps} J is {cost}."
    return f"After {steps} J is {cost}; a kernel of {size} can reach {cost_text(least)}."


def ahead(snapshot: Snapshot) -> str:
    """Say which of two racers is ahead; nothing of one, or before the first step."""
    if len(snapshot.standings) < 2 or snapshot.step == 0:
        return ""
    least = snapshot.problem.squares.least_cost
    names = racer_names(snapshot)
    out = [bool(standing.why_out) for standing in snapshot.standings]
    if any(out):
        return "Both have left the race." if all(out) else f"{names[out.index(True)]} has left the race."
    above = [max(standing.cost - least, 0.0) for standing in snapshot.standings]
    leader = int(above[1] < above[0])
    behind, before = above[1 - leader], above[leader]
    if behind <= EVEN * before:
        return "They are level."
    factor = f"{_about(behind / before)} times" if before else "infinitely"
    over = " above its least" if least > 0.01 * before and before else ""
    return f"{names[leader]} is ahead: its J{over} is {factor} lower."


def racer_names(snapshot: Snapshot) -> list[str]:
    """Return what the racers are called; two of one kind are told apart by their learning rates."""
    kinds = [kind_of(standing.optimiser) for standing in snapshot.standings]
    if len(set(kinds)) == len(kinds):
        return kinds
    return [f"{kind}, {standing.optimiser.lr:g}" for kind, standing in zip(kinds, snapshot.standings, strict=True)]


def cautions(problem: FilterProblem) -> list[str]:
    """Say what stands in the way of this problem, whoever solves it; nothing where nothing does."""
    squares, said = problem.squares, []
    count, told = len(squares.variances), squares.recoverable
    if told == 0:
        said.append("All patches of this picture are alike: it tells nothing of a kernel but its sum.")
    elif told < count:
        said.append(
            f"This picture tells {told} of the {count} numbers of a kernel: {_untold(squares)}. The others stay as "
            "they begin, and every value of them makes the same map."
        )
    elif squares.condition_number > SLOW:
        said.append(
            f"The picture tells some parts of the kernel {_about(squares.condition_number)} times less clearly than "
            f"others, least clearly {_weakest(squares)}: J is soon small, and the last of the kernel comes slowly."
        )
    if squares.least_cost > 1e-3 * squares.target_variance:
        share = percent(squares.least_cost / squares.target_variance)
        size = times(*problem.task.form.kernel_size)
        said.append(f"No kernel of {size} makes this target: at best {share} of its variance is left as error.")
    return said


def rate_caution(problem: FilterProblem, standing: Standing) -> str:
    """Say whether plain gradient descent on the whole picture would run away at this learning rate."""
    optimiser, largest = standing.optimiser, problem.squares.largest_learning_rate
    if isinstance(optimiser, SGD) and not optimiser.momentum and optimiser.lr > largest:
        return (
            f"The learning rate is above {format_number(largest, 2)}, where gradient descent on this picture grows "
            "without end."
        )
    return ""


def steps_text(steps: int) -> str:
    """Write a number of steps."""
    return f"{steps:,} step{'s' * (steps != 1)}"


def distance_text(distance: Distance) -> str:
    """Write how far a kernel is from the true one; what is very far is told as that."""
    return percent(distance.whole) if distance.whole <= FAR else "> 1,000 %"


def cost_text(cost: float) -> str:
    """Write a cost with three digits; what float32 cannot tell from zero is 0."""
    return "0" if cost < LEAST_TOLD else format_number(cost, 3)


def condition_text(squares: LeastSquares) -> str:
    """Write the condition number: from a million on as a power of ten."""
    number = squares.condition_number
    if number == inf:
        return "∞"
    return _about(number) if number >= 1e6 else f"{round(number):,}" if number >= 100 else format_number(number, 2)


def _about(number: float) -> str:
    """Write a factor with two digits, and from a million on with one and a power of ten."""
    if number >= 1e6:
        mantissa, _, exponent = f"{number:.0e}".partition("e")
        return f"{mantissa} × {power_of_ten(int(exponent))}"
    return f"{int(float(f'{number:.1e}')):,}" if number >= 10 else format_number(number, 2)


def _directions(squares: LeastSquares) -> dict[str, FloatArray]:
    """Return simple directions of a kernel, each a difference of two neighbours, by what it is called."""
    _, channels, height, width = squares.shape
    middle = (height - 1) // 2, (width - 1) // 2
    found: dict[str, FloatArray] = {}
    for name, other, exists in (
        ("channels", (1, *middle), channels > 1),
        ("rows", (0, middle[0] + 1, middle[1]), height > 1),
        ("columns", (0, middle[0], middle[1] + 1), width > 1),
    ):
        if exists:
            direction = np.zeros(squares.shape[1:])
            direction[(0, *middle)], direction[other] = 1, -1
            found[name] = direction.ravel()
    return found


def _untold(squares: LeastSquares) -> str:
    """Say along which simple directions patches do not vary."""
    kernels = squares.unrecoverable_kernels.reshape(-1, len(squares.variances))
    alike = [
        name
        for name, direction in _directions(squares).items()
        if ((kernels @ direction) ** 2).sum() > (1 - UNTOLD) * (direction**2).sum()
    ]
    if alike:
        return f"its {' and its '.join(alike)} are alike"
    few = squares.positions <= len(squares.variances)
    return f"its map has {squares.positions} values" if few else "its patches have no detail so fine"


def _weakest(squares: LeastSquares) -> str:
    """Say which simple difference varies least."""
    variances = {name: float(way @ squares.covariance @ way) for name, way in _directions(squares).items()}
    if not variances:
        return "its size"
    return f"how its {min(variances, key=variances.__getitem__)} differ"
