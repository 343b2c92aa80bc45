"""Leads everything Python would print about a fault into the logs, without its message."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO, TextIO

from sozialclient.logs.formatter import Code, describe
from sozialclient.logs.start import log_folder, silence_last_resort

TRACE = "SOZIALCLIENT_TRACE"
"""Environment variable with which a developer sees whole tracebacks."""

_log = logging.getLogger(__name__)
_CRASHES = "crash.txt"
_CRASH_BYTES = 256 * 1024
_CRASH_SECONDS = 30 * 24 * 3600
_crash_file: IO[str] | None = None


def install_hooks() -> Callable[[], None]:
    """Take over the hooks of this process; returns what gives them back."""
    silence_last_resort()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning)
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning

    def give_back() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = before

    return give_back


def watch_crashes(data_folder: Path) -> None:
    """Let a crash of native code leave the places where each thread was, no values, in `logs/crash.txt`."""
    global _crash_file
    path = log_folder(data_folder) / _CRASHES
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            facts = path.stat()
            if facts.st_size > _CRASH_BYTES or time.time() - facts.st_mtime > _CRASH_SECONDS:
                path.unlink()
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        old, _crash_file = _crash_file, os.fdopen(descriptor, "a", encoding="utf-8")
        faulthandler.enable(_crash_file)
        if old is not None:
            old.close()


def _on_exception(
    kind: type[BaseException], error: BaseException, trace: types.TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("unhandled", exc_info=(kind, error, trace))
    if os.environ.get(TRACE):
        sys.__excepthook__(kind, error, trace)
    elif sys.stderr is not None:
        print(describe(error), file=sys.stderr)


def _on_thread_exception(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not issubclass(arguments.exc_type, SystemExit):
        _on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def _on_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if unraisable.exc_value is not None:
        _log.error("unraisable", exc_info=unraisable.exc_value)


def _on_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None,
) -> None:
    _log.warning("python.warning %s %s %s", Code(category.__name__), Code(Path(filename).stem), lineno)
