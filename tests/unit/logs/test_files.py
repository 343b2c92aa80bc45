"""Log files: one a day, for the owner only, small, and gone after thirty days."""

from __future__ import annotations

import logging
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from sozialclient.logs import LogLevel, SparseFormatter, log_files, start_logs, stop_logs
from sozialclient.logs import files as module
from sozialclient.logs.files import DailyFiles
from sozialclient.logs.hooks import watch_crashes
from sozialclient.logs.windows_reports import keep_out_of_error_reports

DAY = date(2026, 3, 2)


def record(event: str = "event") -> logging.LogRecord:
    return logging.LogRecord("sozialclient.x", logging.INFO, "x.py", 1, event, None, None)


def handler(folder: Path, days: list[date]) -> DailyFiles:
    """A handler for which it is `days[0]`."""
    made = DailyFiles(folder, today=lambda: days[0])
    made.setFormatter(SparseFormatter())
    return made


def test_one_file_a_day(tmp_path: Path) -> None:
    days = [DAY]
    files = handler(tmp_path, days)
    for _ in range(3):
        files.emit(record())
        files.emit(record())
        days[0] += timedelta(days=1)
    files.close()
    assert [path.name for path in module.log_files(tmp_path)] == [
        "sozialclient-2026-03-02.log", "sozialclient-2026-03-03.log", "sozialclient-2026-03-04.log",
    ]
    assert all(len(path.read_text(encoding="utf-8").splitlines()) == 2 for path in module.log_files(tmp_path))


@pytest.mark.parametrize(
    ("level", "lines"), [(LogLevel.OFF, 0), (LogLevel.WARNING, 1), (LogLevel.INFO, 2), (LogLevel.DEBUG, 3)]
)
def test_how_much_is_written_is_a_setting(tmp_path: Path, level: LogLevel, lines: int) -> None:
    start_logs(tmp_path, level)
    log = logging.getLogger("sozialclient.x")
    log.debug("one")
    log.info("two")
    log.warning("three")
    stop_logs()
    text = "".join(path.read_text(encoding="utf-8") for path in log_files(tmp_path))
    assert text.count("\n") == lines


def test_a_place_that_takes_nothing_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    start_logs(tmp_path, LogLevel.INFO)
    logging.getLogger("sozialclient.x").info("event")
    watch_crashes(tmp_path)
    stop_logs()
    assert log_files(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="there it answers True")
def test_elsewhere_there_is_no_error_reporting_to_leave() -> None:
    assert keep_out_of_error_reports() is False
