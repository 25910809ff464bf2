"""What a network does to each value of a feature map, and its fully connected layer; arrays of any shape."""

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, float_array, float_type, real_array
from convviz.engine.products import multiply


def relu(x: ArrayLike) -> FloatArray:
    """Replace negative values by zero: max(0, x).

    Parameters
    ----------
    x : real, any shape
        Never changed.

    Returns
    -------
    same shape
        float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` does not hold real numbers.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.], dtype=float32)
    """
    return np.maximum(float_array(x, "x"), 0)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """Scale negative values by a small slope and keep the others.

    Parameters
    ----------
    x : real, any shape
        Never changed.
    negative_slope : float
        Factor of the negative values; any number.

    Returns
    -------
    same shape
        float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` does not hold real numbers.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], 0.5)
    array([-1.,  0.,  3.], dtype=float32)
    """
    values = float_array(x, "x")
    return np.where(values > 0, values, values * values.dtype.type(negative_slope))


def sigmoid(x: ArrayLike) -> FloatArray:
    """Squeeze values between 0 and 1: 1 / (1 + exp(-x)), without overflow.

    Parameters
    ----------
    x : real, any shape
        Never changed.

    Returns
    -------
    same shape
        In [0, 1]; float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` does not hold real numbers.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ], dtype=float32)
    """
    values = float_array(x, "x")
    with np.errstate(under="ignore"):
        small = np.exp(-np.abs(values))
    result: FloatArray = np.where(values < 0, small, 1) / (1 + small)
    return result


def tanh(x: ArrayLike) -> FloatArray:
    """Squeeze values between -1 and 1.

    Parameters
    ----------
    x : real, any shape
        Never changed.

    Returns
    -------
    same shape
        In [-1, 1]; float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` does not hold real numbers.
    """
    return np.tanh(float_array(x, "x"))


def softmax(x: ArrayLike, dim: int = -1) -> FloatArray:
    """Turn scores into positive numbers whose sum is 1: exp(x) / Σ exp(x), without overflow.

    Parameters
    ----------
    x : real, any shape with at least one axis
        Never changed.
    dim : int
        The axis along which the results sum to 1, as in ``torch.softmax``.

    Returns
    -------
    same shape
        In [0, 1]; float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` does not hold real numbers or has no axis `dim`.

    Examples
    --------
    >>> softmax([1000, 1000, 0])
    array([0.5, 0.5, 0. ], dtype=float32)
    """
    values = float_array(x, "x")
    if not -values.ndim <= dim < values.ndim:
        raise ValueError(f"dim must be an axis of x, from {-values.ndim} to {values.ndim - 1}; got {dim}.")
    with np.errstate(over="ignore", under="ignore"):  # a share of less than a float can say is 0
        powers = np.exp(values - values.max(axis=dim, keepdims=True))
    result: FloatArray = powers / powers.sum(axis=dim, keepdims=True)
    return result


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> FloatArray:
    """Connect every input with every output: x · weightᵀ + bias, as ``torch.nn.functional.linear``.

    Parameters
    ----------
    x : (..., in_features), real
        Never changed.
    weight : (out_features, in_features), real
        One row an output.
    bias : (out_features,), real, optional
        One number an output.

    Returns
    -------
    (..., out_features)
        float64 if `x` or `weight` is; otherwise float32.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the arrays do not hold real numbers.

    Examples
    --------
    >>> linear([1, 2], [[3, 4], [5, 6]], [0, 1])
    array([11., 18.], dtype=float32)
    """
    x, weight = real_array(x, "x"), real_array(weight, "weight")
    if x.ndim < 1 or weight.ndim != 2 or x.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"x must be (..., in_features) and weight (out_features, in_features); got {x.shape} and {weight.shape}."
        )
    dtype = float_type(x, weight)
    samples = x.astype(dtype, copy=False).reshape(-1, x.shape[-1])
    result = product(samples, weight.astype(dtype, copy=False).T).reshape(*x.shape[:-1], len(weight))
    if bias is None:
        return result
    offsets = real_array(bias, "bias")
    if offsets.shape != weight.shape[:1]:
        raise ValueError(f"bias must hold one number an output, ({len(weight)},); got {offsets.shape}.")
    return result + offsets.astype(dtype)


def product(left: FloatArray, right: FloatArray) -> FloatArray:
    """Multiply two matrices, which may be empty, without the threads of the BLAS."""
    return multiply(left, right) if left.size else left @ right
