"""One log file a day, readable by its owner only, with a limit for size and age."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

DAYS = 30
DAILY_BYTES = 2_000_000
TOTAL_BYTES = 20_000_000
_PATTERN = "sozialclient-????-??-??.log"


def log_files(folder: Path) -> list[Path]:
    """The log files, oldest first."""
    return sorted(folder.glob(_PATTERN))


def _today() -> date:
    return datetime.now(UTC).date()


class DailyFiles(logging.Handler):
    """Appends to the file of the day; several processes may do so at once.

    A file that has reached its size takes nothing more that day. Files older than `DAYS` days, and
    the oldest beyond `TOTAL_BYTES`, are removed when a day begins. A disk that takes nothing
    stops no work.
    """

    def __init__(self, folder: Path, *, today: Callable[[], date] = _today) -> None:
        super().__init__()
        self._folder, self._today = folder, today
        self._day: date | None = None
        self._descriptor: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        line = self.format(record).encode("utf-8", "replace") + b"\n"
        with contextlib.suppress(OSError):
            self._turn_page()
            if self._descriptor is not None and os.fstat(self._descriptor).st_size + len(line) <= DAILY_BYTES:
                os.write(self._descriptor, line)

    def _turn_page(self) -> None:
        day = self._today()
        if day == self._day:
            return
        self._release()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._day = day
        clear_old(self._folder, day)
        path = self._folder / f"sozialclient-{day.isoformat()}.log"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)

    def _release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self._day = None

    def close(self) -> None:
        """Close the file. Twice is allowed."""
        self.acquire()
        try:
            self._release()
        finally:
            self.release()
        super().close()


def clear_old(folder: Path, today: date) -> None:
    """Remove what is too old, then the oldest until the rest is small enough."""
    files = log_files(folder)
    first = f"sozialclient-{(today - timedelta(days=DAYS)).isoformat()}.log"
    old = [path for path in files if path.name < first]
    kept = [path for path in files if path.name >= first]
    while kept and sum(path.stat().st_size for path in kept) > TOTAL_BYTES:
        old.append(kept.pop(0))
    for path in old:
        # Another process may have it open, or have removed it.
        with contextlib.suppress(OSError):
            path.unlink()
