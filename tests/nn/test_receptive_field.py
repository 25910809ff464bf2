"""The receptive field is what really changes an output: each pixel of the input is touched, and the outputs watched."""

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.nn.conv import Conv2d
from convviz.nn.receptive_field import Region, field_of

HEIGHT, WIDTH = 9, 11


def random_layer(seed: int) -> Conv2d:
    """Draw a layer without a zero weight, so that every pixel under the kernel counts."""
    rng = np.random.default_rng(seed)
    kernel, dilation = rng.integers(1, 5, 2), rng.integers(1, 3, 2)
    return Conv2d(
        rng.uniform(0.5, 1, (1, 2, *kernel)),
        np.zeros(1),
        stride=tuple(rng.integers(1, 4, 2)),
        padding=tuple(rng.integers(0, 4, 4)),
        dilation=tuple(dilation),
    )


def influence(layer: Conv2d) -> np.ndarray:
    """Touch each pixel alone; return which outputs change, (H, W, H_out, W_out)."""
    touched = np.zeros((HEIGHT * WIDTH, 2, HEIGHT, WIDTH), np.float32)
    for number in range(HEIGHT * WIDTH):
        touched[number, number % 2, number // WIDTH, number % WIDTH] = 1
    out = conv2d(touched, layer.weight, stride=layer.stride, padding=layer.padding, dilation=layer.dilation)
    return (out[:, 0] != 0).reshape(HEIGHT, WIDTH, *out.shape[2:])


def under(start: int, stop: int, dilation: int, size: int) -> set[int]:
    """Return the positions of the taps that lie on the image."""
    return set(range(start, stop, dilation)) & set(range(size))


@pytest.mark.parametrize("seed", range(40))
def test_the_pixels_that_change_an_output_are_those_of_its_region(seed: int) -> None:
    layer = random_layer(seed)
    field, changes = field_of(layer), influence(layer)
    for y, x in np.ndindex(changes.shape[2:]):
        top, bottom, left, right = field.region(y, x)
        rows = under(top, bottom, layer.dilation[0], HEIGHT)
        columns = under(left, right, layer.dilation[1], WIDTH)
        seen = {(int(row), int(column)) for row, column in np.argwhere(changes[:, :, y, x])}
        assert seen == {(row, column) for row in rows for column in columns}
        assert (bottom - top, right - left) == field.size


@pytest.mark.parametrize("seed", range(20))
def test_padding_moves_the_field_and_never_changes_its_size(seed: int) -> None:
    layer = random_layer(seed)
    without = field_of(Conv2d(layer.weight, layer.bias, layer.stride, 0, layer.dilation))
    field = field_of(layer)
    assert (field.size, field.jump) == (without.size, without.jump)
    assert field.start == (-layer.sides.top, -layer.sides.left)


@pytest.mark.parametrize(("stride", "padding"), [(1, "valid"), (2, 1), (3, (0, 2, 1, 0))])
def test_the_first_and_last_regions_lie_within_the_padded_image(stride: int, padding: object) -> None:
    layer = Conv2d(np.ones((1, 1, 4, 3)), [0], (stride, stride), padding)
    rows, columns = layer.output_shape(HEIGHT, WIDTH)
    field, sides = field_of(layer), layer.sides
    first, last = field.region(0, 0), field.region(rows - 1, columns - 1)
    assert (first.top, first.left) == (-sides.top, -sides.left)
    assert 0 <= HEIGHT + sides.bottom - last.bottom < stride
    assert 0 <= WIDTH + sides.right - last.right < stride


@pytest.mark.parametrize(
    ("kernel", "options", "size", "region"),
    [
        ((5, 5), {}, (5, 5), Region(2, 7, 3, 8)),
        ((3, 3), {"padding": "same"}, (3, 3), Region(1, 4, 2, 5)),
        ((4, 2), {"padding": "same"}, (4, 2), Region(1, 5, 3, 5)),
        ((3, 3), {"dilation": (2, 3)}, (5, 7), Region(2, 7, 3, 10)),
        ((3, 5), {"stride": (2, 4), "padding": (1, 2)}, (3, 5), Region(3, 6, 10, 15)),
    ],
)
def test_fields_worked_out_by_hand(
    kernel: tuple[int, int], options: dict[str, object], size: tuple[int, int], region: Region
) -> None:
    field = field_of(Conv2d(np.ones((1, 1, *kernel)), [0], **options))
    assert field.size == size
    assert field.region(2, 3) == region


@pytest.mark.parametrize("seed", range(10))
def test_the_output_over_the_middle_of_a_field_is_that_of_the_field(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kernel, stride, dilation = (tuple(rng.integers(1, 5, 2).tolist()) for _ in range(3))
    field = field_of(Conv2d(1, 1, kernel, stride, tuple(rng.integers(0, 4, 4).tolist()), dilation))
    for y, x in rng.integers(-3, 9, (5, 2)).tolist():
        top, bottom, left, right = field.region(y, x)
        middle = (top + bottom) / 2, (left + right) / 2
        for share in (-0.45, 0, 0.45):  # of the way to the next
            assert field.over(*(place + share * jump for place, jump in zip(middle, field.jump, strict=True))) == (y, x)
