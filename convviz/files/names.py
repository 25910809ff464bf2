"""Names for files that we write: allowed on every system, and no two alike."""

import re
from collections.abc import Callable, Iterable

_LONGEST = 120  # characters before the ending: of three or four bytes each, they still fit into 255 bytes with it
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_name(text: str) -> str:
    """Make a file name, without its ending, of any text.

    Examples
    --------
    >>> safe_name("cat: 1/16 blur?"), safe_name(" .. "), safe_name("aux")
    ('cat_ 1_16 blur_', 'map', 'aux_')
    """
    name = " ".join(_FORBIDDEN.sub("_", text).split())
    name = name.encode()[: 2 * _LONGEST].decode(errors="ignore")[:_LONGEST].strip(" .")
    return (f"{name}_" if _DEVICES.match(name) else name) or "map"


def apart(names: Iterable[str], is_taken: Callable[[str], bool] = lambda _name: False) -> list[str]:
    """Number the names that there already are, also where only capitals differ.

    Parameters
    ----------
    names : iterable of str
        File names with their ending.
    is_taken : callable, optional
        Says whether there is a file of this name.

    Examples
    --------
    >>> apart(["map.png", "Map.png", "map.png"])
    ['map.png', 'Map (2).png', 'map (3).png']
    """
    seen: set[str] = set()
    found = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        free, number = name, 1
        while free.lower() in seen or is_taken(free):
            number += 1
            free = f"{stem or ending} ({number}){dot if stem else ''}{ending if stem else ''}"
        seen.add(free.lower())
        found.append(free)
    return found
