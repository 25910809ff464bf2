"""A shift that falls between the values of a map: why nothing needs to agree, and at which shifts it would."""

from math import copysign

from convviz.lab.text.numbers import format_number
from convviz.lab.translation.shifted_axes import shifted_axis
from convviz.lab.translation.shifted_facts import Facts
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.pooling import BlurPool2d, MaxPool2d

_DIRECTIONS = (("up", "down"), ("left", "right"))


def phase_text(facts: Facts) -> str:
    """Say that a shift falls between the values of a map, and which would not."""
    axis = next(index for index, each in enumerate(facts.axes) if not each.is_whole)
    distance = facts.distances[axis]
    jump = round(distance / facts.axes[axis].distance)
    strided = [(layer, name) for layer, name in facts.named if layer.window().stride[axis] > 1]
    steps = [layer.window().stride[axis] for layer, _ in strided]
    if len(strided) > 1:
        step = f"the {jump} pixels from one value to the next (strides {' × '.join(map(str, steps))})"
    elif isinstance(strided[0][0], Conv2d):
        step = f"the stride {jump}"
    else:
        step = f"the stride {jump} of {_pooling(strided[0][0])}"
    sees = (
        "its windows begin at other pixels, in another phase"
        if isinstance(strided[-1][0], MaxPool2d)
        else "each value sees other pixels"
    )
    direction = _DIRECTIONS[axis][distance > 0]
    return (
        f"Shifted {direction} by {format_number(abs(distance))}, which is no multiple of {step}: {sees}, so that "
        f"nothing needs to agree. {_promise(facts)}"
    )


def _promise(facts: Facts) -> str:
    """Say at which shifts within the range the interior agrees, if then there is one."""
    at, there_is_one = [], True
    several = not any(axis.is_whole for axis in facts.axes)
    for index, axis in enumerate(facts.axes):
        if axis.is_whole:
            there_is_one &= bool(axis.same.any())
            continue
        distance, reach = facts.distances[index], facts.reach[index]
        jump = round(distance / axis.distance)
        below = int(abs(distance) // jump) * jump
        within = [each for each in (below, below + jump) if 0 < each <= reach]
        if not within:
            return f"Within ±{reach} pixels there is no such multiple but 0."
        fitting = [each for each in within if _has_interior(facts, index, copysign(each, distance))]
        there_is_one &= bool(fitting)
        direction = f" {_DIRECTIONS[index][distance > 0]}" if several else ""
        at.append(f"{' or '.join(map(format_number, fitting or within))} pixels{direction}")
    if there_is_one:
        return f"At {' and '.join(at)} the interior agrees exactly."
    return f"At {' and '.join(at)}, too, every value sees the border or what came in there."


def _has_interior(facts: Facts, axis: int, distance: float) -> bool:
    shifted = shifted_axis(facts.network, facts.experiment.input_shape, axis, distance, facts.translation.edge)
    return bool(shifted.same.any())


def _pooling(layer: Layer) -> str:
    if isinstance(layer, MaxPool2d):
        return "max pooling"
    return "blur pooling" if isinstance(layer, BlurPool2d) else "pooling"
