"""What a person chose to export, and as what: the names and the size of the files, before they are written."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, Self, get_args

from convviz.files.contact_sheet import Entry, layout_of
from convviz.files.feature_maps import Form
from convviz.files.figures import LARGEST_ZOOM, picture_size
from convviz.files.names import apart, safe_name
from convviz.files.writing import ExportError
from convviz.lab.compute import Frame
from convviz.lab.limits import MOST_FILTERS
from convviz.lab.pictures.display import scale_of
from convviz.lab.state import State

What = Literal["map", "folder", "sheet", "stack"]
Kind = Literal["picture", "values", "floats"]
_LONGEST_STEM = 60  # of the picture's name, so that what the map is called still fits behind it


class KindOfFile(NamedTuple):
    """How a feature map can be written: the form and the suffix of its file, and the words for a file dialog."""

    form: Form
    suffix: str
    pattern: str


KINDS: MappingProxyType[Kind, KindOfFile] = MappingProxyType(
    {
        "picture": KindOfFile("seen", ".png", "Picture as seen, 8-bit PNG (*.png)"),
        "values": KindOfFile("data", ".png", "Values, 16-bit PNG (*.png)"),
        "floats": KindOfFile("data", ".npy", "Values, NumPy (*.npy)"),
    }
)


@dataclass(frozen=True)
class ExportChoice:
    """What is exported, and how.

    Parameters
    ----------
    what : {"map", "folder", "sheet", "stack"}
        The selected map; all maps, a file each; all maps on one contact sheet; all maps in one NumPy array.
    as_kind : {"picture", "values", "floats"}
        A key of ``KINDS``, of a map or of a folder; a sheet is a picture, and a stack has floats.
    zoom : int
        Of pictures as seen: how many pixels a value is wide, 1 … 16.
    colour_bar : bool
        Of pictures as seen: whether the colours are explained at the right.
    columns : int
        Of a contact sheet; 0 for as many as give it a pleasant shape.
    """

    what: What = "map"
    as_kind: Kind = "picture"
    zoom: int = 1
    colour_bar: bool = False
    columns: int = 0

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``text`` wrote; whatever is none, or does not fit any more, is the choice of a first start."""
        try:
            choice = cls(**json.loads(text))
            known = choice.what in get_args(What) and choice.as_kind in KINDS
            fits = choice.zoom in range(1, LARGEST_ZOOM + 1) and choice.columns in range(MOST_FILTERS + 1)
        except (ValueError, TypeError):
            return cls()
        return choice if known and fits else cls()

    @property
    def text(self) -> str:
        """All of it as text, to be remembered."""
        return json.dumps(asdict(self))

    @property
    def kind_name(self) -> Kind:
        """What the files are, a key of ``KINDS``."""
        forced: dict[What, Kind] = {"sheet": "picture", "stack": "floats"}
        return forced.get(self.what, self.as_kind)

    @property
    def kind(self) -> KindOfFile:
        """What the files are."""
        return KINDS[self.kind_name]

    @property
    def is_drawn(self) -> bool:
        """Whether zoom and colour bar matter: maps go out one by one, as they are seen."""
        return self.what in ("map", "folder") and self.kind.form == "seen"

    def names(self, state: State) -> list[str]:
        """Return what the files are called, for example ``["cat map 1 Sobel x.png"]``."""
        stem = safe_name(Path(state.image_name).stem)[:_LONGEST_STEM].strip()
        if state.convolution > 0:
            stem += f" layer {state.convolution + 1}"
        if self.what in ("sheet", "stack"):
            return [f"{stem} {'contact sheet' if self.what == 'sheet' else 'maps'}{self.kind.suffix}"]
        indices = range(state.layer.out_channels) if self.what == "folder" else (state.selected_filter,)
        values = " values" if self.kind.form == "data" else ""
        names = (f"{safe_name(f'{stem} map {_numbered(state, index)}{values}')}{self.kind.suffix}" for index in indices)
        return apart(names)

    def size(self, frame: Frame) -> str:
        """Say how large each file is: in pixels, or the shape of an array.

        Raises
        ------
        ExportError
            If there can be no such file of this frame.
        """
        height, width = frame.state.map_shape
        if self.kind.suffix == ".npy":
            shape = (*frame.feature_map.shape,)
            shape = (len(frame.feature_maps), *shape) if self.what == "stack" else shape
            return f"{' × '.join(f'{side:,}' for side in shape)} numbers, float32"
        if self.what == "sheet":
            count = len(frame.feature_maps)
            layout = layout_of((height, width), count, columns=self.columns, one_scale=has_one_scale(frame.state))
            height, width = layout.height, layout.width
        elif self.is_drawn:
            height, width = picture_size((height, width), frame.scale, zoom=self.zoom, colour_bar=self.colour_bar)
        elif frame.state.planes > 1:
            raise ExportError("A 16-bit PNG holds one plane, and these maps have three, one a colour; choose NumPy.")
        return f"{width:,} × {height:,} pixels"


def has_one_scale(state: State) -> bool:
    """Say whether all maps of the layer have the same scale."""
    return state.display.locked or state.display.value_range == "fixed"


def entries_of(frame: Frame) -> list[Entry]:
    """Return all maps of a frame with their titles, each in the colours that it has on the screen when selected."""
    state = frame.state
    known = range(state.layer.out_channels) if has_one_scale(state) else (state.selected_filter,)
    return [
        Entry(
            feature_map,
            state.filter_title(index),
            frame.scale if index in known else scale_of(feature_map, state.display),
        )
        for index, feature_map in enumerate(frame.feature_maps)
    ]


def _numbered(state: State, index: int) -> str:
    """Return the number of a map and the title of its filter, if it has one."""
    title = state.filter_title(index)
    return f"{index + 1}" if title == f"Filter {index + 1}" else f"{index + 1} {title}"
