"""What a shift of the image shows, as one picture: the three that are on the page, and the two read-outs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from types import MappingProxyType

import numpy as np

from convviz.files.png import write_png
from convviz.files.triptych import Panel, Triptych, triptych
from convviz.files.writing import ending_of, new_file
from convviz.lab.pictures.display import Scale, shares_beyond
from convviz.lab.progress import Progress, unwatched
from convviz.lab.recipe import describe, recipe
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.text.quantities import times
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted import Shifted
from convviz.lab.translation.translation import Difference, Switches
from convviz.lab.translation.translation_words import (
    DIFFERENCE_WORDS,
    EDGE_WORDS,
    INTERPOLATION_WORDS,
    change_text,
    cosine_text,
    error_text,
)

SIDE = 1920  # of the three pictures as a PNG of its own
_BAND = 256  # rows that are written at a time
_HEADINGS: MappingProxyType[Difference, str] = MappingProxyType({"change": "Difference", "error": "Equivariance error"})


def save_shifted(
    path: str | PathLike[str], shifted: Shifted, *, longest: int = SIDE, progress: Progress = unwatched
) -> None:
    """Write the three pictures as one PNG, which is replaced in one step or stays as it was.

    Parameters
    ----------
    path : str or path
        Ends in ``.png``.
    shifted : Shifted
    longest : int
        As in ``triptych``.
    progress : callable, optional
        Told how much is written, 0 … 1.

    Raises
    ------
    ExportError
        If the suffix is another, or the file cannot be written.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    ending_of(Path(path).name, {".png": "a picture"})
    with new_file(path) as file:
        page = triptych(figure_of(shifted, (shifted.map_scale, shifted.difference_scale), caption=True), longest)
        bands = (
            np.asarray(page.crop((0, top, page.width, min(top + _BAND, page.height))))
            for top in range(0, page.height, _BAND)
        )
        write_png(file, page.height, page.width, bands, recipe_of_shift(shifted.state), progress)


def figure_of(shifted: Shifted, scales: tuple[Scale, Scale], *, caption: bool = False) -> Triptych:
    """Return what stands on the page.

    Parameters
    ----------
    shifted : Shifted
        With every value: its step is 1.
    scales : (Scale, Scale)
        Of the map and of the difference.
    caption : bool
        Whether the sentence that says what is left, and why, stands below.
    """
    state, experiment = shifted.state, shifted.experiment
    maps = ((shifted.map_values, scales[0]), (shifted.difference_values, scales[1]))
    map_panel, difference_panel = ((scale.rgb(values), scale, shares_beyond(values, scale)) for values, scale in maps)
    given = shifted.input_picture.rgb()
    difference = state.translation.difference
    name = f"{experiment.names[experiment.shown]}, {times(*shifted.map_values.shape)}"
    reading = shifted.reading
    return Triptych(
        _shift_words(state),
        subtitle_of(state),
        (
            Panel("Shifted input", times(*given.shape[:2]), given),
            Panel(f"Feature map {experiment.channel + 1}", name, *map_panel),
            Panel(_HEADINGS[difference], DIFFERENCE_WORDS[difference].name, *difference_panel, shifted.zero),
        ),
        (
            (
                "Equivariance",
                f"relative error {error_text(reading.equivariance)}",
                f"the map moves with the image: {reading.layer}",
            ),
            (
                "Invariance",
                f"changed by {change_text(reading.change)}, cosine {cosine_text(reading.cosine)}",
                f"the pooled features stay: {reading.features}",
            ),
        ),
        shifted.sentence if caption else "",
    )


def subtitle_of(state: State) -> str:
    """Say what is moved, what of the network is changed, and what comes in where the image has left."""
    translation = state.translation
    parts = [describe(state)]
    if translation.switches != Switches():
        parts.append(f"changed: {translation.switches.title}")
    parts.append(f"edge: {EDGE_WORDS[translation.edge].name}")
    if not all(float(distance).is_integer() for distance in shift_of(state)):
        parts.append(INTERPOLATION_WORDS[translation.interpolation].name)
    return "  ·  ".join(parts)


def recipe_of_shift(state: State, shifts: Iterable[tuple[float, float]] = ()) -> Mapping[str, str]:
    """Return how the pictures were made, as key and text; of an animation also the shifts, (dy, dx), frame by frame."""
    dy, dx = shift_of(state)
    translation = asdict(state.translation) | {"dy": dy, "dx": dx}
    del translation["scores"]  # nothing of these pictures
    if moved := [list(shift) for shift in shifts]:
        translation = {key: value for key, value in translation.items() if key not in ("dy", "dx")} | {"shifts": moved}
    return recipe(state) | {"convviz:translation": json.dumps(translation)}


def _shift_words(state: State) -> str:
    """Say how far the image is moved, for example "Shift  x +12, y −3 pixels"."""
    dy, dx = shift_of(state)
    return f"Shift  x {_signed(dx)}, y {_signed(dy)} pixels"


def _signed(distance: float) -> str:
    text = format_number(round(distance, 3))
    return f"+{text}" if distance > 0 else text
