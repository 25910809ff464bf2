"""What networks that are trained side by side have shown, in plain sentences computed from the numbers."""

from collections.abc import Sequence
from math import isnan, sqrt

from convviz.lab.text.numbers import MINUS, format_number
from convviz.lab.training.network_choice import NETWORK_TITLES, NetworkChoice
from convviz.lab.training.network_snapshot import RunSnapshot, Snapshot
from convviz.lab.training.under_shift import UnderShift

HEADINGS = ("Network", "Parameters", "Epoch", "J", "Seen", "Unseen", "Gap", "Same class")
RIVALS = ("full", "local", "blur", "own")  # what the convolutional network is compared with, if it is there
SURE = 2  # standard errors of a difference, from where on chance is no good explanation


def headline(snapshot: Snapshot | None, choice: NetworkChoice) -> str:
    """Say in a sentence what is to be seen now."""
    if snapshot is None or not snapshot.has_begun:
        count = len(choice.networks)
        return f"Press Run: {_number(count)} network{'s' * (count > 1)} will learn to tell {choice.noun} apart."
    compared = comparison(snapshot)
    if snapshot.is_done and compared:
        return compared
    epoch = min(len(run.results) for run in snapshot.runs)
    if not epoch:
        return f"Learning from {len(snapshot.task.seen):,} {choice.noun}; after an epoch it is seen what they can do."
    many = f"{len(snapshot.task.tested):,} unseen {choice.noun}"
    if snapshot.is_done:
        shares = [(run.result.unseen.accuracy, run) for run in snapshot.runs if run.result]
        right, best = max(shares, key=lambda each: each[0])
        return f"{best.title} tells {_share(right)} of {many} apart."
    right, ahead = max(
        ((run.results[epoch - 1].unseen.accuracy, run) for run in snapshot.runs), key=lambda each: each[0]
    )
    return f"Ahead after epoch {epoch}: {_lower(ahead.title)}, with {_share(right)} of {many} right."


def comparison(snapshot: Snapshot) -> str:
    """Compare the convolutional network with another one on unseen pictures; empty if there are no two to compare."""
    ours = snapshot.run("conv")
    other = _rival(snapshot)
    if not (ours and other and ours.result and other.result):
        return ""
    mine, theirs = ours.result.unseen.accuracy, other.result.unseen.accuracy
    count = len(ours.result.unseen.labels)
    shares = f"convolutional {_share(mine)} against {_lower(other.title)} {_share(theirs)}"
    error = sqrt((mine * (1 - mine) + theirs * (1 - theirs)) / count)
    if abs(mine - theirs) <= SURE * error or mine == theirs:
        verdict = f"too close to tell from {count:,}"
    else:
        more = _points(mine, theirs) if mine > theirs else _points(theirs, mine)
        verdict = f"{more} points {'more' if mine > theirs else 'fewer'}"
    return f"Unseen {snapshot.task.choice.noun} right: {shares}, {verdict}."


def details(snapshot: Snapshot) -> str:
    """Say what the numbers are measured on, and what to be careful with."""
    task = snapshot.task
    tested, rest = len(task.tested), len(task.unseen)
    said = [f"{len(task.seen):,} seen, {rest:,} unseen{f', measured on {tested:,} of them' if tested < rest else ''}."]
    if len(task.seen) < task.choice.seen:
        said.append("There are no more to learn from.")
    if snapshot.is_done:
        said.append("Each is kept at its best on the unseen, which flatters it a little.")
        ours, other = snapshot.run("conv"), _rival(snapshot)
        if ours and other:
            said.append(f"Convolutional has {_parameters(ours.parameters, other.parameters)}.")
    if not task.choice.folder:
        said.append("The same 13 people wrote all of them.")
    return " ".join(said)


def row_texts(run: RunSnapshot) -> tuple[str, ...]:
    """Return the cells of the table for a network, in the order of ``HEADINGS``."""
    result = run.result
    epoch = f"{result.epoch}" if result else "–"
    if run.is_done and result and len(run.results) > result.epoch:
        epoch = f"{result.epoch} of {len(run.results)}"
    loss = format_number(float(run.losses[-1]), 3) if len(run.losses) else "–"
    consistency = _share(run.under_shift.consistency) if run.under_shift else "–"
    if result is None:
        return run.title, f"{run.parameters:,}", epoch, loss, "–", "–", "–", consistency
    shares = (
        _share(result.seen.accuracy),
        _share(result.unseen.accuracy),
        _points(result.seen.accuracy, result.unseen.accuracy),
    )
    loss = format_number(result.seen.loss, 3)
    return run.title, f"{run.parameters:,}", epoch, loss, *shares, consistency


def kept_sentence(run: RunSnapshot) -> str:
    """Say which network is kept, and why it ended; empty before the first epoch is over."""
    if run.best is None:
        return run.why
    kept = f"{run.title}: kept from epoch {run.best.epoch}, {_share(run.best.unseen.accuracy)} of the unseen right."
    return f"{kept} {run.why}".rstrip()


def wrong_sentence(run: RunSnapshot, noun: str) -> str:
    """Say how many unseen pictures a network gets wrong."""
    if run.result is None:
        return "After the first epoch the mistakes are seen here."
    wrong, all_ = len(run.result.unseen.wrong), len(run.result.unseen.labels)
    return f"{run.title}: {wrong:,} of {all_:,} unseen {noun} wrong."


def confused_sentence(run: RunSnapshot, classes: tuple[str, ...]) -> str:
    """Say what a network takes most often for what; empty if it makes no mistake."""
    if run.result is None:
        return ""
    mistakes = run.result.unseen.confusion.copy()
    for label in range(len(mistakes)):
        mistakes[label, label] = 0
    if not mistakes.any():
        return ""
    right, said = divmod(int(mistakes.argmax()), len(mistakes))
    count = int(mistakes.max())
    return f"Most often “{classes[right]}” is taken for “{classes[said]}”: {count} {'time' if count == 1 else 'times'}."


def shift_sentence(snapshot: Snapshot) -> str:
    """Say what shifts do to the networks, with the caveat that the numbers ask for."""
    known = [(run, run.under_shift) for run in snapshot.runs if run.under_shift]
    if not known:
        return "Once a training is done, the pictures are moved, and it is seen here who still knows them."
    pixels = max(1.0, float(known[0][1].dx[-1]) // 2)
    shares = sorted(((_right_at(found, pixels), run.title) for run, found in known), reverse=True)
    told = ", ".join(f"{_lower(title)} {_share(share)}" for share, title in shares)
    moved = f"{format_number(pixels)} pixel{'s' * (pixels != 1)} left or right"
    said = f"Moved by {moved}, still right: {told}."
    if snapshot.task.choice.anywhere:
        return f"{said} Learning from pictures that lie anywhere and sharing weights help; neither makes it exact."
    return (
        f"{said} All learnt from the middle alone: maps move along, but what decides by them does not. Try “anywhere”."
    )


def gap_sentence(points: Sequence[tuple[str, int, float]]) -> str:
    """Say how the gap went from the fewest to the most seen pictures, from (network, pictures, gap) each."""
    if not points:
        return "Each finished training puts a point here. Try it with 100 pictures, with 400, and with 1,400."
    counts = sorted({seen for _, seen, _ in points})
    if len(counts) == 1:
        return f"Known from {counts[0]:,} pictures. Train with another number of pictures to see the gap change."
    ends = {(name, seen): gap for name, seen, gap in points}
    told = [
        f"{_lower(NETWORK_TITLES[name])} {_points(ends[name, counts[0]])} → {_points(ends[name, counts[-1]])} points"
        for name in dict.fromkeys(name for name, _, _ in points)
        if (name, counts[0]) in ends and (name, counts[-1]) in ends
    ]
    return f"Gap from {counts[0]:,} → {counts[-1]:,} seen pictures: {', '.join(told) or 'of no network from both'}."


def _right_at(found: UnderShift, pixels: float) -> float:
    """Return the share that is right at a shift, on average over left and right."""
    return float(found.accuracy[abs(found.dx) == pixels].mean())


def shift_row(run: RunSnapshot) -> tuple[str, ...]:
    """Return what a shift does to one network: its title, and how far maps move along, features stay, decisions too."""
    found = run.under_shift
    if found is None:
        return run.title, "–", "–", "–"
    moves = "no map" if isnan(found.equivariance) else format_number(found.equivariance, 2)
    return run.title, moves, _share(found.change), _share(found.consistency)


def _rival(snapshot: Snapshot) -> RunSnapshot | None:
    return next((run for name in RIVALS if (run := snapshot.run(name))), None)


def _share(share: float) -> str:
    """Write a share with one decimal, so that differences of a few pictures are seen."""
    return f"{100 * share:.1f} %"


def _points(share: float, less: float = 0.0) -> str:
    """Write the difference of two shares in points of a percent: that of the numbers as they are shown."""
    return f"{round(100 * share, 1) - round(100 * less, 1):.1f}".replace("-", MINUS)


def _parameters(mine: int, theirs: int) -> str:
    if mine < theirs:
        return f"{format_number(theirs / mine, 2)} times fewer parameters"
    return f"{format_number(mine / theirs, 2)} times as many parameters" if mine > theirs else "as many parameters"


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _number(count: int) -> str:
    return ("no", "one", "two", "three", "four", "five")[count]
