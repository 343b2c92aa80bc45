"""Fetches one mailbox after the other, as the combined inbox needs it, and tells at the end how all of them fared."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from sozialclient.errors import Cancelled
from sozialclient.gui.announce import announce
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.controller import FetchController
from sozialclient.gui.fetch.page import FetchPage
from sozialclient.gui.fetch.round_words import MailboxOutcome, Turn, round_words
from sozialclient.gui.plain import plain
from sozialclient.gui.wording import say
from sozialclient.model.mailbox import Mailbox


class FetchRound(QObject):
    """The next mailbox has its turn once the one before is through, also where that failed; `stop` ends the round."""

    def __init__(self, fetch: FetchController, page: FetchPage, parent: QWidget) -> None:
        super().__init__(parent)
        self._fetch, self._page, self._parent = fetch, page, parent
        self._waiting: deque[Mailbox] = deque()
        self._current: Mailbox | None = None
        self._outcomes: list[MailboxOutcome] = []
        self._number = 0
        page.cancel_requested.connect(self.stop)
        fetch.given_up.connect(self._on_given_up)

    def start(self, mailboxes: Sequence[Mailbox]) -> None:
        """Fetch these, one by one; a fetch that runs quietly comes into sight instead."""
        if self._fetch.running or self._fetch.asking or len(mailboxes) == 1:
            if mailboxes:
                self._page.show_turn("")
                self._fetch.start(mailboxes[0], self._parent)
            return
        self._waiting, self._outcomes, self._number = deque(mailboxes), [], len(mailboxes)
        self._next()

    def stop(self) -> None:
        """Begin with none that still waits."""
        self._outcomes += [MailboxOutcome(mailbox.name, Turn.NOT_BEGUN) for mailbox in self._waiting]
        self._waiting.clear()

    def _next(self) -> None:
        if not self._waiting:
            self._show_sum()
            return
        self._current = self._waiting.popleft()
        at = self._number - len(self._waiting)
        self._page.show_turn(say("fetch.round.turn", n=at, total=self._number, mailbox=self._current.name))
        self._fetch.start(self._current, self._parent, tell=self._on_done)

    def _on_done(self, result: FetchResult) -> None:
        if isinstance(result.error, Cancelled):
            self.stop()
        self._on_turn_over(Turn.DONE, result)

    def _on_given_up(self) -> None:
        # What is under way with a wrong PIN comes back and asks again.
        if not self._fetch.running:
            self._on_turn_over(Turn.NO_PIN, None)

    def _on_turn_over(self, turn: Turn, result: FetchResult | None) -> None:
        current, self._current = self._current, None
        if current is not None:
            self._outcomes.append(MailboxOutcome(current.name, turn, result))
            # Whoever else hears of the end shows it first.
            QTimer.singleShot(0, self, self._next)

    def _show_sum(self) -> None:
        words = round_words(self._outcomes)
        self._page.show_turn("")
        self._page.show_round(words.tint, words.title, words.sentence, words.groups)
        announce(self._page, plain(words.title, " ", words.spoken))
