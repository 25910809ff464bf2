"""What ships with convviz: samples and fonts, found in a wheel or in a checkout."""

from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convviz.files.images import LoadedImage


@dataclass(frozen=True)
class Sample:
    """A picture that comes with convviz.

    Parameters
    ----------
    name : str
        As the menu calls it.
    file : str
        Its file in ``samples``.
    shows : str
        One sentence about what to see in it.
    is_drawn : bool
        Whether ``assets/make_samples.py`` draws it; else it is a photograph.
    """

    name: str
    file: str
    shows: str
    is_drawn: bool = False


_PHOTOGRAPHS = (
    Sample("Astronaut", "astronaut.png", "A portrait in colour with sharp edges in every direction."),
    Sample("Coffee cup", "coffee.png", "Smooth ellipses: an edge filter fades where the rim turns away from it."),
    Sample("Temple", "temple.jpg", "Fine detail under a smooth sky: an edge filter keeps the one and drops the other."),
    Sample("Photographer", "camera.png", "A grey photograph, one channel: crisp tripod, noisy grass, flat sky."),
    Sample("Bricks", "brick.png", "Joints in two directions, which a Sobel kernel and its transpose tell apart."),
    Sample("Gravel", "gravel.png", "Stones that lie every way: Sobel x and Sobel y answer equally strongly."),
)

_DRAWINGS = tuple(
    Sample(name, file, shows, is_drawn=True)
    for name, file, shows in (
        ("Single pixel", "impulse.png", "An impulse: its feature map is the kernel, turned by half a turn."),
        ("Step edge", "step-edge.png", "Black beside white: Sobel x answers 4, the largest value it can give."),
        ("Chessboard", "chessboard.png", "It repeats every 32 pixels, and shifted by 16 it is its own negative."),
        ("Digit", "digit.png", "28×28 pixels, as in MNIST: Sobel x misses the level foot of the 2, Sobel y finds it."),
        ("Text", "text.png", "Thin strokes: Sobel x answers each upright one twice, once with each sign."),
        ("Stripes", "chirp.png", "A 3×3 mean wipes out stripes of 3 pixels, and swaps black and white in finer ones."),
        ("Zone plate", "zone-plate.png", "Every spatial frequency: smoothing removes the outer rings, strides alias."),
        ("Noise", "noise.png", "Every pixel by chance, ½ on average: a 3×3 mean cuts their spread to a third."),
    )
)

_SAMPLES = _PHOTOGRAPHS + _DRAWINGS


def asset(name: str) -> Traversable:
    """Find a file or folder that ships with convviz.

    Parameters
    ----------
    name : str
        Its path below ``assets``, with forward slashes, such as ``"fonts/Inter-Regular.otf"``.

    Returns
    -------
    Traversable
        With ``read_bytes()``, ``iterdir()`` and so on; ``importlib.resources.as_file`` makes it a real file.

    Raises
    ------
    FileNotFoundError
        If nothing of this name ships.

    Examples
    --------
    >>> asset("ASSETS.md").is_file()
    True
    """
    package = resources.files("convviz")
    # A wheel has the assets inside the package, a checkout beside it.
    for folder in (package / "assets", package / ".." / "assets"):
        if (found := folder / name).is_file() or found.is_dir():
            return found
    raise FileNotFoundError(f"“{name}” is missing from this copy of convviz; install it again.")


def samples() -> tuple[Sample, ...]:
    """Return the samples in the order of the menu, photographs before drawings; convviz opens with the first."""
    return _SAMPLES


def load_sample(name: str) -> "LoadedImage":
    """Read a sample.

    Parameters
    ----------
    name : str
        The ``name`` of one of ``samples()``.

    Returns
    -------
    LoadedImage
        Called by the sample's name.

    Raises
    ------
    ValueError
        If there is no sample of this name.

    Examples
    --------
    >>> load_sample("Step edge").pixels.shape
    (1, 64, 64)
    """
    for sample in _SAMPLES:
        if sample.name == name:
            from convviz.files.images import read_image  # needs NumPy and Pillow; the fonts shall not wait for them

            return read_image(asset(f"samples/{sample.file}").read_bytes(), name)
    raise ValueError(f"There is no sample “{name}”; choose one of {', '.join(s.name for s in _SAMPLES)}.")
