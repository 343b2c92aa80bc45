"""The books: everything that arrived is there or was deleted, and every source says the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from sozialclient.errors import Cancelled
from sozialclient.model.application import State
from sozialclient.model.books import AuditReport, Fault
from sozialclient.store import KeyVault, Store
from sozialclient.store.books import actions
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, INDEX_PAGE_SIZE, PAGES
from sozialclient.usecases.audit import audit, audit_fully
from tests.unit.store.samples import sample


def full(store: Store) -> AuditReport:
    """The full form, without a listener."""
    return store.books.full_audit(lambda _done, _total: None, lambda: False)


@contextmanager
def index_of(folder: Path) -> Iterator[apsw.Connection]:
    """The index behind the store's back."""
    vault = KeyVault(folder, self_contained=True)
    connection = connect(Access(folder / "store.db", INDEX_PAGE_SIZE, vault.subkey(PAGES)))
    yield connection
    connection.close()


@contextmanager
def contents_of(folder: Path) -> Iterator[apsw.Connection]:
    """The contents behind the store's back."""
    connection = connect(Access(folder / "contents.db", CONTENTS_PAGE_SIZE))
    yield connection
    connection.close()


@pytest.fixture
def three(store: Store) -> Store:
    """Two applications of one mailbox, one of another."""
    for number, mailbox in enumerate(("Sozialamt", "Sozialamt", "Wohngeld")):
        sample(number).add(store, mailbox)
    return store


def test_what_arrived_is_in_some_state(three: Store) -> None:
    three.set_state(three.cards()[0].id, State.TRASH, action=actions.STATE_CHANGED)
    for report in (audit(three), full(three)):
        assert report.balanced
        assert report.journal.sound
        assert [(books.mailbox, books.arrived, books.present) for books in report.mailboxes] == [
            ("Sozialamt", 2, 2), ("Wohngeld", 1, 1),
        ]
        assert (report.total.arrived, report.total.present, report.total.deleted) == (3, 3, 0)
        assert report.total.states[State.TRASH] == 1


def test_the_same_delivery_again_counts_once(three: Store) -> None:
    sample(0).add(three, "Sozialamt")
    report = audit(three)
    assert report.balanced
    assert report.total.arrived == 3


def test_an_empty_store_balances(store: Store) -> None:
    assert audit(store).balanced
    assert full(store).balanced
    assert audit(store).total.arrived == 0


@dataclasses.dataclass(frozen=True)
class Harm:
    """What is done behind the store's back, and what must be found then."""

    statement: str
    faults: set[Fault]
    mailbox: str | None = "Sozialamt"


HARMS = {
    "row gone": Harm(
        "DELETE FROM application WHERE number = 2", {Fault.SUM, Fault.VANISHED, Fault.NUMBER_MISSING}, None
    ),
    "row gone with its count": Harm(
        "DELETE FROM application WHERE number = 2; UPDATE tally SET arrived = 1 WHERE mailbox = 'Sozialamt'",
        {Fault.VANISHED, Fault.NUMBER_MISSING}, None,
    ),
    "count too high": Harm("UPDATE tally SET arrived = arrived + 1 WHERE mailbox = 'Sozialamt'", {Fault.SUM}),
    "deletion counted without a record": Harm(
        "UPDATE tally SET deleted = 1, arrived = arrived + 1 WHERE mailbox = 'Sozialamt'", {Fault.DELETIONS}
    ),
    "count lost": Harm("DELETE FROM tally WHERE mailbox = 'Sozialamt'", {Fault.SUM}),
    "key gone": Harm("DELETE FROM message_key WHERE application = 1", {Fault.KEY_MISSING}),
    "original gone": Harm("DELETE FROM content WHERE application = 1 AND kind = 'original'", {Fault.ORIGINAL_MISSING}),
    "moved to another mailbox": Harm(
        "UPDATE application SET mailbox = 'Wohngeld' WHERE number = 1", {Fault.SUM}, None
    ),
    "last row gone": Harm(
        "DELETE FROM application WHERE number = 3; DELETE FROM tally WHERE mailbox = 'Wohngeld'",
        {Fault.VANISHED, Fault.NUMBER_MISSING}, None,
    ),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_every_disagreement_is_found_at_a_glance(three: Store, folder: Path, harm: Harm) -> None:
    with index_of(folder) as index:
        index.execute(harm.statement)
    report = audit(three)
    assert {item.fault for item in report.discrepancies} == harm.faults
    assert not report.balanced
    if harm.mailbox is not None:
        assert {item.fault for item in report.of(harm.mailbox)} == harm.faults


def test_an_arrival_the_journal_does_not_know_is_named(three: Store, folder: Path) -> None:
    with index_of(folder) as index:
        index.execute("UPDATE journal SET action = 'opened' WHERE number = 2")
    found = {item.fault: item for item in full(three).discrepancies}
    assert found[Fault.NOT_NOTED].ids == ("A-2026-000002",)
    assert found[Fault.JOURNAL_BROKEN].ids == ("2",)


BYTE_HARMS: dict[str, tuple[str, Fault]] = {
    "chunk gone": ("DELETE FROM chunk WHERE application = 2 AND ordinal = 0", Fault.CHUNKS_MISSING),
    "all chunks gone": ("DELETE FROM chunk WHERE application = 2", Fault.CHUNKS_MISSING),
    "byte flipped": (
        "UPDATE chunk SET sealed = CAST(substr(sealed, 1, 20) || x'00' || substr(sealed, 22) AS BLOB)"
        " WHERE application = 2",
        Fault.DAMAGED,
    ),
    "chunk of another": (
        "UPDATE chunk SET sealed = (SELECT sealed FROM chunk AS other WHERE other.application = 1"
        " AND other.ordinal = chunk.ordinal AND other.position = chunk.position) WHERE application = 2",
        Fault.DAMAGED,
    ),
}


@pytest.mark.parametrize(("statement", "fault"), BYTE_HARMS.values(), ids=BYTE_HARMS.keys())
def test_every_byte_is_checked_in_full(three: Store, folder: Path, statement: str, fault: Fault) -> None:
    with contents_of(folder) as contents:
        contents.execute(statement)
    assert audit(three).balanced
    (found,) = full(three).discrepancies
    assert (found.fault, found.mailbox, found.ids, found.found) == (fault, "Sozialamt", ("A-2026-000002",), 1)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE content SET sha256 = zeroblob(32) WHERE application = 2 AND kind = 'payload'", Fault.DAMAGED),
        ("UPDATE content SET sha256 = x'00' WHERE application = 2 AND kind = 'original'", Fault.ORIGINAL_MISSING),
        ("UPDATE content SET size = size + 1 WHERE application = 2", Fault.DAMAGED),
    ],
)
def test_the_notes_of_the_bytes_are_checked_in_full(three: Store, folder: Path, statement: str, fault: Fault) -> None:
    with index_of(folder) as index:
        index.execute(statement)
    assert [(item.fault, item.ids) for item in full(three).discrepancies] == [(fault, ("A-2026-000002",))]


def test_a_full_audit_tells_how_far_it_is_and_is_noted(three: Store) -> None:
    steps: list[tuple[int, int]] = []
    audit_fully(three, lambda done, total: steps.append((done, total)), lambda: False)
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (three.journal()[-1].action, three.journal()[-1].detail) == (actions.AUDIT_DONE, "0")


def test_a_full_audit_can_be_stopped(three: Store) -> None:
    with pytest.raises(Cancelled):
        three.books.full_audit(lambda _done, _total: None, lambda: True)


def test_what_goes_during_a_full_audit_is_no_discrepancy(three: Store, folder: Path) -> None:
    def vanish(done: int, _total: int) -> None:
        if done == 1:
            with index_of(folder) as index:
                index.execute("DELETE FROM application WHERE number = 2")

    assert three.books.full_audit(vanish, lambda: False).discrepancies == ()


def test_versions_of_the_tables(store: Store) -> None:
    assert store.books.schema_versions() == (4, 1)
