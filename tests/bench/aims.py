"""What is aimed at, and how far it is reached; written down before it was measured."""

from typing import Any

from tests.bench.clock import ratio
from tests.bench.run import OURS

Record = dict[str, Any]

# Another's time / ours, at least: kernels of 3×3, 5×5, 7×7, 11×11 and more; separable; banks; gradients; training.
COLUMNS = "3×3", "5×5", "7×7", "11×11 and more", "separable", "banks", "gradients", "training"
_SLOWER = (2, 2, 2, 2, 3, 2, None, None)
AIMS: dict[str, tuple[float | None, ...]] = {
    "OpenCV": (0.65, 0.75, 0.9, 1, 0.9, 1, None, None),
    "torch": (10, 10, 10, 10, 10, 1.1, 2, 0.5),
    "torch channels last": (None,) * len(COLUMNS),
    "scipy.ndimage": _SLOWER,
    "signal.convolve2d": _SLOWER,
    "signal.fftconvolve": (1, 1, 1, 1, 3, 2, None, None),
    "signal.oaconvolve": _SLOWER,
    "scikit-image": _SLOWER,
    "Pillow": _SLOWER,
    "windows + tensordot": _SLOWER,
}
HOVER, CHOOSE, EDIT, SHIFT = "hover", "choose a kernel", "edit one cell", "shift by (5, 9)"
EDITOR_AIM, EDITOR_FROM = 5, 5  # OpenCV's whole convolution / computing an edit or shift, from this kernel size on
PIXELS_AIM, GAP_AIM = 0.016, 0.033  # seconds: 95 of 100 edits to pixels; the window not answering
START_AIM = 2  # times an empty window
MEMORY_AIM = 128  # MiB beside image and map


def has_editor_aim(record: Record) -> bool:
    """Say whether an act in the editor shall be quicker than OpenCV's whole convolution."""
    on_photo = record["image"].startswith("12 megapixels")
    return on_photo and record["kernel"] >= EDITOR_FROM and record["act"] in (EDIT, SHIFT)


def column_of(record: Record, peer: str) -> str | None:
    """Return the column of ``COLUMNS`` that a measurement counts for; None if for none of them.

    Pillow counts by bytes, as it has no floats; for dense kernels of OpenCV the aim is one at 1080p.
    """
    kind, title = record["kind"], record["title"]
    if kind == ("8-bit" if peer == "Pillow" else "dense") and (peer != "OpenCV" or title.startswith("1080p")):
        size = title.split()[-1]
        return size if size in COLUMNS else "11×11 and more"
    return {"separable": "separable", "bank": "banks", "gradients": "gradients", "training": "training"}.get(kind)


def least_ratios(records: list[Record], threads: int) -> dict[str, dict[str, float]]:
    """Return the least ratio of each peer in each column: that where convviz looks worst."""
    least: dict[str, dict[str, float]] = {}
    for record in records:
        ours = record["seconds"][OURS]
        for peer, theirs in record["seconds"].items():
            column = column_of(record, peer)
            if peer == OURS or column is None or record["threads"] != threads:
                continue
            found = least.setdefault(peer, {})
            found[column] = min(found.get(column, float("inf")), ratio(theirs, ours))
    return least
