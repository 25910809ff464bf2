"""Measures the memory of the editor in a process of its own: what a large picture and an edit of it add."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np

from convviz.lab.edits.edits import cells_set, image_opened
from tests.bench.offscreen import application, open_window, photo, settle

MEBIBYTE = 1 << 20
SMALL = (1, 64, 64)
STATUS = Path("/proc/self/status")


def peak() -> int:
    """Return the most bytes that this process has held at once, until now."""
    if STATUS.exists():  # on Linux, where the other number begins with that of the process that started this one
        (kibibytes,) = (line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kibibytes) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def held() -> int:
    """Return the bytes that this process holds now; its peak where the system does not tell."""
    if not STATUS.exists():
        return peak()
    (kibibytes,) = (line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(kibibytes) * 1024


def main(choice: dict[str, Any]) -> None:
    """Open a large picture in place of a small one, edit a weight, and write what that added as a line of JSON."""
    keep = application()
    window = open_window(photo(*SMALL), np.eye(5, dtype=np.float32))
    before, held_before = peak(), held()
    image = photo(*choice["shape"])
    window.document.edit("Open", image_opened, image, "photo")
    settle(window)
    opened = peak()
    window.document.edit("Set weight", cells_set, [(2, 2)], 3.0)
    settle(window)
    record = {
        "image": image.nbytes,
        "map": image.nbytes,
        "opened": opened - before,
        "edited": peak() - before,
        "at rest": held() - held_before,
    }
    sys.stdout.write(json.dumps({name: size / MEBIBYTE for name, size in record.items()}) + "\n")
    window.close()
    del keep


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
