"""Draw the samples that are not photographs; running this file writes them again, pixel for pixel."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.uint8]


def step_edge(size: int = 64) -> Grey:
    """Black on the left, white on the right: Sobel answers 1020 on bytes, 4 in [0, 1]."""
    picture = np.zeros((size, size), np.uint8)
    picture[:, size // 2 :] = 255
    return picture


def impulse(size: int = 15) -> Grey:
    """One white pixel in the middle: the feature map is the kernel itself, turned by half a turn."""
    picture = np.zeros((size, size), np.uint8)
    picture[size // 2, size // 2] = 255
    return picture


def chessboard(squares: int = 8, square: int = 16) -> Grey:
    """Squares that repeat every two squares, the first one white."""
    row, column = np.indices((squares * square,) * 2) // square
    return np.where((row + column) % 2, 0, 255).astype(np.uint8)


def zone_plate(size: int = 256) -> Grey:
    """Rings cos(π r² / size): r / size waves per pixel, so half a wave, the finest, at r = size / 2."""
    y, x = np.indices((size, size)) - size // 2
    return np.rint(127.5 * (1 + np.cos(np.pi * (x**2 + y**2) / size))).astype(np.uint8)


MADE = {
    "step-edge.png": step_edge,
    "impulse.png": impulse,
    "chessboard.png": chessboard,
    "zone-plate.png": zone_plate,
}

if __name__ == "__main__":
    for file, draw in MADE.items():
        Image.fromarray(draw()).save(Path(__file__).parent / "samples" / file, optimize=True)
