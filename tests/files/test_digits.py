"""The digits that ship are those of UCI's test part."""

import numpy as np

from convviz.files.assets import asset
from convviz.files.digits import DIGITS_SOURCE, load_digits


def test_there_are_as_many_of_each_digit_as_the_source_says() -> None:
    digits = load_digits()
    assert digits.images.shape == (1797, 1, 8, 8)
    assert digits.counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert digits.classes == tuple("0123456789")


def test_they_are_sixteenths_bright_on_black() -> None:
    images = load_digits().images
    np.testing.assert_array_equal(images * 16, np.rint(images * 16))
    assert (images.min(), images.max()) == (0, 1)
    assert images[..., 0].mean() < 0.01 < images[..., 3:5].mean()  # the margin is black


def test_the_first_is_a_nought_and_as_in_the_source() -> None:
    digits = load_digits()
    assert digits.labels[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    assert (digits.images[0, 0, 0] * 16).tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert (digits.images[0, 0, 3] * 16).tolist() == [0, 4, 12, 0, 0, 8, 8, 0]


def test_source_licence_and_writers_are_told_where_they_ship() -> None:
    listed = asset("ASSETS.md").read_text(encoding="utf-8")
    for fact in ("10.24432/C50P49", "CC BY 4.0", "13 ", "1,797"):
        assert fact in listed
        assert fact in DIGITS_SOURCE
