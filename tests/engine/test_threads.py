"""Threads change when a convolution is done and nothing else; each keeps its own plans and scratch."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import convviz
from convviz.engine import conv2d, conv2d_bands, conv2d_input_grad, conv2d_weight_grad, threads
from convviz.engine import get_num_threads as count
from convviz.engine import set_num_threads as set_count
from tests.engine.test_forms import configuration, outer

Array = NDArray[Any]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Set the number of threads back."""
    before = count()
    yield
    set_count(before)


def test_little_work_stays_on_the_thread_that_calls() -> None:
    set_count(4)
    done: list[int] = []
    threads.share(lambda _: done.append(threading.get_ident()), range(20), threads.LEAST_SHARED - 1)
    assert set(done) == {threading.get_ident()}


@pytest.fixture
def all_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "LEAST_SHARED", 0)


def on(threads_: int, compute: Callable[[], Array]) -> Array:
    set_count(threads_)
    return compute()


@pytest.mark.usefixtures("all_shared")
@pytest.mark.parametrize("seed", range(120))
def test_any_number_of_threads_gives_the_same_bits(seed: int) -> None:
    x, weight, bias, options = configuration(seed, filters=4, across=3)
    rng = np.random.default_rng(seed)
    x, weight = x + rng.random(x.shape, np.float32), weight + rng.random(weight.shape, np.float32)
    whole = on(1, lambda: conv2d(x, weight, bias, **options))
    grad = rng.standard_normal(whole.shape).astype(np.float32)
    calls: list[Callable[[], Array]] = [
        lambda: conv2d(x, weight, bias, **options),
        lambda: conv2d_input_grad(x.shape, weight, grad, **options),
        lambda: conv2d_weight_grad(x, weight.shape, grad, **options),
    ]
    for call in calls:
        for number in (2, 3):
            np.testing.assert_array_equal(on(number, call), on(1, call))


@pytest.mark.parametrize("size", [(1, 1, 3, 3), (1, 1, 9, 9), (1, 1, 31, 31), (4, 1, 5, 5), (20, 1, 3, 3)])
@pytest.mark.parametrize("terms", [0, 1, 2])
@pytest.mark.usefixtures("all_shared")
def test_each_form_gives_the_same_bits_on_two_threads(size: tuple[int, ...], terms: int) -> None:
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((1, 700, 500), np.float32), rng.standard_normal(size, np.float32)
    if terms:
        weight = sum(outer(weight, term) / np.sqrt(3 + term) for term in range(terms)).astype(np.float32)
    x[0, 300, 200] = np.nan
    one, two = (on(number, lambda: conv2d(x, weight, padding="same")) for number in (1, 2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.usefixtures("all_shared")
def test_calls_from_two_threads_at_once_give_what_they_give_alone() -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 9, (2, 400 + 40 * number, 300)).astype(np.float32) for number in range(4)]
    weight = rng.integers(-9, 9, (3, 2, 5, 5)).astype(np.float32)
    expected = [on(1, lambda image=image: conv2d(image, weight)) for image in images]
    set_count(2)
    results: dict[int, list[Array]] = {}

    def compute(number: int) -> None:
        results[number] = [conv2d(images[number], weight) for _ in range(8)]

    callers = [threading.Thread(target=compute, args=(number,)) for number in range(len(images))]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    for number, wanted in enumerate(expected):
        for result in results[number]:
            np.testing.assert_array_equal(result, wanted)


@pytest.mark.usefixtures("all_shared")
def test_another_convolution_between_two_bands_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    x, weight = rng.integers(0, 9, (2, 2000, 400)).astype(np.float32), rng.integers(-9, 9, (9, 2, 7, 7))
    expected, out = conv2d(x, weight), np.empty((9, 1994, 394), np.float32)
    bands = []
    for band in conv2d_bands(x, weight, out=out):
        conv2d(x[:, :300], weight + 1)
        bands.append(band)
    np.testing.assert_array_equal(out, expected)
    assert len(bands) > 1


def test_every_part_is_done_once_and_by_more_than_one_thread_if_there_are() -> None:
    set_count(2)
    both, done = threading.Barrier(2, timeout=30), []

    def work(part: int) -> None:
        if part < 2:
            both.wait()
        done.append((part, threading.get_ident()))

    threads.share(work, range(20), 1e9)
    assert sorted(part for part, _ in done) == list(range(20))
    assert len({thread for _, thread in done}) == 2


def test_one_thread_does_the_parts_in_their_order() -> None:
    set_count(1)
    done: list[tuple[int, int]] = []
    threads.share(lambda part: done.append((part, threading.get_ident())), range(5), 1e9)
    assert done == [(part, threading.get_ident()) for part in range(5)]


def test_what_numpy_shall_not_warn_of_it_does_not_warn_of_on_other_threads() -> None:
    both, kept = threading.Barrier(2, timeout=30), []
    set_count(2)

    def work(_: int) -> None:
        both.wait()
        kept.append(np.geterr()["over"])

    with np.errstate(over="ignore"):
        threads.share(work, range(2), threads.LEAST_SHARED)
    assert kept == ["ignore"] * 2


@pytest.mark.parametrize("number", [1, 2])
def test_an_error_in_a_part_reaches_the_caller(number: int) -> None:
    set_count(number)

    def work(part: int) -> None:
        raise ZeroDivisionError(part)

    with pytest.raises(ZeroDivisionError):
        threads.share(work, range(4), 1e9)
    done: list[int] = []
    threads.share(done.append, range(4), 1e9)
    assert sorted(done) == [0, 1, 2, 3]


def test_an_error_ends_the_work_of_all_threads_before_it_reaches_the_caller() -> None:
    set_count(2)
    both, here, ended = threading.Barrier(2, timeout=30), threading.get_ident(), list[int]()

    def work(part: int) -> None:
        if part < 2:
            both.wait()
            if threading.get_ident() != here:
                raise ZeroDivisionError
        ended.append(part)

    with pytest.raises(ZeroDivisionError):
        threads.share(work, range(10**6), 1e9)
    assert len(ended) < 10**6 - 1


def test_work_that_no_thread_could_be_started_for_is_waited_for_if_it_is_done_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pool that cannot start one more thread says so, but its other threads may still take what it was given."""
    set_count(2)
    begun, never, done, late = threading.Event(), threading.Event(), list[int](), list[threading.Thread]()

    class Full:
        def __init__(self, *_: object) -> None: ...

        def submit(self, work: Callable[[], None]) -> None:
            late.append(threading.Thread(target=work))
            late[0].start()
            raise RuntimeError("can't start new thread")

        def shutdown(self, wait: bool) -> None: ...

    def work(part: int) -> None:
        if threading.current_thread() in late:
            begun.set()
            never.wait(0.2)
        else:
            begun.wait(30)
        done.append(part)

    monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor", Full)
    threads.share(work, range(2), 1e9)
    assert sorted(done) == [0, 1]


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "2"])
def test_the_number_of_threads_is_a_whole_one_of_at_least_one(wrong: Any) -> None:
    before = count()
    with pytest.raises(ValueError, match="The number of threads must be"):
        set_count(wrong)
    assert count() == before


def test_the_number_of_threads_is_public() -> None:
    convviz.set_num_threads(3)
    assert convviz.get_num_threads() == 3


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CONVVIZ_NUM_THREADS": "3", "OMP_NUM_THREADS": "5"}, 3),
        ({"OMP_NUM_THREADS": "5,2"}, 5),
        ({"CONVVIZ_NUM_THREADS": "many", "OMP_NUM_THREADS": "4"}, 4),
        ({"CONVVIZ_NUM_THREADS": "0"}, None),
        ({}, None),
    ],
)
def test_at_first_the_number_is_that_of_the_environment_or_of_the_cores(
    environment: dict[str, str], expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in threads.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert threads._first_count() == (expected or cores)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_computes_on_threads_of_its_own_and_ends() -> None:
    code = """
import os, numpy, convviz
convviz.set_num_threads(2)
x, weight = numpy.ones((1, 900, 900), "f"), numpy.ones((1, 1, 3, 3), "f")
convviz.conv2d(x, weight)
child = os.fork()
total = convviz.conv2d(x, weight).sum()
if child == 0:
    os._exit(0 if total == 9 * 898 * 898 else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    # Python 3.12 warns of forks beside threads.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


def test_each_thread_keeps_its_own_plans_and_scratch() -> None:
    made: list[int] = []

    @threads.kept_by_thread
    def plan(key: int) -> object:
        made.append(key)
        return object()

    here, there = plan(1), list[Any]()
    thread = threading.Thread(target=lambda: there.extend([plan(1), threads.scratch(np.float32, (8,))[0]]))
    thread.start()
    thread.join()
    assert plan(1) is here
    assert there[0] is not here
    assert not np.shares_memory(there[1], threads.scratch(np.float32, (8,))[0])
    assert made == [1, 1]


def test_only_the_last_plans_are_kept() -> None:
    plan = threads.kept_by_thread(lambda key: [key])
    first = plan(0)
    for key in range(1, threads.PLANS + 1):
        plan(key)
    assert plan(0) is not first


@pytest.mark.parametrize("shape", [(3, 9, 2), (1, 1, 31), (16, 32, 5), (1, 1, 3), (32, 1, 7)])
def test_scratch_stays_small(shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    channels, filters, size = shape
    monkeypatch.setattr(threads, "_memory", threading.local())
    set_count(1)
    x, weight = np.ones((channels, 250, 700), np.float32), np.ones((filters, channels, size, size), np.float32)
    grad = conv2d(x, weight)
    conv2d_weight_grad(x, weight.shape, grad)
    conv2d_input_grad(x.shape, weight, grad)
    assert len(threads._memory.bytes) < 3.5 * 2**20


def test_scratch_is_laid_out_side_by_side_and_used_again() -> None:
    first, second = threads.scratch(np.float32, (3, 5), (7,))
    first[...], second[...] = 1, 2
    assert (first == 1).all()
    assert first.ctypes.data % threads.LINE == second.ctypes.data % threads.LINE == 0
    assert np.shares_memory(first, threads.scratch(np.float64, (4,))[0])
