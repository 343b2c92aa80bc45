"""Opens a data folder in a window once and says when its list was there and what memory it took (JSON).

`python -m tests.bench.list_once FOLDER STATE`: milliseconds from opening the store to the painted
first page, and to a search's hits; MiB once every kind of use is behind it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Qt reads the platform when it is imported.
from PySide6.QtCore import QCoreApplication

from sozialclient.app import build_desktop
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.settings import Settings, data_folder


def _scroll(desktop: Desktop) -> None:
    bar = desktop.window.applications.list.verticalScrollBar()
    for part in range(21):
        bar.setValue(bar.maximum() * part // 20)
        settle(desktop, 0.02)


def _until(desktop: Desktop, begin: Callable[[], object]) -> float:
    """Milliseconds until the list that `begin` asks for is painted."""
    found: list[bool] = []
    remember = desktop.controller.applications.refreshed.connect(lambda: found.append(True))
    begun = time.perf_counter()
    begin()
    while not found:
        QCoreApplication.processEvents()
    desktop.window.applications.list.viewport().repaint()
    took = time.perf_counter() - begun
    desktop.controller.applications.refreshed.disconnect(remember)
    settle(desktop)
    return 1000 * took


def _search(applications: ApplicationsController) -> None:
    applications.search("Straßburger Vorname-4")
    applications.search_now()


def _wait_for_the_books(desktop: Desktop) -> None:
    """What they load stays in memory: a slow run would have it already, a fast one not yet."""
    while desktop.keeping.books.report is None or desktop.keeping.books.looking:
        settle(desktop)


def main(folder: str, state: str) -> None:
    """Show, scroll from end to end, search."""
    desktop, desk = build_desktop(data_folder(Path(folder)), Settings())
    window, applications = desktop.window, desktop.controller.applications
    window.resize(1440, 900)
    window.show()
    QCoreApplication.processEvents()
    applications.folder = state
    steps = {"shown": _until(desktop, desktop.controller.start)}
    model, view = window.applications._model, window.applications.list
    first, end = view.rows_in_sight()
    assert end > first
    assert all(model.card_at(row) or not model.id_at(row) for row in range(first, min(end, model.rowCount())))
    steps["rows"] = float(model.rowCount())
    _scroll(desktop)
    steps["hits"] = _until(desktop, lambda: _search(applications))
    _wait_for_the_books(desktop)
    steps["mib"] = psutil.Process().memory_info().rss / 1024 / 1024
    desktop.close()
    desk.close()
    print(json.dumps(steps))


if __name__ == "__main__":
    main(*sys.argv[1:])
