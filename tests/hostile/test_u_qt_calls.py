"""PySide6 6.12.0 on CPython 3.11 takes a reference off None in every void call, until Python ends itself."""

from __future__ import annotations

import subprocess
import sys

from tests.hostile.rows import guarded_by

PROBE = """
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from sozialclient.gui.shell.desktop import german_application
application = german_application(["probe"])
thing, widget = QObject(), QWidget()
before = sys.getrefcount(None)
for _ in range(25_000):
    thing.setObjectName("a")
    widget.setToolTip("b")
print(before - sys.getrefcount(None))
"""


@guarded_by("sozialclient.gui.shell.desktop.german_application")
def test_u_01_fifty_thousand_void_calls_leave_none_alone() -> None:
    """The Qt we ship takes no reference off None in calls that give nothing; what guards is its pinned version.

    In a process of its own, because the fault ends the interpreter.
    """
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert abs(int(done.stdout)) < 100
