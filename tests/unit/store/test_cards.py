"""The list's questions to the store: order, conditions, words, pages; and that the order comes from the index alone."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.documents.local_time import at_month_change
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, ListQuery, code_of, id_of
from sozialclient.store import KeyVault, Store
from sozialclient.store.applications.cards import COLUMNS, PAGE, card_of
from tests.bench.many import MAILBOX, many_applications
from tests.unit.store.samples import FETCHED

COUNT = 700
ALL = ListQuery(mailbox=MAILBOX)
OPEN = frozenset({State.NEW, State.IN_REVIEW, State.QUERY})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("many") / "data"
    many_applications(folder, COUNT)
    opened = Store.open(folder, KeyVault(folder, self_contained=True))
    with opened._index.writing() as connection:
        connection.execute("UPDATE application SET received = NULL WHERE number % 50 = 0")
        connection.execute("UPDATE application SET fetched = received + 1 WHERE received IS NOT NULL")
        connection.execute("UPDATE application SET mailbox = 'Wohngeld' WHERE number % 40 = 0")
        connection.execute("UPDATE application SET attachment_count = 0, verdict = 'passed', duplicate_of = NULL"
                           " WHERE number % 3 = 0")
        connection.execute("DELETE FROM found WHERE rowid % 2")
        connection.execute("UPDATE application SET indexed = 0 WHERE number % 2")
    return opened


def ids(listing: Listing) -> list[str]:
    return [id_of(code) for code in listing.codes]


def number_of(application_id: str) -> int:
    return int(application_id.rpartition("-")[2])


def found_in(text: str, words: tuple[str, ...], *, indexed: bool) -> bool:
    """As `ListQuery` says: beginnings of words, or anything that occurs in a card whose words wait to be collected."""
    if not words or not indexed:
        return all(word in text for word in words)
    asked = re.findall(r"[^\W_]+", " ".join(words))
    return bool(asked) and all(any(word.startswith(part) for word in re.findall(r"[^\W_]+", text)) for part in asked)


def by_hand(store: Store, query: ListQuery) -> list[ApplicationCard]:
    """What the query asks for, found card by card."""
    def meets(card: ApplicationCard) -> bool:
        text = " ".join((card.service_name, card.applicant, card.subject, card.message_id, card.id)).casefold()
        return (
            query.mailbox in (None, card.mailbox)
            and (not query.states or card.state in query.states)
            and found_in(text, query.words, indexed=number_of(card.id) % 2 == 0)
            and (not query.with_findings or card.finding_count > 0)
            and (not query.month_change or (card.received is not None and at_month_change(card.received)))
            and (query.received_before is None
                 or (card.received is not None and card.received < query.received_before)))

    with store._index.reading() as connection:
        cards = [card_of(row) for row in connection.execute(f"SELECT {COLUMNS} FROM application")]
    found = [card for card in cards if meets(card)]
    return sorted(found, key=lambda card: (card.received or card.fetched, card.id), reverse=query.newest_first)


QUERIES = {
    "all": ListQuery(), "mailbox": ALL, "folder": dataclasses.replace(ALL, states=frozenset({State.TRANSFERRED})),
    "oldest": dataclasses.replace(ALL, newest_first=False), "month": dataclasses.replace(ALL, month_change=True),
    "findings": dataclasses.replace(ALL, states=OPEN, with_findings=True),
    "old": dataclasses.replace(ALL, states=OPEN, received_before=FETCHED - timedelta(days=1)),
    "words": dataclasses.replace(ALL, words=("müller", "vorname-4")),
    "capital": dataclasses.replace(ALL, words=("öztürk",)), "eszett": dataclasses.replace(ALL, words=("strassburger",)),
    "two": dataclasses.replace(ALL, words=("strassburger", "grundsicherung")),
    "umlaut": dataclasses.replace(ALL, words=("übernahme",)),
    "id": dataclasses.replace(ALL, words=("a-2026-000017",)), "none": dataclasses.replace(ALL, words=("%",)),
}


@pytest.mark.parametrize("name", QUERIES)
def test_order_and_count_are_those_of_the_cards(store: Store, name: str) -> None:
    query = QUERIES[name]
    expected = [card.id for card in by_hand(store, query)]
    assert ids(store.listing.order(query, FETCHED)) == expected
    assert store.listing.count(query) == len(expected)
    assert [card.id for card in store.listing.each(query)] == expected
    assert bool(expected) is (name != "none")


def test_recent_ones_come_first_and_are_counted(store: Store) -> None:
    since = FETCHED - timedelta(days=2)
    listing = store.listing.order(ALL, since)
    times = [card.received or card.fetched for card in store.listing.page(ids(listing))]
    assert listing.recent == sum(time >= since for time in times)
    assert 0 < listing.recent < len(times)


def test_a_page_has_the_order_asked_for_and_leaves_out_what_is_gone(store: Store) -> None:
    wanted = [f"A-2026-{number:06}" for number in (9, 3, COUNT + 5, 7, *range(20, 20 + 2 * PAGE))]
    assert [card.id for card in store.listing.page(wanted)] == [one for one in wanted if not one.endswith("705")]
    assert store.listing.page([]) == []


def test_states_are_counted_per_mailbox(store: Store) -> None:
    everywhere, here = store.listing.states(None), store.listing.states(MAILBOX)
    assert sum(everywhere.values()) == COUNT
    assert set(here) == set(State)
    assert {state: store.listing.count(dataclasses.replace(ALL, states=frozenset({state}))) for state in State} == here
    assert everywhere == store.counts()


def test_a_folder_is_put_in_order_from_the_index_alone(store: Store) -> None:
    seen: list[str] = []
    original = store._index.reading

    with original() as connection:
        connection.trace_v2(1, lambda event: seen.append(event["sql"]))
        store._index._give_back(connection, True)
        store.listing.order(QUERIES["folder"], FETCHED)
        connection.trace_v2(0, None)
        (statement,) = [sql for sql in seen if "FROM application" in sql]
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", _Any())]
        store._index._idle.remove(connection)
    assert plan == ["SEARCH application USING COVERING INDEX application_list (mailbox=? AND state=?)"]


class _Any(dict[str, int]):
    """A value for whatever a statement asks for; a plan does not depend on it."""

    def __missing__(self, _name: str) -> int:
        return 0


@pytest.mark.parametrize("wrong", ["", "id7", "A-2026-17", "A-2026-00001x", "a-2026-000017", "A-2026-٠٠٠٠١٧"])
def test_what_is_no_id_has_no_code(wrong: str) -> None:
    with pytest.raises(ValueError, match="id"):
        code_of(wrong)


@pytest.mark.parametrize("identity", ["A-2026-000001", "A-1999-999999", "A-2026-1234567"])
def test_an_id_comes_back_from_its_code(identity: str) -> None:
    assert id_of(code_of(identity)) == identity


def test_the_newest_hour_of_a_month_is_german(tmp_path: Path) -> None:
    many_applications(tmp_path, 3)
    store = Store.open(tmp_path, KeyVault(tmp_path, self_contained=True))
    # 23:30 in Germany on 30 June is its last day, 00:30 on 29 June is not.
    times = [datetime(2026, 6, 30, 21, 30, tzinfo=UTC), datetime(2026, 6, 28, 22, 30, tzinfo=UTC),
             datetime(2026, 6, 29, 22, 30, tzinfo=UTC)]
    with store._index.writing() as connection:
        for number, time in enumerate(times, start=1):
            connection.execute("UPDATE application SET received = ? WHERE number = ?",
                               (int(time.timestamp()) * 1_000_000, number))
    found = store.listing.order(ListQuery(month_change=True))
    assert [int(one[-1]) for one in ids(found)] == [1, 3]
    store.close()
