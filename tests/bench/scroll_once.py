"""Scrolls through the hits of a search that finds every application and says how long each frame took (JSON).

`python -m tests.bench.scroll_once FOLDER`: a frame is one turn of the event loop after the list was moved: what came
in meanwhile, and the painting. Milliseconds by the clock and of the window's thread.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Qt reads the platform when it is imported.
from PySide6.QtCore import QCoreApplication

from sozialclient.app import build_desktop
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.settings import Settings, data_folder

EVERY_ONE = "Vorname"
"""In the name of each invented applicant."""


def _places(lowest: int, highest: int) -> Iterator[int]:
    """By rows as a wheel does, by pages, and in leaps as somebody who drags the bar."""
    yield from range(lowest, lowest + 300 * 3, 3)
    yield from range(lowest, lowest + 100 * 10, 10)
    yield from (lowest + (highest - lowest) * part // 200 for part in range(201))
    yield from (lowest + (highest - lowest) * (part * 37 % 100) // 100 for part in range(100))


def frames(desktop: Desktop) -> tuple[list[float], list[float]]:
    """Milliseconds of each frame, by the clock and of this thread."""
    bar = desktop.window.applications.list.verticalScrollBar()
    by_clock, computed = [], []
    for place in _places(bar.minimum(), bar.maximum()):
        bar.setValue(place)
        clock, own = time.perf_counter(), time.thread_time()
        QCoreApplication.processEvents()
        by_clock.append(1000 * (time.perf_counter() - clock))
        computed.append(1000 * (time.thread_time() - own))
        time.sleep(0.004)
    return by_clock, computed


def main(folder: str) -> None:
    """Show, search for everything, scroll."""
    desktop, desk = build_desktop(data_folder(Path(folder)), Settings())
    desktop.window.resize(1440, 900)
    desktop.window.show()
    desktop.controller.start()
    settle(desktop, 1.0)
    desktop.controller.applications.search(EVERY_ONE)
    desktop.controller.applications.search_now()
    settle(desktop, 2.0)
    by_clock, computed = frames(desktop)
    rows = desktop.window.applications._model.rowCount()
    desktop.close()
    desk.close()
    print(json.dumps({"rows": rows, "clock": by_clock, "computed": computed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
