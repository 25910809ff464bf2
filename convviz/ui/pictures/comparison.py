"""Before and after: another picture in the place of the feature map, while a key is held or on one side of a line."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.nn.receptive_field import field_of
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.picture_pair import placement_of
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.sheet import Sheet


class Kept(NamedTuple):
    """A map that was kept, and the image that it is of."""

    image: FloatArray
    sheet: Sheet


class Comparison(QObject):
    """Lays a reference over the map: the input, or a map that was kept.

    Parameters
    ----------
    map_view : ImageView
    parent : QObject, optional
    """

    def __init__(self, map_view: ImageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = map_view
        self._frame: Frame | None = None
        self._kept: Kept | None = None
        self._line = 0.5
        map_view.wipe_moved.connect(self._on_wipe_moved)

    def show_frame(self, frame: Frame) -> None:
        """Compare the map of this frame; a map of another picture is kept no longer."""
        self._frame = frame
        if self._kept and self._kept.image is not frame.state.image:
            self._kept = None
        self._show_reference()

    def keep(self) -> None:
        """Keep the map that is shown, to compare later ones with it."""
        frame = self._frame
        if frame is None:
            return
        name = f"Kept: {frame.state.filter_title(frame.state.selected_filter)}"
        placement = placement_of(field_of(frame.state.layer))
        picture = frame.map_picture.with_own_values()  # a map can be a part of the array of all maps
        self._kept = Kept(frame.state.image, Sheet(picture, placement, picture.values, name))
        self._show_reference()

    def compare_with_input(self) -> None:
        """Compare with the input again."""
        self._kept = None
        self._show_reference()

    def hold(self, held: bool) -> None:
        """Show the reference in place of the map while it is held."""
        self._view.set_reference_held(held)

    def wipe(self, wiping: bool) -> None:
        """Show the reference left of a line that can be moved."""
        self._view.set_wipe(self._line if wiping else None)

    def _on_wipe_moved(self, position: float) -> None:
        """Remember where the line is, for the next time."""
        self._line = position

    def _show_reference(self) -> None:
        if self._kept is not None:
            self._view.show_reference(self._kept.sheet)
        elif self._frame is not None:
            self._view.show_reference(Sheet(self._frame.input_picture, Placement(), self._frame.shown_input, "Input"))
