"""A removed mailbox: nothing is fetched, its key is destroyed, its applications and the books stay whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.store import KeyVault, Store
from sozialclient.store.books import actions
from sozialclient.store.deletion.errors import StillWaiting
from sozialclient.store.errors import FetchRunning, StoreError, StoreFull, StoreNoSuchMailbox, StoreReadingOnly
from sozialclient.store.keys.errors import NoWrapOfThatKind
from sozialclient.usecases.audit import audit
from sozialclient.usecases.delete_applications import delete_applications
from sozialclient.usecases.fetch_mailbox import FetchSummary, fetch_mailbox
from sozialclient.usecases.office_calendar import change_calendar
from sozialclient.usecases.remove_mailbox import LastWayToStore, removal_of, remove_mailbox
from sozialclient.usecases.store_keys import keep_recovery_key, new_recovery_key
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import DIRECT, NAME, Hub, hub, three_applications
from tests.e2e.poison import POISONS, spoiled
from tests.e2e.program import PIN, office_p12, prepare
from tests.e2e.wire_between import between
from tests.unit.store.test_deletion_traces import index_pages


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as made:
        yield made


@pytest.fixture
def workplace(tmp_path: Path, running: Hub) -> Iterator[Workplace]:
    """An office that fetched two of three applications, with a recovery key."""
    running.put(three_applications()[:2])
    prepare(tmp_path / "data", running.url)
    opened = Workplace.open(tmp_path / "data", self_contained=True, net=DIRECT)
    keep_recovery_key(opened.store, new_recovery_key())
    assert fetch(opened).new == 2
    yield opened
    opened.close()


def fetch(workplace: Workplace) -> FetchSummary:
    mailbox = workplace.store.mailbox(NAME)
    transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
    return fetch_mailbox(transport, workplace.store, mailbox, lambda _: None, lambda: False)


def test_its_applications_stay_and_the_books_balance(workplace: Workplace) -> None:
    store = workplace.store
    first, second = store.cards()
    store.set_states([first.id], State.TRANSFERRED, action=actions.STATE_CHANGED)
    removal = removal_of(store, NAME)
    assert (removal.total, removal.unread, removal.pin_kept, removal.opens_store, removal.last_way) == (
        2, 0, True, True, False)
    assert removal.applications[State.TRANSFERRED] == 1 and removal.fetched == store.last_fetch(NAME)
    contents = {card.id: b"".join(store.original(card.id)) for card in (first, second)}
    assert remove_mailbox(store, NAME)
    assert store.mailboxes() == []
    assert {card.id: card.state for card in store.cards(mailbox=NAME)} == {
        first.id: State.TRANSFERRED, second.id: State.NEW}
    assert {card.id: b"".join(store.original(card.id)) for card in store.cards()} == contents
    report = audit(store)
    (books,) = report.mailboxes
    assert report.balanced and (books.mailbox, books.arrived, books.present) == (NAME, 2, 2)
    lines = [(line.action, line.detail) for line in store.journal()]
    assert (actions.MAILBOX_REMOVED, NAME) in lines and store.journal_broken_at() is None
    for gone in (removal_of, remove_mailbox):
        with pytest.raises(StoreNoSuchMailbox):
            gone(store, NAME)


def test_key_file_and_pin_are_nowhere_in_the_store(workplace: Workplace) -> None:
    store = workplace.store
    mailbox = store.mailbox(NAME)
    assert mailbox.sealed_pin is not None
    before = index_pages(store)
    with store._index.reading() as connection:
        row: bytes = connection.execute("SELECT value FROM mailbox WHERE name = ?", (NAME,)).get
    # Not each piece lies within one page.
    pieces = [row[at:at + 64] for at in range(0, len(row) - 64, 64)]
    assert sum(piece in before for piece in pieces) > len(pieces) // 2
    remove_mailbox(store, NAME)
    after = index_pages(store)
    assert not [piece for piece in pieces if piece in after]


def test_its_key_file_opens_the_store_no_more(workplace: Workplace, tmp_path: Path) -> None:
    store = workplace.store
    older = tmp_path / "older key.json"
    shutil.copy(store.folder / "key.json", older)
    assert remove_mailbox(store, NAME)
    assert store.rotated is not None and len(store.cards()) == 2
    workplace.close()
    with pytest.raises(NoWrapOfThatKind):
        KeyVault(store.folder, self_contained=True).unlock_with_key_file(office_p12(), PIN)
    shutil.copy(older, store.folder / "key.json")
    stolen = KeyVault(store.folder, self_contained=True)
    stolen.unlock_with_key_file(office_p12(), PIN)
    with pytest.raises(StoreError):
        Store.open(store.folder, stolen)


def test_whoever_still_has_it_fetches_nothing(workplace: Workplace, running: Hub) -> None:
    store = workplace.store
    mailbox = store.mailbox(NAME)
    transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
    running.put(three_applications()[2:])
    received = running.received()
    remove_mailbox(store, NAME)
    with pytest.raises(StoreNoSuchMailbox):
        fetch_mailbox(transport, store, mailbox, lambda _: None, lambda: False)
    assert running.received() == received and len(running.deliveries()) == 3
    assert len(store.cards()) == 2


def test_set_up_again_it_goes_on_where_it_was(workplace: Workplace, running: Hub, tmp_path: Path) -> None:
    remove_mailbox(workplace.store, NAME)
    workplace.close()
    sent = running.put(three_applications()[2:])
    prepare(tmp_path / "data", running.url)
    again = Workplace.open(tmp_path / "data", self_contained=True, net=DIRECT)
    with closing(again):
        assert fetch(again).new == 1 and sent[0] in running.received()
        report = audit(again.store)
        assert report.balanced and [(one.mailbox, one.arrived) for one in report.mailboxes] == [(NAME, 3)]
        assert removal_of(again.store, NAME).opens_store


def test_not_while_it_is_fetched(workplace: Workplace) -> None:
    with workplace.store.fetching(NAME), pytest.raises(FetchRunning):
        remove_mailbox(workplace.store, NAME)
    assert removal_of(workplace.store, NAME).opens_store


def test_not_from_a_seat_that_reads(workplace: Workplace, tmp_path: Path) -> None:
    seat = Store.open_reading(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    with closing(seat), pytest.raises(StoreReadingOnly):
        remove_mailbox(seat, NAME)
    assert removal_of(workplace.store, NAME).opens_store


def test_the_last_way_to_what_is_stored_is_not_taken(tmp_path: Path, running: Hub) -> None:
    prepare(tmp_path / "data", running.url)
    opened = Workplace.open(tmp_path / "data", self_contained=True, net=DIRECT)
    with closing(opened):
        assert not removal_of(opened.store, NAME).last_way, "an empty store has nothing to lose"
        running.put(three_applications()[:1])
        fetch(opened)
        assert removal_of(opened.store, NAME).last_way
        with pytest.raises(LastWayToStore):
            remove_mailbox(opened.store, NAME)
        assert removal_of(opened.store, NAME).opens_store and opened.store.key_vault.portable
        keep_recovery_key(opened.store, new_recovery_key())
        assert remove_mailbox(opened.store, NAME) and opened.store.key_vault.portable


def test_another_program_keeps_the_key_from_being_renewed_and_that_is_said(workplace: Workplace) -> None:
    store = workplace.store
    other = Store.open(store.folder, KeyVault(store.folder, self_contained=True))
    with closing(other):
        assert not remove_mailbox(store, NAME)
        assert store.mailboxes() == [] and other.mailboxes() == [] and store.rotated is None


def cut_short(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A removal whose disk is full once the way of the key file is gone."""

    def full(*_about: object) -> None:
        raise StoreFull

    with monkeypatch.context() as patched, pytest.raises(StoreFull):
        patched.setattr("sozialclient.store.mailboxes.journal.write_entry", full)
        remove_mailbox(store, NAME)


def test_a_removal_that_the_disk_cuts_short_is_made_good_with_the_next_pin(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = workplace.store
    cut_short(store, monkeypatch)
    assert [each.name for each in store.mailboxes()] == [NAME] and not removal_of(store, NAME).opens_store
    workplace.unlock(store.mailbox(NAME), None)
    assert removal_of(store, NAME).opens_store


def test_a_removal_that_was_cut_short_and_is_tried_again_renews_the_key(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An older `key.json` may still hold the way of its key file, although the one in use does not."""
    store = workplace.store
    cut_short(store, monkeypatch)
    assert store.rotated is None
    assert remove_mailbox(store, NAME) and store.rotated is not None and store.mailboxes() == []


def test_a_disk_that_fails_after_the_removal_does_not_keep_the_key_from_being_renewed(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = workplace.store
    tidied: list[None] = []

    def once_full(*_about: object) -> None:
        if not tidied:
            tidied.append(None)
            raise StoreFull

    with monkeypatch.context() as patched:
        patched.setattr("sozialclient.store.store.sweep", once_full)
        assert remove_mailbox(store, NAME)
    assert tidied and store.mailboxes() == [] and store.rotated is not None


def test_its_land_can_still_be_set(workplace: Workplace) -> None:
    remove_mailbox(workplace.store, NAME)
    assert change_calendar(workplace.store, land="BY", mailbox=NAME).lands == {NAME: "BY"}
    with pytest.raises(StoreNoSuchMailbox):
        change_calendar(workplace.store, land="BY", mailbox="nobody's")


def test_what_waits_unread_can_be_deleted_once_nothing_fetches_it(tmp_path: Path, running: Hub) -> None:
    sent = running.put(three_applications()[:1])
    with between(running.url) as proxy:
        prepare(tmp_path / "data", proxy.url)
        proxy.always = spoiled(sent, POISONS["wrong signature"][0])
        opened = Workplace.open(tmp_path / "data", self_contained=True, net=DIRECT)
        with closing(opened):
            store = opened.store
            fetch(opened)
            (card,) = store.cards(state=State.UNPROCESSABLE)
            store.deletion.throw_away([card.id])
            with pytest.raises(StillWaiting):
                delete_applications(store, [card.id], 1)
            keep_recovery_key(store, new_recovery_key())
            assert removal_of(store, NAME).unread == 1
            remove_mailbox(store, NAME)
            delete_applications(store, [card.id], 1)
            report = audit(store)
            assert report.balanced and report.total.deleted == 1
