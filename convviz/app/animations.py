"""The animation of a shift: what a person chose of it, its name and size, and how it is made frame by frame."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from PIL import Image

from convviz.files.animation import palette, save_animation
from convviz.files.names import safe_name
from convviz.files.shifted_figure import figure_of, recipe_of_shift, save_shifted
from convviz.files.triptych import DEFAULT_SIDE, layout_of, triptych
from convviz.files.writing import ExportError
from convviz.lab.compute import Frame, compute
from convviz.lab.pictures.display import Scale
from convviz.lab.progress import Progress, part
from convviz.lab.state import State
from convviz.lab.translation.experiment import Experiment
from convviz.lab.translation.shift_range import shift_of, shift_range
from convviz.lab.translation.shifted import Shifted, compute_shifted
from convviz.lab.translation.translation_path import Way, path

Kind = Literal["gif", "webp", "png"]
MOST_FRAMES = 1000
_LONGEST_STEM = 60  # of the picture's name
_PHOTO_SIDE = 256  # pixels of the picture from which the colours of a GIF are chosen
_WORDS: dict[Way, str] = {"x": "along x", "y": "along y", "diagonal": "diagonally", "circle": "in a circle"}


class KindOfAnimation(NamedTuple):
    """The suffix of a file, and the words for a file dialog."""

    suffix: str
    pattern: str


KINDS: MappingProxyType[Kind, KindOfAnimation] = MappingProxyType(
    {
        "gif": KindOfAnimation(".gif", "GIF (*.gif)"),
        "webp": KindOfAnimation(".webp", "WebP (*.webp)"),
        "png": KindOfAnimation(".png", "Animated PNG (*.png)"),
    }
)


@dataclass(frozen=True)
class AnimationChoice:
    """How the image moves in an animation, and how that is written.

    Parameters
    ----------
    as_kind : {"gif", "webp", "png"}
        A key of ``KINDS``.
    way : {"x", "y", "diagonal", "circle"}
        As in ``translation_path.path``: from the middle to one end, to the other, and back; or round the middle.
    reach : int
        How far it goes to either side, in pixels of the network's input; at most ``most``.
    step : float
        Pixels from one frame to the next.
    frames_per_second : int
        1 … 50.
    longest : int
        The most pixels that a frame has along a side.
    loop : bool
        Whether it goes on for ever.
    """

    as_kind: Kind = "gif"
    way: Way = "x"
    reach: int = 10
    step: float = 1.0
    frames_per_second: int = 12
    longest: int = DEFAULT_SIDE
    loop: bool = True

    @property
    def kind(self) -> KindOfAnimation:
        """What the file is."""
        return KINDS[self.as_kind]

    def most(self, state: State) -> int:
        """Return how far the image may go this way, in pixels."""
        down, across = shift_range(state)
        return {"x": across, "y": down}.get(self.way, min(down, across))

    def shifts(self, state: State) -> list[tuple[float, float]]:
        """Return the shift (dy, dx) of every frame.

        Raises
        ------
        ExportError
            If there are more than 1,000.
        """
        reach = min(self.reach, self.most(state))
        shifts = path(self.way, (0.0, reach if self.way == "circle" else 0.0), (reach, reach), self.step)
        if len(shifts) > MOST_FRAMES:
            raise ExportError(
                f"An animation may have up to {MOST_FRAMES:,} frames, and this would have {len(shifts):,}; choose a "
                "smaller range or a larger step."
            )
        return [(float(dy), float(dx)) for dy, dx in shifts]

    def name(self, state: State) -> str:
        """Return what the file is called, for example "cat shifted along x.gif"."""
        return f"{_stem(state)} shifted {_WORDS[self.way]}{self.kind.suffix}"

    def size(self, experiment: Experiment) -> tuple[int, int]:
        """Return the width and the height of a frame, in pixels."""
        _, height, width = experiment.input_shape
        _, rows, columns = experiment.network.shapes(experiment.input_shape)[experiment.shown]
        layout = layout_of([(height, width), (rows, columns), (rows, columns)], self.longest)
        return layout.width, layout.height


def picture_name(state: State) -> str:
    """Return what the three pictures are called as one file, for example "cat shifted x 12 y 0.png"."""
    dy, dx = shift_of(state)
    return f"{_stem(state)} shifted x {dx:g} y {dy:g}.png"


def write_picture(shifted: Shifted, file: Path, progress: Progress) -> None:
    """Write the three pictures of a shift as one PNG; see ``save_shifted``."""
    if shifted.is_sample:  # something was moving
        shifted = compute_shifted(shifted.state, compute(shifted.state, progress=part(progress, 0, 2)))
    save_shifted(file, shifted, progress=part(progress, 1, 2))


def write_animation(state: State, frame: Frame | None, choice: AnimationChoice, file: Path, progress: Progress) -> None:
    """Compute and write the frames one after another; see ``save_animation``.

    Parameters
    ----------
    state : State
        What is moved.
    frame : Frame, optional
        Of an earlier state, or of this: what is the same is not computed again.
    choice : AnimationChoice
    file : Path
        Its suffix decides.
    progress : callable
        Told how much is done, 0 … 1.

    Raises
    ------
    ExportError
        If there are too many frames, or the file cannot be written.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    shifts = choice.shifts(state)
    still = compute(state, frame, part(progress, 0, 20))
    scales = _scales(state, still, shifts, lambda done: progress(0.05 + 0.15 * done))
    save_animation(
        file,
        _frames(state, still, shifts, scales, choice.longest, lambda done: progress(0.2 + 0.8 * done)),
        len(shifts),
        frames_per_second=choice.frames_per_second,
        loop=choice.loop,
        colours=palette([scale.colours() for scale in scales], _photo(still)),
        text=recipe_of_shift(state, shifts),
    )


def _moved(state: State, shift: tuple[float, float]) -> State:
    dy, dx = shift
    return replace(state, translation=replace(state.translation, dy=dy, dx=dx))


def _scales(state: State, still: Frame, shifts: list[tuple[float, float]], progress: Progress) -> tuple[Scale, Scale]:
    """Choose the scales of the map and of the difference that hold for all frames, from samples of their values."""
    found, shifted = [], None
    different = sorted(set(shifts))  # the way back shows the same
    for index, shift in enumerate(different):
        watched = part(progress, index, len(different))
        watched(0)
        shifted = compute_shifted(_moved(state, shift), still, shifted, quick=True, progress=watched)
        found.append((shifted.map_scale, shifted.difference_scale))
    map_scales, difference_scales = zip(*found, strict=True)
    return map_scales[0], max(difference_scales, key=lambda scale: scale.high)


def _frames(
    state: State,
    still: Frame,
    shifts: list[tuple[float, float]],
    scales: tuple[Scale, Scale],
    longest: int,
    progress: Progress,
) -> Iterator[Image.Image]:
    shifted = None
    for index, shift in enumerate(shifts):
        watched = part(progress, index, len(shifts))
        watched(0)
        shifted = compute_shifted(_moved(state, shift), still, shifted, progress=watched)
        yield triptych(figure_of(shifted, scales), longest)


def _photo(still: Frame) -> Image.Image:
    """Return the picture that is moved, small."""
    picture = still.network_picture
    level = picture.level_for(_PHOTO_SIDE / max(picture.height, picture.width))
    photo = Image.fromarray(picture.rgb(level))
    photo.thumbnail((_PHOTO_SIDE, _PHOTO_SIDE), Image.Resampling.BOX)
    return photo


def _stem(state: State) -> str:
    return safe_name(Path(state.image_name).stem)[:_LONGEST_STEM].strip()
