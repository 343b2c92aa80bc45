"""Loads the cards of a mailbox and decides which of them the list shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from sozialclient.errors import SozialclientError
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.desk import Desk
from sozialclient.gui.folders.table_model import FolderTableModel, count_folders, folder_of
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.wording import say
from sozialclient.model.application import ApplicationCard, State

SEARCH_MS = 80
REFRESH_MS = 1000


class ApplicationsController(QObject):
    """Folder, search and order over the cards of the current mailbox; `refreshed` carries all cards."""

    refreshed = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, model: ApplicationTableModel, folders: FolderTableModel) -> None:
        super().__init__()
        self._desk, self._tasks, self._model, self._folders = desk, tasks, model, folders
        self._page: ApplicationsPage | None = None
        self.cards: Sequence[ApplicationCard] = ()
        self.mailbox: str | None = None
        self.folder = State.NEW.value
        self._words: tuple[str, ...] = ()
        self._newest_first = True
        self._loading = False
        self._again = False
        self._search_timer = self._make_timer(SEARCH_MS)
        self._search_timer.timeout.connect(self._show)
        self._refresh_timer = self._make_timer(REFRESH_MS)
        self._refresh_timer.timeout.connect(self.refresh)

    def _make_timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def attach(self, page: ApplicationsPage) -> None:
        """Work for this page from now on."""
        self._page = page
        page.order_requested.connect(self._on_order)
        self._show()

    def show_mailbox(self, mailbox: str | None) -> None:
        """Change the mailbox and load its cards."""
        self.mailbox = mailbox
        self.cards = ()
        self.refresh()

    def show_folder(self, key: str) -> None:
        """Change folder or view."""
        self.folder = key
        self._show()

    def search(self, untrusted_words: str) -> None:
        """Look for words in all applications; an empty text ends the search."""
        self._words = tuple(untrusted_words.casefold().split())
        self._search_timer.start()

    def search_now(self) -> None:
        """Show the hits of the words typed so far without waiting for more."""
        if self._search_timer.isActive():
            self._search_timer.stop()
            self._show()

    def refresh_soon(self) -> None:
        """Load again within a second; many calls make one load."""
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def refresh(self) -> None:
        """Load the cards now."""
        if self._loading:
            self._again = True
            return
        self._loading = True
        mailbox = self.mailbox
        self._tasks.run(lambda: self._load(mailbox), self._on_cards, failed=self._on_failed)

    def _load(self, mailbox: str | None) -> tuple[Sequence[ApplicationCard], dict[str, int]]:
        cards = self._desk.cards(mailbox)
        return cards, count_folders(cards)

    def _on_cards(self, loaded: tuple[Sequence[ApplicationCard], dict[str, int]]) -> None:
        self._loading = False
        self.cards, counts = loaded
        self._folders.show_counts(counts)
        self._show()
        self.refreshed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _on_failed(self, error: SozialclientError) -> None:
        self._loading = False
        self._tasks.unhandled(error)

    def _on_order(self, newest_first: bool) -> None:
        self._newest_first = newest_first
        self._show()

    def _show(self) -> None:
        if self._page is None:
            return
        if self._words:
            shown = [card for card in self.cards if self._matches(card)]
        else:
            holds = folder_of(self.folder).holds
            shown = [card for card in self.cards if holds(card)]
        self._model.show_cards(shown, newest_first=self._newest_first)
        title = say("list.hits") if self._words else say(f"folders.{self.folder}")
        self._page.show_head(title, len(shown), searching=bool(self._words))
        if shown:
            self._page.show_empty("", "")
        elif self._words:
            self._page.show_empty(say("empty.no_hit", words=" ".join(self._words)), say("empty.no_hit_where"))
        else:
            self._page.show_empty(say("empty.folder"), "")

    def _matches(self, card: ApplicationCard) -> bool:
        text = " ".join((card.service_name, card.applicant, card.subject, card.message_id, card.id)).casefold()
        return all(word in text for word in self._words)
