"""Sets the logs up for window and command line alike."""

from __future__ import annotations

import enum
import logging
from pathlib import Path

from sozialclient.logs.files import DailyFiles
from sozialclient.logs.files import log_files as files_in
from sozialclient.logs.formatter import OURS, SparseFormatter

_FOLDER = "logs"


class LogLevel(enum.Enum):
    """How much is written; foreign libraries are heard from `WARNING` on, whatever is chosen."""

    OFF = "off"
    WARNING = "warning"
    INFO = "info"
    DEBUG = "debug"


_LEVELS = {
    LogLevel.OFF: logging.CRITICAL + 1, LogLevel.WARNING: logging.WARNING, LogLevel.INFO: logging.INFO,
    LogLevel.DEBUG: logging.DEBUG,
}


def log_files(data_folder: Path) -> list[Path]:
    """The log files of a data folder, oldest first."""
    return files_in(data_folder / _FOLDER)


def log_folder(data_folder: Path) -> Path:
    """Where a data folder has its logs."""
    return data_folder / _FOLDER


def start_logs(data_folder: Path, level: LogLevel) -> None:
    """Write the logs of this process below `data_folder`; replaces what was set up before."""
    stop_logs()
    silence_last_resort()
    handler = DailyFiles(log_folder(data_folder))
    handler.setFormatter(SparseFormatter())
    logging.getLogger().addHandler(handler)
    write_logs_from(level)


def write_logs_from(level: LogLevel) -> None:
    """Write as much as this from now on, where this process writes logs at all."""
    for handler in _handlers():
        handler.setLevel(_LEVELS[level])
        logging.getLogger(OURS).setLevel(min(_LEVELS[level], logging.WARNING))


def silence_last_resort() -> None:
    """Python's handler for records nobody wants, and its reports on failing handlers, print whole messages."""
    logging.lastResort = None
    logging.raiseExceptions = False


def stop_logs() -> None:
    """Close the files of this process."""
    for handler in _handlers():
        logging.getLogger().removeHandler(handler)
        handler.close()


def _handlers() -> list[DailyFiles]:
    return [each for each in logging.getLogger().handlers if isinstance(each, DailyFiles)]
