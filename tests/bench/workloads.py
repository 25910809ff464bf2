"""What is measured: the convolutions, each with arrays made from a seed; nothing is timed here."""

from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np

SIZES = {"128²": (128, 128), "512²": (512, 512), "1080p": (1080, 1920), "4000×3000": (3000, 4000)}
KERNEL_SIZES = (3, 5, 7, 11, 15, 31)
BANKS = ((3, 6), (3, 16), (16, 32))


@dataclass(frozen=True)
class Workload:
    """One convolution, with zeros around the image and a map of its size (divided by the stride).

    Parameters
    ----------
    kind : str
        One of ``KINDS``.
    size : str
        What the size of the image is called.
    shape : (C, H, W) or (N, C, H, W)
        Of the input.
    weight_shape : (out_channels, C / groups, k, k)
    stride, dilation, groups : int
        As in ``convviz.conv2d``.
    """

    kind: str
    size: str
    shape: tuple[int, ...]
    weight_shape: tuple[int, int, int, int]
    stride: int = 1
    dilation: int = 1
    groups: int = 1

    @property
    def kernel_size(self) -> int:
        """Rows and columns of the kernel."""
        return self.weight_shape[-1]

    @property
    def title(self) -> str:
        """What it is called in a table of its kind."""
        in_channels, out_channels = self.shape[-3], self.weight_shape[0]
        channels = f", {in_channels}→{out_channels}" if self.kind in ("bank", "gradients") else ""
        return f"{self.size}{channels}, {self.kernel_size}×{self.kernel_size}"

    @property
    def options(self) -> dict[str, Any]:
        """The arguments of ``convviz.conv2d`` and its gradients."""
        padding = self.dilation * (self.kernel_size // 2)
        return {"stride": self.stride, "padding": padding, "dilation": self.dilation, "groups": self.groups}

    @property
    def multiply_adds(self) -> int:
        """How many products a direct computation of the map sums, at every stride."""
        return prod(self.shape[-2:]) * prod(self.weight_shape) * prod(self.shape[:-3])

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return an input and weights: noise, so that nothing is gained from zeros or symmetry.

        Separable kernels are Gaussian, as some libraries know no other; those of a photo editor are alike on all
        channels, and for bytes positive with the sum 1, as those libraries cut off what is not in 0 … 255.
        """
        random = np.random.default_rng(0)
        size = self.kernel_size
        if self.kind == "8-bit":
            kernel = random.random(self.weight_shape, np.float32)
            return random.integers(0, 256, self.shape, np.uint8), kernel / kernel.sum()
        x = random.random(self.shape, np.float32)
        if self.kind == "separable":
            return x, np.outer(gaussian(size), gaussian(size)).astype(np.float32).reshape(self.weight_shape)
        weight = random.normal(size=self.weight_shape).astype(np.float32)
        return x, np.repeat(weight[:1], self.groups, axis=0) if self.kind == "RGB" else weight


def gaussian(size: int) -> np.ndarray:
    """Return a Gaussian of this many values, σ = :func:`sigma_of`; its sum is 1."""
    places = np.arange(size) - size // 2
    values = np.exp(-(places**2) / (2 * sigma_of(size) ** 2))
    return (values / values.sum()).astype(np.float32)


def sigma_of(size: int) -> float:
    """Return the width of the Gaussian that is cut to this size at three σ."""
    return size / 6


def _images(kind: str, size: str, k: int, in_channels: int = 1, out_channels: int = 1, **options: int) -> Workload:
    groups = options.get("groups", 1)
    shape = in_channels, *SIZES[size]
    return Workload(kind, size, shape, (out_channels, in_channels // groups, k, k), **options)


def all_workloads() -> list[Workload]:
    """Return what ``make bench`` measures, in the order of the report."""
    return [
        *(_images("dense", size, k) for size in ("512²", "1080p", "4000×3000") for k in KERNEL_SIZES),
        *(_images("separable", size, k) for size in ("512²", "1080p", "4000×3000") for k in KERNEL_SIZES),
        *(_images("8-bit", size, k) for size in ("1080p", "4000×3000") for k in (3, 5)),
        *(_images("RGB", "1080p", k, 3, 3, groups=3) for k in KERNEL_SIZES),
        *(_images("bank", "512²", k, *channels) for channels in BANKS for k in (3, 5, 7)),
        *(_images("stride 2", "1080p", k, stride=2) for k in KERNEL_SIZES),
        *(_images("dilation 2", "1080p", k, dilation=2) for k in (3, 5, 7, 11)),
        *map(_batch, (64, 64), (1, 8), (8, 16)),
    ]


def quick_workloads() -> list[Workload]:
    """Return a small one of each kind, for a smoke."""
    small = partial(_images, size="128²")
    return [
        *(small("dense", k=k) for k in (3, 5, 7, 11)),
        small("separable", k=5),
        small("8-bit", k=3),
        small("RGB", k=3, in_channels=3, out_channels=3, groups=3),
        small("bank", k=3, in_channels=3, out_channels=6),
        small("stride 2", k=3, stride=2),
        small("dilation 2", k=3, dilation=2),
        _batch(4, 1, 8),
    ]


def _batch(images: int, in_channels: int, out_channels: int) -> Workload:
    shape = images, in_channels, 28, 28
    return Workload("gradients", f"{images}×28²", shape, (out_channels, in_channels, 5, 5))


# What a kind is, for the heading of its table.
KINDS = {
    "dense": "One channel, a kernel of noise (full rank), float32",
    "separable": "One channel, a Gaussian (rank 1), float32; others get the two vectors, convviz the matrix",
    "8-bit": "One channel of bytes, a smoothing kernel; floats as a result, bytes for Pillow, which has no others",
    "RGB": "Three channels, each for itself with the same kernel (groups=3), float32",
    "bank": "A bank of filters over all channels (in → out), float32",
    "stride 2": "One channel, stride 2, float32",
    "dilation 2": "One channel, dilation 2, float32",
    "gradients": "A batch: forward, and the gradients by input and weights, float32",
    "training": "An epoch of Adam over 1,400 digits of 16×16 in batches of 32 (tests/bench/training.py), float32",
}
