"""The gradients of the activations and of the fully connected layer, one for each function of activations.py."""

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.activations import product, sigmoid, softmax, tanh
from convviz.engine.arrays import FloatArray, float_type, real_array


def relu_grad(x: ArrayLike, grad: ArrayLike) -> FloatArray:
    """Send a gradient back through :func:`relu`: it passes where x > 0, and stops elsewhere (at 0 too, as in torch).

    Parameters
    ----------
    x : real, any shape
        The input of the activation.
    grad : real, shape of `x`
        Derivative of the cost by each output.

    Returns
    -------
    same shape
        Derivative of the cost by each input; float64 if `x` or `grad` is, otherwise float32.

    Raises
    ------
    ValueError
        If the shapes differ, or the arrays do not hold real numbers.

    Examples
    --------
    >>> relu_grad([-2, 0, 3], [5, 5, 5])
    array([0., 0., 5.], dtype=float32)
    """
    values, sent = _arrays(x, grad)
    return sent * (values > 0)


def leaky_relu_grad(x: ArrayLike, grad: ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """Send a gradient back through :func:`leaky_relu`: unchanged where x > 0, times the slope elsewhere.

    Parameters, returns and errors are those of :func:`relu_grad`.
    """
    values, sent = _arrays(x, grad)
    return np.where(values > 0, sent, sent * sent.dtype.type(negative_slope))


def sigmoid_grad(x: ArrayLike, grad: ArrayLike) -> FloatArray:
    """Send a gradient back through :func:`sigmoid`, whose derivative is σ(1 − σ).

    Parameters, returns and errors are those of :func:`relu_grad`.
    """
    values, sent = _arrays(x, grad)
    result = sigmoid(values)
    return sent * result * (1 - result)


def tanh_grad(x: ArrayLike, grad: ArrayLike) -> FloatArray:
    """Send a gradient back through :func:`tanh`, whose derivative is 1 − tanh².

    Parameters, returns and errors are those of :func:`relu_grad`.
    """
    values, sent = _arrays(x, grad)
    result: FloatArray = sent * (1 - tanh(values) ** 2)
    return result


def softmax_grad(x: ArrayLike, grad: ArrayLike, dim: int = -1) -> FloatArray:
    """Send a gradient back through :func:`softmax`, whose derivatives are ∂pᵢ/∂xⱼ = pᵢ(δᵢⱼ − pⱼ).

    `dim` is the axis along which the results sum to 1; the rest is as in :func:`relu_grad`.
    """
    values, sent = _arrays(x, grad)
    shares = softmax(values, dim)
    result: FloatArray = shares * (sent - (shares * sent).sum(axis=dim, keepdims=True))
    return result


def linear_input_grad(weight: ArrayLike, grad: ArrayLike) -> FloatArray:
    """Send a gradient back through :func:`linear` to its input: grad · weight.

    Parameters
    ----------
    weight : (out_features, in_features), real
    grad : (..., out_features), real
        Derivative of the cost by each output.

    Returns
    -------
    (..., in_features)
        float64 if `weight` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the arrays do not hold real numbers.
    """
    weight, grad = real_array(weight, "weight"), real_array(grad, "grad")
    if weight.ndim != 2 or grad.ndim < 1 or grad.shape[-1] != len(weight):
        raise ValueError(
            f"weight must be (out_features, in_features) and grad (..., out_features); "
            f"got {weight.shape} and {grad.shape}."
        )
    dtype = float_type(weight, grad)
    sent = grad.astype(dtype, copy=False).reshape(-1, len(weight))
    return product(sent, weight.astype(dtype, copy=False)).reshape(*grad.shape[:-1], weight.shape[1])


def linear_weight_grad(x: ArrayLike, grad: ArrayLike) -> FloatArray:
    """Give the gradient of a cost by the weights of :func:`linear`: Σ grad · xᵀ over the samples.

    Parameters
    ----------
    x : (..., in_features), real
        The input.
    grad : (..., out_features), real
        Derivative of the cost by each output.

    Returns
    -------
    (out_features, in_features)
        float64 if `x` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the arrays do not hold real numbers.

    Examples
    --------
    >>> linear_weight_grad([1, 2], [10, 100])
    array([[ 10.,  20.],
           [100., 200.]], dtype=float32)
    """
    x, grad = real_array(x, "x"), real_array(grad, "grad")
    if x.ndim < 1 or grad.ndim < 1 or x.shape[:-1] != grad.shape[:-1]:
        raise ValueError(f"x and grad must agree in all but their last axis; got {x.shape} and {grad.shape}.")
    dtype = float_type(x, grad)
    samples, sent = (array.astype(dtype, copy=False).reshape(-1, array.shape[-1]) for array in (x, grad))
    return product(sent.T, samples)


def _arrays(x: ArrayLike, grad: ArrayLike) -> tuple[FloatArray, FloatArray]:
    values, sent = real_array(x, "x"), real_array(grad, "grad")
    if values.shape != sent.shape:
        raise ValueError(f"grad must have the shape of x, {values.shape}; got {sent.shape}.")
    dtype = float_type(values, sent)
    return values.astype(dtype, copy=False), sent.astype(dtype, copy=False)
