"""The sentences and numbers of the page “Parameter sharing”, each computed from what it speaks of."""

from collections.abc import Callable
from math import prod

from convviz.engine.geometry import Pair
from convviz.lab.sharing.sharing import Comparison, Counts, counted_layer, fully_connected_share
from convviz.lab.sharing.sharing_growth import EXAMPLE, Imagined, imagined_layer
from convviz.lab.sharing.sharing_places import Ground
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.text.quantities import human_bytes, short_count, times
from convviz.lab.text.tables import Cell
from convviz.nn.counts import parameter_count
from convviz.nn.equivalents import KINDS, Kind
from convviz.nn.networks import NETWORKS

# The name of a quantity, and how it is read off.
QUANTITIES: tuple[tuple[str, Callable[[Counts], int]], ...] = (
    ("Weights", lambda counts: counts.weights),
    ("Biases", lambda counts: counts.biases),
    ("Parameters", lambda counts: counts.parameters),
    ("Connections", lambda counts: counts.connections),
    ("Multiply-adds", lambda counts: counts.multiply_adds),
    ("Bytes, float32", lambda counts: counts.bytes),
)
CONVENTIONS = (
    "Connections leave the padding out and count one for each bias. Multiply-adds count the zeros of the padding and "
    "no biases; FLOPs count two for each."
)


def factor_text(factor: float) -> str:
    """Write a factor that is saved; one below 1 as what is needed more.

    Examples
    --------
    >>> factor_text(40.96), factor_text(1000000.4), factor_text(1e9)
    ('÷ 40.96', '÷ 1,000,000', '÷ 1.00 × 10⁹')
    >>> factor_text(18 / 27)  # nothing is saved
    '× 1.5'
    """
    if factor < 1:
        return factor_text(1 / factor).replace("÷", "×", 1)
    if factor < 1000:
        return f"÷ {format_number(factor)}"
    return f"÷ {factor:,.0f}" if factor < 1e9 else f"÷ {short_count(round(factor))}"


def headline(comparison: Comparison) -> str:
    """Say in one or two sentences how many parameters there are, and how many there could be."""
    name = f"An {comparison.subject}" if comparison.subject == "imagined layer" else f"This {comparison.subject}"
    full, local, shared = (f"{comparison.counts[kind].parameters:,}" for kind in KINDS)
    if comparison.own == "fully connected":
        return (
            f"{name} is fully connected: {full} parameters, each used once. It has one position, so nothing is shared."
        )
    if comparison.own == "locally connected":
        return f"{name} has {local} parameters. Fully connected it would have {full}, as a convolution {shared}."
    return f"{name} has {shared} parameters. Fully connected it would have {full}."


def sparsity_text(comparison: Comparison) -> str:
    """Say what the first factor comes from."""
    if comparison.subject == "network":
        what = "by sparsity" if comparison.sparsity >= 1 else "no sparsity"
        return f"{what}: fully connected → locally connected"
    if comparison.seen > comparison.inputs:
        return f"no sparsity: {comparison.seen:,.0f} weights for {comparison.inputs:,} inputs"
    seen = f"{comparison.seen:,.0f}" if comparison.seen.is_integer() else format_number(comparison.seen)
    return f"by sparsity: a value sees {seen} of {comparison.inputs:,} inputs"


def sharing_text(comparison: Comparison) -> str:
    """Say what the second factor comes from."""
    if comparison.subject == "network":
        return "by sharing: locally connected → convolution"
    height, width = comparison.places
    return f"by sharing between {height:,} × {width:,} positions"


def table_of(comparison: Comparison) -> tuple[list[str], list[list[Cell]]]:
    """Return the counts as headings and rows of numbers, to be copied."""
    rows: list[list[Cell]] = [[name, *(read(comparison.counts[kind]) for kind in KINDS)] for name, read in QUANTITIES]
    return [comparison.title, *map(str.capitalize, KINDS)], rows


def shown_cell(quantity: str, counts: Counts, short: bool = False) -> str:
    """Write one number of the table: with all digits, or in short; bytes always in human units."""
    count = dict(QUANTITIES)[quantity](counts)
    if quantity.startswith("Bytes"):
        return human_bytes(count)
    return short_count(count) if short else f"{count:,}"


def same_multiplications(comparison: Comparison) -> str:
    """Say that sharing saves no multiplications, and whether sparsity does here."""
    said = "Sharing saves parameters, but no multiplications."
    full, _, shared = (comparison.counts[kind].multiply_adds for kind in KINDS)
    if comparison.own == "fully connected":
        return f"{said} This layer shares nothing."
    if full > shared:
        return f"{said} Only sparsity saves them."
    if full == shared:
        return f"{said} Sparsity saves none here either."
    larger = "Some kernels are larger than their inputs, and multiply"
    if comparison.subject != "network":
        larger = "The kernel is larger than its input, and multiplies"
    return f"{said} Sparsity saves none here either: full connection would need fewer. {larger} the padding too."


def multiply_adds_texts(comparison: Comparison) -> dict[Kind, str]:
    """Return how often each of the three kinds multiplies, with all digits."""
    return {kind: f"{comparison.counts[kind].multiply_adds:,}" for kind in KINDS}


def where_parameters_are(key: str) -> str:
    """Say how many parameters a network of ``NETWORKS`` has, and which share is in fully connected layers."""
    ready = NETWORKS[key]
    share = 100 * fully_connected_share(ready.network)
    return f"{ready.title}: {share:.1f} % of {parameter_count(ready.network):,}"


def why_156(example: Imagined = EXAMPLE) -> str:
    """Explain the two numbers that lectures give for the classic example."""
    (height, width), channels, filters = example.kernel_size, example.channels, example.filters
    cells = prod(example.kernel_size)
    return (
        f"Some lectures count ({height}·{width} + 1)·{filters} = {(cells + 1) * filters}. That is right for one input "
        f"channel. With {channels} channels each filter is {height}×{width}×{channels} deep: "
        f"({height}·{width}·{channels} + 1)·{filters} = {(cells * channels + 1) * filters}."
    )


def growth_at(side: float, parameters: dict[Kind, float], subject: str = "") -> str:
    """Say how many parameters the three kinds of a layer have at one size of the image."""
    parts = [f"{kind} {short_count(round(count))}" for kind, count in parameters.items()]
    return f"{f'{subject}, at' if subject else 'At'} {side:,.0f} pixels: {', '.join(parts)}"


def subject_of_growth(state: State, scope: str) -> str:
    """Say of which layer the curves are, where the "layer" or the "network" that is counted is something else."""
    index = imagined_layer(state)
    return "" if scope == "layer" and index == counted_layer(state) else f"Layer {index + 1} alone"


def shown_text(ground: Ground, state: State, size: Pair) -> str:
    """Say on what the patches are shown, and how many weights the filter has there, in one or two lines.

    Parameters
    ----------
    ground : Ground
        One that has places.
    state : State
    size : (height, width)
        Of what the convolution gets.
    """
    lines = []
    if ground.size != size:
        how = "Shown coarsely" if ground.reduction > 1 else "Shown in part"
        lines.append(f"{how}: {times(*ground.size)} of {times(*size)} pixels, so that a patch can be seen.")
    if len(ground.image) not in (1, 3):
        lines.append(f"The picture is the mean of {len(ground.image)} channels.")
    if any(state.layer.sides) and not any(ground.layer.sides):
        lines.append("The padding is left out, as the kernel is so large.")
    one, unshared = ground.layer.weight.size, prod(ground.map_size) * ground.layer.weight.size
    name = state.filter_title(state.selected_filter)
    weights = f"{name} alone has {one:,} weight{'s' * (one != 1)}; locally connected {unshared:,}, drawn at random."
    return "\n".join(filter(None, (" ".join(lines), weights)))


def no_place_text(ground: Ground, is_first: bool) -> str:
    """Say why no value sees the picture alone, and what to do about it; whether it is the first layer."""
    what = "the picture" if is_first else "its input"
    span = ground.layer.window().span
    why = f"Its stride leaves no value that sees {what} alone."
    if any(covered > side for covered, side in zip(span, ground.size, strict=True)):
        why = f"The kernel covers {times(*span)} pixels, and {what} has only {times(*ground.size)}: "
        why += "every value sees padding too."
    remedy = "take a smaller kernel" + (" or open a larger picture" if is_first else " or select an earlier layer")
    return f"No patch can be copied here. {why} To see one, {remedy}."
