"""PySide6 6.12.0 on CPython 3.11 takes a reference off None in every void call, until Python ends itself."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(["probe"])
thing, widget = QObject(), QWidget()
before = sys.getrefcount(None)
for _ in range(25_000):
    thing.setObjectName("a")
    widget.setToolTip("b")
print(before - sys.getrefcount(None))
"""


def test_fifty_thousand_void_calls_leave_none_alone() -> None:
    """In a process of its own, because the fault ends the interpreter."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert abs(int(done.stdout)) < 100
