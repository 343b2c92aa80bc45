"""Deliveries that could not be read: one row each, skipped, replaced in place, and never lost over it."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from sozialclient.model.application import ApplicationFacts, State
from sozialclient.model.delivery import Delivery, TransportProtection
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.store import Store
from sozialclient.store.applications.adding import Arrival
from sozialclient.store.contents.sealing import CHUNK_SIZE
from sozialclient.store.errors import StoreError, StoreIncomplete, StoreNoRoom, StoreNoSuchApplication
from tests.unit.store.conftest import open_store
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.samples import FETCHED, RECEIVED, Sample, sample, spool_of

RAW = bytes(range(256)) * 9
MEANS = b"\x01" * 32
_names = itertools.count()


def unread(message_id: str = "message-1", raw: bytes = RAW) -> Arrival:
    """A delivery of which only the process card is known."""
    known = sample(1).delivery
    delivery = Delivery(
        message_id=message_id,
        message_type="",
        subject=known.subject,
        feedback=(),
        process_card=known.process_card,
        transport=TransportProtection(encryption=None, signature=None, verdict=Verdict.UNDECIDED),
        containers=(),
        findings=(Finding("DELIVERY-UNREADABLE", Severity.ERROR, (("cause", "CRYPTO-DECRYPT"),)),),
    )
    facts = ApplicationFacts(
        service_key=None, service_name="", applicant="", main_xml_key=None, main_pdf_key=None, evidence_keys=()
    )
    return Arrival(delivery, facts, "Sozialamt", False, {}, spool_of(raw), FETCHED)


def keep(store: Store, arrival: Arrival | None = None, *, acknowledged: bool = False, means: bytes = MEANS) -> str:
    return store.unprocessable.keep(
        arrival or unread(), failure="CRYPTO-DECRYPT", tried_with=means, acknowledged=acknowledged
    )


def arrival_of(source: Sample) -> Arrival:
    payloads = {key: spool_of(data) for key, data in source.payloads.items()}
    return Arrival(source.delivery, source.facts, "Sozialamt", False, payloads, spool_of(b""), FETCHED)


def chunks(store: Store, identifier: str) -> set[int]:
    """Ordinals of the chunks of an application in the contents."""
    number = int(identifier.rsplit("-", 1)[1])
    with store._holdings.contents.reading() as connection:
        return {row[0] for row in connection.execute("SELECT ordinal FROM chunk WHERE application = ?", (number,))}


def named(store: Store, identifier: str) -> set[int]:
    """Ordinals that the index names."""
    number = int(identifier.rsplit("-", 1)[1])
    with store._holdings.index.reading() as connection:
        return {row[0] for row in connection.execute("SELECT ordinal FROM content WHERE application = ?", (number,))}


def test_what_is_kept(store: Store) -> None:
    identifier = keep(store)
    card = store.card(identifier)
    assert (card.state, card.failure, card.acknowledged) == (State.UNPROCESSABLE, "CRYPTO-DECRYPT", False)
    assert (card.subject, card.received) == (sample(1).delivery.subject, RECEIVED)
    assert b"".join(store.original(identifier)) == RAW
    (waiting,) = store.unprocessable.left_waiting("Sozialamt")
    assert (waiting.application_id, waiting.message_id, waiting.tried_with) == (identifier, "message-1", MEANS)
    assert store.unprocessable.left_waiting("Bürgerbüro") == ()
    assert store.books.audit().discrepancies == ()


def test_once_for_each_message(store: Store) -> None:
    identifier = keep(store)
    assert keep(store, means=b"\x02" * 32) == identifier
    (waiting,) = store.unprocessable.left_waiting("Sozialamt")
    assert waiting.tried_with == b"\x02" * 32
    assert len(store.cards()) == 1
    assert keep(store, unread("message-2")) != identifier
    other = dataclasses.replace(unread(), mailbox="Bürgerbüro")
    assert keep(store, other) != identifier
    assert store.books.audit().discrepancies == ()


def test_it_becomes_the_application(store: Store) -> None:
    identifier = keep(store)
    token = sample(1).add(store, fetched=FETCHED + timedelta(days=1))
    assert (token.application_id, token.duplicate, token.changed) == (identifier, False, False)
    card = store.card(identifier)
    assert (card.state, card.failure, card.acknowledged) == (State.NEW, None, True)
    assert b"".join(store.original(identifier)) == sample(1).original
    assert b"".join(store.payload(identifier, "pdf")) == sample(1).payloads["pdf"]
    assert store.unprocessable.left_waiting("Sozialamt") == ()
    # The bytes that could not be read stay beside those that could, under the new key, and all is named.
    assert b"".join(store.earlier_original(identifier)) == RAW
    assert chunks(store, identifier) == named(store, identifier) and min(named(store, identifier)) > 0
    assert store.books.audit().discrepancies == ()
    assert sample(1).add(store).duplicate


def test_what_could_not_be_read_stays_through_every_later_reading(store: Store) -> None:
    identifier = keep(store, acknowledged=True)
    half = sample(1)
    assert half.add(store).application_id == identifier
    whole = half.with_containers(*half.delivery.containers, dataclasses.replace(half.delivery.containers[0], id="new",
                                                                               contents=(), containers=()))
    assert store.unprocessable.reread(identifier, arrival_of(whole), tried_with=MEANS)
    assert b"".join(store.original(identifier)) == half.original
    assert b"".join(store.earlier_original(identifier)) == RAW
    assert store.books.full_audit(lambda *_: None, lambda: False).discrepancies == ()


def test_an_empty_delivery_is_not_taken_for_it(store: Store) -> None:
    """One that was read and holds nothing is something else than one that was not read."""
    identifier = keep(store)
    nothing = sample(1).with_containers()
    token = nothing.add(store)
    assert (token.application_id, token.duplicate) == (identifier, False)
    assert b"".join(store.original(identifier)) == nothing.original


def test_what_was_read_before_is_only_marked(store: Store) -> None:
    identifier = sample(1).add(store).application_id
    assert keep(store) == identifier
    card = store.card(identifier)
    assert (card.state, card.failure, card.acknowledged) == (State.NEW, None, False)
    assert sample(1).add(store).duplicate and store.card(identifier).acknowledged
    keep(store)
    changed = sample(2, message_id="message-1").add(store)
    assert changed.changed and store.unprocessable.left_waiting("Sozialamt") == ()


def test_what_is_no_longer_offered(store: Store) -> None:
    one, two = keep(store), keep(store, unread("message-2"))
    store.unprocessable.note_gone("Sozialamt", {"message-2", "message-3"})
    assert [each.application_id for each in store.unprocessable.left_waiting("Sozialamt")] == [two]
    assert store.card(one).acknowledged and store.card(one).failure is not None


def test_reading_further(store: Store) -> None:
    half = sample(1)
    identifier = half.add(store).application_id
    assert not store.unprocessable.reread(identifier, arrival_of(half), tried_with=MEANS)
    whole = half.with_containers(*half.delivery.containers, dataclasses.replace(half.delivery.containers[0], id="new",
                                                                               contents=(), containers=()))
    assert store.unprocessable.reread(identifier, arrival_of(whole), tried_with=MEANS)
    assert store.delivery(identifier) == whole.delivery
    assert b"".join(store.original(identifier)) == half.original
    assert chunks(store, identifier) == named(store, identifier)
    with pytest.raises(StoreNoSuchApplication):
        store.unprocessable.reread("A-2026-000099", arrival_of(whole), tried_with=MEANS)


def test_without_room_nothing_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    identifier = keep(store)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    for act in (lambda: keep(store, unread("message-2")),
                lambda: store.unprocessable.reread(identifier, arrival_of(sample(1)), tried_with=MEANS)):
        with pytest.raises(StoreNoRoom):
            act()
    assert [card.id for card in store.cards()] == [identifier]


@pytest.mark.parametrize("stated", [0, len(RAW) - 1, len(RAW) + 1, 5 * CHUNK_SIZE])
@pytest.mark.parametrize("way", ["fetched", "reread"])
def test_a_size_that_the_kept_bytes_do_not_have_replaces_nothing(store: Store, stated: int, way: str) -> None:
    """As damage in the index can make it: what is copied would be named by a size it does not have."""
    identifier = keep(store)
    with store._index.writing() as connection:
        connection.execute("UPDATE content SET size = ? WHERE kind = 'original'", (stated,))
    before = (store.card(identifier), store.delivery(identifier), store.journal())
    with pytest.raises(StoreIncomplete) as raised:
        if way == "fetched":
            sample(1).add(store)
        else:
            store.unprocessable.reread(identifier, arrival_of(sample(1)), tried_with=MEANS)
    assert raised.value.parameters["reason"] == "size"
    assert (store.card(identifier), store.delivery(identifier), store.journal()) == before
    assert b"".join(store.original(identifier)) == RAW


@pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS")
@pytest.mark.parametrize("operation", ["write", "sync"])
@pytest.mark.parametrize("way", ["fetched", "reread"])
def test_replacing_is_all_or_nothing(folder: Path, operation: str, way: str) -> None:
    """Whatever write or sync fails: after opening anew the old bytes or the new ones are there, whole."""
    disk = FaultyDisk(f"replace{next(_names)}")
    identifier = keep(prepared := open_store(folder))
    prepared.close()
    old, new, outcomes = RAW, sample(1).original if way == "fetched" else RAW, []
    for limit in itertools.count():
        store = open_store(folder, vfs=disk.name)
        seen = itertools.count()

        def fail(happening: str, file: str, seen: Iterator[int] = seen, limit: int = limit) -> None:
            if happening == operation and next(seen) >= limit:
                raise apsw.IOError("simulated")

        disk.before = fail
        try:
            if way == "fetched":
                sample(1).add(store)
            else:
                store.unprocessable.reread(identifier, arrival_of(sample(1)), tried_with=MEANS)
            outcomes.append(True)
        except StoreError:
            outcomes.append(False)
        disk.before = lambda happening, file: None
        store.close()
        store = open_store(folder)
        read = store.card(identifier).failure is None
        assert b"".join(store.original(identifier)) == (new if read else old)
        keys = {each.key for each in store.delivery(identifier).contents()}
        assert keys == (set(sample(1).payloads) if read else set())
        # Chunks that a failure left without a name are no discrepancy.
        assert store.books.full_audit(lambda *_: None, lambda: False).discrepancies == ()
        store.close()
        if outcomes[-1] or read:
            break
    assert len(outcomes) > 2 and outcomes.count(True) <= 1
    disk.unregister()
