"""Draw the samples that are not photographs; running this file writes them again.

All but the text come out pixel for pixel; letters may differ a little from one version of FreeType to the next.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).parent
LINES = (
    "One small set of weights",
    "is used at every position.",
    "Each value depends on",
    "a small part of the input.",
    "Shift the image, and its",
    "feature map shifts with it.",
)

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


def digit(size: int = 28) -> Grey:
    """A two in one stroke, white on black, within the 20×20 pixels in the middle that MNIST keeps to."""
    angle = np.linspace(-np.pi, np.pi / 4, 16)
    bow = np.stack([9.5 + 4.5 * np.sin(angle), 14 + 4.5 * np.cos(angle)], axis=1)
    points = np.concatenate([bow, [[22, 10], [22, 20.5]]])
    points[:, 1] += 0.2 * (14 - points[:, 0])  # slanting, as a hand writes
    return stroke(points, 1.25, size)


def stroke(points: npt.NDArray[np.float64], radius: float, size: int) -> Grey:
    """Draw a line through points (y, x): a pixel is lit by its distance to the nearest part of the line."""
    pixels = np.moveaxis(np.indices((size, size)), 0, -1)[:, :, np.newaxis]
    start, along = points[:-1], np.diff(points, axis=0)
    share = ((pixels - start) * along).sum(axis=-1) / (along**2).sum(axis=-1)
    nearest = start + np.clip(share, 0, 1)[..., np.newaxis] * along
    distance = np.sqrt(((pixels - nearest) ** 2).sum(axis=-1)).min(axis=-1)
    return np.rint(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)


def text(height: int = 256, width: int = 352) -> Grey:
    """A few lines in Inter, black on white."""
    picture = Image.new("L", (width, height), 255)
    font = ImageFont.truetype(ASSETS / "fonts" / "Inter-Regular.otf", 24, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(picture).multiline_text((24, 20), "\n".join(LINES), fill=0, font=font, spacing=12)
    return np.array(picture)


def chirp(size: int = 256) -> Grey:
    """Stripes cos(π x² / 640): x / 640 waves per pixel, from 0 at the left to 0.4 at the right."""
    row = np.cos(np.pi * np.arange(size) ** 2 / 640)
    return np.tile(np.rint(127.5 * (1 + row)).astype(np.uint8), (size, 1))


def noise(size: int = 256) -> Grey:
    """Every byte as likely as every other; from raw numbers, which stay the same in every version of NumPy."""
    numbers = np.random.PCG64(0).random_raw(size * size)
    return (numbers >> np.uint64(56)).astype(np.uint8).reshape(size, size)


MADE = {
    "impulse.png": impulse,
    "step-edge.png": step_edge,
    "chessboard.png": chessboard,
    "digit.png": digit,
    "text.png": text,
    "chirp.png": chirp,
    "zone-plate.png": zone_plate,
    "noise.png": noise,
}

if __name__ == "__main__":
    for file, draw in MADE.items():
        Image.fromarray(draw()).save(ASSETS / "samples" / file, optimize=True)
