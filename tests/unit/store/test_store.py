"""What goes into the store comes out as it was, after a restart too."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.model.delivery import Delivery
from sozialclient.model.verdict import Verdict
from sozialclient.store import Store
from sozialclient.store.errors import (
    StoreIncomplete,
    StoreNoRoom,
    StoreNoSuchApplication,
    StoreNoSuchContent,
    StoreNoSuchMailbox,
)
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import APPLICANT, FETCHED, RECEIVED, Sample, content, mailbox_of, sample, spool_of


def test_everything_survives_a_restart(folder: Path) -> None:
    first = sample(1, size=2_500_000)
    store = open_store(folder)
    token = first.add(store)
    store.close()
    store.close()
    store = open_store(folder)
    assert token.application_id == "A-2026-000001"
    assert token.message_id == "message-1"
    assert token.sha256 == hashlib.sha256(first.original).hexdigest()
    assert not token.duplicate
    assert store.delivery(token.application_id) == first.delivery
    assert store.facts(token.application_id) == first.facts
    for key, data in first.payloads.items():
        pieces = list(store.payload(token.application_id, key))
        assert b"".join(pieces) == data
        assert max(map(len, pieces)) <= 1024 * 1024
    assert b"".join(store.original(token.application_id)) == first.original
    store.close()


def test_the_card_says_what_the_list_shows(store: Store) -> None:
    token = sample(1).add(store)
    card = store.card(token.application_id)
    assert store.cards() == [card]
    assert dataclasses.asdict(card) == {
        "id": "A-2026-000001",
        "mailbox": "Sozialamt",
        "message_id": "message-1",
        "state": State.NEW,
        "subject": "Antrag auf Hilfe zum Lebensunterhalt – Größe „XL“",
        "service_key": "10084",
        "service_name": "Grundsicherung",
        "applicant": APPLICANT,
        "received": RECEIVED,
        "fetched": FETCHED,
        "opened": None,
        "content_count": 1,
        "attachment_count": 2,
        "size": 5300,
        "verdict": Verdict.UNDECIDED,
        "finding_count": 3,
        "training": False,
        "duplicate_of": None,
        "failure": None,
        "acknowledged": True,
        "work": {"assigned": "", "file_number": "", "due": None, "steps": 0, "ticked": 0},
        "state_since": FETCHED,
    }


def _changed(base: Sample, **changes: object) -> Sample:
    return dataclasses.replace(base, delivery=dataclasses.replace(base.delivery, **changes))  # type: ignore[arg-type]  # any field


def test_nothing_readable_is_unprocessable_and_kept(store: Store) -> None:
    closed = dataclasses.replace(sample(1).delivery.containers[0], readable=False, contents=(), containers=())
    locked = dataclasses.replace(_changed(sample(1), containers=(closed,)), payloads={})
    card = store.card(locked.add(store).application_id)
    assert (card.state, card.verdict) == (State.UNPROCESSABLE, Verdict.UNDECIDED)
    assert b"".join(store.original(card.id)) == locked.original
    assert (
        store.card(
            dataclasses.replace(locked, delivery=dataclasses.replace(locked.delivery, message_id="another"))
            .add(store)
            .application_id
        ).duplicate_of
        is None
    )


def test_a_failed_check_shows_on_the_card(store: Store) -> None:
    base = sample(1)
    failed = dataclasses.replace(base.delivery.containers[0].signatures[0], verdict=Verdict.FAILED)
    container = dataclasses.replace(base.delivery.containers[0], signatures=(failed,))
    assert store.card(_changed(base, containers=(container,)).add(store).application_id).verdict is Verdict.FAILED


def test_an_empty_delivery_without_a_process_card_is_kept(store: Store) -> None:
    bare = Delivery(
        message_id="bare",
        message_type="x",
        subject=None,
        feedback=(),
        process_card=None,
        transport=sample().delivery.transport,
        containers=(),
    )
    token = dataclasses.replace(sample(1), delivery=bare, payloads={}).add(store)
    card = store.card(token.application_id)
    assert (card.received, card.subject, card.state) == (None, "", State.NEW)
    assert store.delivery(token.application_id) == bare


def test_the_same_message_is_not_stored_twice(store: Store) -> None:
    first = sample(1)
    token = first.add(store)
    again = dataclasses.replace(first, original=b"encrypted anew").add(store)
    assert again == dataclasses.replace(token, duplicate=True)
    assert len(store.cards()) == 1
    assert [entry.action for entry in store.journal(token.application_id)] == ["stored", "fetched_again"]


def test_the_same_message_in_another_mailbox_is_stored(store: Store) -> None:
    token = sample(1).all_open().add(store, "Sozialamt")
    other = sample(1).all_open().add(store, "Wohngeld")
    assert not other.duplicate
    assert [card.mailbox for card in store.cards(mailbox="Wohngeld")] == ["Wohngeld"]
    assert store.card(other.application_id).duplicate_of == token.application_id


def test_a_new_message_with_old_contents_is_marked(store: Store) -> None:
    first = sample(1).all_open().add(store)
    sample(2).all_open().add(store)
    third = sample(3, content_seed=1).all_open().add(store)
    fourth = sample(4, content_seed=1).all_open().add(store)
    assert not third.duplicate
    assert store.card(third.application_id).duplicate_of == first.application_id
    assert store.card(fourth.application_id).duplicate_of == first.application_id
    assert store.journal(third.application_id)[0].action == "stored_duplicate"


def test_a_known_message_with_other_contents_is_kept_beside_the_first(store: Store) -> None:
    sample(1).add(store)
    token = sample(2, message_id="message-1").add(store)
    assert not token.duplicate
    assert len(store.cards()) == 2
    assert store.journal(token.application_id)[0].action == "stored_changed"


def test_ids_go_on_after_the_last_one(store: Store, folder: Path) -> None:
    assert [sample(number).add(store).application_id for number in (1, 2)] == ["A-2026-000001", "A-2026-000002"]
    store.close()
    again = open_store(folder)
    later = sample(3).add(again, fetched=datetime(2027, 1, 1, tzinfo=UTC))
    assert later.application_id == "A-2027-000003"
    again.close()


@pytest.mark.parametrize(
    ("payloads", "reason"),
    [
        ({"xml": b"", "empty": b""}, "missing"),
        ({"xml": None, "pdf": b"short", "empty": b""}, "size"),
        ({"xml": bytes(300), "pdf": None, "empty": b""}, "digest"),
    ],
)
def test_bytes_that_do_not_fit_the_delivery_are_not_taken(
    store: Store, payloads: dict[str, bytes | None], reason: str
) -> None:
    base = sample(1)
    wrong = {key: base.payloads[key] if data is None else data for key, data in payloads.items()}
    if reason == "missing":
        wrong["xml"] = base.payloads["xml"]
    with pytest.raises(StoreIncomplete) as raised:
        dataclasses.replace(base, payloads=wrong).add(store)
    assert raised.value.parameters["reason"] == reason
    assert store.cards() == []
    assert store.journal() == []
    assert base.add(store).application_id == "A-2026-000001"


def test_a_content_whose_integrity_failed_is_not_written(store: Store) -> None:
    base = sample(1)
    bad = dataclasses.replace(content("bad", b"forged"), integrity=Verdict.FAILED)
    container = dataclasses.replace(base.delivery.containers[0], contents=(bad,))
    token = dataclasses.replace(_changed(base, containers=(container,)), payloads={"bad": b"forged"}).add(store)
    with pytest.raises(StoreNoSuchContent):
        store.payload(token.application_id, "bad")


def test_half_characters_of_a_sender_do_not_stop_a_delivery(store: Store) -> None:
    base = sample(1)
    odd = dataclasses.replace(base.delivery.containers[0].contents[1], untrusted_name="Stra\udcdfe.pdf")
    container = dataclasses.replace(base.delivery.containers[0], contents=(odd,))
    token = _changed(base, containers=(container,), subject="\ud800x").add(store)
    assert store.card(token.application_id).subject == "\ufffdx"
    assert [item.untrusted_name for item in store.delivery(token.application_id).contents()] == ["Stra\ufffde.pdf"]


def test_newest_arrival_comes_first(store: Store) -> None:
    day = timedelta(days=1)
    times = {1: RECEIVED, 2: RECEIVED + 2 * day, 3: RECEIVED - day, 4: RECEIVED, 5: None}
    for number, received in times.items():
        sample(number, received=received).add(store)
    assert [card.message_id for card in store.cards()] == [f"message-{number}" for number in (2, 5, 4, 1, 3)]


def test_states_are_counted_and_journalled(store: Store) -> None:
    first, second = (sample(number).add(store).application_id for number in (1, 2))
    store.set_state(first, State.IN_REVIEW, action="state_in_review")
    assert store.counts() == {**dict.fromkeys(State, 0), State.NEW: 1, State.IN_REVIEW: 1}
    assert [card.id for card in store.cards(state=State.NEW, mailbox="Sozialamt")] == [second]
    assert [(entry.action, entry.detail) for entry in store.journal(first)] == [
        ("stored", ""),
        ("state_in_review", "in_review"),
    ]


def test_only_the_first_opening_counts(store: Store) -> None:
    identifier = sample(1).add(store).application_id
    later = FETCHED + timedelta(hours=1)
    store.mark_opened(identifier, later)
    store.mark_opened(identifier, later + timedelta(hours=1))
    assert store.card(identifier).opened == later
    assert [entry.action for entry in store.journal(identifier)] == ["stored", "opened"]


def test_the_journal_is_chained(store: Store) -> None:
    identifier = sample(1).add(store).application_id
    store.record("exported", identifier, "folder")
    store.record("fetched", None, "")
    last = store.journal()[-1]
    assert (last.action, last.application_id, last.program_version) == ("fetched", None, "0.1.0")
    assert store.journal_broken_at() is None
    with store._index.writing() as connection:
        connection.execute("UPDATE journal SET detail = 'xlsx' WHERE number = 2")
    assert store.journal_broken_at() == 2
    with store._index.writing() as connection:
        connection.execute("DELETE FROM journal WHERE number = 2")
    assert store.journal_broken_at() == 3


def test_mailboxes_are_kept(store: Store) -> None:
    box = mailbox_of("Sozialamt Süd")
    store.save_mailbox(mailbox_of("Wohngeld"))
    store.save_mailbox(box)
    store.save_mailbox(dataclasses.replace(box, url="https://new.invalid"))
    assert store.mailbox(box.name) == dataclasses.replace(box, url="https://new.invalid")
    assert [item.name for item in store.mailboxes()] == ["Sozialamt Süd", "Wohngeld"]
    store.remove_mailbox(box.name)
    assert [item.name for item in store.mailboxes()] == ["Wohngeld"]
    for call in (store.mailbox, store.remove_mailbox):
        with pytest.raises(StoreNoSuchMailbox):
            call(box.name)


def test_fetches_are_kept(store: Store, folder: Path) -> None:
    assert store.last_fetch("Sozialamt") is None
    sample(1).add(store)
    files = [folder / "store.db-wal", folder / "contents.db-wal"]
    assert all(file.stat().st_size > 0 for file in files)
    store.record_fetch("Sozialamt", FETCHED, "ok")
    store.record_fetch("Wohngeld", FETCHED, "NET-TIMEOUT")
    assert [(entry.action, entry.detail) for entry in store.journal()[1:]] == [
        ("fetch_done", "Sozialamt"),
        ("fetch_failed", "Wohngeld: NET-TIMEOUT"),
    ]
    assert store.last_fetch("Sozialamt") == FETCHED
    assert store.last_fetch("Ordnungsamt") is None
    assert store.last_fetch("Wohngeld") is None, "it was tried, and nothing came"
    store.record_fetch("Sozialamt", FETCHED + timedelta(hours=2), "NET-TIMEOUT")
    assert store.last_fetch("Sozialamt") == FETCHED
    assert [file.stat().st_size for file in files] == [0, 0], "a fetch leaves its deliveries in the WAL"


def test_unknown_ids_are_named(store: Store) -> None:
    for call in (store.card, store.delivery, store.facts, store.original, lambda name: store.payload(name, "xml")):
        with pytest.raises(StoreNoSuchApplication):
            call("A-2026-000099")
    with pytest.raises(StoreNoSuchApplication):
        store.set_state("A-2026-000099", State.TRASH, action="state_trash")
    with pytest.raises(StoreNoSuchApplication):
        store.mark_opened("A-2026-000099", FETCHED)
    identifier = sample(1).add(store).application_id
    with pytest.raises(StoreNoSuchContent):
        store.payload(identifier, "nothing")


def test_too_little_room_is_noticed_before_writing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 40_900_000

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    sample(1).add(store)
    with pytest.raises(StoreNoRoom) as raised:
        sample(2, size=5_000_000).add(store)
    assert raised.value.parameters == {"needed": "56", "free": "40"}


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.cards()
    with pytest.raises(ValueError, match="closed"):
        store.record("fetched", None, "")


def test_spools_of_the_store_serve_as_payloads(store: Store, folder: Path) -> None:
    base = sample(1, size=700_000)
    spools = {key: store.spool() for key in base.payloads}
    for key, spool in spools.items():
        spool.write(base.payloads[key])
    token = store.add(
        base.delivery, base.facts, mailbox="m", training=True, payloads=spools, original=spool_of(b"o"), fetched=FETCHED
    )
    assert b"".join(store.payload(token.application_id, "pdf")) == base.payloads["pdf"]
    assert store.card(token.application_id).training
    assert all(path.parent == folder / "spool" for path in folder.rglob("*.spool"))
