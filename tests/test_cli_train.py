"""``convviz train`` trains as the recipe says, writes the best network, and says how good it is."""

import shlex
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.cli import main
from convviz.cli.progress_bar import ProgressBar
from convviz.files.digits import DIGITS_SOURCE, load_digits
from convviz.files.trained import read_trained
from convviz.nn.digit_networks import DIGIT_NETWORKS
from convviz.nn.digit_training import OPTIMISERS, TrainingRecipe
from convviz.nn.evaluation import evaluate
from convviz.nn.optimisers import SGD

Capture = pytest.CaptureFixture[str]
QUICK = ("--canvas", "8", "--seen", "300", "--epochs", "3")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def train(*options: str, data: str = "digits") -> int:
    return main(["train", data, *QUICK, *options, "--out", "net.npz"])


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """A folder of two classes, 20 upright and 20 level lines on 8×8 pixels."""
    for label, axis in (("level", 0), ("upright", 1)):
        (tmp_path / "shapes" / label).mkdir(parents=True)
        for number in range(20):
            pixels = np.zeros((8, 8), np.uint8)
            pixels.swapaxes(0, axis)[number % 6 + 1] = 155 + 5 * number
            Image.fromarray(pixels).save(tmp_path / "shapes" / label / f"{number:02}.png")
    return tmp_path / "shapes"


def test_the_file_holds_what_was_told_and_how_to_train_it_again(capsys: Capture) -> None:
    assert train("--placement", "anywhere", "--optimiser", "sgd", "--lr", "0.2", "--seed", "3") == 0
    trained = read_trained("net.npz")
    recipe = TrainingRecipe("conv", "anywhere", 8, 1, 300, 32, SGD(0.2), 3)
    unseen = recipe.split(load_digits()).unseen
    found = evaluate(trained.network, unseen.images, unseen.labels).accuracy
    assert found == trained.record["accuracy_unseen"]
    expected = {
        "data": DIGITS_SOURCE,
        "classes": list("0123456789"),
        "placement": "anywhere",
        "canvas": 8,
        "seen": 300,
        "unseen": 1497,
        "epochs": 3,
        "optimiser": "SGD(lr=0.2, momentum=0.0, nesterov=False, weight_decay=0.0)",
        "seed": 3,
    }
    assert expected.items() <= trained.record.items()
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"{100 * found:.1f} % of 1,497 unseen digits right, " in last
    assert last.endswith(f"after epoch {trained.record['epoch']} of 3 → net.npz")


def test_each_epoch_is_a_line_and_the_best_one_is_kept(capsys: Capture) -> None:
    assert train("--lr", "0.02", "--epochs", "6") == 0
    *epochs, last = capsys.readouterr().out.splitlines()
    shares = [float(line.split(", ")[-1].split(" %")[0]) for line in epochs]
    assert [line.split(": J ")[0] for line in epochs] == [f"epoch {n} of 6" for n in range(1, 7)]
    record = read_trained("net.npz").record
    assert round(100 * record["accuracy_unseen"], 1) == max(shares) == shares[record["epoch"] - 1]
    assert round(100 * record["accuracy_unseen_after_the_last_epoch"], 1) == shares[-1]
    assert f"Convolutional, {record['parameters']:,} parameters" in last


def test_one_seed_gives_one_file() -> None:
    written = []
    for seed in ("1", "1", "2"):
        assert train("--seed", seed) == 0
        written.append(Path("net.npz").read_bytes())
    assert written[0] == written[1] != written[2]


@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_every_network_learns(kind: str) -> None:
    assert train("--network", kind, "--lr", "0.005") == 0
    trained = read_trained("net.npz")
    assert trained.record["accuracy_seen"] > 0.3  # by chance it is 0.1
    assert trained.title == DIGIT_NETWORKS[kind]


def test_without_a_terminal_nothing_but_lines_is_written(capsys: Capture) -> None:
    assert train() == 0
    assert capsys.readouterr().err == ""


def test_copies_are_more_places_of_the_same_digits() -> None:
    recipe = TrainingRecipe(placement="anywhere", copies=3, seen=100)
    seen, unseen = recipe.split(load_digits())
    assert (len(seen), len(unseen)) == (300, 1697)
    once = TrainingRecipe(placement="anywhere", seen=100).split(load_digits())
    np.testing.assert_array_equal(once.unseen.images, unseen.images)
    sums = seen.images.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(sums[:100], sums[200:])


def test_seen_and_unseen_digits_stand_at_places_of_their_own() -> None:
    seen, unseen = TrainingRecipe(placement="anywhere", seen=900).split(load_digits())
    tops = [np.argmax(part.images[:, 0].any(axis=2), axis=1)[:800] for part in (seen, unseen)]
    assert not np.array_equal(*tops)


@pytest.mark.usefixtures("shapes")
def test_a_folder_of_pictures_is_learnt_like_digits(capsys: Capture) -> None:
    options = ["--canvas", "8", "--epochs", "30", "--lr", "0.01", "--out", "net.npz"]
    assert main(["train", "shapes", *options]) == 0
    record = read_trained("net.npz").record
    assert (record["classes"], record["seen"], record["unseen"]) == (["level", "upright"], 32, 8)
    assert record["accuracy_unseen"] == 1
    assert "100.0 % of 8 unseen pictures right" in capsys.readouterr().out


def test_what_was_changed_of_a_folder_is_said(shapes: Path, capsys: Capture) -> None:
    (shapes / "level" / "broken.png").write_bytes(b"no picture")
    assert main(["train", "shapes", "--canvas", "10", "--epochs", "1", "--out", "net.npz"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "shapes: 40 pictures were brought to 10×10 pixels: the middle square, resized."
    assert said[1].startswith("shapes: 1 picture was left out. broken.png is not a picture")


def test_patience_stops_early(capsys: Capture) -> None:
    assert train("--lr", "0", "--epochs", "50", "--patience", "2") == 0
    assert "No better epoch for 2; stopped.\n" in capsys.readouterr().out
    assert read_trained("net.npz").record["epochs"] == 3


def test_ctrl_c_keeps_the_best_so_far_and_says_so(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    _interrupt_after(2, monkeypatch)
    assert train() == 130
    printed = capsys.readouterr()
    assert printed.err == "Stopped in epoch 3; the best network so far is kept.\n"
    assert "of 2 → net.npz" in printed.out
    assert read_trained("net.npz").record["epochs"] == 2


def test_ctrl_c_before_the_first_epoch_is_done_writes_nothing(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    _interrupt_after(0, monkeypatch)
    assert train() == 130
    assert capsys.readouterr().err == "Stopped before the first epoch was done; nothing is written.\n"
    assert not Path("net.npz").exists()


def _interrupt_after(epochs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl+C some steps after so many epochs of 10 steps."""

    def show(self: ProgressBar, share: float) -> None:
        if share > (epochs + 0.5) / 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(ProgressBar, "show", show)


def test_ctrl_c_while_the_pictures_are_read_is_one_sentence(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("convviz.cli.train.load_digits", stop)
    assert train() == 130
    assert capsys.readouterr().err == "Stopped; nothing is written.\n"
    assert not Path("net.npz").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_reaches_the_process() -> None:
    command = [sys.executable, "-m", "convviz", "train", "digits", *QUICK[:-1], "100000", "--out", "net.npz"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("epoch 1 of 100000: J ")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.endswith("; the best network so far is kept.\n")
    assert said.count("\n") == 1
    assert read_trained("net.npz").record["epochs"] >= 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--network", "mlp"], "argument --network: invalid choice: 'mlp' (choose from "),
        (["--epochs", "0"], "--epochs takes a whole number from 1 and --seed one from 0; got 0 and 0."),
        (["--seed", "-1"], "--epochs takes a whole number from 1 and --seed one from 0; got 3 and -1."),
        (["--canvas", "7"], "The canvas must be at least as large as the images, 8 pixels; got 7."),
        (["--seen", "1797"], "From 1 to 1796 of the 1797 images can be seen; got 1797."),
        (["--batch-size", "0"], "batch_size must be at least 1"),
        (["--copies", "0"], "Each image must be put on at least 1 canvas; got 0."),
        (["--lr", "-1"], "lr must be a number of at least 0; got -1.0."),
        (["--optimiser", "sgd", "--lr", "1e30"], "The loss is no longer a finite number after "),
        (["--patience", "0"], "patience must be at least 1 epoch; got 0."),
        (["--out", "net.pt"], "net.pt has “.pt”; end its name in .npz for weights."),
        (["--out", "nowhere/net.npz"], "net.npz cannot be saved in nowhere: there is no such folder."),
    ],
)
def test_what_does_not_fit_is_one_sentence(options: list[str], sentence: str, capsys: Capture) -> None:
    try:
        status: object = main(["train", "digits", *QUICK, "--out", "net.npz", *options])
    except SystemExit as end:  # from argparse
        status = end.code
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert printed.err.startswith(f"convviz: {sentence}")
    assert printed.err.count("\n") == 1
    assert not Path("net.npz").exists()


def test_what_cannot_be_written_is_said_before_the_work(capsys: Capture) -> None:
    Path("net.npz").mkdir()
    assert train() == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("convviz: net.npz cannot be saved in ")


def test_a_folder_that_is_no_data_set_is_one_sentence(tmp_path: Path, capsys: Capture) -> None:
    assert train(data=str(tmp_path)) == 2
    assert "has no folders in it, so there are no classes." in capsys.readouterr().err


def test_too_little_memory_is_one_sentence(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(TrainingRecipe, "split", full)
    assert train() == 2
    assert capsys.readouterr().err.startswith("convviz: The training does not fit into the free memory; ")


def test_help_lists_all_that_can_be_chosen_and_examples_that_can_be_typed(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    for name in (*DIGIT_NETWORKS, *OPTIMISERS, "centred", "anywhere"):
        assert name in text
    examples = [line.split("npz")[0] + "npz" for line in text.splitlines() if line.startswith("  convviz train ")]
    assert len(examples) == 3
    for example in examples[:2]:
        assert main([*shlex.split(example)[1:], "--canvas", "8", "--seen", "50", "--epochs", "1"]) == 0, example


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_shows_how_far_it_is_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [0.0]
    monkeypatch.setattr("convviz.cli.progress_bar.monotonic", lambda: seconds[0])
    terminal = Terminal()
    bar = ProgressBar(terminal)
    for now, share in ((0.05, 0.1), (0.06, 0.2), (4, 0.5)):  # the second comes too soon
        seconds[0] = now
        bar.show(share)
    bar.clear()
    pictures = terminal.getvalue().split("\r")
    assert "[##......................] 10 %" in pictures
    assert "[############............] 50 %  about 4 s left" in pictures
    assert not any("20 %" in picture for picture in pictures)
    assert pictures[-2].isspace()
    assert len(pictures[-2]) == len("[############............] 50 %  about 4 s left")
    assert pictures[-1] == ""


def test_the_bar_is_not_for_files() -> None:
    file = StringIO()
    bar = ProgressBar(file)
    bar.show(0.5)
    bar.clear()
    assert file.getvalue() == ""
