"""Where kernels land: sizes, strides and padding as whole numbers; this module never touches pixels."""

from collections.abc import Iterable, Sequence
from operator import index
from typing import Any, NamedTuple, TypeAlias

Pair: TypeAlias = tuple[int, int]
IntOrPair: TypeAlias = int | Sequence[int]
PaddingArgument: TypeAlias = int | Sequence[int] | str

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class Sides(NamedTuple):
    """Rows and columns added to each side of an image, in pixels."""

    top: int
    bottom: int
    left: int
    right: int


def pair(value: IntOrPair, name: str, *, minimum: int = 1) -> Pair:
    """Read one number for both axes, or two, as (height, width).

    Parameters
    ----------
    value : int or sequence of two int
        What the caller gave.
    name : str
        The name of the argument, for the error message.
    minimum : int
        The smallest number allowed.

    Returns
    -------
    tuple of two int
        (height, width), each at least `minimum`.

    Raises
    ------
    ValueError
        If the value is not one or two whole numbers, or one of them is below `minimum`.

    Examples
    --------
    >>> pair(3, "kernel_size"), pair((1, 2), "stride")
    ((3, 3), (1, 2))
    """
    numbers = _whole_numbers(value)
    if len(numbers) == 1:
        numbers *= 2
    if len(numbers) != 2 or min(numbers) < minimum:
        raise ValueError(
            f"{name} must be a whole number or two, (height, width), each at least {minimum}; got {value!r}."
        )
    return numbers[0], numbers[1]


def output_size(
    size: int,
    *,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Count the positions at which the kernel fits along one axis.

    A stride that does not divide drops the last pixels, as in torch:
    ``(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    Parameters
    ----------
    size : int
        Length of the input along this axis, in pixels; at least 1.
    kernel_size, stride, dilation : int
        As in ``torch.nn.Conv2d``, along this axis; at least 1.
    padding : int
        Pixels added at *each* end; at least 0.
    ceil_mode : bool
        Round up instead of down, as ``torch.nn.MaxPool2d`` can: a last window may then hang over the end,
        provided that it starts inside the input or the padding before it.

    Returns
    -------
    int
        Length of the feature map along this axis; at least 1.

    Raises
    ------
    ValueError
        If a value is out of range, or the dilated kernel is longer than the padded input.

    Examples
    --------
    >>> output_size(7, kernel_size=3, stride=2)
    3
    >>> output_size(8, kernel_size=3, stride=2), output_size(8, kernel_size=3, stride=2, ceil_mode=True)
    (3, 4)
    """
    for name, value in {
        "size": size,
        "kernel_size": kernel_size,
        "stride": stride,
        "dilation": dilation,
    }.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1; got {value}.")
    if padding < 0:
        raise ValueError(f"padding must be at least 0; got {padding}.")
    overhang = stride - 1 if ceil_mode else 0
    count = _positions(size + 2 * padding, kernel_size, stride, dilation, overhang)
    starts_beyond = (count - 1) * stride >= size + padding
    return count - 1 if ceil_mode and starts_beyond else count


def resolve_padding(
    padding: PaddingArgument, *, kernel_size: IntOrPair, stride: IntOrPair = 1, dilation: IntOrPair = 1
) -> Sides:
    """Say how many pixels each accepted form of `padding` adds to each side.

    Parameters
    ----------
    padding : int, (vertical, horizontal), (top, bottom, left, right), "valid" or "same"
        Pixels, each at least 0. "valid" adds none; "same" keeps the size of the image, and puts the odd
        row and column of an even kernel at the bottom and right, as ``torch.nn.Conv2d`` does.
    kernel_size, stride, dilation : int or (height, width)
        As in ``torch.nn.Conv2d``; at least 1.

    Returns
    -------
    Sides
        (top, bottom, left, right) in pixels.

    Raises
    ------
    ValueError
        If the padding is none of these forms, or "same" is asked for together with a stride.

    Examples
    --------
    >>> resolve_padding("same", kernel_size=(4, 3))
    Sides(top=1, bottom=2, left=1, right=1)
    """
    if padding == "valid":
        return Sides(0, 0, 0, 0)
    if padding == "same":
        if pair(stride, "stride") != (1, 1):
            raise ValueError(
                f"padding='same' keeps the size only at stride 1; got stride {stride!r}. "
                "Give the padding in pixels, or use stride 1."
            )
        sizes = zip(pair(kernel_size, "kernel_size"), pair(dilation, "dilation"), strict=True)
        (top, bottom), (left, right) = (_halves(step * (taps - 1)) for taps, step in sizes)
        return Sides(top, bottom, left, right)
    numbers = _whole_numbers(padding)
    if len(numbers) not in (1, 2, 4) or min(numbers) < 0:
        raise ValueError(
            "padding must be a whole number, (vertical, horizontal) or (top, bottom, left, right), each at "
            f"least 0, or 'valid' or 'same'; got {padding!r}."
        )
    if len(numbers) == 4:
        return Sides(*numbers)
    vertical, horizontal = numbers[0], numbers[-1]
    return Sides(vertical, vertical, horizontal, horizontal)


def output_shape(
    input_size: IntOrPair,
    *,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
) -> Pair:
    """Give the (height, width) of the feature map of a convolution.

    Parameters
    ----------
    input_size : int or (height, width)
        Size of the image in pixels; at least 1.
    kernel_size, stride, dilation : int or (height, width)
        As in ``torch.nn.Conv2d``; at least 1.
    padding : int, (vertical, horizontal), (top, bottom, left, right), "valid" or "same"
        As in :func:`resolve_padding`.

    Returns
    -------
    tuple of two int
        (height, width), each at least 1.

    Raises
    ------
    ValueError
        If a value is out of range, or the dilated kernel is larger than the padded image.

    Examples
    --------
    >>> output_shape((480, 640), kernel_size=5, stride=2, padding=2)
    (240, 320)
    """
    height, width = pair(input_size, "input_size")
    kernel, steps = pair(kernel_size, "kernel_size"), pair(stride, "stride")
    spread = pair(dilation, "dilation")
    sides = resolve_padding(padding, kernel_size=kernel, stride=steps, dilation=spread)
    padded = height + sides.top + sides.bottom, width + sides.left + sides.right
    rows = _positions(padded[0], kernel[0], steps[0], spread[0])
    return rows, _positions(padded[1], kernel[1], steps[1], spread[1])


def _positions(padded: int, kernel_size: int, stride: int, dilation: int, overhang: int = 0) -> int:
    span = dilation * (kernel_size - 1) + 1
    if span > padded + overhang:
        raise ValueError(
            f"The kernel covers {span} pixels, but the padded image has only {padded} along this axis; "
            "use a smaller kernel or dilation, or more padding."
        )
    return (padded + overhang - span) // stride + 1


def _halves(total: int) -> Pair:
    return total // 2, total - total // 2


def _whole_numbers(value: Any) -> tuple[int, ...]:
    """Give what was written as a tuple of int; nothing if a part of it is no whole number."""
    if type(value) is int:  # the most usual, without the time that the others take
        return (value,)
    try:
        return tuple(index(number) for number in (value if isinstance(value, Iterable) else [value]))
    except TypeError:
        return ()
