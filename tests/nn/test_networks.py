"""The ready networks have the numbers of their papers, and weigh nothing until they are used."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.fields import receptive_field
from convviz.nn.linear import Linear
from convviz.nn.networks import NETWORKS, ReadyNetwork

ROOT = Path(__file__).parents[2]


def parameters(ready: ReadyNetwork) -> dict[str, int]:
    return {name: parameter_count(ready.network[index]) for name, index in ready.names.items()}


def connections(ready: ReadyNetwork) -> dict[str, int]:
    shapes = [ready.input_shape, *ready.network.shapes(ready.input_shape)]
    return {name: connection_count(ready.network[index], shapes[index]) for name, index in ready.names.items()}


def test_lenet_5_of_1998() -> None:
    ready = NETWORKS["lenet-5-1998"]
    expected = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164}
    assert parameters(ready) == expected
    assert parameter_count(ready.network) == 60_000
    assert connections(ready) == {
        "C1": 122_304,
        "S2": 5_880,
        "C3": 151_600,
        "S4": 2_000,
        "C5": 48_120,
        "F6": 10_164,
    }  # section II.B of the paper


def test_lenet_5_as_taught_today() -> None:
    ready = NETWORKS["lenet-5"]
    expected = {"C1": 156, "S2": 0, "C3": 2416, "S4": 0, "C5": 48_120, "F6": 10_164, "output": 850}
    assert parameters(ready) == expected
    assert parameter_count(ready.network) == 61_706


def test_alexnet_and_vgg_16() -> None:
    assert parameter_count(NETWORKS["alexnet"].network) == 62_378_344
    vgg = NETWORKS["vgg-16"]
    assert parameter_count(vgg.network) == 138_357_544
    dense = sum(layer.parameter_count for layer in vgg.network if isinstance(layer, Linear))
    assert round(100 * dense / 138_357_544, 1) == 89.4
    assert multiply_adds(vgg.network, vgg.input_shape) == 15_470_264_320


@pytest.mark.parametrize("key", NETWORKS)
def test_every_network_takes_its_input_and_knows_its_names(key: str) -> None:
    ready = NETWORKS[key]
    assert len(ready.network.shapes(ready.input_shape)) == len(ready.network)
    assert len(receptive_field(ready.network, ready.input_shape)) == len(ready.network)
    assert all(0 <= index < len(ready.network) for index in ready.names.values())
    assert ready.title
    assert ready.description.endswith(".")


@pytest.mark.parametrize("key", ["edges", "two-layers", "lenet-5-1998", "lenet-5"])
def test_the_small_networks_compute(key: str) -> None:
    ready = NETWORKS[key]
    maps = ready.network.forward(np.random.default_rng(0).random(ready.input_shape, np.float32))
    assert [map_.shape for map_ in maps] == ready.network.shapes(ready.input_shape)
    assert all(np.isfinite(map_).all() for map_ in maps)


def test_layers_of_the_same_shape_draw_different_weights() -> None:
    network = NETWORKS["vgg-16"].network
    same = [layer.weight for layer in (network[12], network[14])]
    assert same[0].shape == same[1].shape
    assert not np.array_equal(*same)


def test_the_edge_detectors_do_not_answer_to_a_flat_picture() -> None:
    network = NETWORKS["edges"].network
    np.testing.assert_array_equal(network.forward(np.full((1, 64, 64), 3.0))[0], np.zeros((6, 64, 64)))
    step = np.zeros((1, 64, 64))
    step[:, :, 32:] = 255
    answers = np.abs(network.forward(step)[0]).max(axis=(1, 2))
    assert answers[0] == 1020  # Sobel across a step
    assert answers[1] == 0  # and along it


def test_counting_vgg_16_does_not_draw_its_weights() -> None:
    code = """
import resource, numpy
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.fields import receptive_field
from convviz.nn.networks import NETWORKS
ready = NETWORKS["vgg-16"]
ready.network.shapes(ready.input_shape)
parameter_count(ready.network), multiply_adds(ready.network, ready.input_shape)
connection_count(ready.network, ready.input_shape), receptive_field(ready.network, ready.input_shape), repr(ready)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 50  # MiB; the weights take 528
