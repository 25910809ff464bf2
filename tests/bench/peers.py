"""The other libraries, each in its best ordinary use; what it computes is checked in run.py before it is timed."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.bench.contestants import Contestant, grad_for
from tests.bench.workloads import Workload, gaussian, sigma_of

MOST_WINDOW_BYTES = 1 << 30  # of the copy that tensordot makes


Prepare = Callable[[Workload, np.ndarray, np.ndarray], Contestant | None]


@dataclass(frozen=True)
class Peer:
    """A library, and how it is used.

    Parameters
    ----------
    name : str
    package : str
        That is imported; without it the peer is left out.
    distribution : str
        Whose version is told.
    prepare : callable
        Returns None for a workload that this peer has no function for. Conversions to its own types and layouts are
        made here, outside of the time.
    is_threaded : bool
        Whether it can use a second thread.
    is_transform : bool
        Whether its time does not grow with the kernel.
    """

    name: str
    package: str
    distribution: str
    prepare: Prepare
    is_threaded: bool = False
    is_transform: bool = False

    @property
    def is_installed(self) -> bool:
        """Whether it can be imported."""
        return find_spec(self.package) is not None

    @property
    def version(self) -> str:
        """Of its distribution; "?" where another one brought the package."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return "?"


def _by_planes(
    workload: Workload, x: np.ndarray, weight: np.ndarray, plane: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> Contestant | None:
    """Build a bank from a function of one plane and one kernel: a call a pair, summed in place; no final copy."""
    if workload.kind == "gradients":
        return None
    kernels, step = _spread(weight, workload.dilation), workload.stride
    per_group = len(weight) // workload.groups

    def call() -> list[np.ndarray]:
        maps = []
        for number, kernel in enumerate(kernels):
            first = number // per_group * len(kernel)
            total = plane(x[first], kernel[0])
            for channel in range(1, len(kernel)):
                total += plane(x[first + channel], kernel[channel])
            maps.append(total[::step, ::step])
        return maps

    return Contestant(call, lambda maps: (np.stack(maps),))


def _spread(weight: np.ndarray, dilation: int) -> np.ndarray:
    """Put zeros between the weights, for libraries without dilation."""
    if dilation == 1:
        return weight
    *channels, height, width = weight.shape
    spread = np.zeros((*channels, dilation * (height - 1) + 1, dilation * (width - 1) + 1), weight.dtype)
    spread[..., ::dilation, ::dilation] = weight
    return spread


def _opencv(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    import cv2

    border, depth = cv2.BORDER_CONSTANT, cv2.CV_32F
    if workload.kind == "separable":
        line = gaussian(workload.kernel_size)
        return Contestant(lambda: cv2.sepFilter2D(x[0], depth, line, line, borderType=border), lambda y: (y[None],))
    if workload.kind == "RGB":
        image, kernel = np.ascontiguousarray(x.transpose(1, 2, 0)), weight[0, 0]
        return Contestant(
            lambda: cv2.filter2D(image, depth, kernel, borderType=border), lambda y: (y.transpose(2, 0, 1),)
        )
    return _by_planes(workload, x, weight, lambda p, kernel: cv2.filter2D(p, depth, kernel, borderType=border))


def _torch(workload: Workload, x: np.ndarray, weight: np.ndarray, channels_last: bool = False) -> Contestant | None:
    import torch
    from torch.nn.functional import conv2d

    single = workload.shape[-3] == 1 and workload.weight_shape[0] == 1
    if workload.kind == "8-bit" or (single and channels_last):  # with one channel it is the same memory
        return None
    layout = torch.channels_last if channels_last else torch.contiguous_format
    image, filters = (
        torch.from_numpy(array).contiguous(memory_format=layout) for array in (x.reshape(-1, *x.shape[-3:]), weight)
    )
    options = workload.options
    if workload.kind == "gradients":
        image.requires_grad_()
        filters.requires_grad_()
        grad = torch.from_numpy(grad_for(workload)).contiguous(memory_format=layout)

        def step() -> tuple[Any, ...]:
            y = conv2d(image, filters, **options)
            return y, *torch.autograd.grad(y, (image, filters), grad)

        return Contestant(step, lambda results: tuple(each.detach().numpy() for each in results))

    size = workload.kernel_size
    lines = [torch.from_numpy(gaussian(size)).reshape(1, 1, *shape) for shape in ((size, 1), (1, size))]
    half = size // 2

    @torch.inference_mode()
    def call() -> Any:
        if workload.kind == "separable":
            return conv2d(conv2d(image, lines[0], padding=(half, 0)), lines[1], padding=(0, half))
        return conv2d(image, filters, **options)

    return Contestant(call, lambda y: (y[0].numpy(),))


def _torch_channels_last(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    return _torch(workload, x, weight, channels_last=True)


def _ndimage(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    from scipy import ndimage

    if workload.kind == "separable":
        line = gaussian(workload.kernel_size)
        return Contestant(
            lambda: ndimage.correlate1d(ndimage.correlate1d(x[0], line, 0, mode="constant"), line, 1, mode="constant"),
            lambda y: (y[None],),
        )
    return _by_planes(workload, x, weight, lambda p, kernel: ndimage.correlate(p, kernel, np.float32, mode="constant"))


def _convolve2d(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    from scipy.signal import convolve2d

    if workload.kind == "8-bit":
        return None
    if workload.kind == "separable":
        line = gaussian(workload.kernel_size)
        return Contestant(lambda: convolve2d(convolve2d(x[0], line[:, None], "same"), line[None], "same"), _one)
    return _by_planes(workload, x, weight, lambda p, kernel: convolve2d(p, kernel[::-1, ::-1], "same"))


def _fftconvolve(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    from scipy.signal import fftconvolve

    return _by_transforms(workload, x, weight, fftconvolve)


def _oaconvolve(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    from scipy.signal import oaconvolve

    return _by_transforms(workload, x, weight, oaconvolve)


def _by_transforms(
    workload: Workload, x: np.ndarray, weight: np.ndarray, convolve: Callable[..., np.ndarray]
) -> Contestant | None:
    """Use one of scipy's Fourier convolutions: all channels of a filter in one call."""
    if workload.kind in ("8-bit", "gradients"):
        return None
    step, flipped = workload.stride, _spread(weight, workload.dilation)[..., ::-1, ::-1]
    if workload.groups > 1:
        kernel = flipped[0]
        return Contestant(lambda: convolve(x, kernel, "same", axes=(1, 2)), lambda y: (y,))
    if len(x) == 1:
        return Contestant(lambda: convolve(x[0], flipped[0, 0], "same")[::step, ::step], _one)

    def call() -> list[np.ndarray]:
        return [convolve(x, kernel, "same", axes=(1, 2)).sum(axis=0) for kernel in flipped]

    return Contestant(call, lambda maps: (np.stack(maps),))


def _skimage(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    from skimage.filters import correlate_sparse
    from skimage.filters import gaussian as blur

    if workload.kind == "8-bit":
        return None
    if workload.kind == "separable":
        sigma = sigma_of(workload.kernel_size)
        truncate = workload.kernel_size // 2 / sigma
        return Contestant(lambda: blur(x[0], sigma, mode="constant", truncate=truncate, preserve_range=True), _one)
    return _by_planes(workload, x, weight, lambda p, kernel: correlate_sparse(p, kernel, mode="constant"))


def _pillow(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    """Use Pillow's kernels, which there are of 3×3 and 5×5, for bytes; they leave the border as it is."""
    from PIL import Image, ImageFilter

    if workload.kind != "8-bit":
        return None
    image, size = Image.fromarray(x[0]), (workload.kernel_size,) * 2
    kernel = ImageFilter.Kernel(size, weight[0, 0, ::-1].ravel().tolist(), scale=1)  # its rows go from the bottom up
    return Contestant(lambda: image.filter(kernel), lambda y: (np.asarray(y)[None],))


def _windows(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant | None:
    """Multiply all windows with the weights: the NumPy that is found in most answers and courses."""
    size, half = workload.kernel_size, workload.options["padding"]
    taps = 2 * size if workload.kind == "separable" else weight[0].size
    if workload.kind in ("8-bit", "gradients") or taps * x[0].size * x.itemsize > MOST_WINDOW_BYTES:
        return None
    span, step, gap = workload.dilation * (size - 1) + 1, workload.stride, workload.dilation

    def windows(image: np.ndarray) -> np.ndarray:
        padded = np.pad(image, ((0, 0), (half, half), (half, half)))
        return sliding_window_view(padded, (span, span), (1, 2))[:, ::step, ::step, ::gap, ::gap]

    if workload.kind == "separable":
        line = gaussian(size)

        def call() -> np.ndarray:
            down = np.tensordot(sliding_window_view(np.pad(x[0], ((half, half), (0, 0))), size, 0), line, 1)
            return np.tensordot(sliding_window_view(np.pad(down, ((0, 0), (half, half))), size, 1), line, 1)

        return Contestant(call, _one)
    if workload.groups > 1:
        kernel = weight[0, 0]
        return Contestant(lambda: np.tensordot(windows(x), kernel, 2), lambda y: (y,))
    return Contestant(lambda: np.tensordot(weight, windows(x), ((1, 2, 3), (0, 3, 4))), lambda y: (y,))


def _one(y: np.ndarray) -> tuple[np.ndarray, ...]:
    return (y[None],)


PEERS = (
    Peer("OpenCV", "cv2", "opencv-python-headless", _opencv, is_threaded=True),
    Peer("torch", "torch", "torch", _torch, is_threaded=True),
    Peer("torch channels last", "torch", "torch", _torch_channels_last, is_threaded=True),
    Peer("scipy.ndimage", "scipy", "scipy", _ndimage),
    Peer("signal.convolve2d", "scipy", "scipy", _convolve2d),
    Peer("signal.fftconvolve", "scipy", "scipy", _fftconvolve, is_transform=True),
    Peer("signal.oaconvolve", "scipy", "scipy", _oaconvolve, is_transform=True),
    Peer("scikit-image", "skimage", "scikit-image", _skimage),
    Peer("Pillow", "PIL", "pillow", _pillow),
    Peer("windows + tensordot", "numpy", "numpy", _windows, is_threaded=True),
)
