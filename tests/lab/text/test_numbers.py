"""Numbers are read as people write them, and written so that nothing is lost or invented."""

import math
import re

import numpy as np
import pytest

from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.text.numbers import MINUS, exact_text, format_number, matrix_text, parse_matrix, parse_number

ROWS = [[1.0, 2.0], [3.0, 4.0]]


def every_kind_of_float32(count: int = 20_000) -> np.ndarray:
    """Draw bits, so that every size and sign of float32 comes up, denormals too."""
    bits = np.random.default_rng(0).integers(0, 2**32, count, dtype=np.uint32)
    values = bits.view(np.float32)
    return values[np.isfinite(values)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-1.5, f"{MINUS}1.5"),
        (-0.00012346, f"{MINUS}0.0001235"),
        (2 / 3, "0.6667"),
        (0.99999, "1"),
        (999.96, "1000"),
        (100, "100"),
        (-1020, f"{MINUS}1020"),
        (123456.7, "123457"),
        (2e-7, f"2e{MINUS}7"),
        (-1.23456e-30, f"{MINUS}1.235e{MINUS}30"),
        (1e-4, "0.0001"),
        (9e-5, f"9e{MINUS}5"),
        (9999000, "9999000"),
        (1e7, "1e7"),
        (1.5e12, "1.5e12"),
        (9.9999e20, "1e21"),
        (math.inf, "∞"),
        (-math.inf, f"{MINUS}∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_written_for_reading(value: float, text: str) -> None:
    assert format_number(value) == text
    assert format_number(np.float32(value)) == text


@pytest.mark.parametrize("significant", [1, 2, 3, 4, 6])
def test_a_written_number_is_right_in_the_digits_that_it_has(significant: int) -> None:
    for value in every_kind_of_float32(3000).astype(float):
        text = format_number(value, significant)
        assert "-" not in text
        back = float(text.replace(MINUS, "-"))
        assert back == pytest.approx(value, rel=0.5001 * 10.0 ** (1 - significant))
        mantissa = text.partition("e")[0]
        if "." in mantissa:
            assert len(re.sub(r"\D", "", mantissa).lstrip("0")) <= significant
            assert mantissa[-1] not in "0."
        else:
            assert len(mantissa.lstrip(MINUS)) <= 8


def test_every_float32_is_read_back_from_its_exact_text() -> None:
    for value in every_kind_of_float32():
        assert np.float32(parse_number(exact_text(value))) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (-2.0, "-2"), (-0.0, "0"), (1e-7, "1e-7"), (16777216, "1.6777216e+7"), (1e6, "1000000")],
)
def test_the_exact_text_is_as_short_as_can_be(value: float, text: str) -> None:
    assert exact_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" 0.5 ", 0.5),
        ("0,5", 0.5),
        (".5", 0.5),
        ("5.", 5),
        ("+3", 3),
        ("1/16", 0.0625),
        ("-1 / 8", -0.125),
        ("- 1/-4", 0.25),
        ("1/3", 1 / 3),
        ("0,5/2", 0.25),
        ("1e3", 1000),
        ("2.5E-3", 0.0025),
        ("\u00a07\u00a0", 7),
        ("0/5", 0),
        ("1e-400", 0),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "sign",
    ["-", *"\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FULLWIDTH HYPHEN-MINUS}"],
)
def test_every_minus_sign_is_one(sign: str) -> None:
    assert parse_number(f"{sign}1/16") == -1 / 16
    assert parse_number(f"2e{sign}3") == 2e-3
    assert parse_matrix(f"1 {sign}2; 3 4").tolist() == [[1, -2], [3, 4]]


@pytest.mark.parametrize(
    "text", ["", " ", "x", "1 2", "1-2", "1/2/3", "1/", "/2", "1,5.2", "1,2,3", "0x10", "nan", "inf", "1e", "--1"]
)
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"“{text.strip()}” is not a number; type for example 0.5, -2 or 1/16.")
    ):
        parse_number(text)


@pytest.mark.parametrize("text", ["1/0", "0/0", "-3/0.0"])
def test_a_division_by_zero_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}” divides by zero; type another number"):
        parse_number(text)


@pytest.mark.parametrize("text", ["1e39", "-1e400", "1e30/1e-30", "1e999/1e999", "1/1e999", "1e99999999999", "9" * 40])
def test_a_number_too_large_for_float32_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{re.escape(text[:24])}.*” is too large a number"):
        parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 4",
        "1 2\r\n3 4\r\n",
        "1,2\n3,4\n",
        "1, 2; 3, 4",
        "1\t2\n3\t4",
        "  1   2 ;\n\n 3   4 ;",
        "[1 2; 3 4]",
        "[1, 2\n 3, 4];",
        "K = [1 2; 3 4];",
        "[[1, 2], [3, 4]]",
        "[[1, 2],\n [3, 4]]",
        "((1, 2), (3, 4))",
        "[[1. 2.]\n [3. 4.]]",
        "{{1, 2}, {3, 4}}",
        "{1.0, 2.0},\n{3.0, 4.0},",
        "np.array([[1, 2], [3, 4]])",
        "kernel = np.array([[1, 2],\n                   [3, 4]], dtype=np.float32)",
        "numpy.array([[1, 2], [3, 4]], np.float32)",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "torch.tensor([[1., 2.], [3., 4.]], device='cuda:0', dtype=torch.float64)",
        "1/4 * [4 8; 12 16]",
        "(1/4)*np.array([[4, 8], [12, 16]])",
        "k = 0.5 × [2 4; 6 8]",
        "np.array([[4, 8], [12, 16]]) / 4",
        "[4 8; 12 16] / 4;",
        "[4 8; 12 16] * (1/4)",
        "1/2 * [8 16; 24 32] / 4",
        "2/2 4/2; 9/3 8 / 2",
    ],
)  # fmt: skip
def test_a_matrix_is_read_however_it_is_written(text: str) -> None:
    matrix = parse_matrix(text)
    assert matrix.dtype == np.float32
    assert matrix.tolist() == ROWS


def test_a_long_row_that_numpy_breaks_stays_one_row() -> None:
    kernel = np.random.default_rng(0).normal(size=(9, 31)).astype(np.float32)
    assert "\n" in str(kernel[0])
    with np.printoptions(floatmode="unique", threshold=2000):
        assert np.array_equal(parse_matrix(str(kernel)), kernel)
        assert np.array_equal(parse_matrix(repr(kernel)), kernel)


def test_between_tabs_a_comma_is_a_decimal_comma_as_some_spreadsheets_copy_it() -> None:
    assert parse_matrix("0,5\t-1,25\n2\t3").tolist() == [[0.5, -1.25], [2, 3]]
    assert parse_matrix("1,\t2\n3,\t4").tolist() == ROWS


def test_one_number_is_a_matrix_of_one_row_and_one_column() -> None:
    assert parse_matrix("1/4").tolist() == [[0.25]]


@pytest.mark.parametrize("text", ["", "  \n ", "[]", "[[], []]", "2 * []", ";;"])
def test_a_text_without_numbers_is_no_matrix(text: str) -> None:
    with pytest.raises(ValueError, match=r"There are no numbers in that text; give a matrix such as “1 0 -1; 2 0 -2"):
        parse_matrix(text)


@pytest.mark.parametrize(
    ("text", "lengths"), [("1 2; 3", "1, 2"), ("[[1, 2, 3], [4]]", "1, 3"), ("1\n1 2\n1 2 3", "1, 2, 3")]
)
def test_rows_of_different_length_are_refused(text: str, lengths: str) -> None:
    with pytest.raises(ValueError, match=rf"The rows of that matrix differ in length \({lengths}\)"):
        parse_matrix(text)


@pytest.mark.parametrize(
    ("text", "entry"), [("1 x; 2 3", "x"), ("hello world", "hello"), ("1 2; nan 3", "nan"), ("[1 2; 3 4]'", "'")]
)
def test_an_entry_that_is_no_number_is_named(text: str, entry: str) -> None:
    with pytest.raises(ValueError, match=f"“{entry}” is not a number"):
        parse_matrix(text)


def test_a_matrix_divided_by_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="“1/0” divides by zero"):
        parse_matrix("[1 2; 3 4] / 0")


@pytest.mark.parametrize("text", ["9" * 5000, "1" + " " * 500 + "x"])
def test_a_text_that_is_much_too_long_for_a_number_is_refused_without_reading_it(text: str) -> None:
    with pytest.raises(ValueError, match=f"no more than 64 characters; that text has {len(text)}"):
        parse_number(text)


def test_a_text_that_is_much_too_long_for_a_kernel_is_refused_without_reading_it() -> None:
    with pytest.raises(ValueError, match=r"too long for a kernel: 80,000 characters"):
        parse_matrix("1 " * 40_000)


@pytest.mark.parametrize("text", ["1e30 * [1 1e30]", "[1e39 1]", "[1 2] * 1e999"])
def test_a_matrix_of_numbers_too_large_for_float32_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large a number"):
        parse_matrix(text)


@pytest.mark.parametrize("key", KERNELS)
def test_a_kernel_is_read_back_exactly_from_its_text(key: str) -> None:
    kernel = KERNELS[key].weights
    assert np.array_equal(parse_matrix(matrix_text(kernel)), kernel)


def test_the_largest_float32_is_not_too_large() -> None:
    largest = float(np.finfo(np.float32).max)
    assert parse_number(repr(-largest)) == -largest
    assert parse_matrix(f"{largest!r} 1").tolist() == [[largest, 1]]


def test_every_float32_survives_in_a_matrix() -> None:
    matrix = every_kind_of_float32(3000)[:2900].reshape(-1, 29)
    assert np.array_equal(parse_matrix(matrix_text(matrix)), matrix)
