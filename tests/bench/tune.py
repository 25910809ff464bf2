"""Measure the forms of a convolution against each other, around the thresholds in convviz/engine/forms.py.

``make tune`` prints one Markdown table. Each row is a workload; each column the time that a form takes of one core in
milliseconds, the median of runs that are interleaved. The quickest is bold, the one that ``choose_form`` takes has a *.
"""

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convviz.engine.diagonals import Diagonals
from convviz.engine.forms import Form, LeapForm, StripForm, WindowForm, choose_form
from convviz.engine.separable import Separable, terms_of
from convviz.engine.shifted_rows import Tile
from convviz.engine.spectral import Spectral, fits
from convviz.engine.windows import Windows

Array = NDArray[Any]
RUNS = 7
FORMS = "windows", "diagonals", "separable", "spectral", "leaps"


def workloads() -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...], int, dict[str, Any]]]:
    """Give a name, the shapes of picture and filters, how many outer products these are (0: noise), and the options."""
    for side in (128, 256, 512):  # LEAST_WORK
        for size in (3, 5, 11):
            yield f"{side}², {size}×{size}", (1, side, side), (1, 1, size, size), 0, {}
    for size in (3, 5, 7, 9, 11, 13, 15, 19, 31):  # LEAST_SPECTRAL_TAPS
        yield f"1080p, {size}×{size}", (1, 1080, 1920), (1, 1, size, size), 0, {}
    for terms, sizes in ((1, (3, 5, 6, 7, 31)), (2, (7, 9, 11, 31)), (3, (9, 11, 12, 15, 31))):  # LEAST_SEPARABLE_TAPS
        for size in sizes:
            yield f"1080p, {size}×{size}, rank {terms}", (1, 1080, 1920), (1, 1, size, size), terms, {}
    for size in (3, 5, 7):
        for channels, filters in ((1, 2), (3, 1), (3, 3), (3, 4), (3, 6), (3, 16), (8, 8), (16, 8), (16, 16)):  # costs
            shape = filters, channels, size, size
            yield f"512², {channels}→{filters}, {size}×{size}", (channels, 512, 512), shape, 0, {}
        yield f"1080p, {size}×{size}, dilation 2", (1, 1080, 1920), (1, 1, size, size), 0, {"dilation": 2}
        for stride in (2, 3):
            options = {"stride": stride, "padding": size // 2}
            yield f"1080p, {size}×{size}, stride {stride}", (1, 1080, 1920), (1, 1, size, size), 0, options
    for stride in (4, 6, 8, 12, 16):  # LEAST_LEAP
        for size in (3, 11, 31):
            options = {"stride": stride, "padding": size // 2}
            yield f"4000×3000, {size}×{size}, stride {stride}", (1, 3000, 4000), (1, 1, size, size), 0, options


def forms(windows: Windows, weight: Array) -> Iterator[Callable[[], Form] | None]:
    """Give what makes each of FORMS, or None where one does not fit."""
    yield lambda: WindowForm(windows, weight)
    strided = any(axis.stride > 1 and axis.dilation > 1 for axis in (windows.rows, windows.columns))
    yield None if strided else lambda: StripForm(windows, weight, Diagonals)
    separable = windows.filters == 1 == windows.columns.stride and all(map(terms_of, weight))
    yield (lambda: StripForm(windows, weight, Separable)) if separable else None
    spectral = fits((windows.rows, windows.columns)) and len(weight) * weight.shape[1] <= 64
    yield (lambda: StripForm(windows, weight, Spectral)) if spectral else None
    yield (lambda: LeapForm(windows, weight)) if windows.filters == 1 < windows.columns.stride else None


def timed(make: Callable[[], Form], x: Array, windows: Windows) -> float:
    """Lay out and compute once, output allocation included; in milliseconds of one core."""
    start = time.process_time()
    form, out = make(), np.empty(windows.output_shape, np.float32)
    for part in form.parts(Tile(*(slice(0, size) for size in (windows.batch, *windows.output_shape[2:])))):
        form.compute(x[np.newaxis], out, None, part)
    return (time.process_time() - start) * 1000


def kind(form: Form) -> str:
    """Name the column of a form."""
    if isinstance(form, StripForm):
        return form.arithmetic.__name__.lower()
    return "leaps" if isinstance(form, LeapForm) else "windows"


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(0)
    sys.stdout.write(f"| workload | {' | '.join(FORMS)} |\n|---|{'---|' * len(FORMS)}\n")
    for name, shape, kernel, terms, options in workloads():
        x, weight = rng.random(shape, np.float32), rng.random(kernel, np.float32)
        if terms:
            weight = sum(weight[..., [term]] * weight[..., [term], :] for term in range(terms)).astype(np.float32)
        defaults = {"stride": 1, "padding": "same", "dilation": 1, "groups": 1, "padding_mode": "zeros"}
        windows = Windows.of(shape, kernel, **(defaults | options))
        plans = list(forms(windows, weight))
        times: list[list[float]] = [[] for _ in plans]
        for _ in range(RUNS):
            for plan, measured in zip(plans, times, strict=True):
                measured += [timed(plan, x, windows)] if plan else []
        middle = [median(measured) if measured else float("inf") for measured in times]
        chosen, best = kind(choose_form(windows, weight)), min(middle)
        cells = [
            "–" if value == float("inf") else f"**{value:.2f}**" if value == best else f"{value:.2f}"
            for value in middle
        ]
        marked = [cell + "*" * (form == chosen) for form, cell in zip(FORMS, cells, strict=True)]
        sys.stdout.write(f"| {name} | {' | '.join(marked)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
