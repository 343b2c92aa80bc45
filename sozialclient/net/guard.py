"""Watches one exchange: asks whether to stop and keeps the total deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sozialclient.errors import Cancelled
from sozialclient.net.errors import TimedOut

POLL_SECONDS = 0.05
_Result = TypeVar("_Result")


class Guard:
    """The deadline of one exchange: `grace` seconds plus the time its bytes take at `rate` bytes per second.

    A server that drips or stalls is cut off after `grace` seconds, whatever size it announces; of
    what it sends only the body counts, so that headers without end buy no time.
    Blocking operations run through `patiently`, in the thread of the caller, so that `cancelled`
    is asked at least every 0.05 seconds and never from another thread.
    """

    def __init__(self, cancelled: Callable[[], bool], grace: float, rate: int) -> None:
        self._cancelled = cancelled
        self._grace = grace
        self._rate = rate
        self._start = time.monotonic()
        self._moved = 0
        self.phase = "connect"

    def moved(self, count: int) -> None:
        """Take note of `count` bytes sent, or received of the body."""
        self._moved += count

    def check(self) -> None:
        """Raises Cancelled when the user wants to stop, TimedOut when the deadline has passed."""
        if self._cancelled():
            raise Cancelled()
        elapsed = time.monotonic() - self._start
        if elapsed > self._grace + self._moved / self._rate:
            raise TimedOut(phase=self.phase, seconds=round(elapsed))

    def patiently(self, operation: Callable[[], _Result]) -> _Result:
        """The result of a socket operation whose short time-outs mean only: look whether to go on."""
        while True:
            self.check()
            try:
                return operation()
            except TimeoutError:
                continue
