"""Draws the lens: patch × kernel = products, and the sum; its channels and cells can be pointed at."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from convviz.lab.kernel.lens import Lens
from convviz.lab.text.numbers import format_number
from convviz.ui.filters.lens_grid import CELL_FONTS, Grid, Tap
from convviz.ui.filters.lens_layout import Layout, Text, View, lay_out
from convviz.ui.pictures.outlines import draw_rings
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import BODY, SMALL, accent

NOTCH = 120  # of a wheel, in Qt's eighths of a degree


class LensView(QWidget):
    """Shows one channel of a lens in full, and the sum of all.

    Attributes
    ----------
    lens : Lens or None
        What is shown.
    layout_of_lens : Layout or None
        Where everything of it stands; laid out when it is first asked for, as many lenses are never seen.

    Signals
    -------
    tap_hovered(object)
        The (y, x) of the cell under the pointer, of the kernel as it lies over the picture; or None. Told again when
        another value is shown.
    channel_chosen(int)
        A person wants to see this channel.
    """

    tap_hovered = Signal(object)
    channel_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lens: Lens | None = None
        self._view = View(0, "balance", False)
        self._layout: Layout | None = None
        self._hovered: Tap | None = None
        self._marked: Tap | None = None
        self._turned_by = 0  # the wheel, since the last whole notch
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Channel that the lens shows")

    def show_lens(self, lens: Lens | None, view: View) -> None:
        """Show this channel of this lens; nothing with None."""
        self.lens, self._view = lens, view
        several = lens is not None and len(lens.sums) > 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
        if lens is not None:
            name, total = lens.channel_names[view.channel], format_number(float(lens.sums[view.channel]))
            self.setAccessibleDescription(f"{name or 'sum'} {total}")
        self._lay_out_anew()
        if self._hovered is not None:
            self._hovered = self._hovered if self._holds(self._hovered) else None
            self.tap_hovered.emit(self._hovered)

    def show_tap(self, tap: Tap | None) -> None:
        """Ring this cell of the kernel, as it lies over the picture, in all three grids; none with None."""
        if tap != self._marked:
            self._marked = tap
            self.update()

    @property
    def tap(self) -> Tap | None:
        """The cell (y, x) that is ringed: the one under the pointer, else the one that is marked from outside."""
        return next((tap for tap in (self._hovered, self._marked) if tap is not None and self._holds(tap)), None)

    def _holds(self, tap: Tap) -> bool:
        return self.lens is not None and all(map(int.__lt__, tap, self.lens.is_pixel.shape))

    @property
    def layout_of_lens(self) -> Layout | None:
        if self._layout is None and self.lens is not None:
            metrics = {size: QFontMetricsF(self._font(size)) for size in {*CELL_FONTS, BODY}}
            self._layout = lay_out(
                self.lens,
                self._view,
                QSizeF(self.size()),
                lambda text, size: metrics[size].horizontalAdvance(text),
            )
        return self._layout

    def _lay_out_anew(self) -> None:
        self._layout = None
        self.update()

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        layout = self.layout_of_lens
        if layout is None:
            return
        painter = QPainter(self)
        if len(layout.channels) > 1:
            self._mark_channel(painter, layout.channels[self._view.channel])
        for text in layout.texts:
            self._write(painter, text)
        tap = self.tap
        for grid, title in zip(layout.grids, layout.titles, strict=True):
            self._draw_grid(painter, grid)
            if tap is not None:
                draw_rings(painter, [grid.cell(*tap).adjusted(0, 0, -1, -1)], self.palette())
            self._write(painter, title if tap is None else title._replace(text=grid.reading(tap), quiet=False))

    def _mark_channel(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, self.palette().alternateBase())
        colour = accent(self.palette())
        painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), colour)
        if self.hasFocus():
            painter.setPen(QPen(colour, 1))
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))

    def _write(self, painter: QPainter, text: Text) -> None:
        font = self._font(SMALL if text.quiet else BODY, bold=text.bold)
        painter.setFont(font)
        painter.setPen((self.palette().placeholderText() if text.quiet else self.palette().windowText()).color())
        across = Qt.AlignmentFlag.AlignHCenter if text.centred else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetricsF(font).elidedText(text.text, Qt.TextElideMode.ElideRight, text.place.width())
        painter.drawText(text.place, int(Qt.AlignmentFlag.AlignVCenter | across), shown)

    def _draw_grid(self, painter: QPainter, grid: Grid) -> None:
        colours = np.ascontiguousarray(grid.scale.colours()[grid.scale.indices(grid.values)])
        rows, columns = grid.values.shape
        if grid.numbers:
            self._draw_cells(painter, grid, colours)
        else:
            image = QImage(colours.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
            painter.drawImage(grid.place, image)
        self._draw_dots(painter, grid, colours)

    def _draw_cells(
        self, painter: QPainter, grid: Grid, colours: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
    ) -> None:
        fonts = {size: self._font(size) for size in CELL_FONTS}
        for y, row in enumerate(grid.numbers):
            for x, (text, font) in enumerate(row):
                colour, cell = QColor.fromRgb(*colours[y, x].tolist()), grid.cell(y, x)
                painter.fillRect(cell.adjusted(0, 0, -1, -1), colour)
                painter.setPen(ink_on(colour))
                painter.setFont(fonts[font])
                painter.drawText(cell.adjusted(0, 0, -1, -1), Qt.AlignmentFlag.AlignCenter, text)

    def _draw_dots(
        self, painter: QPainter, grid: Grid, colours: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
    ) -> None:
        """Mark what is padding: dotted frames, or dotted cells where there is no room for a frame."""
        for y, x in np.argwhere(grid.dotted).tolist():
            ink, cell = ink_on(QColor.fromRgb(*colours[y, x].tolist())), grid.cell(y, x)
            if grid.numbers:
                painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
                painter.drawRect(cell.adjusted(1.5, 1.5, -2.5, -2.5))
            else:
                painter.fillRect(cell, QBrush(ink, Qt.BrushStyle.Dense6Pattern))

    def _hover(self, tap: Tap | None) -> None:
        if tap != self._hovered:
            self._hovered = tap
            self.update()
            self.tap_hovered.emit(tap)

    def _channel_at(self, point: QPointF) -> int | None:
        channels = self.layout_of_lens.channels if self.layout_of_lens else {}
        return next((channel for channel, place in channels.items() if place.contains(point)), None)

    def _choose(self, channel: int) -> None:
        if self.lens is not None and 0 <= channel < len(self.lens.sums) and channel != self._view.channel:
            self.channel_chosen.emit(channel)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.layout_of_lens:
            texts, point = (*self.layout_of_lens.titles, *self.layout_of_lens.texts), QPointF(event.pos())
            tip = next((text.tip for text in texts if text.place.contains(point)), "")
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        grids = self.layout_of_lens.grids if self.layout_of_lens else ()
        self._hover(next((tap for grid in grids if (tap := grid.tap_at(event.position())) is not None), None))
        several = self.focusPolicy() != Qt.FocusPolicy.NoFocus
        hand = several and self._channel_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        channel = self._channel_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and channel is not None:
            self._choose(channel)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned_by += event.angleDelta().y()
        notches = int(self._turned_by / NOTCH)
        self._turned_by -= notches * NOTCH
        places = self.layout_of_lens.channels.values() if self.layout_of_lens else ()
        if notches and any(event.position().x() >= place.left() for place in places):
            self._choose(self._view.channel - notches)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        earlier, later = (Qt.Key.Key_Up, Qt.Key.Key_Left), (Qt.Key.Key_Down, Qt.Key.Key_Right)
        if event.key() in earlier + later and not event.modifiers():
            self._choose(self._view.channel + (1 if event.key() in later else -1))
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_anew()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 120)
