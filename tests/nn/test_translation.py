"""What shifts do to maps (equivariance) and to pooled features (invariance)."""

from math import inf, isnan
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convviz.engine import shift
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.fields import receptive_field
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.moved_maps import interior, map_error, moved_map
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.receptive_field import ReceptiveField
from convviz.nn.translation import Invariance, equivariance_error, errors_between, invariance_error, shift_sweep

RNG = np.random.default_rng(1)
MODES = ("zeros", "replicate", "reflect", "circular")
SHIFTS = [(0, 0), (0, 1), (-2, 3), (5, -4), (0, 17)]
Array = NDArray[Any]


def picture(*shape: int) -> Array:
    """Draw whole numbers, with which sums are exact."""
    return RNG.integers(-9, 10, shape).astype(np.float32)


def convolution(inputs: int, outputs: int, size: int = 3, **options: Any) -> Conv2d:
    return Conv2d(picture(outputs, inputs, size, size), picture(outputs), **options)


def circular(inputs: int, outputs: int, stride: int = 1) -> Conv2d:
    return convolution(inputs, outputs, stride=(stride, stride), padding=1, padding_mode="circular")


def differing_columns(padding_mode: str, edge: str, padding: int, distance: int) -> Array:
    """Return the columns in which the map of a moved noise image differs from the moved map."""
    layer = convolution(2, 3, 2 * padding + 1, padding=padding, padding_mode=padding_mode)
    image = picture(2, 9, 20)
    apart = layer.forward(shift(image, 0, distance, edge)) - shift(layer.forward(image), 0, distance, edge)
    return np.flatnonzero(apart.any(axis=(0, 1)))


@pytest.mark.parametrize(("dy", "dx"), SHIFTS)
def test_circular_layers_of_stride_1_are_equivariant_exactly(dy: int, dx: int) -> None:
    layers: list[Layer] = [circular(2, 3), ReLU(), circular(3, 2), ReLU(), circular(2, 1)]
    sweep = shift_sweep(Network(layers), picture(2, 8, 9), [(dy, dx)], edge="circular")
    np.testing.assert_array_equal(sweep.equivariance, np.zeros((1, 5)))


@pytest.mark.parametrize("stride", [2, 3])
def test_a_stride_is_equivariant_only_at_its_multiples(stride: int) -> None:
    network, image = Network([circular(1, 2, stride)]), picture(1, 12, 12)
    for distance in range(-6, 7):
        error = equivariance_error(network, image, 0, distance, edge="circular")
        assert (error == 0) == (distance % stride == 0), distance
        assert (equivariance_error(network, image, distance, 0, edge="circular") == 0) == (distance % stride == 0)


def test_the_jump_of_several_strides_is_their_product() -> None:
    network, image = Network([circular(1, 2, 2), ReLU(), circular(2, 2, 2)]), picture(1, 16, 16)
    exact = [distance for distance in range(9) if not equivariance_error(network, image, distance, 0, edge="circular")]
    assert exact == [0, 4, 8]


@pytest.mark.parametrize("padding_mode", ["zeros", "replicate", "reflect"])
@pytest.mark.parametrize(("padding", "distance"), [(1, 1), (1, 2), (1, -2), (2, 1), (2, 3), (2, -4), (3, 5)])
def test_under_a_circular_shift_exactly_d_plus_2p_columns_differ(
    padding_mode: str, padding: int, distance: int
) -> None:
    columns = differing_columns(padding_mode, "circular", padding, distance)
    d, p = abs(distance), padding  # d ≤ 2p
    expected = {*range(d + p), *range(20 - p, 20)} if distance > 0 else {*range(p), *range(20 - d - p, 20)}
    assert len(expected) == d + 2 * p
    assert set(columns) == expected


@pytest.mark.parametrize("padding_mode", ["zeros", "replicate", "reflect"])
@pytest.mark.parametrize(("padding", "distance"), [(1, 3), (1, 9), (2, 5), (2, 8)])
def test_under_a_longer_circular_shift_only_the_old_and_the_new_border_differ(
    padding_mode: str, padding: int, distance: int
) -> None:
    columns, (d, p) = differing_columns(padding_mode, "circular", padding, distance), (distance, padding)
    assert set(columns) == {*range(p), *range(d - p, d + p), *range(20 - p, 20)}  # 4p of them


@pytest.mark.parametrize("padding_mode", MODES)
@pytest.mark.parametrize("edge", MODES)
def test_under_any_edge_and_border_only_the_first_d_plus_p_and_the_last_p_columns_differ(
    edge: str, padding_mode: str
) -> None:
    columns = differing_columns(padding_mode, edge, 2, 3)
    assert set(columns) <= {0, 1, 2, 3, 4, 18, 19}


@pytest.mark.parametrize("padding_mode", MODES)
@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (1, -2), (4, 2)])
def test_the_interior_is_equivariant_under_any_edge_and_border(edge: str, padding_mode: str, dy: int, dx: int) -> None:
    options = {"padding": 1, "padding_mode": padding_mode}
    layers: list[Layer] = [convolution(1, 2, **options), ReLU(), convolution(2, 2, 5, **options)]
    network, image = Network([*layers, AvgPool2d(2, 2)]), picture(1, 20, 24)
    sweep = shift_sweep(network, image, [(dy, dx)], edge=edge, region="interior")
    np.testing.assert_array_equal(sweep.equivariance[0, :3], 0)
    assert (sweep.equivariance[0, 3] == 0) == (dy % 2 == 0 and dx % 2 == 0)


def test_the_interior_is_no_smaller_than_it_must_be() -> None:
    layer, image = convolution(1, 1, padding=1), picture(1, 12, 15)
    field = receptive_field(Network([layer]))[0]
    for dy, dx in [(2, 0), (-3, 1), (0, -4)]:
        differs = layer.forward(shift(image, dy, dx, "circular")) != shift(layer.forward(image), dy, dx, "circular")
        rows, columns = interior(field, (1, 12, 15), (12, 15), dy, dx)
        assert not differs[0, rows, columns].any()
        assert (rows.stop - rows.start, columns.stop - columns.start) == (10 - abs(dy), 13 - abs(dx))
        for axis, inside in ((0, rows), (1, columns)):
            lines = differs[0].any(axis=1 - axis)
            assert lines[inside.start - 1]
            assert lines[inside.stop]


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(0, slice(1, 7)), (2, slice(2, 7)), (3, slice(3, 7)), (-1, slice(1, 6)), (0.5, slice(2, 7)), (30, slice(16, 16))],
)
def test_the_interior_leaves_out_every_value_that_the_moved_map_is_taken_from(distance: float, expected: slice) -> None:
    field = ReceptiveField((5, 5), (2, 2), (-2, -2))  # 8 values of 16 pixels: those from 1 to 6 see no padding
    assert interior(field, (1, 8, 8), (16, 16), distance, 0) == (expected, slice(1, 7))
    assert interior(field, (1, 8, 8), (16, 16), 0, distance) == (slice(1, 7), expected)


def test_bilinear_fractions_are_equivariant_in_the_interior_to_rounding() -> None:
    network, image = Network([convolution(1, 2, padding=1, padding_mode="reflect")]), picture(1, 12, 13)
    assert equivariance_error(network, image, 0.5, -1.25, region="interior") < 1e-6
    assert equivariance_error(network, image, 0.5, -1.25) > 0.01


@pytest.mark.parametrize("interpolation", ["bilinear", "fourier"])
def test_fractions_of_linear_circular_layers_are_equivariant_to_rounding(interpolation: str) -> None:
    options = {"edge": "circular", "interpolation": interpolation}
    linear, image = Network([circular(1, 3), circular(3, 2)]), picture(1, 9, 11)
    assert equivariance_error(linear, image, 0.3, -2.5, **options) < 1e-5
    bent = Network([circular(1, 3), ReLU(), circular(3, 2)])
    assert equivariance_error(bent, image, 0.3, -2.5, **options) > 0.01


def test_the_map_moves_by_the_shift_over_the_jump_with_the_same_edge_and_interpolation() -> None:
    field, values = ReceptiveField((3, 3), (2, 4), (0, 0)), picture(2, 6, 7)
    for edge in MODES:
        expected = shift(values, 1.5, -0.75, edge, "fourier")
        np.testing.assert_array_equal(moved_map(values, field, 3, -3, edge, "fourier"), expected)
    np.testing.assert_array_equal(moved_map(values, field, 4, -4), shift(values, 2, -1))


def test_the_error_is_the_l2_norm_over_all_channels_relative_to_the_moved_map() -> None:
    layer, image = convolution(2, 3, padding=1, stride=(2, 1)), picture(2, 10, 9)
    expected = shift(layer.forward(image), 1.5, 2, "reflect").astype(np.float64)
    apart = layer.forward(shift(image, 3, 2, "reflect")) - expected
    error = equivariance_error(Network([layer]), image, 3, 2, edge="reflect")
    assert error == pytest.approx(np.sqrt(np.sum(apart**2) / np.sum(expected**2)), rel=1e-6)


def test_many_channels_are_compared_in_blocks_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    field, before, after = ReceptiveField((1, 1), (1, 1), (0, 0)), picture(7, 5, 6), picture(7, 5, 6)
    at_once = map_error(before, after, field, 1, 2)
    monkeypatch.setattr("convviz.nn.moved_maps._BLOCK_VALUES", 70)
    assert map_error(before, after, field, 1, 2) == pytest.approx(at_once, rel=1e-12)


def test_nothing_against_nothing_is_0_and_something_against_nothing_is_inf() -> None:
    nothing = Network([Conv2d(np.zeros((1, 1, 3, 3)), np.zeros(1), padding=1)])
    assert equivariance_error(nothing, picture(1, 5, 5), 1, 1) == 0
    assert invariance_error(nothing, picture(1, 5, 5), 1, 1) == Invariance(0, 1)
    spot = np.zeros((1, 4, 4))
    spot[0, 0, 0] = 1
    border = Network([Conv2d(np.ones((1, 1, 1, 1)), np.zeros(1))])
    assert invariance_error(border, spot, -1, 0) == Invariance(1, 0)
    flat = [np.zeros((1, 2, 2)), np.ones((1, 2, 2))]
    assert map_error(*flat, ReceptiveField((1, 1), (1, 1), (0, 0)), 0, 0) == inf


def test_vectors_and_maps_of_one_position_do_not_move() -> None:
    layers: list[Layer] = [circular(1, 2), GlobalAvgPool2d(), Flatten(), Linear(2, 3)]
    sweep = shift_sweep(Network(layers), picture(1, 6, 6), [(1, 0), (0, 2)])
    np.testing.assert_array_equal(np.isnan(sweep.equivariance), [[False, True, True, True]] * 2)
    assert not np.isnan([sweep.change, sweep.cosine]).any()


def test_an_interior_without_positions_has_no_error() -> None:
    assert isnan(equivariance_error(Network([circular(1, 1)]), picture(1, 6, 6), 0, 5, region="interior"))


# 1-D max pooling of 0 0 1 1 0 0 1 1, as in Zhang, Making Convolutional Networks Shift-Invariant Again, 2019


def stripes() -> Array:
    """Return the textbook's line as two equal rows, so that pooling by rows changes nothing."""
    return np.tile(np.array([0, 0, 1, 1, 0, 0, 1, 1], np.float32), (1, 2, 1))


def across(layers: list[Layer], distance: int) -> list[float]:
    """Return the first row of the last map of the moved stripes."""
    values = Network(layers).forward(shift(stripes(), 0, distance, "circular"))[-1]
    return [float(value) for value in values[0, 0]]


def blurred_pooling() -> list[Layer]:
    """Return max pooling of stride 1 with a circular border, then blur and subsample along the rows."""
    wrap = Conv2d(np.ones((1, 1, 1, 1)), np.zeros(1), padding=(0, 0, 0, 1), padding_mode="circular")
    blur = Conv2d(
        np.array([[[[1, 2, 1]]]]) / 4, np.zeros(1), stride=(1, 2), padding=(0, 0, 1, 1), padding_mode="circular"
    )
    return [wrap, MaxPool2d((1, 2), 1), blur]


def test_max_pooling_depends_on_the_phase_of_the_shift() -> None:
    pooling: list[Layer] = [MaxPool2d((1, 2))]
    assert across(pooling, 0) == [0, 1, 0, 1]
    assert across(pooling, 1) == [1, 1, 1, 1]
    assert equivariance_error(Network(pooling), stripes(), 0, 2, edge="circular") == 0
    change, cosine = invariance_error(Network(pooling), stripes(), 0, 1, edge="circular")
    assert (change, cosine) == (1, 1)  # the mean doubles, from ½ to 1


def test_a_blur_before_subsampling_makes_it_better_but_not_equal() -> None:
    pooling = blurred_pooling()
    assert across(pooling, 0) == [0.5, 1, 0.5, 1]
    assert across(pooling, 1) == [0.75, 0.75, 0.75, 0.75]
    options = {"edge": "circular"}
    assert (
        equivariance_error(Network([MaxPool2d((1, 2))]), stripes(), 0, 1, **options) == 1
    )  # half a value: all ½, not 1
    assert equivariance_error(Network(pooling), stripes(), 0, 1, **options) == 0  # all ¾, as it should be
    assert invariance_error(Network(pooling), stripes(), 0, 1, edge="circular").change == 0


@pytest.mark.parametrize("pooling", [MaxPool2d(2), AvgPool2d(2), BlurPool2d(3, 2, "circular")])
def test_pooling_by_2_is_equivariant_at_even_shifts_only(pooling: Layer) -> None:
    network, image = Network([circular(1, 2), ReLU(), pooling]), picture(1, 12, 12)
    exact = [distance for distance in range(6) if not equivariance_error(network, image, 0, distance, edge="circular")]
    assert exact == [0, 2, 4]


def test_the_global_average_of_linear_circular_layers_proves_nothing() -> None:
    layer, noise = circular(1, 4), RNG.standard_normal((1, 16, 17)).astype(np.float32)
    network = Network([layer, GlobalAvgPool2d()])
    expected = layer.weight.sum(axis=(1, 2, 3)) * noise.mean() + layer.bias
    np.testing.assert_allclose(network.forward(noise)[-1][:, 0, 0], expected, atol=1e-5)
    for dy, dx in SHIFTS:
        change, cosine = invariance_error(network, noise, dy, dx, edge="circular")
        assert change < 1e-6
        assert cosine == pytest.approx(1, abs=1e-9)
    assert invariance_error(network, picture(1, 16, 16), 3, -5, layer=0, edge="circular") == Invariance(
        0, pytest.approx(1)
    )


def test_behind_relu_another_picture_has_another_global_average() -> None:
    layer, image = circular(1, 4), picture(1, 16, 16)
    scrambled = RNG.permutation(image.ravel()).reshape(image.shape)
    for network, same in ((Network([layer]), True), (Network([layer, ReLU()]), False)):
        first, second = (network.forward(each)[-1].mean(axis=(-2, -1)) for each in (image, scrambled))
        assert np.allclose(first, second, atol=1e-3) == same


def test_features_are_the_means_of_the_channels_and_a_vector_is_itself() -> None:
    layers: list[Layer] = [convolution(1, 3, padding=1), Flatten(), Linear(3 * 36, 4)]
    network, image = Network(layers), picture(1, 6, 6)
    before, after = network.forward(image), network.forward(shift(image, 1, 0))
    for layer, (first, second) in {
        0: (before[0].mean(axis=(1, 2)), after[0].mean(axis=(1, 2))),
        -1: (before[-1], after[-1]),
    }.items():
        change, cosine = invariance_error(network, image, 1, 0, layer=layer)
        assert change == pytest.approx(np.linalg.norm(second - first) / np.linalg.norm(first), rel=1e-5)
        assert cosine == pytest.approx(first @ second / np.linalg.norm(first) / np.linalg.norm(second), rel=1e-5)


@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize("interpolation", ["bilinear", "fourier"])
def test_a_sweep_equals_the_single_functions(edge: str, interpolation: str) -> None:
    layers: list[Layer] = [convolution(2, 3, padding=1), ReLU(), MaxPool2d(2), Flatten(), Linear(3 * 12, 4)]
    network, image, shifts = Network(layers), picture(2, 6, 8), [(0, 0), (1, -2), (0.5, 1.25)]
    options = {"edge": edge, "interpolation": interpolation}
    sweep = shift_sweep(network, image, shifts, **options)
    np.testing.assert_array_equal(sweep.shifts, shifts)
    assert sweep.equivariance.shape == sweep.change.shape == sweep.cosine.shape == (3, 5)
    for row, layer in np.ndindex(3, 5):
        place = shifts[row]
        error = equivariance_error(network, image, *place, layer=layer, **options)
        np.testing.assert_equal(sweep.equivariance[row, layer], error)
        single = invariance_error(network, image, *place, layer=layer, **options)
        assert single == (sweep.change[row, layer], sweep.cosine[row, layer])


def test_a_crop_of_a_larger_picture_is_compared_in_the_interior_where_nothing_is_invented() -> None:
    large = picture(1, 24, 24)

    def move(dy: float, dx: float) -> Array:
        return large[:, 6 - int(dy) : 18 - int(dy), 6 - int(dx) : 18 - int(dx)]

    layers: list[Layer] = [convolution(1, 2, padding=1), ReLU(), convolution(2, 2, padding=1)]
    shifts = [(0, 0), (3, -2), (-5, 0)]
    sweep = shift_sweep(Network(layers), move(0, 0), shifts, move=move)
    np.testing.assert_array_equal(sweep.equivariance, 0)
    assert (sweep.change[1:] > 0).all()


def test_a_sweep_tells_how_far_it_is_and_can_be_ended() -> None:
    told: list[float] = []
    network = Network([circular(1, 1), ReLU()])
    shift_sweep(network, picture(1, 4, 4), [(0, 0), (0, 1)], progress=told.append)
    assert told == [0, 0.25, 0.5, 0.75, 1]

    def stop(done: float) -> None:
        if done >= 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        shift_sweep(network, picture(1, 4, 4), [(0, 0), (0, 1)], progress=stop)


def test_a_sweep_keeps_shifts_of_its_own() -> None:
    shifts = np.zeros((2, 2))
    sweep = shift_sweep(Network([ReLU()]), picture(1, 4, 4), shifts)
    shifts[:] = 1
    np.testing.assert_array_equal(sweep.shifts, 0)


def test_a_sweep_of_no_shifts_is_empty() -> None:
    assert shift_sweep(Network([ReLU()]), picture(1, 4, 4), np.zeros((0, 2))).change.shape == (0, 1)


def test_whole_numbers_are_measured_as_floats() -> None:
    network, image = Network([circular(1, 2), ReLU()]), RNG.integers(0, 255, (1, 6, 6), dtype=np.uint8)
    assert equivariance_error(network, image, 1, 0.5) == equivariance_error(network, image.astype("f4"), 1, 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"layer": 1}, "The network has the layers 0 to 0; got 1"),
        ({"layer": -2}, "The network has the layers 0 to 0; got -1"),
        ({"image": np.ones((4, 4))}, r"image must be \(C, H, W\); got \(4, 4\)"),
        ({"image": np.ones((3, 4, 4))}, "does not fit an input"),
        ({"edge": "crop"}, "edge must be one of"),
        ({"interpolation": "cubic"}, "interpolation must be one of"),
        ({"dy": np.nan}, "dy must be a finite number"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: dict[str, Any], message: str) -> None:
    given = {"network": Network([circular(1, 1)]), "image": np.ones((1, 4, 4)), "dy": 0, "dx": 1} | arguments
    for measure in (equivariance_error, invariance_error):
        with pytest.raises(ValueError, match=message):
            measure(**given)


def test_a_region_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="region must be one of all, interior; got 'centre'"):
        equivariance_error(Network([ReLU()]), np.ones((1, 4, 4)), 0, 0, region="centre")


@pytest.mark.parametrize("shifts", [[1, 2], [[1, 2, 3]], [[0, np.inf]]])
def test_shifts_that_are_not_pairs_of_distances_are_refused(shifts: Any) -> None:
    with pytest.raises(ValueError, match=r"shifts must be \(n, 2\), a finite dy and dx in each row"):
        shift_sweep(Network([ReLU()]), np.ones((1, 4, 4)), shifts)


def test_a_moved_image_or_map_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must have the shape of the image, \(1, 4, 4\); got \(1, 3, 4\)"):
        shift_sweep(Network([ReLU()]), np.ones((1, 4, 4)), [(0, 0)], move=lambda _dy, _dx: np.ones((1, 3, 4)))
    field = ReceptiveField((1, 1), (1, 1), (0, 0))
    with pytest.raises(ValueError, match="Maps before and after the shift must have one shape"):
        errors_between([np.ones((1, 4, 4))], [np.ones((1, 4, 3))], 0, 0, [field], input_size=(4, 4))
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        errors_between([np.ones((1, 4, 4))], [], 0, 0, [field], input_size=(4, 4))


@pytest.mark.parametrize("edge", MODES)
def test_the_mean_of_an_edge_map_that_cancels_out_does_not_change(edge: str) -> None:
    sobel = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], np.float32)
    image = np.random.default_rng(4).random((1, 30, 41), np.float32)
    layers: list[Layer] = [Conv2d(sobel, [0.0], padding=1, padding_mode="circular"), GlobalAvgPool2d(), Flatten()]
    network = Network(layers)
    assert network.forward(image)[1].any(), "rounding"
    sweep = shift_sweep(network, image, [(0, 3), (2, -5)], edge=edge)
    assert not sweep.change.any()
    assert (sweep.cosine == 1).all()
    for layer in range(3):
        assert invariance_error(network, image, 0, 3, layer=layer, edge=edge) == Invariance(0, 1)
