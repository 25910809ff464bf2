"""What follows the pointer: the receptive field, the outputs that a pixel reaches, the read-out, the lens."""

import math

from PySide6.QtCore import QObject, Signal

from convviz.lab.compute import Frame
from convviz.lab.lens import CHANNEL_NAMES, look
from convviz.lab.numbers import MINUS, format_number
from convviz.nn.receptive_field import ReceptiveField, receptive_field, taps_on_pixels
from convviz.ui.lens_panel import LensPanel
from convviz.ui.picture_pair import PicturePair, region_rect

IDLE = "Move over the feature map to read a value and see what it depends on. Wheel: zoom. Drag: move."


class Pointing(QObject):
    """Shows on one picture what belongs to the pixel under the pointer on the other.

    Parameters
    ----------
    pictures : PicturePair
    lens : LensPanel
    parent : QObject, optional

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    """

    read_out = Signal(str)

    def __init__(self, pictures: PicturePair, lens: LensPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._lens = lens
        self._frame: Frame | None = None
        self._field: ReceptiveField | None = None
        self._looked_at: tuple[int, int] | None = None
        pictures.input_view.pixel_hovered.connect(self._on_input_hovered)
        pictures.map_view.pixel_hovered.connect(self._on_map_hovered)

    def show_frame(self, frame: Frame) -> None:
        """Point at the same pixels of another frame."""
        self._frame, self._field = frame, receptive_field(frame.state.layer)

    def look(self) -> None:
        """Spell out the value that was pointed at last, while the map has one there."""
        if self._frame is None:
            return
        lens = None
        if self._looked_at is not None and all(map(int.__lt__, self._looked_at, self._frame.state.map_shape)):
            lens = look(self._frame, *self._looked_at)
        self._lens.show_lens(lens, self._frame.state)

    def _on_map_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None or self._field is None:
            self._pictures.input_view.show_outline(None)
            self.read_out.emit(IDLE)
            return
        self._pictures.input_view.show_outline(region_rect(self._field, *pixel))
        self.read_out.emit(f"{_values(self._frame, *pixel)}   {_sees(self._frame, self._field, *pixel)}")
        self._looked_at = pixel
        self.look()

    def _on_input_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None:
            self.read_out.emit(IDLE)
            return
        values = (format_number(float(value)) for value in self._frame.input[:, pixel[0], pixel[1]])
        names = (name or "value" for name in CHANNEL_NAMES[len(self._frame.input)])
        shown = "   ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        self.read_out.emit(f"y {pixel[0]}   x {pixel[1]}   {shown}")


def _values(frame: Frame, y: int, x: int) -> str:
    values = ", ".join(format_number(float(value)) for value in frame.planes[:, y, x])
    return f"y {y}   x {x}   value {values}"


def _sees(frame: Frame, field: ReceptiveField, y: int, x: int) -> str:
    """Say which pixels one value depends on, and how many of them are padding."""
    region, layer = field.region(y, x), frame.state.layer
    rows, columns = f"{region.top} to {region.bottom - 1}", f"{region.left} to {region.right - 1}"
    real, taps = taps_on_pixels(layer, y, x, *frame.input.shape[1:]), math.prod(layer.kernel_size)
    padding = f"; {real} of {taps} pixels are real, the others padding" if real < taps else ""
    return f"sees rows {rows}, columns {columns}{padding}".replace("-", MINUS)
