"""``convviz train``: a network learns to tell digits, or the pictures of a folder, apart; no screen is needed."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from convviz.api import __version__
from convviz.cli.progress_bar import ProgressBar
from convviz.cli.terminal import Parser, refuse, say
from convviz.files.digits import DIGITS_SOURCE, load_digits
from convviz.files.image_folder import read_image_folder
from convviz.files.weights import save_weights
from convviz.files.writing import ExportError, check_place, ending_of
from convviz.lab.text.numbers import format_number
from convviz.nn.counts import parameter_count
from convviz.nn.dataset import Dataset, Split
from convviz.nn.digit_networks import DIGIT_NETWORKS
from convviz.nn.digit_training import OPTIMISERS, TrainingRecipe, named_optimiser
from convviz.nn.early_stopping import Checkpoint, EarlyStopping
from convviz.nn.evaluation import Evaluation, evaluate
from convviz.nn.placement import PLACEMENTS

_INTERRUPTED = 130  # the exit status of what Ctrl+C stopped

_EXAMPLES = """\
examples:
  convviz train digits --network conv --epochs 10 --seed 0 --out digits-conv.npz
  convviz train digits --network full --placement anywhere --canvas 24 --out digits-full.npz
  convviz train photos/ --canvas 32 --epochs 30 --patience 5 --out photos.npz
                                       photos/ holds one folder of pictures a class

The weights of the best epoch are written, with the recipe and the accuracies beside them in the same file.
Ctrl+C stops early and keeps the best so far.
"""


class _Data(NamedTuple):
    """What is learnt from: what to call it, where it is from, and how much of it is seen unless told."""

    dataset: Dataset
    noun: str
    source: str
    seen: int


def train(words: Sequence[str]) -> int:
    """Run ``convviz train`` with these words behind it; return its exit status."""
    arguments = _parser().parse_args(words)
    try:
        _check_out(arguments.out)
        data = _data(arguments)
        recipe = _recipe(arguments, data)
        return _train(arguments, data, recipe)
    except ValueError as error:
        return refuse(str(error))
    except KeyboardInterrupt:  # before the first epoch, or while the file was being written
        say("Stopped; nothing is written.", sys.stderr)
        return _INTERRUPTED
    except MemoryError:
        return refuse("The training does not fit into the free memory; use a smaller canvas, or fewer pictures.")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="convviz train",
        description="Train a small network to tell pictures apart and write its weights; no screen is needed.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="convviz train (digits | FOLDER) [options] --out FILE",
        allow_abbrev=False,
    )
    parser.add_argument(
        "data", metavar="digits | FOLDER", help="the digits that ship, or a folder that holds a folder a class"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the .npz to write, replaced if it is there"
    )
    parser.add_argument(
        "--network",
        choices=list(DIGIT_NETWORKS),
        default="conv",
        metavar="NAME",
        help=f"{', '.join(f'{key} ({title.lower()})' for key, title in DIGIT_NETWORKS.items())} (default conv)",
    )
    _add_pictures(parser)
    _add_descent(parser)
    return parser


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    pictures = parser.add_argument_group("pictures")
    pictures.add_argument(
        "--canvas", type=int, default=16, metavar="N", help="height and width of the pictures in pixels (default 16)"
    )
    pictures.add_argument(
        "--placement",
        choices=PLACEMENTS,
        default="centred",
        metavar="NAME",
        help="where a digit stands on its canvas: centred, or anywhere, by lot (default centred)",
    )
    pictures.add_argument(
        "--copies", type=int, default=1, metavar="N", help="places at which each seen picture is learnt (default 1)"
    )
    pictures.add_argument(
        "--seen", type=int, metavar="N", help="pictures to learn from; the rest tests (default 1400, of a folder 80 %%)"
    )


def _add_descent(parser: argparse.ArgumentParser) -> None:
    descent = parser.add_argument_group("gradient descent")
    descent.add_argument("--epochs", type=int, default=10, metavar="N", help="passes over the pictures (default 10)")
    descent.add_argument("--batch-size", type=int, default=32, metavar="N", help="pictures a step (default 32)")
    descent.add_argument(
        "--optimiser",
        choices=list(OPTIMISERS),
        default="adam",
        metavar="NAME",
        help=f"{', '.join(OPTIMISERS)} (default adam)",
    )
    rates = ", ".join(f"{name} {optimiser.lr:g}" for name, optimiser in OPTIMISERS.items())
    descent.add_argument("--lr", type=float, metavar="X", help=f"learning rate (default: {rates})")
    descent.add_argument("--weight-decay", type=float, default=0.0, metavar="X", help="L2 penalty (default 0)")
    descent.add_argument(
        "--patience", type=int, metavar="N", help="stop after N epochs without a better one (default: never)"
    )
    descent.add_argument(
        "--seed", type=int, default=0, metavar="N", help="of all that is drawn by lot; one seed, one result (default 0)"
    )


def _check_out(out: Path) -> None:
    """Refuse, before the work, what could not be written after it."""
    ending_of(out.name, {".npz": "weights"})
    if not out.parent.is_dir():
        raise ExportError(f"{out.name} cannot be saved in {out.parent}: there is no such folder. Make it first.")
    check_place(out)


def _data(arguments: argparse.Namespace) -> _Data:
    if arguments.data == "digits":
        return _Data(load_digits(), "digits", DIGITS_SOURCE, 1400)
    loaded = read_image_folder(arguments.data, arguments.canvas)
    for note in loaded.notes:
        say(f"{loaded.name}: {note}", sys.stderr)
    return _Data(loaded.dataset, "pictures", loaded.name, round(0.8 * len(loaded.dataset)))


def _recipe(arguments: argparse.Namespace, data: _Data) -> TrainingRecipe:
    if arguments.epochs < 1 or arguments.seed < 0:
        given = f"{arguments.epochs} and {arguments.seed}"
        raise ValueError(f"--epochs takes a whole number from 1 and --seed one from 0; got {given}.")
    return TrainingRecipe(
        network=arguments.network,
        placement=arguments.placement,
        canvas=arguments.canvas,
        copies=arguments.copies,
        seen=data.seen if arguments.seen is None else arguments.seen,
        batch_size=arguments.batch_size,
        optimiser=named_optimiser(arguments.optimiser, arguments.lr, arguments.weight_decay),
        seed=arguments.seed,
    )


def _train(arguments: argparse.Namespace, data: _Data, recipe: TrainingRecipe) -> int:
    """Train, write the best network, and say how good it is."""
    parts, stopping, interrupted = recipe.split(data.dataset), EarlyStopping(arguments.patience), False
    after_epochs: list[Evaluation] = []
    try:
        _make_epochs(recipe, parts, arguments.epochs, stopping, after_epochs)
    except KeyboardInterrupt:
        interrupted = True
    if not (after_epochs and stopping.best):
        say("Stopped before the first epoch was done; nothing is written.", sys.stderr)
        return _INTERRUPTED
    if interrupted:
        say(f"Stopped in epoch {len(after_epochs) + 1}; the best network so far is kept.", sys.stderr)
    best, seen = stopping.best, evaluate(stopping.best.network, parts.seen.images, parts.seen.labels)
    record = _record(recipe, data, parts) | _results(best, seen, after_epochs)
    save_weights(arguments.out, best.network, record)
    say(_summary(record, data.noun, arguments.out), sys.stdout)
    return _INTERRUPTED if interrupted else 0


def _make_epochs(
    recipe: TrainingRecipe, parts: Split, epochs: int, stopping: EarlyStopping, after_epochs: list[Evaluation]
) -> None:
    """Train; after each epoch keep how good the network is, for whenever Ctrl+C comes, and say it."""
    training, losses = recipe.training(parts.seen), []
    with closing(ProgressBar(sys.stderr)) as bar:
        for step in training.steps(epochs):
            losses.append(step.loss)
            bar.show(step.number / (epochs * training.steps_per_epoch))
            if not step.ends_epoch:
                continue
            network = training.network
            evaluation = evaluate(network, parts.unseen.images, parts.unseen.labels)
            after_epochs.append(evaluation)
            stopping.note(step.epoch, network, evaluation)
            bar.clear()
            loss, right = format_number(sum(losses) / len(losses), 3), _percent(evaluation.accuracy)
            say(f"epoch {step.epoch} of {epochs}: J {loss}, {right} of the unseen right", sys.stdout)
            sys.stdout.flush()  # a pipe would keep it for long
            losses.clear()
            if stopping.is_due:
                say(f"No better epoch for {stopping.patience}; stopped.", sys.stdout)
                return


def _record(recipe: TrainingRecipe, data: _Data, parts: Split) -> dict[str, object]:
    """Return what decided the outcome, for the file of the weights."""
    return {
        "convviz": __version__,
        "data": data.source,
        "classes": list(parts.seen.classes),
        "channels": parts.seen.images.shape[1],
        "network": recipe.network,
        "canvas": recipe.canvas,
        "placement": recipe.placement,
        "copies": recipe.copies,
        "seen": recipe.seen,
        "unseen": len(parts.unseen),
        "batch_size": recipe.batch_size,
        "optimiser": repr(recipe.optimiser),
        "seed": recipe.seed,
    }


def _results(best: Checkpoint, seen: Evaluation, after_epochs: list[Evaluation]) -> dict[str, object]:
    """Return what came out. The epoch is chosen by the unseen pictures, so the last one is told beside it."""
    return {
        "parameters": parameter_count(best.network),
        "epochs": len(after_epochs),
        "epoch": best.epoch,
        "accuracy_seen": seen.accuracy,
        "accuracy_unseen": best.evaluation.accuracy,
        "accuracy_unseen_after_the_last_epoch": after_epochs[-1].accuracy,
    }


def _summary(record: dict[str, Any], noun: str, out: Path) -> str:
    return (
        f"{DIGIT_NETWORKS[record['network']]}, {record['parameters']:,} parameters: "
        f"{_percent(record['accuracy_unseen'])} of {record['unseen']:,} unseen {noun} right, "
        f"{_percent(record['accuracy_seen'])} of the seen, after epoch {record['epoch']} of {record['epochs']} → {out}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
