"""What follows the pointer: the receptive field, the outputs that a pixel reaches, the read-out, the lens."""

import math

import numpy as np
from PySide6.QtCore import QObject, QRectF, Signal

from convviz.app.contributions import Contributions
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Glimpse
from convviz.lab.kernel.contribution import describe_contribution
from convviz.lab.kernel.lens import CHANNEL_NAMES, Lens, look, next_position
from convviz.lab.pictures.picture import ScaledPicture
from convviz.lab.text.numbers import MINUS, format_number
from convviz.nn.fields import projective_field
from convviz.nn.network import Network
from convviz.nn.projective_field import ProjectiveField
from convviz.nn.receptive_field import ReceptiveField, field_of, taps_on_pixels
from convviz.ui.filters.lens_panel import LensPanel
from convviz.ui.pictures.picture_pair import PicturePair, placement_of, region_rect
from convviz.ui.pictures.placement import Placement

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
        self._shown: Frame | Glimpse | None = None
        self._field: ReceptiveField | None = None
        self._looked_at: tuple[int, int] | None = None
        self._cell: tuple[int, int] | None = None
        self._seen: Lens | None = None
        self.contributions = Contributions(self)
        self.contributions.computed.connect(self._on_contribution)
        lens.step_wanted.connect(self._on_step_wanted)
        lens.tap_hovered.connect(self._on_tap_hovered)
        pictures.input_view.pixel_hovered.connect(self._on_input_hovered)
        pictures.map_view.pixel_hovered.connect(self._on_map_hovered)

    def show_frame(self, frame: Frame) -> None:
        """Point at the same pixels of another frame; what a cell contributes gives way to the map."""
        if self._cell is not None and (self._frame is None or frame.feature_map is not self._frame.feature_map):
            self.point_at_cell(None)
        is_new = self._frame is None or frame.state.image is not self._frame.state.image
        self._frame, self._shown, self._field = frame, frame, field_of(frame.state.layer)
        if is_new or (self._looked_at is not None and not self._has(self._looked_at)):
            self._looked_at = frame.strongest

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """Spell out what is seen at once of an edit; with None what the frame has."""
        if glimpse is not None and self._cell is not None:
            self.point_at_cell(None)
        self._shown = glimpse or self._frame
        self.look()

    def point_at_cell(self, cell: tuple[int, int] | None) -> None:
        """Show what a cell (y, x) of the kernel contributes in place of the map, after a while; no more with None."""
        self._cell = cell
        self.contributions.ask((self._frame, cell) if self._frame and cell else None)

    def look(self) -> None:
        """Spell out the value that was pointed at last, while the map has one there."""
        if self._shown is None:
            return
        place = self._looked_at
        self._seen = look(self._shown, *place) if place is not None and self._has(place) else None
        self._lens.show_lens(self._seen, self._shown.state)

    def _has(self, pixel: tuple[int, int]) -> bool:
        return self._shown is not None and all(map(int.__lt__, pixel, self._shown.state.map_shape))

    def _on_step_wanted(self, count: int) -> None:
        """Walk on from the pinned value, else from the one that was looked at last; begin at the first."""
        if self._shown is None:
            return
        view = self._pictures.map_view
        place = view.pinned or self._looked_at
        walks_on = place is not None and self._has(place)
        view.pin(*(next_position(*place, self._shown.state.map_shape, count) if walks_on and place else (0, 0)))

    def _on_tap_hovered(self, tap: tuple[int, int] | None) -> None:
        """Outline the one pixel of the input that lies under a cell of the lens."""
        if self._seen is None or self._field is None:
            return
        lens, view = self._seen, self._pictures.input_view
        if tap is None:
            view.show_outline(None)
        else:
            pixel = QRectF(float(lens.columns[tap[1]]), float(lens.rows[tap[0]]), 1, 1)
            view.show_outline(region_rect(self._field, lens.y, lens.x), [pixel])

    def _on_map_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None or self._field is None:
            self._pictures.input_view.show_outline(None)
            self.read_out.emit(IDLE)
            return
        self._pictures.input_view.show_outline(region_rect(self._field, *pixel), _taps(self._frame, *pixel))
        if not self._pictures.input_view.underMouse():  # what is under the pointer is read out, not what is pinned
            self.read_out.emit(f"{_values(self._frame, *pixel)}   {_sees(self._frame, self._field, *pixel)}")
        self._looked_at = pixel
        self.look()

    def _on_input_hovered(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None or self._frame is None or self._field is None:
            self._pictures.map_view.show_outline(None)
            self.read_out.emit(IDLE)
            return
        reached = projective_field(Network([self._frame.state.layer]), 0, *pixel, self._frame.input.shape)
        self._pictures.map_view.show_outlines(*_outputs(reached, placement_of(self._field)))
        shown_input = self._frame.shown_input
        values = (format_number(float(value)) for value in shown_input[:, pixel[0], pixel[1]])
        names = (name or "value" for name in CHANNEL_NAMES[len(shown_input)])
        shown = "   ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        self.read_out.emit(f"y {pixel[0]}   x {pixel[1]}   {shown}   {_reaches(reached)}")

    def _on_contribution(self, scaled: ScaledPicture | None) -> None:
        view = self._pictures.map_view
        if scaled is None or self._frame is None or self._cell is None or self._field is None:
            view.show_peek(None, Placement(), "")
            return
        caption = f"One cell alone: {describe_contribution(self._frame.state, *self._cell)}"
        if scaled.scale != self._frame.scale:  # the colour bar is not its own
            caption += f"   (colours ±{format_number(scaled.scale.high, 3)})"
        view.show_peek(scaled.picture, placement_of(self._field), caption)


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


def _taps(frame: Frame, y: int, x: int) -> list[QRectF]:
    """Return the single pixels under the cells of a dilated kernel, which has holes."""
    layer = frame.state.layer
    if layer.dilation == (1, 1):
        return []
    region = field_of(layer).region(y, x)
    rows = range(region.top, region.bottom, layer.dilation[0])
    return [QRectF(column, row, 1, 1) for row in rows for column in range(region.left, region.right, layer.dilation[1])]


def _outputs(reached: ProjectiveField, placement: Placement) -> tuple[list[QRectF], list[QRectF]]:
    """Return the parts of the map that a pixel reaches and, where they have holes, the single outputs in them."""
    wholes, cells = [], []
    for part in reached.parts:
        rows, columns = part.rows.tolist(), part.columns.tolist()
        height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        wholes.append(placement.rect(rows[0], columns[0], height, width))
        if height * width > part.size:
            cells += [placement.rect(y, x, 1, 1) for y in rows for x in columns]
    return wholes, cells


def _reaches(reached: ProjectiveField) -> str:
    """Say which outputs a pixel reaches."""
    if not reached.size:
        return "reaches no value of the map: the stride steps over it"
    rows, columns = (_span(indices) for indices in (reached.rows, reached.columns))
    values = f"{reached.size:,} values" if reached.size > 1 else "1 value"
    return f"reaches {values}: rows {rows}, columns {columns}"


def _span(indices: np.ndarray[tuple[int], np.dtype[np.signedinteger]]) -> str:
    """Write a rising list as "3 to 5", or in full where it has gaps."""
    first, last = int(indices[0]), int(indices[-1])
    if last - first == len(indices) - 1:
        return f"{first} to {last}" if last > first else f"{first}"
    return ", ".join(map(str, indices.tolist()))
