"""Fields through random networks are what touching each pixel shows; those of the literature are its numbers."""

import math
from typing import Any

import numpy as np
import pytest

from convviz.engine.geometry import PADDING_MODES
from convviz.nn.activations import LeakyReLU, ReLU, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import as_locally_connected
from convviz.nn.fields import effective_receptive_field, projective_field, receptive_field, seen_pixels
from convviz.nn.layer import Layer, positions
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d

SHAPE = (2, 10, 12)


def random_layer(rng: np.random.Generator, shape: tuple[int, ...], padded: bool, modes: tuple[str, ...]) -> Layer:
    """Draw a layer that turns something positive into something positive, and nothing into nothing."""
    kernel, stride, dilation = rng.integers(1, 5, 2).tolist(), rng.integers(1, 4, 2).tolist(), rng.integers(1, 3, 2)
    half = [int(rng.integers(size // 2 + 1)) if padded else 0 for size in kernel]
    channels = shape[0]
    sides = rng.integers(0, 4, 4).tolist() if padded else 0
    options: dict[str, Any] = {"padding": sides, "dilation": dilation.tolist(), "padding_mode": str(rng.choice(modes))}
    conv = Conv2d(rng.uniform(0.5, 1, (2, channels, *kernel)), np.zeros(2), stride, **options)
    ones, zeros = np.ones(channels), np.zeros(channels)
    choice = rng.integers(12)
    if choice < 5:
        return conv
    layers: list[Any] = [
        lambda: as_locally_connected(conv, shape),
        lambda: MaxPool2d(kernel, stride, half, dilation.tolist(), ceil_mode=padded and bool(rng.integers(2))),
        lambda: AvgPool2d(kernel, stride, half, ceil_mode=padded and bool(rng.integers(2))),
        lambda: BlurPool2d(kernel[0], stride, options["padding_mode"]) if padded else MaxPool2d(kernel),
        lambda: SubSampling2d(ones, zeros, kernel, stride),
        lambda: BatchNorm2d(2 * ones, zeros, zeros, ones),
        lambda: [ReLU(), LeakyReLU(), Tanh()][rng.integers(3)],
    ]
    layer: Layer = layers[choice - 5]()
    return layer


def random_network(
    seed: int, shape: tuple[int, ...] = SHAPE, padded: bool = True, modes: tuple[str, ...] = PADDING_MODES
) -> Network:
    """Draw a network of one to five layers that fits the shape."""
    rng = np.random.default_rng(seed)
    network, wanted = Network([]), int(rng.integers(1, 6))
    while len(network) < wanted:
        now = [shape, *network.shapes(shape)][-1]
        try:
            layer = random_layer(rng, now, padded, modes)
            layer.forward_shape(now)
        except ValueError:  # does not fit what is left of the image: draw another
            continue
        network = Network([*network, layer])
    return network


def influence(network: Network, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Touch each pixel alone, in one channel; return which positions of the last map change, (H, W, H_out, W_out)."""
    channels, height, width = shape
    touched = np.zeros((height * width, *shape))
    for number in range(height * width):
        touched[number, (number + seed) % channels, number // width, number % width] = 1
    out = network.forward(touched)[-1]
    return (out != 0).any(axis=1).reshape(height, width, *positions(out.shape[1:]))


def some(rng: np.random.Generator, height: int, width: int) -> set[tuple[int, int]]:
    """Choose the corners and some other positions."""
    corners = {(0, 0), (height - 1, width - 1), (0, width - 1)}
    return corners | {(int(rng.integers(height)), int(rng.integers(width))) for _ in range(8)}


@pytest.mark.parametrize("seed", range(400))
def test_both_fields_are_what_touching_each_pixel_shows(seed: int) -> None:
    network, rng = random_network(seed), np.random.default_rng(seed)
    changes, last = influence(network, SHAPE, seed), len(network) - 1
    for y, x in some(rng, *changes.shape[2:]):
        seen = np.zeros(SHAPE[1:], bool)
        seen[np.ix_(*seen_pixels(network, last, y, x, SHAPE))] = True
        np.testing.assert_array_equal(seen, changes[:, :, y, x])
    for y, x in some(rng, *SHAPE[1:]):
        field = projective_field(network, last, y, x, SHAPE)
        reached = np.zeros(changes.shape[2:], bool)
        reached[np.ix_(field.rows, field.columns)] = True
        np.testing.assert_array_equal(reached, changes[y, x])
        counted = np.zeros(reached.shape, int)
        for part in field.parts:
            counted[np.ix_(part.rows, part.columns)] += 1
        np.testing.assert_array_equal(counted, reached)


@pytest.mark.parametrize("seed", range(200))
def test_without_padding_the_region_is_the_extent_of_what_is_seen(seed: int) -> None:
    network = random_network(seed, padded=False)
    field, changes = receptive_field(network)[-1], influence(network, SHAPE, seed)
    for y, x in np.ndindex(changes.shape[2:]):
        rows, columns = (np.flatnonzero(changes[:, :, y, x].any(axis=axis)) for axis in (1, 0))
        assert field.region(y, x) == (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)


@pytest.mark.parametrize("seed", range(200))
def test_with_padding_what_is_seen_lies_in_the_region_and_fills_it_away_from_the_border(seed: int) -> None:
    shape = (1, 90, 95)
    network = random_network(seed, shape, modes=("zeros",))
    last, shapes = len(network) - 1, [shape, *network.shapes(shape)]
    field = receptive_field(network)[-1]
    height, width = positions(shapes[-1])
    away = 0
    for y, x in [*np.ndindex(min(height, 3), min(width, 3)), (height // 2, width // 2)]:
        rows, columns = seen_pixels(network, last, y, x, shape)
        top, bottom, left, right = field.region(y, x)
        assert set(rows) <= set(range(top, bottom))
        assert set(columns) <= set(range(left, right))
        on_the_way = [receptive_field(network[number:])[-1].region(y, x) for number in range(len(network))]
        if all(
            a >= 0 and b <= rows_there and c >= 0 and d <= columns_there
            for (a, b, c, d), (_, rows_there, columns_there) in zip(on_the_way, shapes, strict=False)
        ):
            away += 1
            assert (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) == (top, bottom, left, right)
    assert away or min(height, width) < 12


@pytest.mark.parametrize("seed", range(60))
def test_the_gradient_reaches_back_to_what_is_seen_and_to_nothing_else(seed: int) -> None:
    network = random_network(seed)
    height, width = positions(network.shapes(SHAPE)[-1])
    y, x = height // 2, width // 2
    image = np.random.default_rng(seed).uniform(0.5, 1, SHAPE) * 1e-3
    effective = effective_receptive_field(network, len(network) - 1, y, x, image)
    seen = np.zeros(SHAPE[1:], bool)
    seen[np.ix_(*seen_pixels(network, len(network) - 1, y, x, SHAPE))] = True
    assert effective.shape == SHAPE[1:]
    assert not effective[~seen].any()
    if not any(isinstance(layer, MaxPool2d) for layer in network):  # a maximum keeps one pixel of each window
        assert effective[seen].all()


@pytest.mark.parametrize(
    ("later", "rows", "parts"),
    [
        (MaxPool2d(1, 2), [9, 11, 13], 1),
        (MaxPool2d(1, 4), [], 0),
        (Conv2d(1, 1, 3, stride=4), [4, 5, 6], 1),
        (Conv2d(1, 1, 3, dilation=4), [10, 14, 18, 22, 26], 1),
        (Conv2d(1, 1, 2), [17, 18, 21, 22, 25, 26], 3),
        (ReLU(), [18, 22, 26], 1),
    ],
)
def test_the_holes_of_a_dilation_stay_in_one_part_until_another_layer_fills_some(
    later: Layer, rows: list[int], parts: int
) -> None:
    network = Network([Conv2d(1, 1, (3, 1), dilation=4), later])
    field = projective_field(network, 1, 26, 0, (1, 60, 60))
    assert field.rows.tolist() == rows
    assert len({tuple(part.rows) for part in field.parts}) == parts


@pytest.mark.parametrize("seed", range(100))
def test_the_size_follows_the_formula_and_padding_moves_the_field_only(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kernels, strides, dilations = (rng.integers(1, high, (4, 2)) for high in (6, 4, 4))
    networks = [
        Network(
            Conv2d(1, 1, kernel.tolist(), stride.tolist(), padding, dilation.tolist())
            for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True)
        )
        for padding in (0, (3, 1, 2, 5))
    ]
    plain, padded = (receptive_field(network) for network in networks)
    for axis in (0, 1):
        products = [int(np.prod(strides[:number, axis])) for number in range(5)]
        spans = dilations[:, axis] * (kernels[:, axis] - 1)
        sizes = [1 + int(np.dot(spans[: number + 1], products[: number + 1])) for number in range(4)]
        assert [field.size[axis] for field in plain] == [field.size[axis] for field in padded] == sizes
        assert [field.jump[axis] for field in plain] == [field.jump[axis] for field in padded] == products[1:]
        before = (3, 2)[axis]
        assert [field.start[axis] for field in plain] == [0] * 4
        starts = [-before * sum(products[: number + 1]) for number in range(4)]
        assert [field.start[axis] for field in padded] == starts


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("lenet-5-1998", {"C1": (5, 1, 0), "S2": (6, 2, 0), "C3": (14, 2, 0), "S4": (16, 4, 0), "C5": (32, 4, 0)}),
        ("lenet-5", {"C1": (5, 1, 0), "S2": (6, 2, 0), "C3": (14, 2, 0), "S4": (16, 4, 0), "C5": (32, 4, 0)}),
        ("alexnet", {"pool5": (195, 32, -64)}),
        ("vgg-16", {"pool5": (212, 32, -90)}),
    ],
)
def test_the_fields_of_the_literature(key: str, expected: dict[str, tuple[int, int, int]]) -> None:
    ready = NETWORKS[key]
    fields = receptive_field(ready.network, ready.input_shape)
    for name, (size, jump, start) in expected.items():
        field = fields[ready.names[name]]
        assert (field.size, field.jump, field.start) == ((size, size), (jump, jump), (start, start))


def test_c5_of_lenet_sees_all_of_its_input() -> None:
    ready = NETWORKS["lenet-5-1998"]
    rows, columns = seen_pixels(ready.network, ready.names["C5"], 0, 0, ready.input_shape)
    assert rows.tolist() == columns.tolist() == list(range(32))


def test_what_sees_all_positions_needs_to_know_how_many_there_are() -> None:
    network = Network([Conv2d(1, 2, 3, stride=2, padding=1), GlobalAvgPool2d(), Flatten(), Linear(2, 3)])
    with pytest.raises(ValueError, match=r"^Layer 2 of 4 \(GlobalAvgPool2d\): it sees all positions .*say the shape"):
        receptive_field(network)
    fields = receptive_field(network, (1, 9, 8))
    assert [field.size for field in fields] == [(3, 3), (11, 9), (11, 9), (11, 9)]
    assert seen_pixels(network, 3, 0, 0, (1, 9, 8)).rows.tolist() == list(range(9))
    assert projective_field(network, 3, 4, 4, (1, 9, 8)).size == 1


@pytest.mark.parametrize(("taps", "layers"), [(3, 1), (3, 5), (3, 20), (5, 8), (2, 9)])
def test_the_effective_field_of_uniform_layers_spreads_as_their_sum_of_variances(taps: int, layers: int) -> None:
    network = Network([Conv2d(np.ones((1, 1, 1, taps)), [0])] * layers)
    size = receptive_field(network)[-1].size[1]
    assert size == layers * (taps - 1) + 1
    effective = effective_receptive_field(network, layers - 1, 0, 0, np.zeros((1, 1, size)))[0]
    share, place = effective / effective.sum(), np.arange(size)
    deviation = np.sqrt(share @ (place - share @ place) ** 2)
    assert deviation == pytest.approx(math.sqrt(layers * (taps**2 - 1) / 12), rel=1e-9)


def test_the_effective_field_falls_behind_the_theoretical_one_as_the_root_of_the_depth() -> None:
    ratios = []
    for layers in (10, 40, 160):
        network = Network([Conv2d(np.full((1, 1, 1, 3), 1 / 3), [0])] * layers)
        size = 2 * layers + 1
        effective = effective_receptive_field(network, layers - 1, 0, 0, np.zeros((1, 1, size)))[0]
        place = np.arange(size) - layers
        ratios.append(math.sqrt(effective @ place**2 / effective.sum()) / size * math.sqrt(layers))
    assert max(ratios) < 1.06 * min(ratios)


def test_relu_leaves_holes_in_the_effective_field() -> None:
    network = Network([Conv2d(np.ones((1, 1, 1, 1)), [0]), ReLU(), Conv2d(np.ones((1, 1, 1, 3)), [0])])
    effective = effective_receptive_field(network, 2, 0, 0, np.array([[[1.0, -1.0, 1.0]]]))
    assert effective.tolist() == [[1, 0, 1]]


def test_the_effective_field_adds_up_sizes_so_that_channels_of_both_signs_do_not_cancel() -> None:
    network = Network([Conv2d(np.array([[[[1.0, -2.0]], [[-1.0, 3.0]]]]), [0])])
    assert effective_receptive_field(network, 0, 0, 0, np.ones((2, 1, 2))).tolist() == [[2, 5]]


def test_places_that_are_not_there_are_refused() -> None:
    network = Network([Conv2d(1, 2, 3), ReLU()])
    with pytest.raises(ValueError, match="The network has the layers 0 to 1; got 2"):
        seen_pixels(network, 2, 0, 0, (1, 9, 9))
    with pytest.raises(ValueError, match="Row 7, column 0 is not in the map of layer 1, which has 7 × 7 positions"):
        seen_pixels(network, 1, 7, 0, (1, 9, 9))
    with pytest.raises(ValueError, match="Row 0, column -1 is not in the input, which has 9 × 9 positions"):
        projective_field(network, 1, 0, -1, (1, 9, 9))
    with pytest.raises(ValueError, match="Row 0, column 7 is not in the map"):
        effective_receptive_field(network, 1, 0, 7, np.zeros((1, 9, 9)))
    with pytest.raises(ValueError, match=r"^Layer 1 of 2 \(Conv2d\) does not fit"):
        projective_field(network, 1, 0, 0, (2, 9, 9))
