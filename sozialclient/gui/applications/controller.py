"""Asks for the applications of a folder, a view or a search, and for the cards of those in sight."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sozialclient.errors import SozialclientError
from sozialclient.gui.applications.desk import PAGE, CardDesk, Found, Question
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.folders.table_model import SAVED, FolderTableModel, folder_of
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import say
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.view import Filters

SEARCH_MS = 80
REFRESH_MS = 1000
LANE = "list"


class ApplicationsController(QObject):
    """Folder, filters, search and order over the applications of the current mailbox, or of all of them.

    `refreshed` is sent when the list shows what was asked for last; `total` then is the number of
    applications of the mailbox in all states, `counts` that of each folder and view, `mailboxes` that of each mailbox.
    `words_wanted` carries what a saved view wants to stand in the search.
    """

    refreshed = Signal()
    words_wanted = Signal(str)
    filters_changed = Signal()

    def __init__(
        self, desk: CardDesk, tasks: TaskRunner, model: ApplicationTableModel, folders: FolderTableModel
    ) -> None:
        super().__init__()
        self.desk = desk
        self._tasks, self._model, self._folders = tasks, model, folders
        self._page: ApplicationsPage | None = None
        self._life: Task[Any] = Task()
        self.total = 0
        self.counts: Mapping[str, int] = {}
        self.mailboxes: Mapping[str, int] = {}
        self.mailbox: str | None = None
        self.folder = State.NEW.value
        self._filters = Filters()
        self._newest_first = True
        self._shown: Question | None = None
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
        """Change the mailbox; None: all of them together."""
        self.mailbox = mailbox
        self.total = 0
        self.refresh()

    def show_folder(self, key: str) -> None:
        """Change folder or view; a saved view brings its filters and takes them with it."""
        if key == self.folder:
            return
        saved = self._folders.saved
        left, view = saved.get(self.folder), saved.get(key)
        self.folder = key
        if view is not None:
            self._filters = view.filters
            if self._page is not None:
                self._page.order.setChecked(not view.newest_first)
        elif left is not None:
            self._filters = Filters()
        else:
            self._filters = self._filters.without("states")
        if view is not None or left is not None:
            self.words_wanted.emit(" ".join(self._filters.words))
        self.filters_changed.emit()
        self.refresh()

    @property
    def filters(self) -> Filters:
        """What the list is narrowed to, the words of the search included."""
        return self._filters

    @property
    def newest_first(self) -> bool:
        """Which end of the list is shown first."""
        return self._newest_first

    def narrow(self, filters: Filters) -> None:
        """Show what meets these filters; their words come to stand in the search."""
        words = filters.words != self._filters.words
        self._filters = filters
        if words:
            self.words_wanted.emit(" ".join(filters.words))
        self.filters_changed.emit()
        self.refresh()

    def search(self, untrusted_words: str) -> None:
        """Look for words in all applications; an empty text ends the search."""
        words = tuple(untrusted_words.casefold().split())
        if words != self._filters.words:
            self._filters = dataclasses.replace(self._filters, words=words)
            self.filters_changed.emit()
        self._search_timer.start()

    def search_now(self) -> bool:
        """Show the hits of the words typed so far without waiting for more; True when they have yet to be found."""
        if self._search_timer.isActive():
            self._search_timer.stop()
            self.refresh()
        return self._loading

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
        question, pages = self._question(), self._pages_in_sight()
        self._tasks.run(lambda: self.desk.find(question, pages), self._on_found, failed=self._on_failed,
                        task=self._life)

    def _question(self) -> Question:
        folder = Filters() if self.folder.startswith(SAVED) else folder_of(self.folder).filters
        return Question(mailbox=self.mailbox, folder=folder, filters=self._filters, newest_first=self._newest_first)

    def _pages_in_sight(self) -> list[int]:
        if self._page is None or self._shown != self._question():
            return [0]
        first, end = self._page.list.rows_in_sight()
        return sorted({0, max(0, first) // PAGE, max(0, end) // PAGE})

    def _on_found(self, found: Found) -> None:
        self._loading = False
        self.total, self.counts, self.mailboxes = found.total, found.counts, found.mailboxes
        self._folders.show_saved(found.views)
        self._folders.show_counts(self.counts)
        if found.question == self._question():
            self._shown = found.question
            self._model.show_listing(found.listing, found.cards, grouped=found.question.newest_first,
                                     mixed=found.question.mailbox is None)
            self._show_words(len(found.listing))
        if self._again:
            self._again = False
            self.refresh()
        else:
            self.refreshed.emit()

    def _on_failed(self, error: SozialclientError) -> None:
        self._loading = False
        self._tasks.unhandled(error)

    def renew(self, application_ids: Sequence[str]) -> None:
        """Read the cards of these applications again: what their rows say has changed, but not where they stand."""
        self._tasks.run(lambda: self.desk.cards(application_ids), self._model.take, lane=LANE, task=self._life)

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
        words, view = self._filters.words, self._folders.saved.get(self.folder)
        if self._filters.whole_mailbox and (view is None or view.filters != self._filters):
            title = say("list.hits") if words else say("list.chosen")
        else:
            title = self._folders.name_of(self.folder)
        self._page.show_head(title, number)
        if number:
            self._page.show_empty("", "")
        elif words:
            self._page.show_empty(say("empty.no_hit", words=" ".join(words)), say("empty.no_hit_where"))
        elif self._filters.named():
            self._page.show_empty(say("empty.filtered"), say("empty.filtered_more"))
        else:
            self._page.show_empty(say("empty.folder"), "")
