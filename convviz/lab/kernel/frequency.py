"""How strongly a kernel answers to waves: its frequency response."""

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray


def frequency_response(kernel: FloatArray, size: int = 64) -> npt.NDArray[np.float64]:
    """Return how much larger or smaller a wave comes out of a kernel than it went in, for waves of every direction.

    It is the magnitude of the discrete Fourier transform of the kernel among zeros,
    \\|Σ kernel[y, x] · exp(−2πi (v·y + u·x))\\|, with v and u in cycles per pixel down and across. Convolution and
    cross-correlation have the same: the flip changes the phase alone.

    Parameters
    ----------
    kernel : (height, width)
    size : int
        Frequencies along each axis; not less than the kernel's height and width.

    Returns
    -------
    (size, size), float64, at least 0
        Row i and column i hold the frequency (i − ⌊size / 2⌋) / size: zero is in the middle, and ½, the finest wave
        that pixels can hold, at the border.

    Raises
    ------
    ValueError
        If the kernel is larger than ``size``.

    Examples
    --------
    >>> frequency_response(np.array([[0.5, 0.5]]), 4)[2].round(3).tolist()
    [0.0, 0.707, 1.0, 0.707]
    """
    if max(kernel.shape) > size:
        height, width = kernel.shape
        raise ValueError(f"A kernel of {height}×{width} needs {max(kernel.shape)} frequencies or more; got {size}.")
    response: npt.NDArray[np.float64] = np.abs(np.fft.fftshift(np.fft.fft2(kernel.astype(np.float64), (size, size))))
    return response
