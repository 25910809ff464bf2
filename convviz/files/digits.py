"""The handwritten digits that ship with convviz."""

from io import BytesIO

import numpy as np

from convviz.files.assets import asset
from convviz.nn.dataset import Dataset

DIGITS_SOURCE = (
    "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, "
    "https://doi.org/10.24432/C50P49, CC BY 4.0: its test part, 1,797 digits of 13 writers"
)


def load_digits() -> Dataset:
    """Read the digits of UCI: 1,797 pictures of 8×8 pixels, bright on black.

    They are the test part of “Optical Recognition of Handwritten Digits”, written by 13 people who wrote none of its
    training part (Alpaydin and Kaynak 1998). Whose hand a digit is, is not recorded, so parts of them share writers.

    Returns
    -------
    Dataset
        Images (1797, 1, 8, 8), sixteenths from 0 to 1; classes “0” to “9”, 174 to 183 of each.

    Examples
    --------
    >>> load_digits()
    Dataset(1797 images of (1, 8, 8), 10 classes)
    """
    with np.load(BytesIO(asset("digits.npz").read_bytes()), allow_pickle=False) as file:
        images, labels = file["images"], file["labels"]
    return Dataset(images[:, np.newaxis] / np.float32(16), labels, [str(digit) for digit in range(10)])
