"""Fetches one mailbox after the other, as the combined inbox needs it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from sozialclient.gui.fetch.controller import FetchController
from sozialclient.model.mailbox import Mailbox


class FetchRound(QObject):
    """The next mailbox has its turn once the one before is through; an error or `stop` ends the round."""

    def __init__(self, fetch: FetchController, parent: QWidget) -> None:
        super().__init__(parent)
        self._fetch, self._parent = fetch, parent
        self._waiting: deque[Mailbox] = deque()
        fetch.finished.connect(self._on_finished)
        fetch.given_up.connect(self._on_finished)
        fetch.failed.connect(lambda _error: self.stop())

    def start(self, mailboxes: Sequence[Mailbox]) -> None:
        """Fetch these, one by one; a fetch that runs quietly comes into sight instead."""
        if not self._fetch.running:
            self._waiting = deque(mailboxes)
            self._next()
        elif mailboxes:
            self._fetch.start(mailboxes[0], self._parent)

    def stop(self) -> None:
        """Begin with none that still waits."""
        self._waiting.clear()

    def _on_finished(self) -> None:
        # Whoever else hears of the end shows it first.
        QTimer.singleShot(0, self, self._next)

    def _next(self) -> None:
        if self._waiting and not self._fetch.running and not self._fetch.asking:
            self._fetch.start(self._waiting.popleft(), self._parent)
