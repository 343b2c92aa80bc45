"""Answers what the list of applications asks of the store; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sozialclient.documents.ages import Ages
from sozialclient.documents.local_time import berlin
from sozialclient.gui.folders.table_model import count_folders
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, ListQuery, id_of
from sozialclient.model.view import Filters, RowFacts, SavedView

if TYPE_CHECKING:
    from sozialclient.store.store import Store
    from sozialclient.usecases.workplace import Workplace

PAGE = 64
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the list is asked for: a folder of a mailbox (None: all mailboxes), narrowed by filters.

    Filters that look at a whole mailbox take the place of the folder.
    """

    mailbox: str | None = None
    folder: Filters = field(default_factory=Filters)
    filters: Filters = field(default_factory=Filters)
    newest_first: bool = True

    def query(self, ages: Ages, today: date) -> ListQuery:
        """The same as the store is asked."""
        query = ListQuery(mailbox=self.mailbox, newest_first=self.newest_first)
        if not self.filters.whole_mailbox:
            query = ages.narrowed(query, self.folder, today)
        return ages.narrowed(query, self.filters, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a question found: all of it in order, the cards of some pages of it; and what stands beside the list.

    `counts` by folder, `total` of the mailbox in all states, `mailboxes` applications by mailbox.
    """

    question: Question
    listing: Listing
    cards: Sequence[ApplicationCard]
    counts: Mapping[str, int]
    total: int
    mailboxes: Mapping[str, int]
    views: Sequence[SavedView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What filters can be set to: services that occur, people in charge, `me` as the system knows who works here."""

    services: Sequence[str]
    persons: Sequence[str]
    me: str


class CardDesk:
    """The list's view of the store, which `workplace` opens at the first question."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace
        self._ages = Ages()

    def _store(self) -> Store:
        return self._workplace().store

    def find(self, question: Question, pages: Sequence[int]) -> Found:
        """The list that `question` asks for; `pages` of 64 rows are those in sight."""
        shelf, ages, today = self._store().listing, self._ages, _today()
        everything = ListQuery(mailbox=question.mailbox)
        listing = shelf.order(question.query(ages, today), datetime.now(UTC) - _RECENT)
        states = shelf.states(question.mailbox)
        codes = [code for page in pages for code in listing.codes[page * PAGE : (page + 1) * PAGE]]
        views = self._store().work.desk.views()
        counts = count_folders(
            states, views, lambda filters: shelf.count(ages.narrowed(everything, filters, today)))
        return Found(
            question=question, listing=listing, cards=shelf.page([id_of(code) for code in codes]), counts=counts,
            total=sum(states.values()), mailboxes=shelf.mailboxes(), views=views)

    def cards(self, application_ids: Sequence[str]) -> list[ApplicationCard]:
        """The cards of these applications, in this order; those that are gone are left out."""
        return self._store().listing.page(application_ids)

    def load_ages(self) -> Ages:
        """Count by the office's calendar from now on; loads the library of holidays at the first call."""
        from sozialclient.usecases.office_calendar import load_ages

        self._ages = load_ages(self._store(), _today())
        return self._ages

    def row(self) -> RowFacts:
        """What rows say to whoever works here."""
        return self._store().work.desk.row()

    def set_row(self, facts: RowFacts) -> None:
        """Let rows say other things from now on."""
        self._store().work.desk.set_row(facts)

    def choices(self, mailbox: str | None) -> Choices:
        """What filters can be set to."""
        from sozialclient.store.books.who import account_of, who

        store = self._store()
        return Choices(services=store.listing.services(mailbox), persons=store.work.persons(), me=account_of(who()))

    def save_view(self, view: SavedView) -> None:
        """Keep a view for everybody."""
        self._store().work.desk.save_view(view)

    def remove_view(self, name: str) -> None:
        """Forget a view. Raises ViewUnknown."""
        self._store().work.desk.remove_view(name)

    def move(self, application_ids: Sequence[str], state: State) -> list[tuple[list[str], State]]:
        """Move applications that are not there yet; returns which came from where, to take it back."""
        from sozialclient.store.books.actions import STATE_CHANGED

        store = self._store()
        before = [(ids, old) for old, ids in store.listing.states_of(application_ids).items() if old is not state]
        for ids, _ in before:
            for application_id in ids:
                store.set_state(application_id, state, action=STATE_CHANGED)
        return before


def _today() -> date:
    return berlin(datetime.now(UTC)).date()
