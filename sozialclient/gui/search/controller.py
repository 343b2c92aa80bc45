"""Collects the words of new applications in the background, PDFs included, so that the search finds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from sozialclient.errors import SozialclientError
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.usecases.workplace import Workplace

LANE = "search"
_PAUSE_MS = 2_000
"""After the window has come up or a fetch has ended: whoever works goes first."""


class SearchController(QObject):
    """One per window; what is left over when it closes is done the next time."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks = workplace, tasks
        self._life: Task[Any] = Task()
        self._running = False
        window.destroyed.connect(self._life.cancel)
        window.closing.connect(self._life.cancel)
        shell.lock_requested.connect(self._life.cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.collect)
        shell.ready.connect(self._timer.start)
        shell.fetch.finished.connect(self._timer.start)

    def collect(self) -> None:
        """Collect the words of what waits for it, unless that is under way."""
        if not self._running and not self._life.cancelled():
            self._running = True
            self._tasks.run(self._work, self._done, failed=self._failed, lane=LANE, task=self._life)

    def _work(self) -> int:
        from sozialclient.render.renderer import DocumentRenderer
        from sozialclient.usecases.index_applications import index_applications

        store = self._workplace().store
        if store.reading_seat is not None:
            return 0
        renderer = DocumentRenderer()
        try:
            index_applications(store, cancelled=self._life.cancelled)
            return index_applications(store, renderer=renderer, cancelled=self._life.cancelled)
        finally:
            renderer.close()

    def _done(self, _number: int) -> None:
        self._running = False

    def _failed(self, _error: SozialclientError) -> None:
        # Nobody asked for it: the search still finds what it found before, and the next time goes on.
        self._running = False
