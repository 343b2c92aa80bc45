"""Starts the window once in this process and prints when each step was reached (JSON, ms)."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path

BEGIN = time.perf_counter()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _elapsed() -> float:
    return (time.perf_counter() - BEGIN) * 1000


def bare() -> dict[str, float]:
    """The least a Qt program can do: import, application, an empty window, one paint."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    steps = {"imports": _elapsed()}
    app = QApplication([])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    app.processEvents()
    steps["painted"] = _elapsed()
    return steps


def real(data: Path) -> dict[str, float]:
    """The program on a data folder, until the list of applications is painted, and until nothing runs any more."""
    from PySide6.QtCore import QCoreApplication

    gc.disable()  # As `sozialclient.__main__` and `run_window` do.
    from sozialclient.app import build_desktop
    from sozialclient.settings import Settings, data_folder

    steps = {"imports": _elapsed()}
    desktop, desk = build_desktop(data_folder(data), Settings())
    gc.enable()
    steps["built"] = _elapsed()
    desktop.window.resize(1440, 900)
    desktop.window.show()
    QCoreApplication.processEvents()
    steps["painted"] = _elapsed()
    desktop.controller.start()
    while not desktop.controller.applications.total:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    # The rows are in the list: this paints them.
    QCoreApplication.processEvents()
    steps["usable"] = _elapsed()
    steps["computed"] = time.process_time() * 1000
    while desktop.tasks.running:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    steps["quiet"] = _elapsed()
    steps["applications"] = float(desktop.controller.applications.total)
    desktop.close()
    desk.close()
    return steps


if __name__ == "__main__":
    print(json.dumps(bare() if sys.argv[1] == "bare" else real(Path(sys.argv[1]))))
