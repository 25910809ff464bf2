"""A colour for each cell of a kernel, so that a weight is known again wherever it is used."""

from convviz.engine.geometry import Pair

RGB = tuple[int, int, int]

# Any two of them differ by 20 at least in CIELAB, also as people see them who lack one of the three kinds of cones
# (simulated after Machado, Oliveira and Fernandes 2009), and all stand out from black and from white.
COLOURS: tuple[RGB, ...] = (
    (0x6B, 0xB4, 0xFF), (0xC7, 0x5D, 0x0A), (0x57, 0x54, 0x68),
    (0x39, 0x64, 0xC2), (0xFB, 0xA5, 0x01), (0x03, 0x97, 0x65),
    (0xDC, 0xA0, 0xC0), (0x88, 0x3C, 0x1C), (0xC1, 0xBF, 0x6B),
)  # fmt: skip
DARKEST, LIGHTEST = -0.45, 0.6  # how far the first and the last shade go towards black and white


def cell_colour(y: int, x: int, kernel_size: Pair) -> RGB:
    """Return the colour of a kernel's cell, red, green and blue from 0 to 255.

    In a kernel of up to nine cells each has a hue of its own. In a larger one the hue tells the column, and the shade
    tells the row, from dark to light.

    Parameters
    ----------
    y, x : int
        Row and column of the cell.
    kernel_size : (height, width)
    """
    height, width = kernel_size
    if height * width <= len(COLOURS):
        return COLOURS[y * width + x]
    turns = -(-width // len(COLOURS))
    turn, hue = divmod(x, len(COLOURS))
    shades = height * turns
    amount = 0.0 if shades == 1 else DARKEST + (LIGHTEST - DARKEST) * (y * turns + turn) / (shades - 1)
    return shade(COLOURS[hue], amount)


def cell_colours(kernel_size: Pair) -> list[RGB]:
    """Return the colours of all cells of a kernel, row by row."""
    height, width = kernel_size
    return [cell_colour(y, x, kernel_size) for y in range(height) for x in range(width)]


def shade(colour: RGB, amount: float) -> RGB:
    """Mix a colour with black, down to −1, or with white, up to 1."""
    end = 255 if amount > 0 else 0
    red, green, blue = (round(value + (end - value) * abs(amount)) for value in colour)
    return red, green, blue
