"""Before and after: another picture in the place of the feature map, while a key is held or on one side of a line."""

from PySide6.QtCore import QObject, Signal

from convviz.lab.compute import Frame
from convviz.nn.receptive_field import receptive_field
from convviz.ui.image_view import ImageView
from convviz.ui.picture_pair import placement_of
from convviz.ui.placement import Placement


class Comparison(QObject):
    """Lays a reference over the map: the input, or a map that was kept.

    Parameters
    ----------
    map_view : ImageView
    parent : QObject, optional

    Signals
    -------
    changed()
        There is another reference, or the line is there or not.
    """

    changed = Signal()

    def __init__(self, map_view: ImageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = map_view
        self._frame: Frame | None = None
        self.kept: Frame | None = None
        self.wiping = False
        self._line = 0.5
        map_view.wipe_moved.connect(self._on_wipe_moved)

    def show_frame(self, frame: Frame) -> None:
        """Compare the map of this frame; a map of another picture is kept no longer."""
        self._frame = frame
        if self.kept and self.kept.state.image is not frame.state.image:
            self.compare_with_input()
        self._show_reference()

    def keep(self) -> None:
        """Keep the map that is shown, to compare later ones with it."""
        self.kept = self._frame
        self._show_reference()
        self.changed.emit()

    def compare_with_input(self) -> None:
        """Compare with the input again."""
        self.kept = None
        self._show_reference()
        self.changed.emit()

    def hold(self, held: bool) -> None:
        """Show the reference in place of the map while it is held."""
        self._view.set_reference_held(held)

    def wipe(self, wiping: bool) -> None:
        """Show the reference left of a line that can be moved."""
        self.wiping = wiping
        self._view.set_wipe(self._line if wiping else None)
        self.changed.emit()

    def _on_wipe_moved(self, position: float) -> None:
        """Remember where the line is, for the next time."""
        self._line = position

    def _show_reference(self) -> None:
        if self._frame is None:
            return
        if self.kept is None:
            self._view.show_reference(self._frame.input_picture, Placement(), "Input", self._frame.input)
        else:
            state = self.kept.state
            name = f"Kept: {state.filter_title(state.selected_filter)}"
            placement = placement_of(receptive_field(state.layer))
            self._view.show_reference(self.kept.map_picture, placement, name, self.kept.planes)
