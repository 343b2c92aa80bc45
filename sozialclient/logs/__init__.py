"""Logs that IT can read and that hold no applicant's data: events, classes, references, places."""

from __future__ import annotations

from sozialclient.logs.formatter import Code, SparseFormatter, describe
from sozialclient.logs.start import LogLevel, log_files, start_logs, stop_logs, write_logs_from

__all__ = ["Code", "LogLevel", "SparseFormatter", "describe", "log_files", "start_logs", "stop_logs",
           "write_logs_from"]
