"""Look through the journal, check it, and accept it after a store was set back on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.application import JournalEntry
from sozialclient.model.books import JournalCheck
from sozialclient.store.books.actions import JOURNAL_ACCEPTED
from sozialclient.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """Which lines are wanted; None: whatever. `since` is aware, `last` the number of lines."""

    application_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    last: int | None = None


def journal_lines(store: Store, wanted: JournalFilter | None = None) -> Sequence[JournalEntry]:
    """The lines that `wanted` asks for, oldest first."""
    wanted = wanted or JournalFilter()
    found = [
        entry
        for entry in store.journal(wanted.application_id)
        if wanted.action in (None, entry.action) and (wanted.since is None or entry.at >= wanted.since)
    ]
    return found if wanted.last is None else found[len(found) - min(wanted.last, len(found)) :]


def verify_journal(store: Store) -> JournalCheck:
    """Follow the chain of all lines and compare with how far the journal had come."""
    return store.books.check_journal()


def accept_journal(store: Store) -> JournalCheck:
    """After a backup was put back: take the journal as it is from now on, and note that someone did.

    A line that was changed stays a finding. Raises the errors of the store.
    """
    store.record(JOURNAL_ACCEPTED, None, "")
    store.heads.accept()
    return verify_journal(store)
