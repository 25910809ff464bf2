"""The thumbnails of the network panel, kept until there are newer ones."""

from PySide6.QtGui import QImage

from convviz.lab.compute import Frame
from convviz.lab.pictures.picture import Picture
from convviz.lab.state import State
from convviz.ui.network.network_row import thumbnail


class LayerImages:
    """The thumbnails of the layers of the latest frame."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._images: list[tuple[Picture, QImage] | None] = []

    def take(self, frame: Frame) -> None:
        """Make the thumbnails of this frame; a picture that stayed is not made again."""
        known = {id(each[0]): each for each in self._images if each}
        pictures = [scaled.picture if scaled else None for scaled in frame.layer_pictures]
        self._frame = frame
        self._images = [
            None if picture is None else known.get(id(picture)) or (picture, thumbnail(picture)) for picture in pictures
        ]

    def of(self, state: State, index: int) -> QImage | None:
        """Return that of a layer: until a frame of this network is there, that of the same layer before."""
        layers, now = self._frame.state.network.layers if self._frame else (), state.network.layers
        if len(layers) != len(now):
            index = next((place for place, layer in enumerate(layers) if layer is now[index]), len(layers))
        image = self._images[index] if index < len(self._images) else None
        return image[1] if image else None
