"""Ctrl+C, Ctrl+Break and SIGTERM as a polite request to stop."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

if sys.platform == "win32":
    # The only request that reaches a program which another one started in a group of its own.
    _REQUESTS = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
else:
    _REQUESTS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def interruptible(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on one of them while the block runs; a second signal ends the program at once."""

    def request(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.getsignal(number) for number in _REQUESTS}
    for number in before:
        signal.signal(number, request)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Let SIGTERM raise KeyboardInterrupt like Ctrl+C, so that what was begun is cleaned up.

    Does nothing outside the main thread, where Python allows no handlers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
