"""The daily look, the execution of a preview, and the store's key after deletions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled
from sozialclient.model.application import State
from sozialclient.model.retention import Mode, Retention
from sozialclient.store import Store
from sozialclient.store.database.clock import now
from sozialclient.store.deletion.errors import NotConfirmed
from sozialclient.store.errors import StoreError
from sozialclient.usecases import delete_applications as deleting
from sozialclient.usecases.delete_applications import delete_applications, deletion_facts, destroy_traces
from sozialclient.usecases.find_applications import find_applications
from sozialclient.usecases.retention import apply_retention, daily_retention, preview_retention
from tests.unit.store.conftest import open_store
from tests.unit.store.deletions import move, stored, transferred
from tests.unit.store.samples import APPLICANT, mailbox_of, sample
from tests.unit.store.test_deletion_traces import index_pages, wrapped_key

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = open_store(folder)
    yield opened
    opened.close()


def thrown(store: Store, count: int) -> list[str]:
    ids = transferred(store, count)
    store.deletion.throw_away(ids)
    return ids


def test_a_preview_is_carried_out_and_nothing_else(store: Store) -> None:
    ids = transferred(store, 3)
    late = now() + 31 * DAY
    plan = preview_retention(store, late)
    more = sample(9).add(store).application_id
    move(store, more, State.TRANSFERRED)
    move(store, ids[0], State.QUERY)
    applied = apply_retention(store, plan.now, late)
    assert (applied.trashed, applied.deleted, applied.skipped) == (2, 0, 1)
    assert [store.card(each).state for each in (*ids, more)] == [
        State.QUERY, State.TRASH, State.TRASH, State.TRANSFERRED,
    ]


def test_only_the_automatic_mode_acts_and_once_a_day(store: Store) -> None:
    transferred(store, 1)
    first = now() + 29 * DAY
    outcome = daily_retention(store, first)
    assert outcome is not None and outcome.applied is None and not outcome.plan.now
    assert daily_retention(store, first + timedelta(hours=3)) is None
    reminded = daily_retention(store, first + 2 * DAY)
    assert reminded is not None and reminded.applied is None and len(reminded.plan.now) == 1
    store.deletion.save_rules(Retention(mode=Mode.AUTOMATIC))
    done = daily_retention(store, first + 3 * DAY)
    assert done is not None and done.applied is not None and done.applied.trashed == 1
    store.deletion.save_rules(Retention(mode=Mode.OFF))
    assert daily_retention(store, first + 5 * DAY) is None


@pytest.mark.parametrize("jump", [-10 * DAY, 400 * DAY, None], ids=["back", "forth", "first look ever"])
def test_a_clock_that_jumped_deletes_nothing(store: Store, jump: timedelta | None) -> None:
    ids = thrown(store, 2)
    store.deletion.save_rules(Retention(mode=Mode.AUTOMATIC))
    at = now() + 40 * DAY
    if jump is not None:
        store.deletion.note("checked", at)
        at += jump
    outcome = daily_retention(store, at)
    assert outcome is not None and outcome.applied is None
    assert {store.card(each).state for each in ids} == {State.TRASH}


def test_a_clock_that_jumped_deletes_nothing_on_its_second_day_either(store: Store) -> None:
    ids = thrown(store, 1)
    store.deletion.save_rules(Retention(mode=Mode.AUTOMATIC))
    wrong = now() + 20_000 * DAY
    store.deletion.note("checked", now())
    for day in range(7):
        outcome = daily_retention(store, wrong + day * DAY)
        assert outcome is not None and outcome.applied is None
    assert store.card(ids[0]).state is State.TRASH
    settled = daily_retention(store, wrong + 7 * DAY)
    assert settled is not None and settled.applied is not None and settled.applied.deleted == 1


def test_the_daily_look_sweeps_what_a_crash_left(store: Store, folder: Path) -> None:
    ids = thrown(store, 1)
    store.deletion.delete(ids, "person")
    with store._contents.reading() as connection:
        assert connection.execute("SELECT count(*) FROM chunk").get
    daily_retention(store)
    with store._contents.reading() as connection:
        assert not connection.execute("SELECT count(*) FROM chunk").get


def test_deleting_needs_the_right_number(store: Store) -> None:
    ids = thrown(store, 2)
    with pytest.raises(NotConfirmed):
        delete_applications(store, ids, 3)
    with pytest.raises(NotConfirmed):
        delete_applications(store, [ids[0], ids[0]], 2)
    assert len(store.cards()) == 2
    facts = deletion_facts(store, ids)
    assert (facts.count, facts.untransferred, facts.exports) == (2, 0, 0)
    records, traces = delete_applications(store, [*ids, ids[0]], 2, deleting.ON_REQUEST)
    assert [record.rule for record in records] == ["request", "request"] and traces.emptied and not traces.rotated


def test_facts_name_what_was_never_transferred_and_exports(store: Store) -> None:
    ids = [*thrown(store, 1), stored(store, 5)]
    store.deletion.throw_away(ids[1:])
    store.record("exported", ids[0], "folder")
    facts = deletion_facts(store, ids)
    assert (facts.count, facts.untransferred, facts.exports) == (2, 1, 1)


def test_cancelling_leaves_whole_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "BATCH", 2)
    ids, seen = thrown(store, 5), list[int]()
    with pytest.raises(Cancelled):
        delete_applications(store, ids, 5, progress=seen.append, cancelled=lambda: len(seen) == 2)
    assert seen == [2, 4] and [card.id for card in store.cards()] == ids[4:]
    with store._contents.reading() as connection:
        assert connection.execute("SELECT count(DISTINCT application) FROM chunk").get == 1


def test_many_deletions_change_the_key_and_no_old_page_is_left(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "MANY", 3)
    ids, stays = thrown(store, 3), stored(store, 9)
    store._tidy_up()
    copy = folder.parent / "older copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("seats", "spool"))
    data = (folder / "store.db").read_bytes()
    before = {data[at : at + 4096] for at in range(0, len(data), 4096)}
    key = wrapped_key(store, ids[0])
    _, traces = delete_applications(store, ids, 3)
    assert traces.rotated and traces.emptied
    left = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    assert not any(page in left for page in before), "a page under the old key is still there"
    assert key not in index_pages(store)
    assert b"".join(store.original(stays)) == sample(9).original
    assert store.rotated is not None
    # The old index put back does not open with the new key; the old copy with its old key file does.
    stale = folder.parent / "stale"
    shutil.copytree(folder, stale, ignore=shutil.ignore_patterns("seats", "spool", "*-wal", "*-shm"))
    shutil.copy(copy / "store.db", stale / "store.db")
    with pytest.raises(StoreError):
        open_store(stale).cards()
    older = open_store(copy)
    assert b"".join(older.original(ids[0])) == sample(1).original
    older.close()


def test_a_month_later_the_key_is_due_too(store: Store) -> None:
    assert not destroy_traces(store).rotated
    assert destroy_traces(store, now() + 31 * DAY).rotated
    assert not destroy_traces(store).rotated


def test_a_fetch_under_way_or_a_second_program_puts_it_off(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "MANY", 1)
    store.save_mailbox(mailbox_of("Sozialamt"))
    ids = thrown(store, 1)
    with store.fetching("Sozialamt"):
        _, traces = delete_applications(store, ids, 1)
        assert traces.postponed and not traces.rotated
    second = open_store(folder)
    assert destroy_traces(store).postponed
    second.close()
    assert destroy_traces(store).rotated


def test_words_find_an_application_by_its_card(store: Store) -> None:
    one = stored(store, 1)
    first, *_, last = APPLICANT.split()
    assert [card.id for card in find_applications(store, [last.upper(), first])] == [one]
    assert list(find_applications(store, [first, "fehlt"])) == []
    assert datetime.now(UTC) - store.card(one).fetched > DAY
