"""Says now and then how far something that takes hours has come."""

from __future__ import annotations

import time
from collections.abc import Callable


class EveryMinute:
    """Prints a line about once a minute, whoever may have redirected it."""

    def __init__(self, seconds: float = 60.0) -> None:
        self._seconds, self._started = seconds, time.monotonic()
        self._told = self._started

    def tell(self, line: Callable[[float], str]) -> None:
        """Print what `line` makes of the seconds since the start, when it is time for it."""
        now = time.monotonic()
        if now - self._told >= self._seconds:
            self._told = now
            print(line(now - self._started), flush=True)
