"""How long work takes, held against a piece of other work in the same run.

Machines are shared and differ, and a long run of tests fills the memory that Python looks through for cycles.
So no test knows seconds of computing: it knows how many times as long as `yardstick` something may take.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_TRIES = 3
_OFFICE_PC = 0.1
"""Seconds of the yardstick there."""
_WAITING = Path("/proc/thread-self/schedstat")


def yardstick(clock: Callable[[], float] = time.thread_time) -> float:
    """Seconds of this thread's computing for a fixed piece of work: about a tenth of one on an office PC of 2024.

    With `clock=time.perf_counter` what else the machine does counts too.
    """
    begun = clock()
    kept = {}
    for number in range(120_000):
        kept[f"n{number}"] = (number, [str(number)])
    return clock() - begun


def slowness() -> float:
    """How many times as slow as an office PC this machine computes now; 1 where it is quicker."""
    return max(1.0, yardstick() / _OFFICE_PC)


@contextlib.contextmanager
def own_memory() -> Iterator[None]:
    """Whatever other tests left in memory is not looked through for cycles meanwhile."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def within(times: float, work: Callable[[], _T]) -> _T:
    """What `work` returned or raised; it may compute `times` as long as the yardstick, in the best of three tries.

    Raises AssertionError if it took longer in each. Only this thread's computing counts, so that a machine
    which does something else meanwhile changes nothing.
    """
    seen = []
    for _ in range(_TRIES):
        with own_memory():
            before = yardstick()
            begun = time.thread_time()
            outcome = _outcome(work)
            took = time.thread_time() - begun
            seen.append(took / max(before, yardstick()))
        if seen[-1] < times:
            return outcome.result()
    raise AssertionError(f"{', '.join(f'{one:.1f}' for one in seen)} yardsticks, {times} are allowed")


def _outcome(work: Callable[[], _T]) -> Future[_T]:
    kept: Future[_T] = Future()
    try:
        kept.set_result(work())
    except Exception as error:  # noqa: BLE001 - raised again by `result`
        kept.set_exception(error)
    return kept


def awake() -> float:
    """Seconds on a clock that rests while this thread waits for a processor, where the system tells that (Linux).

    Waiting for a file, a lock or another thread counts.
    """
    # The second number: nanoseconds in the queue of a processor (proc(5), schedstat).
    queued = int(_WAITING.read_bytes().split()[1]) / 1e9 if _WAITING.exists() else 0.0
    return time.perf_counter() - queued
