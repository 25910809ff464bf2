"""Measures the editor in a process of its own: from an edit to the pixels that show it, through the whole window."""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from itertools import count
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import Cell, cells_set, kernel_set, translation_set
from convviz.lab.glimpse import glimpse, question
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted import Shifted, compute_shifted, first_seen
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.image_view import ImageView
from tests.bench.aims import CHOOSE, EDIT, HOVER, SHIFT
from tests.bench.clock import seconds_of
from tests.bench.offscreen import application, is_at_rest, open_window, photo, seconds_to_pixels, settle, wait_until

WAY = (5, 9)  # rows down and columns to the right
TRANSLATION_PAGE = 3
WARM_UP, FEWEST, MOST, BUDGET = 2, 5, 40, 6.0  # repetitions, and seconds for them
TICK = 2  # milliseconds between two looks at whether the window answers

IMAGES = {  # what is measured on each: kernel sizes
    "512², grey": ((1, 512, 512), (3, 5, 11, 31)),
    "12 megapixels, grey": ((1, 3000, 4000), (3, 5, 7, 11, 31)),
    "12 megapixels, colour": ((3, 3000, 4000), (3, 11, 31)),
    "100 megapixels, grey": ((1, 10000, 10000), (5, 31)),
}
QUICK_IMAGES = {"256², grey": ((1, 256, 256), (3,))}

Record = dict[str, Any]


class Editor:
    """The window on one picture, and what a person does in it.

    Parameters
    ----------
    shape : (C, H, W)
        Of the picture.
    size : int
        Of the kernel.
    beside_opencv : bool
        Whether OpenCV's whole convolution is timed, too.
    """

    _turn: ClassVar = count()  # of all windows: a mouse that is already there would not move

    def __init__(self, shape: tuple[int, int, int], size: int, beside_opencv: bool = False) -> None:
        self._image, self._size = photo(*shape), size
        self._beside_opencv = beside_opencv
        self._random = np.random.default_rng(1)
        kernel = self._random.normal(size=(size, size)).astype(np.float32)
        self._window: MainWindow = open_window(self._image, kernel)
        self._unmoved: Shifted | None = None  # what there is before the shift

    def close(self) -> None:
        """Close the window, and give its memory back."""
        self._window.close()
        self._window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del self._window, self._unmoved
        gc.collect()

    def edit_cell(self) -> float:
        """Set one weight; return the seconds until the map is painted."""
        act = partial(self._window.document.edit, "Set weight", cells_set, *self._new_weight())
        return self._to_new_map(act, self._window.page.map_view)

    def compute_cell(self) -> float:
        """Compute what the map view shows at once when one weight is set, and nothing else; return the seconds."""
        frame = self._frame()
        state = replace(frame.state, **cells_set(frame.state, *self._new_weight()))
        asked = question(state, frame, self._window.page.map_view.look)
        return seconds_of(partial(glimpse, asked) if asked else partial(compute, state, frame))

    def choose_kernel(self) -> float:
        """Put a whole new kernel in; return the seconds until its map is painted."""
        kernel = self._random.normal(size=(self._size, self._size)).astype(np.float32)
        act = partial(self._window.document.edit, "Choose kernel", kernel_set, kernel)
        return self._to_new_map(act, self._window.page.map_view)

    def shift(self) -> float:
        """Move the image by ``WAY``, there and back in turn; return the seconds until its map is painted."""
        dy, dx = (0, 0) if any(shift_of(self._window.document.state)) else WAY
        act = partial(self._window.document.edit, "Shift the image", partial(translation_set, dy=dy, dx=dx))
        return self._to_new_map(act, self._window.pages.page.pictures.map_view)

    def compute_shift(self) -> float:
        """Compute what is shown at once when the image is moved by ``WAY``, and nothing else; return the seconds."""
        frame = self._frame()
        if self._unmoved is None:
            self._unmoved = compute_shifted(frame.state, frame)
        dy, dx = WAY
        moved = replace(frame.state, **translation_set(frame.state, dy=dy, dx=dx))
        look = self._window.pages.page.pictures.look
        return seconds_of(partial(first_seen, moved, frame, self._unmoved, quick=True, look=look))

    def hover(self) -> float:
        """Move the mouse to another value; return the seconds until its receptive field is outlined on the input."""
        page = self._window.pages.filters
        middle = page.map_view.rect().center()
        place = middle + (middle / 8) * (1 if next(self._turn) % 2 == 0 else -1)
        before = page.input_view.over.outlines
        return seconds_to_pixels(
            partial(QTest.mouseMove, page.map_view, place),
            page.input_view,
            lambda: page.input_view.over.outlines != before,
        )

    def _new_weight(self) -> tuple[list[Cell], float]:
        row, column = map(int, self._random.integers(0, self._size, 2))
        return [(row, column)], float(self._random.normal())

    def _frame(self) -> Frame:
        """Return what the window shows at rest."""
        frames: list[Frame] = []
        self._window.compute.when_settled(frames.append)
        (frame,) = frames
        return frame

    def show_translation(self) -> None:
        """Turn to the page on which the image is shifted."""
        self._window.pages.show_page(TRANSLATION_PAGE)
        settle(self._window)

    def rest(self) -> float:
        """Wait until all is computed; return the seconds."""
        begun = time.perf_counter()
        settle(self._window)
        return time.perf_counter() - begun

    def longest_gap(self, act: Callable[[], float]) -> float:
        """Return the longest time in which the window did not answer, from an act until it is at rest."""
        ticks = [time.perf_counter()]
        timer = QTimer(interval=TICK)
        timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
        timer.start()
        act()
        wait_until(lambda: is_at_rest(self._window))
        ticks.append(time.perf_counter())
        timer.stop()
        return float(np.diff(ticks).max())

    def _to_new_map(self, act: Callable[[], object], view: ImageView) -> float:
        assert view.shown is not None
        before = view.shown.picture
        return seconds_to_pixels(act, view, lambda: view.shown is not None and view.shown.picture is not before)

    @property
    def whole_convolution(self) -> Callable[[], Any] | None:
        """A map of this size by OpenCV; None if it is not wanted or installed, or the picture has colours."""
        if not self._beside_opencv or len(self._image) > 1 or find_spec("cv2") is None:
            return None
        import cv2

        plane, kernel = self._image[0], self._random.normal(size=(self._size,) * 2).astype(np.float32)
        return lambda: cv2.filter2D(plane, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)


def measure(editor: Editor, act: Callable[[], float], alone: Callable[[], float] | None, most: int) -> Record:
    """Repeat an act beside OpenCV's whole convolution; in the end look how long the window does not answer.

    Python's garbage collection is at work, as it is in the program.

    Parameters
    ----------
    editor : Editor
    act : callable
        Returns the seconds until what came of it is painted.
    alone : callable, optional
        Returns the seconds that are computed for it, without the window.
    most : int
        Repetitions at most.
    """
    whole = editor.whole_convolution
    pixels: list[float] = []
    rest: list[float] = []
    computed: list[float] = []
    opencv: list[float] = []
    begun = time.perf_counter()
    for number in count():
        took = act()
        rested = took + editor.rest()
        apart = alone() if alone else None
        beside = seconds_of(whole) if whole else None
        if number < WARM_UP:
            begun = time.perf_counter()
            continue
        pixels.append(took)
        rest.append(rested)
        computed += [] if apart is None else [apart]
        opencv += [] if beside is None else [beside]
        if len(pixels) >= most or (len(pixels) >= FEWEST and time.perf_counter() - begun > BUDGET):
            break
    gap = max(editor.longest_gap(act) for _ in range(3))
    return {"pixels": pixels, "rest": rest, "computed": computed, "opencv": opencv, "gap": gap}


def measure_image(
    name: str, shape: tuple[int, int, int], sizes: tuple[int, ...], most: int, beside_opencv: bool
) -> Iterator[Record]:
    """Measure all that is done to one picture."""
    for size in sizes:
        editor = Editor(shape, size, beside_opencv)
        acts: dict[str, tuple[Callable[[], float], Callable[[], float] | None]] = {
            EDIT: (editor.edit_cell, editor.compute_cell),
            CHOOSE: (editor.choose_kernel, None),
        }
        if size == sizes[0]:
            acts[HOVER] = editor.hover, None
        for title, (act, alone) in acts.items():
            yield {"act": title, "image": name, "kernel": size, **measure(editor, act, alone, most)}
        editor.show_translation()
        shift = measure(editor, editor.shift, editor.compute_shift, most)
        yield {"act": SHIFT, "image": name, "kernel": size, **shift}
        editor.close()


def main(choice: dict[str, Any]) -> None:
    """Measure, and write a line of JSON an act."""
    keep = application()
    quick = choice["quick"]
    for name, (shape, sizes) in (QUICK_IMAGES if quick else IMAGES).items():
        for record in measure_image(name, shape, sizes, 2 if quick else MOST, choice["opencv"]):
            sys.stderr.write(f"  editor: {name}, {record['act']}, {record['kernel']}×{record['kernel']}\n")
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()
    del keep


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
