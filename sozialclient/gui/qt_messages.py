"""Leads what Qt has to say into the logs: kind and category, not the words, which may quote anything."""

from __future__ import annotations

import logging
import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from sozialclient.logs import Code
from sozialclient.logs.hooks import TRACE

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def take_qt_messages() -> None:
    """Install the handler for this process."""
    qInstallMessageHandler(on_message)


def on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log one message of Qt."""
    _log.log(_LEVELS.get(kind, logging.WARNING), "qt.message %s %s", Code(context.category or "qt"), context.line)
    if os.environ.get(TRACE) and sys.stderr is not None:
        print(message, file=sys.stderr)
