"""What must hold of the Qt in use before anything else can."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication


def test_void_calls_leave_none_alone(qapp: QApplication) -> None:
    """PySide6 6.12.0 takes a reference off None in every void call and so ends Python 3.11."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(50_000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100
