"""On how many threads the engine computes, and what each of them keeps: plans, and the memory that they work in."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import copy_context
from functools import lru_cache, partial, wraps
from math import prod
from operator import index
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

VARIABLES = "CONVVIZ_NUM_THREADS", "OMP_NUM_THREADS"  # of the environment; the first that is set counts
LEAST_SHARED = 2**24  # multiply-adds from which a second thread pays: below, it waits for Python too often
LEAST_PARTS = 4  # of a map: so threads that are not equally quick end at about the same time
PLANS = 16  # that a thread keeps
LINE = 64  # bytes of a line of the cache

Part = TypeVar("Part")
Key = ParamSpec("Key")
Made = TypeVar("Made")


def set_num_threads(count: int) -> None:
    """Set on how many threads a convolution is computed, as ``torch.set_num_threads``; the results are the same.

    At first it is the number in the environment variable ``CONVVIZ_NUM_THREADS``, or else in ``OMP_NUM_THREADS``, or
    else that of the cores that this process may use. Small convolutions stay on one thread.

    Parameters
    ----------
    count : int
        At least 1; the thread that calls the convolution is one of them.

    Raises
    ------
    ValueError
        If the count is not a whole number, or less than 1.
    """
    global _count
    try:
        count = index(count)
    except TypeError:
        raise ValueError(f"The number of threads must be a whole number; got {count!r}.") from None
    if count < 1:
        raise ValueError(f"The number of threads must be at least 1; got {count}.")
    _count = count
    _forget_pool()


def get_num_threads() -> int:
    """Return on how many threads a convolution is computed: see :func:`set_num_threads`."""
    return _count


def share(work: Callable[[Part], None], parts: Iterable[Part], amount: float) -> None:
    """Do the work for each part; the threads take the parts one by one, so that a slow one takes fewer.

    The thread that calls takes part. If the others are busy with other calls it does all by itself.

    Parameters
    ----------
    work : callable
        NumPy's functions, which leave Python to the other threads meanwhile; what it writes for two parts is apart.
    parts : iterable
        Handed out in this order.
    amount : float
        Of work in all, in multiply-adds; little of it stays on the thread that calls.
    """
    left = deque(parts)
    count = min(_count, len(left)) if amount >= LEAST_SHARED else 1

    def take() -> None:
        while left:
            try:
                part = left.popleft()
            except IndexError:  # another thread was quicker
                return
            try:
                work(part)
            except BaseException:
                left.clear()
                raise

    helpers = [_start(take) for _ in range(count - 1)]
    try:
        take()
    finally:
        begun = [helper for helper in helpers if not helper.cancel()]
        errors = [error for helper in begun if (error := helper.exception())]  # all have ended before one is raised
    for error in errors:
        raise error


def kept_by_thread(make: Callable[Key, Made]) -> Callable[Key, Made]:
    """Keep the last `PLANS` results of a function, for each thread its own: what they hold is no other thread's."""
    own = threading.local()

    @wraps(make)
    def kept(*arguments: Key.args, **named: Key.kwargs) -> Made:
        try:
            known = own.known
        except AttributeError:
            known = own.known = lru_cache(PLANS)(make)
        result: Made = known(*arguments, **named)
        return result

    return kept


def scratch(dtype: DTypeLike, *shapes: tuple[int, ...]) -> list[NDArray[Any]]:
    """Lay arrays into the memory of this thread, which all of its plans share.

    What they hold lasts until another plan of the thread is used. A thread has one such memory, as large as the largest
    plan needed so far: about 3 MiB for float32 and 6 MiB for float64, more only if one row of windows needs more.
    Plans made before it grew keep what it was until then.
    """
    item = np.dtype(dtype).itemsize
    sizes = [-(-prod(shape) * item // LINE) * LINE for shape in shapes]
    memory = getattr(_memory, "bytes", None)
    if memory is None or len(memory) < sum(sizes) + LINE:
        memory = _memory.bytes = np.empty(sum(sizes) + LINE, np.uint8)
    start, arrays = -memory.ctypes.data % LINE, []
    for shape, size in zip(shapes, sizes, strict=True):
        arrays.append(memory[start : start + prod(shape) * item].view(dtype).reshape(shape))
        start += size
    return arrays


def _start(work: Callable[[], None]) -> "Future[None]":
    """Let another thread do the work as soon as one is free; until it has begun, it can be cancelled.

    At the end of the program, or where there are too many threads, none can start any more. The pool says so, but may
    have put the work into its queue before: a future of our own knows whether it is done after all.
    """
    from concurrent.futures import Future, ThreadPoolExecutor  # here, as it takes a while to import

    global _pool
    future: Future[None] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            work()
        except BaseException as error:
            future.set_exception(error)
            raise
        future.set_result(None)

    with _pool_lock, suppress(RuntimeError):
        if _pool is None:
            _pool = ThreadPoolExecutor(_count - 1 or 1, "convviz")
        _pool.submit(partial(copy_context().run, run))  # with the caller's ``np.errstate``
    return future


def _forget_pool() -> None:
    """Let the threads end when they are idle; the next call that needs some makes new ones."""
    global _pool
    with _pool_lock:
        if _pool is not None:
            _pool.shutdown(wait=False)
        _pool = None


def _after_fork() -> None:
    """Begin anew in a forked process: it has none of the threads, and a lock may be held by one that is not there."""
    global _pool, _pool_lock
    _pool, _pool_lock = None, threading.Lock()


def _first_count() -> int:
    """Read the number of threads from the environment, or count the cores."""
    for variable in VARIABLES:
        text = os.environ.get(variable, "").split(",")[0].strip()  # OMP_NUM_THREADS may list one number a level
        if text.isdecimal() and int(text) > 0:
            return int(text)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_count = _first_count()
_pool: "ThreadPoolExecutor | None" = None
_pool_lock = threading.Lock()
_memory = threading.local()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
