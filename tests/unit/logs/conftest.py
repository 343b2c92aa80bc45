"""Logs in a folder of their own, and Python's own settings as they were afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sozialclient.logs import LogLevel, log_files, start_logs, stop_logs


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Starts the logs; gives what was written."""
    root, last, raising = logging.getLogger(), logging.lastResort, logging.raiseExceptions
    level = root.level
    start_logs(tmp_path, LogLevel.DEBUG)
    root.setLevel(logging.DEBUG)
    yield lambda: "".join(path.read_text(encoding="utf-8") for path in log_files(tmp_path))
    stop_logs()
    root.setLevel(level)
    logging.lastResort, logging.raiseExceptions = last, raising
    logging.getLogger("sozialclient").setLevel(logging.NOTSET)
