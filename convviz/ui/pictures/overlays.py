"""What is laid over a picture: outlines, the padding around it, and other pictures to compare it with."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPalette

from convviz.ui.pictures.outlines import draw_caption, draw_outlines, draw_wipe_line
from convviz.ui.pictures.sheet import Sheet, draw_sheet
from convviz.ui.pictures.surroundings import Surroundings, draw_edges, draw_padding, draw_unseen
from convviz.ui.pictures.transform import Transform
from convviz.ui.sparsity.field_light import FieldLight

SMALLEST_TAP = 6.0  # screen pixels that a cell needs before it has an outline of its own
EVERYWHERE = QRectF(-1e9, -1e9, 2e9, 2e9)


@dataclass(frozen=True, eq=False)
class Overlays:
    """What a view shows besides its picture.

    Parameters
    ----------
    outlines, cells : QRectFs, optional
        Parts of the input, and the single cells of which they consist.
    surroundings : Surroundings, optional
        What lies around the picture and what of it is not looked at.
    padding_shown : bool
        Whether all of that is shown, or only the padding inside the outlines.
    reference : Sheet, optional
        A picture to compare with.
    held : bool
        Whether the reference is shown in place of the picture.
    wipe : float, optional
        The share of the width, 0 … 1, left of which the reference is shown.
    glimpse : Sheet, optional
        The part of the picture to come that is on the screen, in place of the picture.
    peek : Sheet, optional
        A picture that is shown for a while in place of the other.
    light : FieldLight, optional
        What is lit, while the rest is dimmed.
    """

    outlines: Sequence[QRectF] = ()
    cells: Sequence[QRectF] = ()
    surroundings: Surroundings | None = None
    padding_shown: bool = False
    reference: Sheet | None = None
    held: bool = False
    wipe: float | None = None
    glimpse: Sheet | None = None
    peek: Sheet | None = None
    light: FieldLight | None = None

    @property
    def in_its_place(self) -> Sheet | None:
        """What is shown in place of the picture."""
        return self.peek or (self.reference if self.held else None)

    def draw_below(self, painter: QPainter, sheet: Sheet, transform: Transform, palette: QPalette) -> None:
        """Draw the padding around the picture: all of it, or what lies inside the outlines."""
        if self.surroundings is None or self.in_its_place:
            return
        for part in [EVERYWHERE] if self.padding_shown else self.outlines:
            draw_padding(painter, sheet, self.surroundings, part, transform, palette)

    def draw_above(
        self,
        painter: QPainter,
        sheet: Sheet,
        pixels: Sequence[QRectF],
        transform: Transform,
        palette: QPalette,
    ) -> None:
        """Draw what lies over a picture, with outlines around these parts of the input."""
        if self.in_its_place:
            draw_caption(painter, sheet.name, palette)
            return
        if self.wipe is not None and self.reference is not None:
            self._draw_reference(painter, self.wipe, self.reference, sheet, transform, palette)
        if self.light is not None:
            self.light.draw(painter, sheet, transform, palette)
        if self.padding_shown and self.surroundings is not None:
            draw_unseen(painter, self.surroundings, transform, palette)
            draw_edges(painter, self.surroundings, transform, palette)
        least = SMALLEST_TAP / transform.zoom
        cells = [cell for cell in self.cells if min(cell.width(), cell.height()) >= least]
        shown = [transform.to_screen(cell) for cell in cells if cell.intersects(transform.visible)]
        draw_outlines(painter, shown, palette, width=1.0)
        draw_outlines(painter, list(map(transform.to_screen, (*self.outlines, *pixels))), palette)

    def _draw_reference(
        self,
        painter: QPainter,
        wipe: float,
        reference: Sheet,
        sheet: Sheet,
        transform: Transform,
        palette: QPalette,
    ) -> None:
        left = QRectF(0, 0, wipe * transform.size.width(), transform.size.height())
        painter.fillRect(left, palette.dark())
        draw_sheet(painter, reference, transform, left, painter.device().devicePixelRatioF())
        draw_wipe_line(painter, transform.size, left.right(), (reference.name, sheet.name), palette)
