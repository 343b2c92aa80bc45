"""Answers what the list of applications asks of the store; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sozialclient.gui.folders.table_model import count_folders
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, ListQuery, id_of

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace

PAGE = 64
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: all of it in order, the cards of some pages of it, counts by folder, sum of the mailbox."""

    query: ListQuery
    listing: Listing
    cards: Sequence[ApplicationCard]
    counts: Mapping[str, int]
    total: int


class CardDesk:
    """The list's view of the store, which `workplace` opens at the first question."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def find(self, query: ListQuery, pages: Sequence[int]) -> Found:
        """The list that `query` asks for; `pages` of 64 rows are those in sight."""
        shelf = self._workplace().store.listing
        listing = shelf.order(query, datetime.now(UTC) - _RECENT)
        states = shelf.states(query.mailbox)
        codes = [code for page in pages for code in listing.codes[page * PAGE : (page + 1) * PAGE]]
        cards = shelf.page([id_of(code) for code in codes])
        counts = count_folders(states, query.mailbox, shelf.count)
        return Found(query, listing, cards, counts, sum(states.values()))

    def cards(self, application_ids: Sequence[str]) -> list[ApplicationCard]:
        """The cards of these applications, in this order; those that are gone are left out."""
        return self._workplace().store.listing.page(application_ids)

    def move(self, application_ids: Sequence[str], state: State) -> list[tuple[list[str], State]]:
        """Move applications that are not there yet; returns which came from where, to take it back."""
        from sozialclient.store.books.actions import STATE_CHANGED

        store = self._workplace().store
        before = [(ids, old) for old, ids in store.listing.states_of(application_ids).items() if old is not state]
        for ids, _ in before:
            for application_id in ids:
                store.set_state(application_id, state, action=STATE_CHANGED)
        return before
