"""What a value sees and what a pixel reaches, in plain words."""

from convviz.lab.sparsity.layer_fields import Reached, Seen, grid_of, inside, together
from convviz.lab.state import State
from convviz.lab.text.quantities import percent, times
from convviz.nn.pooling import MaxPool2d
from convviz.nn.receptive_field import Region
from convviz.nn.window import Indices, Window

Facts = list[tuple[str, str]]
MOST_RUNS = 3  # that are listed one by one


def share_seen(seen: Seen) -> float:
    """Return how much of a map is seen, 0 … 1."""
    height, width = grid_of(seen.shape)
    return len(seen.rows) * len(seen.columns) / (height * width)


def seen_headline(cone: tuple[Seen, ...]) -> str:
    """Say in one sentence what the value at the end of a cone sees of the input."""
    seen, layer = cone[0], len(cone) - 1
    height, width = grid_of(seen.shape)
    if not (len(seen.rows) and len(seen.columns)):
        return f"This value of layer {layer} sees padding only."
    pixels = times(len(seen.rows), len(seen.columns))
    return f"This value of layer {layer} sees {pixels} of {times(height, width)} pixels: {percent(share_seen(seen))}."


def seen_facts(state: State, cone: tuple[Seen, ...]) -> Facts:
    """Tell the receptive field of the value at the end of a cone in numbers: words, and what there is to each."""
    seen = cone[0]
    real = inside(seen.region, seen.shape)
    extent, on_image = _sides(seen.region), _sides(real)
    count, real_count = extent[0] * extent[1], on_image[0] * on_image[1]
    facts = [
        ("Rows", run_text(seen.rows)),
        ("Columns", run_text(seen.columns)),
        ("In theory", f"{times(*extent)} pixels"),
        ("Real pixels", f"{real_count:,} of {count:,}"),
        ("Padding", _padding_text(state, cone, real, count - real_count)),
        ("Holes", _holes_text(state, cone, real)),
    ]
    return [(word, text) for word, text in facts if text]


def no_map_headline(state: State) -> str:
    """Say which layer does not fit, so that the selected one has no map."""
    assert state.misfit is not None
    first, selected = state.misfit[0] + 1, state.selected_layer + 1
    return f"Layer {first} does not fit, so {'it' if first == selected else f'layer {selected}'} has no map."


def reached_headline(reached: Reached, layer: int) -> str:
    """Say in one sentence how many values of a layer's map a pixel reaches; layers count from 0."""
    rows, columns = len(reached.rows), len(reached.columns)
    number = layer + 1
    if not rows * columns:
        return f"This pixel reaches no value of layer {number}: the stride steps over it."
    if len(reached.shape) == 1:
        return f"This pixel reaches {columns:,} of the {reached.shape[0]:,} values of layer {number}."
    height, width = grid_of(reached.shape)
    share = percent(rows * columns / (height * width))
    return f"This pixel reaches {times(rows, columns)} of {times(height, width)} values of layer {number}: {share}."


def reached_facts(reached: Reached) -> Facts:
    """Tell the projective field of a pixel in one map in numbers: words, and what there is to each."""
    rows, columns, channels = len(reached.rows), len(reached.columns), reached.shape[0]
    if len(reached.shape) == 1:
        return [("Values", f"{columns:,} of {channels:,}, numbers {run_text(reached.columns)}")] if columns else []
    facts = [
        ("Rows", run_text(reached.rows)),
        ("Columns", run_text(reached.columns)),
        ("Values", f"{rows * columns:,} in each of {channels:,} channels" if channels > 1 else f"{rows * columns:,}"),
        ("Border", _border_text(reached)),
    ]
    return [(word, text) for word, text in facts if text]


def _border_text(reached: Reached) -> str:
    here = len(reached.rows) * len(reached.columns)
    if reached.without_border is None:
        return ""
    rows, columns = reached.without_border
    if rows * columns == here:
        return "cuts nothing off"
    return f"would reach {times(rows, columns)} = {rows * columns:,}, here {here:,}"


def _padding_text(state: State, cone: tuple[Seen, ...], real: Region, count: int) -> str:
    if not count:
        return "none"
    steps = zip(_windows(state, cone), cone[:-1], cone[1:], strict=True)
    modes = {number: step[0].padding_mode for number, step in enumerate(steps) if _sees_padding(*step)}
    kinds = list(
        dict.fromkeys(mode for number, mode in modes.items() if not isinstance(state.network[number], MaxPool2d))
    )
    if not kinds:
        return f"{count:,} (left out by pooling)"
    if "zeros" in kinds:
        return f"{count:,} ({'zeros' if len(kinds) == 1 else 'zeros and copies'})"
    seen, copied = cone[0], "copies of pixels" if set(modes) == {0} else "copies"
    axes = (seen.rows, real.top, real.bottom), (seen.columns, real.left, real.right)
    if any(len(each) and (each[0] < first or each[-1] >= end) for each, first, end in axes):
        copied += " further off"
    return f"{count:,} ({copied}, {' and '.join(kinds)})"


def _sees_padding(window: Window, before: Seen, behind: Seen) -> bool:
    """Say whether what is seen of a map depends on the padding of the map before."""
    return any(window.sides) and any(
        len(picked)
        and (
            picked[0] * window.stride[axis] < window.sides[2 * axis]
            or picked[-1] * window.stride[axis] + window.span[axis] - window.sides[2 * axis] > size
        )
        for axis, (picked, size) in enumerate(zip((behind.rows, behind.columns), grid_of(before.shape), strict=True))
    )


def _holes_text(state: State, cone: tuple[Seen, ...], real: Region) -> str:
    """Say how many pixels of the field nothing depends on, and which option leaves them out."""
    seen = cone[0]
    rows = sum(real.top <= row < real.bottom for row in seen.rows.tolist())
    columns = sum(real.left <= column < real.right for column in seen.columns.tolist())
    height, width = _sides(real)
    holes = height * width - rows * columns
    if not holes:
        return "none"
    windows = _windows(state, cone)
    dilated = any(
        step > 1 and size > 1 for each in windows for step, size in zip(each.dilation, each.kernel_size, strict=True)
    )
    strided = any(step > size for each in windows for step, size in zip(each.stride, each.span, strict=True))
    causes = [name for name, is_cause in (("dilation", dilated), ("stride", strided)) if is_cause]
    return f"{holes:,} pixels, left out by {' and '.join(causes) or 'the border'}"


def _windows(state: State, cone: tuple[Seen, ...]) -> list[Window]:
    """Return the window of each layer that the cone leads through."""
    return [layer.window(part.shape) for layer, part in zip(state.network, cone[:-1], strict=False)]


def _sides(region: Region) -> tuple[int, int]:
    return region.bottom - region.top, region.right - region.left


def run_text(indices: Indices) -> str:
    """Write which rows or columns these are.

    Examples
    --------
    >>> import numpy as np
    >>> run_text(np.array([3, 4, 5])), run_text(np.array([0, 2, 4])), run_text(np.array([0, 2, 4, 6]))
    ('3–5', '0, 2, 4', '4 from 0 to 6')
    """
    runs = together(indices)
    if len(runs) > MOST_RUNS:
        return f"{len(indices):,} from {runs[0][0]} to {runs[-1][1]}"
    return ", ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in runs)
