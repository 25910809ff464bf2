"""The formulas of kernels that have parameters; sizes are in pixels, angles in degrees, weights in float64."""

import math

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]


def gaussian(size: float, sigma: float) -> Weights:
    """Sample exp(−(x² + y²) / 2σ²) and divide by the sum."""
    return _with_sum_1(bell(*turned(size, 0), sigma))


def gabor(
    size: float, sigma: float, wavelength: float, theta: float, psi: float, gamma: float, zero_sum: float
) -> Weights:
    """Sample a wave under a Gaussian, exp(−(x'² + γ² y'²) / 2σ²) · cos(2π x' / λ + ψ).

    x' runs across the stripes, y' along them. At θ = 0° the stripes are vertical; θ turns them anticlockwise as they
    are seen (OpenCV and scikit-image turn them clockwise). Daugman 1985, "Uncertainty relation for resolution in
    space, spatial frequency, and orientation"; for texture, Jain and Farrokhnia 1991. With ``zero_sum``, what the
    weights sum to is taken off in the shape of the Gaussian.
    """
    across, along = turned(size, theta)
    envelope = bell(across, along, sigma, gamma)
    cosine, sine = _direction(psi)
    phase = 2 * np.pi * across / wavelength
    wave = envelope * (np.cos(phase) * cosine - np.sin(phase) * sine)  # the cosine of the sum; exact at right angles
    return _with_sum_0(wave, envelope) if zero_sum else wave


def laplacian_of_gaussian(size: float, sigma: float) -> Weights:
    """Sample (r² / 2σ² − 1) · exp(−r² / 2σ²) / πσ⁴ (Marr and Hildreth 1980).

    What the samples sum to is taken off in the shape of the Gaussian, so that flat areas answer 0.
    """
    across, along = turned(size, 0)
    envelope = bell(across, along, sigma)
    weights = ((across**2 + along**2) / (2 * sigma**2) - 1) * envelope / (np.pi * sigma**4)
    return _with_sum_0(weights, envelope)


def motion_blur(length: float, angle: float) -> Weights:
    """Draw a line through the middle, one pixel wide and with soft edges, and divide by the sum.

    At 0° it is horizontal; it turns anticlockwise as it is seen. The size is odd, the least that holds the line.
    """
    along, across = turned(length + 1 - length % 2, angle)
    reach = np.clip((length + 1) / 2 - np.abs(along), 0, 1)
    return _with_sum_1(reach * np.clip(1 - np.abs(across), 0, 1))


def random_weights(size: float, distribution: float, deviation: float, seed: float) -> Weights:
    """Draw independent weights of mean 0, normal (0) or uniform (1), both of this standard deviation."""
    generator = np.random.default_rng(int(seed))
    shape = int(size), int(size)
    if distribution == 0:
        return generator.normal(0, deviation, shape)
    return generator.uniform(-math.sqrt(3) * deviation, math.sqrt(3) * deviation, shape)


def he_deviation(fan_in: int) -> float:
    """Return √(2 / fan_in), with which ReLU layers keep the size of their signals (He et al. 2015).

    Parameters
    ----------
    fan_in : int
        Weights of one filter: in_channels · kernel_height · kernel_width.
    """
    return math.sqrt(2 / fan_in)


def turned(size: float, degrees: float) -> tuple[Weights, Weights]:
    """Return for each place of a square kernel how far it lies along a direction from the middle, and beside it.

    The direction is to the right, turned anticlockwise as it is seen: the rows count downwards.
    """
    y, x = np.mgrid[: int(size), : int(size)] - (size - 1) / 2
    cosine, sine = _direction(degrees)
    return x * cosine - y * sine, x * sine + y * cosine


def bell(across: Weights, along: Weights, sigma: float, gamma: float = 1.0) -> Weights:
    """Return a Gaussian of height 1 at these places, σ wide in one direction and σ / γ in the other."""
    weights: Weights = np.exp(-(across**2 + (gamma * along) ** 2) / (2 * sigma**2))
    return weights


def _direction(degrees: float) -> tuple[float, float]:
    """Return cosine and sine, exactly 0 and ±1 at right angles."""
    return round(math.cos(math.radians(degrees)), 12), round(math.sin(math.radians(degrees)), 12)


def _with_sum_1(weights: Weights) -> Weights:
    return np.asarray(weights / weights.sum())


def _with_sum_0(weights: Weights, envelope: Weights) -> Weights:
    """Take off what the weights sum to, in the shape of the Gaussian: the border stays as near to zero as it was."""
    return np.asarray(weights - envelope * (math.fsum(weights.flat) / envelope.sum()))
