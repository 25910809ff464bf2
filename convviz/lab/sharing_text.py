"""The sentences and numbers of the page “Parameter sharing”, each computed from what it speaks of."""

from collections.abc import Callable
from math import prod

from convviz.lab.numbers import format_number
from convviz.lab.powers import short_count
from convviz.lab.sharing import KINDS, Comparison, Counts, Kind, fully_connected_share
from convviz.lab.sharing_growth import EXAMPLE, Imagined
from convviz.lab.tables import Cell
from convviz.nn.counts import parameter_count
from convviz.nn.networks import NETWORKS

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB")

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


def human_bytes(count: int) -> str:
    """Write a number of bytes with three digits, in units of 1024.

    Examples
    --------
    >>> human_bytes(1824), human_bytes(71_425_152_023_808), human_bytes(12)
    ('1.78 KiB', '65 TiB', '12 bytes')
    """
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:  # 1000 KiB would have four digits
        value, unit = value / 1024, unit + 1
    return f"{format_number(value, 3)} {_UNITS[unit]}"


def factor_text(factor: float) -> str:
    """Write a factor that is saved.

    Examples
    --------
    >>> factor_text(40.96), factor_text(1000000.4), factor_text(1e9)
    ('÷ 40.96', '÷ 1,000,000', '÷ 1.00 × 10⁹')
    """
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
        return "by sparsity: fully connected → locally connected"
    if comparison.seen > comparison.inputs:
        return "by sparsity: none, the kernel is larger than the image"
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
    """Say that sharing saves no multiplications, in the numbers of what is compared."""
    local, shared = (f"{comparison.counts[kind].multiply_adds:,}" for kind in KINDS[1:])
    full = f"{comparison.counts['fully connected'].multiply_adds:,}"
    if comparison.own == "fully connected":
        return f"Sharing saves parameters and no multiplications; here nothing is shared: {full} multiply-adds."
    return (
        "Sharing saves parameters and no multiplications. Multiply-adds as\n"
        f"convolution: {shared}\nlocally connected: {local}\nfully connected: {full}, as only sparsity saves them."
    )


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


def growth_at(side: float, parameters: dict[Kind, float]) -> str:
    """Say how many parameters the three kinds have at one size of the image."""
    parts = [f"{kind} {short_count(round(count))}" for kind, count in parameters.items()]
    return f"At {side:,.0f} pixels: {', '.join(parts)}"
