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
