"""An intermediary that lists without end keeps no fetch busy without end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from sozialclient.model.process_card import Instant, ProcessCard, ProcessCardBundle
from sozialclient.store import KeyVault, Store
from sozialclient.transports.base import DeliveryUnreadable, Fetched, MailboxTransport, Selection
from sozialclient.usecases.fetch_mailbox import FetchSummary, fetch_mailbox
from sozialclient.wire.mime_errors import MimeError
from sozialclient.wire.spool import MemorySpool
from tests.e2e.place import mailbox_at

_ENOUGH = 300
_CREATED = Instant("2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC))


class _Intermediary:
    """Hands out nothing that can be read, and lists what `cards` gives whatever it is asked for."""

    opens_with = bytes(32)

    def __init__(self, cards: Callable[[], tuple[str, ...]], *, there: bool) -> None:
        self._cards, self._there = cards, there
        self._requests = itertools.count()

    def open(self, *_about: object) -> _Intermediary:
        return self

    def next(self, _stored: object, selection: Selection) -> Fetched | None:
        assert next(self._requests) < _ENOUGH, "without end"
        if selection.message_id is not None and not self._there:
            return None
        raise DeliveryUnreadable(MimeError(), MemorySpool())

    def process_cards(self, _stored: object, **_rule: Any) -> tuple[ProcessCardBundle, ...]:
        assert next(self._requests) < _ENOUGH, "without end"
        card = ProcessCard(recent_modification=_CREATED, creation=_CREATED)
        return tuple(ProcessCardBundle(each, card) for each in self._cards())

    def close(self, _stored: object) -> None:
        """The end of a dialog."""

    def abandon(self) -> None:
        """The end without a word."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "d", KeyVault(tmp_path / "d", self_contained=True))
    yield made
    made.close()


def _fetch(store: Store, transport: _Intermediary) -> FetchSummary:
    mailbox = store.save_mailbox(mailbox_at("http://127.0.0.1:9/", "Amt"))
    return fetch_mailbox(cast(MailboxTransport, transport), store, mailbox, lambda _progress: None, lambda: False)


def test_a_list_that_heeds_no_bound_ends(store: Store) -> None:
    summary = _fetch(store, _Intermediary(lambda: ("poison",), there=True))
    assert (summary.error, summary.unfinished, len(summary.unreadable), summary.waiting) == (None, True, 1, 1)


def test_a_list_of_ever_new_things_that_are_not_there_ends(store: Store) -> None:
    numbers = itertools.count()
    summary = _fetch(store, _Intermediary(lambda: (f"m{next(numbers)}", f"m{next(numbers)}"), there=False))
    assert (summary.error, summary.unfinished, summary.unreadable) == (None, True, ())
