"""Asks for the applications of a folder or a search, and for the cards of those in sight."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sozialclient.errors import SozialclientError
from sozialclient.gui.applications.desk import PAGE, CardDesk, Found
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.folders.table_model import FolderTableModel, folder_of
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import say
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import ListQuery

SEARCH_MS = 80
REFRESH_MS = 1000
LANE = "list"


class ApplicationsController(QObject):
    """Folder, search and order over the applications of the current mailbox.

    `refreshed` is sent when the list shows what was asked for last; `total` then is the number of
    applications of the mailbox in all states, `counts` that of each folder and view.
    """

    refreshed = Signal()

    def __init__(
        self, desk: CardDesk, tasks: TaskRunner, model: ApplicationTableModel, folders: FolderTableModel
    ) -> None:
        super().__init__()
        self.desk = desk
        self._tasks, self._model, self._folders = tasks, model, folders
        self._page: ApplicationsPage | None = None
        self._life: Task[Any] = Task()
        self.total = 0
        self.counts: dict[str, int] = {}
        self.mailbox: str | None = None
        self.folder = State.NEW.value
        self._words: tuple[str, ...] = ()
        self._newest_first = True
        self._shown: ListQuery | None = None
        self._loading = False
        self._again = False
        self._wanted: int | None = None
        self._reading = False
        self._search_timer = self._make_timer(SEARCH_MS)
        self._search_timer.timeout.connect(self.refresh)
        self._refresh_timer = self._make_timer(REFRESH_MS)
        self._refresh_timer.timeout.connect(self.refresh)
        self._cards_timer = self._make_timer(0)
        self._cards_timer.timeout.connect(self._read_cards)
        model.cards_wanted.connect(self._on_cards_wanted)

    def _make_timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def attach(self, page: ApplicationsPage) -> None:
        """Work for this page from now on."""
        self._page = page
        page.destroyed.connect(self._life.cancel)
        page.order_requested.connect(self._on_order)
        self._show_words(0)

    def show_mailbox(self, mailbox: str | None) -> None:
        """Change the mailbox."""
        self.mailbox = mailbox
        self.total = 0
        self.refresh()

    def show_folder(self, key: str) -> None:
        """Change folder or view."""
        if key != self.folder:
            self.folder = key
            self.refresh()

    def search(self, untrusted_words: str) -> None:
        """Look for words in all applications; an empty text ends the search."""
        self._words = tuple(untrusted_words.casefold().split())
        self._search_timer.start()

    def search_now(self) -> None:
        """Show the hits of the words typed so far without waiting for more."""
        if self._search_timer.isActive():
            self._search_timer.stop()
            self.refresh()

    def refresh_soon(self) -> None:
        """Ask again within a second; many calls make one question."""
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def refresh(self) -> None:
        """Ask now."""
        if self._loading:
            self._again = True
            return
        self._loading = True
        query, pages = self._query(), self._pages_in_sight()
        self._tasks.run(lambda: self.desk.find(query, pages), self._on_found, failed=self._on_failed, task=self._life)

    def _query(self) -> ListQuery:
        query = ListQuery(mailbox=self.mailbox, newest_first=self._newest_first)
        if self._words:
            return dataclasses.replace(query, words=self._words)
        return folder_of(self.folder).narrow(query)

    def _pages_in_sight(self) -> list[int]:
        if self._page is None or self._shown != self._query():
            return [0]
        first, end = self._page.list.rows_in_sight()
        return sorted({0, max(0, first) // PAGE, max(0, end) // PAGE})

    def _on_found(self, found: Found) -> None:
        self._loading = False
        self.total, self.counts = found.total, dict(found.counts)
        self._folders.show_counts(self.counts)
        if found.query == self._query():
            self._shown = found.query
            self._model.show_listing(found.listing, found.cards, grouped=found.query.newest_first)
            self._show_words(len(found.listing))
        if self._again:
            self._again = False
            self.refresh()
        else:
            self.refreshed.emit()

    def _on_failed(self, error: SozialclientError) -> None:
        self._loading = False
        self._tasks.unhandled(error)

    def _on_cards_wanted(self, row: int) -> None:
        self._wanted = row
        self._cards_timer.start()

    def _read_cards(self) -> None:
        # While cards are read the list may have been moved on: only what was looked at last is read next.
        if self._reading or self._wanted is None:
            return
        ids, self._wanted = self._model.ids_around(self._wanted, PAGE), None
        if ids:
            self._reading = True
            self._tasks.run(lambda: self.desk.cards(ids), self._on_cards, failed=self._on_no_cards, lane=LANE,
                            task=self._life)

    def _on_cards(self, cards: list[ApplicationCard]) -> None:
        self._reading = False
        self._model.take(cards)
        self._read_cards()

    def _on_no_cards(self, error: SozialclientError) -> None:
        self._reading = False
        self._tasks.unhandled(error)

    def _on_order(self, newest_first: bool) -> None:
        self._newest_first = newest_first
        self.refresh()

    def _show_words(self, number: int) -> None:
        if self._page is None:
            return
        title = say("list.hits") if self._words else say(f"folders.{self.folder}")
        self._page.show_head(title, number, searching=bool(self._words))
        if number:
            self._page.show_empty("", "")
        elif self._words:
            self._page.show_empty(say("empty.no_hit", words=" ".join(self._words)), say("empty.no_hit_where"))
        else:
            self._page.show_empty(say("empty.folder"), "")
