"""The logs hold no text that came from outside, are small, and end."""

from __future__ import annotations

import logging
import os
import stat
import sys
import threading
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from sozialclient.gui.qt_messages import take_qt_messages
from sozialclient.logs import LogLevel, describe, start_logs, stop_logs
from sozialclient.logs import files as module
from sozialclient.logs.hooks import install_hooks, watch_crashes
from tests.hostile.rows import guarded_by
from tests.unit.logs.conftest import logged
from tests.unit.logs.test_files import DAY, handler, record
from tests.unit.logs.test_formatter import CANARY, OURS, _Unraisable, assert_silent, foreign, raised

__all__ = ["logged"]


@guarded_by("sozialclient.logs.formatter.SparseFormatter", "sozialclient.logs.hooks.install_hooks",
            "sozialclient.gui.qt_messages.on_message")
def test_p_02_no_message_of_any_exception_or_library_reaches_the_log(
    logged: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every class of error with a planted text, tracebacks with locals, warnings, hooks, Qt, urllib3 and lxml."""
    give_back = install_hooks()
    take_qt_messages()
    log = logging.getLogger("sozialclient.test")
    try:
        errors = [raised(error) for error in foreign()]
        for kind in OURS:
            made = kind.__new__(kind)
            Exception.__init__(made, CANARY)
            made.parameters = {"host": CANARY}
            errors.append(raised(made))
        for error in errors:
            for name in ("sozialclient.test", "urllib3.connectionpool", "lxml", "PIL", "zeep", CANARY):
                logging.getLogger(name).error(f"{error!r} %s", error, exc_info=error, stack_info=True)
            log.critical(error)
            sys.excepthook(type(error), error, error.__traceback__)
            describe(error)
        warnings.warn(CANARY, UserWarning, stacklevel=1)
        sys.unraisablehook(_Unraisable(errors[0]))  # type: ignore[arg-type]  # the real one cannot be made by hand
        thread = threading.Thread(target=int, args=(CANARY,), name=CANARY)
        thread.start()
        thread.join()
        qWarning(CANARY)
    finally:
        qInstallMessageHandler(None)
        give_back()
    said = capsys.readouterr()
    text = logged()
    assert text.count("\n") > 6 * len(errors) > 1000
    assert "qt.message" in text and "python.warning" in text
    assert_silent(text)
    assert_silent(said.out + said.err)


@guarded_by("sozialclient.logs.files.clear_old")
def test_p_03_files_are_gone_after_thirty_days(tmp_path: Path) -> None:
    """A new day takes away what is older than thirty days, and nothing that is not ours."""
    for age in (29, 30, 31, 400):
        (tmp_path / f"sozialclient-{DAY - timedelta(days=age)}.log").write_text("x", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("somebody's", encoding="utf-8")
    handler(tmp_path, [DAY]).emit(record())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "notes.txt", "sozialclient-2026-01-31.log", "sozialclient-2026-02-01.log", "sozialclient-2026-03-02.log",
    ]


@guarded_by("sozialclient.logs.files.DailyFiles")
def test_p_03a_a_day_has_a_limit_and_all_days_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of lines fills neither a day's file nor the disk beyond what is set."""
    monkeypatch.setattr(module, "DAILY_BYTES", 1000)
    monkeypatch.setattr(module, "TOTAL_BYTES", 2500)
    days = [DAY]
    files = handler(tmp_path, days)
    for _ in range(5):
        for _ in range(100):
            files.emit(record())
        days[0] += timedelta(days=1)
    files.close()
    sizes = [path.stat().st_size for path in module.log_files(tmp_path)]
    assert len(sizes) >= 2 and all(500 < size <= 1000 for size in sizes)
    assert sum(sizes) <= 3500


@guarded_by("sozialclient.logs.files.DailyFiles")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits; the data folder's rights hold there")
def test_p_03b_only_the_owner_reads_them(tmp_path: Path) -> None:
    """Folder and files of the logs are for their owner only."""
    start_logs(tmp_path, LogLevel.INFO)
    logging.getLogger("sozialclient.x").info("event")
    watch_crashes(tmp_path)
    stop_logs()
    for path in ((tmp_path / "logs"), *(tmp_path / "logs").iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
    assert len(list((tmp_path / "logs").iterdir())) == 2
