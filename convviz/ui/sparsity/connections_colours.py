"""The colours of connections: by the cell of the kernel, or by the value of the weight."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtGui import QColor, QPalette

from convviz.engine import FloatArray
from convviz.lab.pictures.cell_colours import RGB
from convviz.lab.pictures.display import ByteArray, Scale, weight_scale
from convviz.lab.sparsity.weight_matrix import WeightMatrix

Colouring = Literal["cell", "weight"]
COLOURINGS: dict[str, str] = {"cell": "Kernel cell", "weight": "Weight"}
FADED = 0.75  # of a colour, towards the ground
NEAREST, FARTHEST = 0.2, 0.6  # greys of weights that nobody shares: how far towards the ground


@dataclass(frozen=True)
class Look:
    """How connections are coloured.

    Parameters
    ----------
    cells : list of RGB
        The colours of the kernel's cells, row by row.
    colouring : {"cell", "weight"}
        By weight: in the diverging colour map, with zero in its middle.
    colour_map : str
        That one.
    """

    cells: list[RGB]
    colouring: Colouring = "cell"
    colour_map: str = "balance"


def entry_colours(matrix: WeightMatrix, look: Look, palette: QPalette) -> ByteArray:
    """Return the colour of every entry of a matrix, (outputs, inputs, 3); where there is no connection, the ground."""
    if look.colouring == "weight":
        scale = weight_scale(matrix.weights, look.colour_map)
        colours = scale.colours()[scale.indices(matrix.weights)]
    elif matrix.kind == "convolution":
        colours = np.array(look.cells, np.uint8)[np.maximum(matrix.cells, 0)]
    else:
        colours = _greys(matrix, palette)
    return np.where(matrix.is_connected[..., np.newaxis], colours, _rgb(ground(look, palette))).astype(np.uint8)


def faded(
    colours: ByteArray, is_clear: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], look: Look, palette: QPalette
) -> ByteArray:
    """Return colours of which those that are not clear have nearly become the ground."""
    away = colours + (_rgb(ground(look, palette)) - colours) * FADED
    return np.where(is_clear[..., np.newaxis], colours, np.rint(away)).astype(np.uint8)


def input_scale(values: FloatArray, colour_map: str) -> Scale:
    """Return the scale of pixels: grey from zero, or with zero in its middle where some are negative."""
    low, high = float(values.min()), float(values.max())
    return weight_scale(values, colour_map) if low < 0 else Scale(0.0, max(1.0, high), "grey")


def ground(look: Look, palette: QPalette) -> QColor:
    """Return the colour where there is no connection; a weight of zero and the greatest ones stand out from it."""
    return (palette.alternateBase() if look.colouring == "cell" else palette.mid()).color()


def _greys(matrix: WeightMatrix, palette: QPalette) -> ByteArray:
    """Give every weight a grey of its own: the greater it is, the farther from the ground."""
    reach = float(np.abs(matrix.weights).max()) or 1.0
    share = np.abs(matrix.weights)[..., np.newaxis] / reach
    ink, away = _rgb(palette.placeholderText().color()), _rgb(palette.alternateBase().color())
    return np.rint(ink + (away - ink) * (FARTHEST + (NEAREST - FARTHEST) * share)).astype(np.uint8)


def _rgb(colour: QColor) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)
