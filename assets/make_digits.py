"""Pack the digits of UCI for convviz: ``python assets/make_digits.py digits.csv.gz`` writes ``digits.npz`` again.

The file is ``sklearn/datasets/data/digits.csv.gz`` of scikit-learn. Each of its lines is a digit: 64 numbers from 0 to
16, row by row, and what they show.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

ASSETS = Path(__file__).parent

if __name__ == "__main__":
    with gzip.open(sys.argv[1], "rt", encoding="ascii") as lines:
        table = np.loadtxt(lines, delimiter=",").astype(np.uint8)
    np.savez_compressed(ASSETS / "digits.npz", images=table[:, :64].reshape(-1, 8, 8), labels=table[:, 64])
