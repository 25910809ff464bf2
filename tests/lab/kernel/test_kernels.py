"""The named kernels are what their names say, and resizing keeps a kernel where it was."""

import numpy as np
import pytest

from convviz.engine import conv2d, shift
from convviz.lab.kernel.kernel_changes import rank_of
from convviz.lab.kernel.kernel_formulas import he_deviation
from convviz.lab.kernel.kernel_geometry import anchor, resized
from convviz.lab.kernel.kernels import GROUPS, KERNELS, NamedKernel, kernel_with, key_of, name_of, named_kernel

BLURS = ("box-blur", "gaussian-blur", "motion-blur")
KEEPS_BRIGHTNESS = (*BLURS, "identity", "shift-by-one", "sharpen", "unsharp-mask", "emboss")
ZERO_SUM = tuple(key for key in KERNELS if key not in (*KEEPS_BRIGHTNESS, "random"))
DIRECTIONS = ("sobel-x", "sobel-y", "prewitt-x", "prewitt-y", "scharr-x", "scharr-y")
ODD = (*DIRECTIONS, "roberts-falling", "roberts-rising")
NEITHER = ("emboss", "shift-by-one", "corner", "random")
EVEN = tuple(key for key in KERNELS if key not in (*ODD, *NEITHER))


def applied(key: str, picture: np.ndarray, padding: object = "valid") -> np.ndarray:
    """Apply a named kernel to a picture (H, W), in float64."""
    kernel = named_kernel(key).weights.astype(np.float64)
    return conv2d(picture.astype(np.float64)[np.newaxis], kernel[np.newaxis, np.newaxis], padding=padding)[0]


def test_the_library_has_groups_and_no_name_or_weights_twice() -> None:
    assert len(KERNELS) >= 24
    assert {kernel.group for kernel in KERNELS.values()} == set(GROUPS)
    assert len({kernel.weights.tobytes() for kernel in KERNELS.values()}) == len(KERNELS)


def test_shift_by_one_moves_the_picture_to_the_right() -> None:
    picture = np.random.default_rng(0).random((6, 7))
    assert np.array_equal(applied("shift-by-one", picture, "same"), shift(picture[None], 0, 1)[0])


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("vertical-line", np.outer(np.ones(9), np.arange(9) == 4)),
        ("horizontal-line", np.outer(np.arange(9) == 4, np.ones(9))),
        ("falling-line", np.eye(9)),
        ("rising-line", np.eye(9)[::-1]),
    ],
)
def test_a_line_detector_answers_most_to_its_own_direction(key: str, line: np.ndarray) -> None:
    lines = [
        np.outer(np.ones(9), np.arange(9) == 4),
        np.outer(np.arange(9) == 4, np.ones(9)),
        np.eye(9),
        np.eye(9)[::-1],
    ]
    answers = [applied(key, each)[3, 3] for each in lines]
    assert applied(key, line)[3, 3] == max(answers) == 6
    assert sorted(answers)[-2] < 3


def test_the_corner_detector_answers_most_to_a_bright_corner_at_the_upper_right() -> None:
    corner = np.zeros((9, 9))
    corner[:5, 4:] = 1
    turned = [applied("corner", np.rot90(corner, turns)).max() for turns in range(4)]
    assert turned[0] == 20
    assert max(turned[1:]) < 20


def test_the_checker_answers_to_a_chessboard_and_not_to_straight_edges() -> None:
    y, x = np.mgrid[:6, :6]
    assert np.abs(applied("checker", (y + x) % 2)).min() == 2
    assert not applied("checker", x > 2).any()
    assert not applied("checker", y > 2).any()


@pytest.mark.parametrize("key", ["gabor-x", "gabor-y"])
def test_gabor_answers_most_to_stripes_of_its_own_width(key: str) -> None:
    x = np.arange(60)
    stripes = {period: np.tile(np.cos(2 * np.pi * x / period), (20, 1)) for period in range(2, 12)}
    own, other = ("gabor-x", "gabor-y") if key == "gabor-x" else ("gabor-y", "gabor-x")
    if key == "gabor-y":
        stripes = {period: picture.T for period, picture in stripes.items()}
    answers = {period: np.abs(applied(own, picture)).max() for period, picture in stripes.items()}
    assert max(answers, key=answers.__getitem__) == 5
    assert np.abs(applied(other, stripes[5])).max() < answers[5] / 20


def test_what_looks_down_is_what_looks_across_turned() -> None:
    for name in ("sobel", "prewitt", "scharr", "gabor"):
        assert np.array_equal(KERNELS[f"{name}-y"].weights, KERNELS[f"{name}-x"].weights.T)


def test_roberts_measures_the_two_diagonals() -> None:
    y, x = np.mgrid[:5, :5]
    assert not applied("roberts-falling", y - x).any()
    assert not applied("roberts-rising", y + x).any()
    assert (applied("roberts-falling", y + x) == -2).all(), "upper left minus lower right"
    assert (applied("roberts-rising", x - y) == 2).all(), "upper right minus lower left"


def test_scharr_is_more_nearly_alike_for_slanting_edges_than_sobel() -> None:
    def unevenness(name: str) -> float:
        """Compare the length of the gradient of one wave, as it is turned."""
        y, x = np.mgrid[-20:21, -20:21]
        angles = np.radians(np.arange(0, 46, 5))
        waves = [np.sin(0.8 * (x * np.cos(angle) + y * np.sin(angle))) for angle in angles]
        middles = [[applied(f"{name}-{axis}", wave)[19, 19] for axis in "xy"] for wave in waves]
        lengths = [np.hypot(*each) for each in middles]
        return max(lengths) / min(lengths)

    assert unevenness("scharr") < unevenness("sobel")


def test_the_random_kernel_is_an_untrained_one_and_always_the_same() -> None:
    weights = KERNELS["random"].weights
    assert weights.shape == (5, 5)
    assert rank_of(weights) == 5
    assert abs(weights.mean()) < 0.1
    assert weights.std() == pytest.approx(he_deviation(25), rel=0.3)
    assert weights[0].tolist() == pytest.approx([0.04, -0.04, 0.18, 0.03, -0.15])


def test_the_unsharp_mask_is_twice_the_picture_minus_its_blur() -> None:
    picture = np.random.default_rng(0).random((12, 12))
    expected = 2 * picture[2:-2, 2:-2] - applied("gaussian-blur", picture)
    assert applied("unsharp-mask", picture) == pytest.approx(expected)


@pytest.mark.parametrize("key", ZERO_SUM)
def test_a_flat_picture_answers_zero_to_a_kernel_without_sum(key: str) -> None:
    assert np.abs(applied(key, np.full((20, 20), 0.7))).max() < 1e-6


@pytest.mark.parametrize("key", KEEPS_BRIGHTNESS)
def test_a_flat_picture_keeps_its_brightness_under_the_others(key: str) -> None:
    assert applied(key, np.full((20, 20), 0.7)) == pytest.approx(0.7, rel=1e-6)


@pytest.mark.parametrize("key", BLURS)
def test_a_blur_is_a_weighted_mean(key: str) -> None:
    kernel = KERNELS[key].weights
    assert kernel.min() >= 0
    assert kernel.sum(dtype=np.float64) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("key", ODD)
def test_turned_by_half_a_turn_an_odd_kernel_is_its_negative(key: str) -> None:
    kernel = KERNELS[key].weights
    assert np.array_equal(kernel[::-1, ::-1], -kernel)


@pytest.mark.parametrize("key", EVEN)
def test_half_a_turn_does_not_change_an_even_kernel(key: str) -> None:
    kernel = KERNELS[key].weights
    assert np.array_equal(kernel[::-1, ::-1], kernel)


def test_sobel_answers_four_on_a_step_and_is_blind_to_the_other_direction() -> None:
    step = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    assert np.abs(applied("sobel-x", step)).max() == 4
    assert applied("sobel-x", step).min() == 0, "positive where it brightens to the right"
    assert not applied("sobel-y", step).any()
    assert np.array_equal(applied("sobel-y", step.T), applied("sobel-x", step).T)


def test_the_laplacian_measures_curvature() -> None:
    y, x = np.mgrid[:8, :8]
    assert applied("laplacian", x**2 + y**2) == pytest.approx(4)
    assert not applied("laplacian", 3 * x - 2 * y).any()


def test_the_laplacian_of_gaussian_answers_most_to_a_blob_of_its_own_size() -> None:
    y, x = np.mgrid[-20:21, -20:21]
    answers = {radius: -applied("laplacian-of-gaussian", x**2 + y**2 <= radius**2)[16, 16] for radius in range(1, 10)}
    assert max(answers, key=answers.__getitem__) == 2  # sigma 1.4 times the square root of two


def test_the_laplacian_of_gaussian_is_that_of_marr_and_hildreth() -> None:
    kernel = KERNELS["laplacian-of-gaussian"].weights
    assert kernel.shape == (9, 9)
    y, x = np.mgrid[-4:5, -4:5]
    squares, variance = x**2 + y**2, 1.4**2
    expected = -(1 - squares / (2 * variance)) * np.exp(-squares / (2 * variance)) / (np.pi * variance**2)
    beside = np.delete(kernel - expected, 9 * 9 // 2)  # the centre takes what the rounding of all others leaves
    assert beside == pytest.approx(0, abs=0.0005001)


def test_the_identity_passes_the_picture_through() -> None:
    picture = np.random.default_rng(0).random((9, 11))
    assert np.array_equal(applied("identity", picture, "same"), picture)


def test_sharpening_adds_what_the_laplacian_takes() -> None:
    picture = np.random.default_rng(0).random((9, 11))
    assert applied("sharpen", picture) == pytest.approx(picture[1:-1, 1:-1] - applied("laplacian", picture))


def test_the_line_detector_answers_to_a_line_and_hardly_to_an_edge() -> None:
    line, edge = np.zeros((5, 9)), np.zeros((5, 9))
    line[:, 4], edge[:, 4:] = 1, 1
    assert applied("vertical-line", line)[:, 3] == pytest.approx(6)
    assert applied("vertical-line", edge).max() == 3
    assert not applied("vertical-line", line.T)[:, 1:-1].any()


def test_emboss_is_lit_from_the_upper_left() -> None:
    y, x = np.mgrid[:6, :6]
    darker = applied("emboss", -(x + y))
    assert (darker < -(x + y)[1:-1, 1:-1]).all()
    assert (applied("emboss", x + y) > (x + y)[1:-1, 1:-1]).all()


def test_every_kernel_is_found_by_its_key_and_has_a_hint_of_one_sentence() -> None:
    assert len({kernel.name for kernel in KERNELS.values()}) == len(KERNELS)
    for key, kernel in KERNELS.items():
        assert named_kernel(key) is kernel
        assert kernel.hint.endswith(".")
        assert kernel.weights.dtype == np.float32
        assert not kernel.weights.flags.writeable


@pytest.mark.parametrize("spelling", ["sobel-x", "Sobel x", "SOBEL_X", " sobel-x "])
def test_a_kernel_is_found_however_its_name_is_spelt(spelling: str) -> None:
    assert named_kernel(spelling) is KERNELS["sobel-x"]


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="There is no kernel named “sobel”; there are sobel-x, sobel-y, prewitt-x, "):
        named_kernel("sobel")


@pytest.mark.parametrize("old", [(1, 1), (2, 3), (4, 2), (5, 5), (4, 4)])
@pytest.mark.parametrize("more", [(0, 1), (1, 0), (1, 1), (2, 3), (5, 4)])
def test_growing_and_cutting_back_gives_the_same_kernel(old: tuple[int, int], more: tuple[int, int]) -> None:
    kernel = np.random.default_rng(0).normal(size=(2, 3, *old))
    grown = resized(kernel, old[0] + more[0], old[1] + more[1])
    assert np.count_nonzero(grown) == kernel.size
    assert np.array_equal(resized(grown, *old), kernel)


@pytest.mark.parametrize("old", range(1, 8))
@pytest.mark.parametrize("new", range(1, 8))
def test_resizing_moves_no_weight_off_its_place_by_the_anchor(old: int, new: int) -> None:
    numbers = np.arange(1, old + 1)
    places = {number: place - anchor(old) for place, number in enumerate(numbers)}
    result = resized(numbers[np.newaxis], 1, new)[0]
    assert result.shape == (new,)
    assert result.dtype == numbers.dtype
    kept = {int(number): place - anchor(new) for place, number in enumerate(result) if number}
    room = range(-anchor(new), new - anchor(new))
    assert kept == {number: place for number, place in places.items() if place in room}


@pytest.mark.parametrize("size", [(3, 3), (2, 2), (4, 3), (3, 4)])
@pytest.mark.parametrize("grown", [(5, 5), (4, 4), (6, 7)])
def test_a_kernel_that_grows_gives_the_same_map(size: tuple[int, int], grown: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    picture, kernel = rng.random((1, 9, 10)), rng.normal(size=(1, 1, *size))
    before = conv2d(picture, kernel, padding="same")
    assert conv2d(picture, resized(kernel, *grown), padding="same") == pytest.approx(before, abs=1e-12)


@pytest.mark.parametrize("key", KERNELS)
def test_a_kernel_is_known_again_with_zeros_around_it(key: str) -> None:
    kernel = KERNELS[key]
    height, width = kernel.weights.shape
    assert name_of(kernel.weights) == kernel.name
    assert name_of(resized(kernel.weights, height + 2, width + 3)) == kernel.name


def test_own_kernels_are_known_after_those_of_the_library() -> None:
    sobel, twos = KERNELS["sobel-x"], np.full((2, 2), 2, np.float32)
    own = (NamedKernel("Mine", sobel.weights, "", "Own"), NamedKernel("Twos", twos, "", "Own"))
    assert kernel_with(sobel.weights, own) is sobel
    assert kernel_with(twos, own) is own[1]
    assert kernel_with(resized(twos, 5, 4), own) is own[1]
    assert kernel_with(twos) is None


def test_a_zero_below_zero_is_a_zero_when_a_kernel_is_looked_for() -> None:
    sobel = KERNELS["sobel-x"]
    negative = np.where(sobel.weights == 0, np.float32(-0.0), sobel.weights)
    assert np.signbit(negative[0, 1])
    assert kernel_with(negative) is sobel


def test_names_that_differ_in_spelling_alone_have_one_key() -> None:
    assert {key_of(name) for name in ("My  edges", "my-edges", " MY_EDGES ", "My edges")} == {"my-edges"}
    assert key_of(" - ") == ""


def test_own_weights_have_no_name() -> None:
    assert name_of(np.zeros((3, 3), np.float32)) is None
    assert name_of(2 * KERNELS["sobel-x"].weights) is None
    assert name_of(resized(KERNELS["sobel-x"].weights, 3, 2)) is None, "a part of it is not it"
    beside = np.zeros((3, 5), np.float32)
    beside[:, :3] = KERNELS["sobel-x"].weights
    assert name_of(beside) is None, "moved off the anchor it is another filter"
