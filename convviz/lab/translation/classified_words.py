"""What networks make of a digit that moves, in words and as a table; all figures are those that were measured."""

from collections import Counter
from types import MappingProxyType

from convviz.lab.text.quantities import times
from convviz.lab.text.tables import Cell, as_csv
from convviz.lab.translation.classified import CANVAS, FREE, SIDE, Classified, NetworkScores
from convviz.lab.translation.translation_words import Words, shift_text
from convviz.nn.placement import Placement

DIGITS_TRIED = 100  # unseen ones, for the shift consistency
WHOLE_PLACES = len(FREE) ** 2
NETWORK_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        "conv": "Convolutional",
        "blur": "Convolutional + blur",
        "local": "Locally connected",
        "full": "Fully connected",
    }
)
NETWORK_MEANINGS: MappingProxyType[str, str] = MappingProxyType(
    {
        "conv": "Two convolutions of 5×5, each with ReLU and max pooling by 2; behind them fully connected layers.",
        "local": "The same without sharing: each position has weights of its own.",
        "full": "Fully connected layers alone: each value sees the whole canvas, and nothing is pooled.",
        "blur": "As “Convolutional”, but a blur follows each max pooling before every second value is taken.",
    }
)
PLACEMENT_WORDS: MappingProxyType[Placement, Words] = MappingProxyType(
    {
        "centred": Words("Digits in the middle", "They learnt from digits in the middle of the canvas alone."),
        "anywhere": Words("Digits anywhere", "They learnt from digits at places drawn by lot, wholly on the canvas."),
    }
)
_CAVEATS: MappingProxyType[Placement, str] = MappingProxyType(
    {
        "centred": "They learnt from centred digits alone: convolution moves its maps along, but the layers behind "
        "have a weight for each position and never saw the others.",
        "anywhere": "They learnt from digits at such places. Pooling makes an answer invariant only approximately, and "
        "farther out a part of the digit is lost.",
    }
)
_OWN = "They know ten digits and nothing else: one of them wins, whatever you show."


def sentences(classified: Classified) -> str:
    """Say what the networks see where the digit is, at how many places they are right, and the caveat."""
    has_truth = classified.digit.truth is not None
    parts = [_here(classified), _everywhere(classified), _consistency(classified)]
    parts.append(_CAVEATS[classified.choice.placement] if has_truth else _OWN)
    return " ".join(filter(None, parts))


def score_text(score: float) -> str:
    """Write a score in whole percent; only none is 0 %, and only all 100 %.

    Examples
    --------
    >>> score_text(0.0004), score_text(0.666), score_text(0.9999), score_text(1), score_text(0)
    ('< 1 %', '67 %', '> 99 %', '100 %', '0 %')
    """
    if 0 < score < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= score < 1 else f"{round(100 * score)} %"


def verdict(network: NetworkScores, truth: int | None) -> str:
    """Say what a network sees, for example "sees 3, right"."""
    seen = f"sees {network.winner}"
    return seen if truth is None else f"{seen}, {'right' if network.winner == truth else 'wrong'}"


def figures(network: NetworkScores, truth: int | None) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what is read below a map, each a caption and a figure: how often it is right, and how consistent.

    Of a picture whose class nobody knows it is not how often it is right, but in how many pairs of places the answer
    is one.
    """
    share = network.whole.consistency if truth is None and network.whole else network.share_of(truth)
    return (
        ("right at" if truth is not None else "one answer", _figure(share)),
        ("consistency", _figure(network.consistency)),
    )


def figures_text(network: NetworkScores, truth: int | None) -> str:
    """Write both in one line."""
    return ", ".join(map(" ".join, figures(network, truth)))


def place_text(classified: Classified, kind: str, dy: float, dx: float) -> str:
    """Say which class wins at a place of a map, and by how much; empty where that is not known."""
    network = classified.network(kind)
    if network is None or network.plane is None:
        return ""
    plane = network.plane
    scores = plane.scores[int(abs(plane.dy - dy).argmin()), int(abs(plane.dx - dx).argmin())]
    first, second = scores.argsort()[::-1][:2].tolist()
    won = f"{first} {score_text(float(scores[first]))}, then {second} {score_text(float(scores[second]))}"
    return f"{shift_text(dy, dx)}   {NETWORK_NAMES[kind]} sees {won}"


def subject(classified: Classified) -> str:
    """Say what is moved: "the digit 3, number 1 of 41 unseen ones", or "your picture"."""
    truth, choice = classified.digit.truth, classified.choice
    if truth is None:
        return "your picture"
    number = min(choice.number + 1, classified.digit.count)
    return f"the digit {truth}, number {number} of {classified.digit.count} unseen ones"


def about(classified: Classified) -> list[str]:
    """Say what the maps are of; a line each."""
    learnt = PLACEMENT_WORDS[classified.choice.placement].name.lower()
    tried = f"consistency over {DIGITS_TRIED} unseen digits"
    return [
        f"moved: {subject(classified)}, {times(SIDE, SIDE)} pixels on a canvas of {times(CANVAS, CANVAS)}",
        f"learnt from: {learnt}; edge: {classified.edge}",
        *(f"{NETWORK_NAMES[each.kind]}: {figures_text(each, classified.digit.truth)}" for each in classified.networks),
        f"at the {WHOLE_PLACES} places with the whole digit on the canvas; {tried}",
    ]


def csv_text(classified: Classified) -> str:
    """Write all maps that are known as CSV: a row a network and shift, with the winner and all scores.

    Lines that begin with # say before what they are of; ``pandas.read_csv(…, comment="#")`` leaves them out.
    """
    known = [network for network in classified.networks if network.plane is not None]
    classes = range(len(classified.networks[0].here))
    rows = [row for network in known for row in _rows(network)]
    table = as_csv(["network", "dy", "dx", "winner", *(f"score {label}" for label in classes)], rows)
    return "".join(f"# {line}\r\n" for line in about(classified)) + table


def _rows(network: NetworkScores) -> list[list[Cell]]:
    plane = network.plane
    assert plane is not None
    return [
        [NETWORK_NAMES[network.kind], float(dy), float(dx), int(scores.argmax()), *scores.tolist()]
        for dy, line in zip(plane.dy, plane.scores, strict=True)
        for dx, scores in zip(plane.dx, line, strict=True)
    ]


def _here(classified: Classified) -> str:
    """Say how many networks see what it is, or if nobody knows that, what most of them see."""
    networks, truth = classified.networks, classified.digit.truth
    where = f"Shifted {shift_text(*classified.shift)}" if any(classified.shift) else "In the middle of the canvas"
    tally = Counter(network.winner for network in networks)
    seen, votes = (truth, tally[truth]) if truth is not None else tally.most_common(1)[0]
    what = f"the {seen}" if truth is not None else f"a {seen} in your picture"
    if len(networks) == 1:
        return f"{where}: the network {'sees' if votes else 'does not see'} {what}."
    who = {0: "none", len(networks): "all"}.get(votes, str(votes))
    who = f"all {votes}" if who == "all" else f"{who} of {len(networks)}"
    return f"{where}: {who} networks see{'s' if votes == 1 else ''} {what}."


def _everywhere(classified: Classified) -> str:
    """Say at how many places each is right; empty as long as not all is known."""
    truth = classified.digit.truth
    if truth is None:
        return ""
    shares = [network.share_of(truth) for network in classified.networks]
    if None in shares:
        return ""
    ranked = sorted(zip((share or 0.0 for share in shares), classified.networks, strict=True), key=lambda pair: pair[0])
    ends = [f"{score_text(share)} ({NETWORK_NAMES[network.kind].lower()})" for share, network in ranked]
    named = ends[0] if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"
    return f"At the {WHOLE_PLACES} places where all of it is on the canvas, right at {named}."


def _consistency(classified: Classified) -> str:
    """Compare max pooling with blur before subsampling, if both look and are measured."""
    plain, blurred = (classified.network(kind) for kind in ("conv", "blur"))
    if plain is None or blurred is None or plain.consistency is None or blurred.consistency is None:
        return ""
    return (
        f"Two such places get the same answer in {score_text(plain.consistency)} of the pairs with max pooling, and in "
        f"{score_text(blurred.consistency)} with blur before subsampling ({DIGITS_TRIED} unseen digits)."
    )


def _figure(share: float | None) -> str:
    return "…" if share is None else score_text(share)
