"""A disk that is full or broken: what could not be stored is not acknowledged."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import apsw
import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.model.application import ApplicationFacts, State
from sozialclient.model.delivery import Delivery
from sozialclient.model.stored import StoredToken
from sozialclient.net.http_client import HttpClient
from sozialclient.store import KeyVault, Store
from sozialclient.store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreInputOutput, StoreNoRoom
from sozialclient.usecases.workplace import Workplace
from sozialclient.wire.spool import Spool
from tests.e2e.conftest import Scene
from tests.e2e.place import DIRECT, Desk, mailbox_at, office_keys
from tests.e2e.test_broken_wire import KINDS
from tests.unit.store.faulty_disk import FaultyDisk

_names = itertools.count()


@contextmanager
def desk_on(folder: Path, url: str, disk: FaultyDisk) -> Iterator[Desk]:
    """An office whose databases lie on `disk`."""
    vault = KeyVault(folder, self_contained=True)
    store = Store.open(folder, vault, vfs=disk.name)
    mailbox = mailbox_at(url)
    try:
        store.save_mailbox(mailbox)
        yield Desk(Workplace(store, vault, HttpClient(DIRECT), Policy.default()), mailbox, office_keys())
    finally:
        disk.before = lambda operation, file: None
        store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS")
@pytest.mark.parametrize(("operation", "error", "reference"), [
    ("write", apsw.FullError, "STORE-FULL"),
    ("sync", apsw.IOError, "STORE-IO"),
])
def test_the_disk_fails_at_any_write_or_sync(
    scene: Scene, tmp_path: Path, operation: str, error: type[apsw.Error], reference: str
) -> None:
    """Fails at the n-th operation of a fetch, further back each time, until a fetch is through."""
    disk = FaultyDisk(f"e2e{next(_names)}")
    outcomes = []
    with desk_on(tmp_path / "faulty", scene.between.url, disk) as office:
        scene.desk = office
        step = 4 if operation == "write" else 2
        for limit in itertools.count(0, step):
            seen = itertools.count()

            def fail(happening: str, file: str, seen: Iterator[int] = seen, limit: int = limit) -> None:
                if happening == operation and next(seen) >= limit:
                    raise error("simulated")

            disk.before = fail
            outcomes.append(_outcome(office))
            disk.before = lambda happening, file: None
            scene.assert_nothing_lost()
            if outcomes[-1] is None:
                break
        assert set(outcomes[:-1]) == {reference} and len(outcomes) > 3
        scene.assert_next_fetch_completes()


@pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS")
@pytest.mark.parametrize(("error", "reference"), [
    (apsw.ReadOnlyError, "STORE-READ-ONLY"),
    (apsw.PermissionsError, "STORE-READ-ONLY"),
    (apsw.CantOpenError, "STORE-READ-ONLY"),
    (apsw.BusyError, "STORE-BUSY"),
    (apsw.IOError, "STORE-IO"),
])
def test_the_disk_goes_away_in_the_middle(
    scene: Scene, tmp_path: Path, error: type[apsw.Error], reference: str
) -> None:
    """Folder made read-only, file locked, share lost after the first delivery: silence, and nothing set aside."""
    disk = FaultyDisk(f"e2e{next(_names)}")
    with desk_on(tmp_path / "faulty", scene.between.url, disk) as office:
        scene.desk = office

        def fail(happening: str, file: str) -> None:
            if happening == "write" and len(scene.between.requests) > 2:
                raise error("simulated")

        disk.before = fail
        assert _outcome(office) == reference
        disk.before = lambda happening, file: None
        assert scene.between.kinds() == KINDS[:3]
        assert scene.desk.stored_ids() == scene.hub.received() == scene.sent[:1]
        assert office.workplace.store.cards(state=State.UNPROCESSABLE) == []
        scene.assert_next_fetch_completes()


def _outcome(office: Desk) -> str | None:
    """Reference of the error that ended a fetch; a disk that takes nothing cannot take the note about it either."""
    try:
        summary = office.fetch()
    except StoreError as failure:
        return failure.reference
    return None if summary.error is None else summary.error.reference


class Refusing(Store):
    """A store that refuses the n-th delivery, or bytes beyond a limit."""

    refuses: StoreError
    at = 2
    seen = 0

    def add(
        self, delivery: Delivery, facts: ApplicationFacts, *, mailbox: str, training: bool,
        payloads: Mapping[str, Spool], original: Spool, fetched: datetime,
    ) -> StoredToken:
        self.seen += 1
        if self.seen == self.at:
            raise self.refuses
        return super().add(delivery, facts, mailbox=mailbox, training=training, payloads=payloads,
                           original=original, fetched=fetched)


@pytest.mark.parametrize("error", [
    StoreFull(), StoreNoRoom(needed=10, free=1), StoreInputOutput(code="EIO"), StoreBusy(), StoreDamaged(part="index"),
], ids=lambda error: error.reference)
def test_the_store_refuses_a_delivery(scene: Scene, tmp_path: Path, error: StoreError) -> None:
    folder = tmp_path / "refusing"
    vault = KeyVault(folder, self_contained=True)
    store = Refusing.open(folder, vault)
    assert isinstance(store, Refusing)
    store.refuses = error
    workplace = Workplace(store, vault, HttpClient(DIRECT), Policy.default())
    try:
        scene.desk = Desk(workplace, mailbox_at(scene.between.url), office_keys())
        store.save_mailbox(scene.desk.mailbox)
        summary = scene.desk.fetch()
        assert summary.error is error and summary.new == 1
        assert scene.between.kinds() == KINDS[:3]
        assert scene.desk.stored_ids() == scene.hub.received() == scene.sent[:1]
        scene.assert_next_fetch_completes()
    finally:
        workplace.close()


class NarrowSpool:
    """A spool on a disk with little room left, shared by all."""

    left = 0

    def __init__(self, inner: Spool) -> None:
        self._inner = inner
        self.chunks = inner.chunks
        self.close = inner.close

    @property
    def size(self) -> int:
        return self._inner.size

    @property
    def sha256(self) -> bytes:
        return self._inner.sha256

    def write(self, data: bytes | bytearray | memoryview) -> None:
        NarrowSpool.left -= len(data)
        if NarrowSpool.left < 0:
            raise StoreFull()
        self._inner.write(data)


def test_no_room_while_receiving(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the room ends within an answer, nothing of it counts."""
    spool = Store.spool
    monkeypatch.setattr(Store, "spool", lambda store: NarrowSpool(spool(store)))
    ends = []
    for room in itertools.count(1_000, 60_000):
        NarrowSpool.left = room
        summary = scene.desk.fetch()
        scene.assert_nothing_lost()
        assert scene.desk.stored_ids() == scene.sent[: len(scene.desk.stored_ids())]
        if summary.error is None:
            break
        assert summary.error.reference == "STORE-FULL"
        assert "ExitDialog" not in scene.between.kinds()
        ends.append(summary.new)
    assert len(ends) > 3
    NarrowSpool.left = 10_000_000
    scene.assert_next_fetch_completes()
