"""Black or white: which of them is read on a colour."""

import numpy as np
import numpy.typing as npt

_SHARES = 0.2126, 0.7152, 0.0722  # of red, green and blue in the relative luminance, WCAG 2
_EVEN = 0.179  # the luminance from which on black has more contrast than white
_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)


def is_light(colours: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say of colours whether black is read better on them than white.

    Parameters
    ----------
    colours : (..., 3) int
        Red, green and blue, 0 … 255.

    Returns
    -------
    (...) bool
    """
    light: npt.NDArray[np.bool_] = _LINEAR[np.asarray(colours)] @ _SHARES > _EVEN
    return light
