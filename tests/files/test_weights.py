"""Weights come back from a file as they were, into the network that they fit, and nothing else comes in."""

import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convviz.files.weights import WeightsError, load_recipe, load_weights, save_weights
from convviz.files.writing import ExportError
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.table_conv import TableConv2d


def network(seed: int, out_channels: int = 2) -> Network:
    """Return a network with arrays of every sort."""
    drawn = np.random.default_rng(seed).random((6, 2))
    return Network(
        [
            Conv2d(1, out_channels, 3, padding=1, seed=seed),
            BatchNorm2d(*drawn[:4]),
            ReLU(),
            SubSampling2d(*drawn[4:]),
            TableConv2d(drawn[:2].reshape(2, 2, 1, 1), drawn[2], table=[[True, False], [True, True]]),
            Flatten(),
            Linear(8, 3, seed=seed),
        ][: 7 if out_channels == 2 else 1]
    )


SAVED, OTHER = network(1), network(2)
IMAGE = np.random.default_rng(0).random((1, 4, 4))


def saved(tmp_path: Path, **options: Any) -> Path:
    path = tmp_path / "digits.npz"
    save_weights(path, SAVED, **options)
    return path


def test_weights_come_back_with_what_was_measured_and_the_rest_stays(tmp_path: Path) -> None:
    path = saved(tmp_path)
    for source in (path, str(path), path.read_bytes()):
        back = load_weights(source, OTHER)
        np.testing.assert_array_equal(back.forward(IMAGE)[-1], SAVED.forward(IMAGE)[-1])
    assert not np.array_equal(OTHER.forward(IMAGE)[-1], SAVED.forward(IMAGE)[-1])
    assert back[0].padding == 1  # type: ignore[attr-defined]


def test_numpy_alone_can_read_the_file_and_finds_the_names_of_torch(tmp_path: Path) -> None:
    with np.load(saved(tmp_path), allow_pickle=False) as file:
        assert {"0.weight", "0.bias", "1.running_mean", "1.running_var", "6.weight"} < set(file.files)
        np.testing.assert_array_equal(file["0.weight"], SAVED[0].parameters["weight"])


def test_the_recipe_comes_back_and_needs_not_be_there(tmp_path: Path) -> None:
    recipe = {"seed": 0, "accuracy": 0.981, "network": "conv", "batches": [32, 1], "by": "“Adam”"}
    assert load_recipe(saved(tmp_path, recipe=recipe)) == recipe
    assert load_recipe(saved(tmp_path)) == {}
    without = io.BytesIO()
    np.savez(without, **{"0.weight": np.zeros(3)})
    assert load_recipe(without.getvalue()) == {}


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    first = saved(tmp_path, recipe={"seed": 1}).read_bytes()
    assert first == saved(tmp_path, recipe={"seed": 1}).read_bytes()


def test_another_ending_or_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"digits\.pt has “\.pt”; end its name in \.npz for weights"):
        save_weights(tmp_path / "digits.pt", SAVED)
    with pytest.raises(ExportError, match=r"digits\.npz cannot be saved"):
        save_weights(tmp_path / "nowhere" / "digits.npz", SAVED)


def test_weights_of_another_network_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with pytest.raises(WeightsError, match=r"digits\.npz does not fit this network, which has no “1\.bias”\."):
        load_weights(path, Network([SAVED[0]]))
    with pytest.raises(WeightsError, match=r"does not fit this network, as it lacks “7\.bias”\. Choose the file"):
        load_weights(path, Network([*SAVED, Linear(3, 2)]))
    alone = tmp_path / "alone.npz"
    save_weights(alone, SAVED[:1])
    with pytest.raises(WeightsError, match=r"“0\.weight” is 3 × 1 × 3 × 3 here and 2 × 1 × 3 × 3 in the file"):
        load_weights(alone, network(1, out_channels=3))


def archive(**members: bytes) -> bytes:
    """Pack members into a file of weights; "__" stands for the dot of a name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", ".").lstrip("_"), content)
    return file.getvalue()


def array(values: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, values, allow_pickle=True)
    return file.getvalue()


PAIR = Network([Linear(2, 1)])
BIAS = array(np.zeros(1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a file of weights"),
        (b"PK nonsense", "is not a file of weights"),
        (array(np.zeros(3)), "is not a file of weights"),
        (archive(_0__weight__npy=b"nonsense", _0__bias__npy=BIAS), "cannot be read: .*magic"),
        (archive(_0__weight__npy=array(np.zeros((1, 2)))[:-8], _0__bias__npy=BIAS), "cannot be read"),
        (archive(_0__weight__npy=array(np.array([[1, None]])), _0__bias__npy=BIAS), "holds object, not floating-point"),
        (archive(_0__weight__npy=array(np.array([[1, 2]])), _0__bias__npy=BIAS), "holds int64, not floating-point"),
        (archive(_0__weight__npy=array(np.array([[np.nan, 2]])), _0__bias__npy=BIAS), "not finite"),
    ],
)
def test_what_is_no_file_of_weights_is_refused_in_one_sentence(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=rf"^bad\.npz .*{message}"):
        load_weights(path, PAIR)
    with pytest.raises(WeightsError, match=f"^The file of weights .*{message}"):
        load_weights(content, PAIR)


def test_no_memory_is_taken_for_a_size_that_only_the_head_of_an_array_claims() -> None:
    head = array(np.zeros((1, 2)))
    claim = head.replace(b"(1, 2)", b"(9, 9)")
    with pytest.raises(WeightsError, match=r"“0\.weight” is 1 × 2 here and 9 × 9 in the file"):
        load_weights(archive(_0__weight__npy=claim, _0__bias__npy=BIAS), PAIR)


def test_no_memory_is_taken_for_a_head_that_claims_to_be_long() -> None:
    packed, head = io.BytesIO(), b"\x93NUMPY\x02\x00" + (2**25).to_bytes(4, "little") + b" " * 2**25
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("0.weight.npy", head)
        file.writestr("0.bias.npy", BIAS)
    tracemalloc.start()
    try:
        with pytest.raises(WeightsError, match="cannot be read"):
            load_weights(packed.getvalue(), PAIR)
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_file_that_is_packed_in_another_way_is_refused(way: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as file:
        file.writestr("recipe.json", b"{}")
    with pytest.raises(WeightsError, match="cannot be read: it is packed in another way than NumPy does"):
        load_recipe(packed.getvalue())


def test_a_damaged_recipe_is_said() -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        load_recipe(archive(recipe__json=b"{"))
    with pytest.raises(WeightsError, match="its recipe is too long"):
        load_recipe(archive(recipe__json=json.dumps({"text": "x" * 2**21}).encode()))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone\.npz cannot be opened: no such file or directory"):
        load_weights(tmp_path / "gone.npz", PAIR)
