"""Every write, sync, truncation and removal of the databases fails in every way, all through a session."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from sozialclient.model.application import State
from sozialclient.model.stored import StoredToken
from sozialclient.store.errors import StoreError
from tests.unit.store.conftest import open_store
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.samples import FETCHED, sample

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS")

_FAULTS = {"full": apsw.FullError, "io": apsw.IOError, "permission": apsw.ReadOnlyError}
_names = itertools.count()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Path]:
    """A closed store with one application; in memory where there is one."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        store = open_store(Path(folder) / "made")
        sample(1, size=900).add(store)
        store.close()
        yield Path(folder) / "made"


class Session:
    """What a user and a fetch do on one day, and how much of it was acknowledged."""

    def __init__(self, folder: Path, disk: FaultyDisk) -> None:
        self.token: StoredToken | None = None
        self.moved = self.fetched = False
        self._folder, self._disk = folder, disk

    def run(self) -> None:
        """Raises the errors of the store; it is closed in any case."""
        store = open_store(self._folder, vfs=self._disk.name)
        try:
            self.token = sample(2, size=40_000).add(store)
            store.set_state(self.token.application_id, State.IN_REVIEW, action="state_changed")
            self.moved = True
            store.record_fetch("Sozialamt", FETCHED, "ok")
            self.fetched = True
        finally:
            store.close()

    def assert_kept(self) -> None:
        """What was acknowledged is there, what was not is there whole or not at all, and work goes on."""
        store = open_store(self._folder)
        cards = {card.message_id: card for card in store.cards()}
        for number, size in ((1, 900), (2, 40_000)):
            expected, card = sample(number, size=size), cards.get(f"message-{number}")
            assert card is not None or (number == 2 and self.token is None)
            if card is not None:
                assert b"".join(store.original(card.id)) == expected.original
                assert store.delivery(card.id) == expected.delivery
        if self.moved:
            assert cards["message-2"].state is State.IN_REVIEW
        assert store.journal_broken_at() is None and store.books.audit().balanced
        assert sample(2, size=40_000).add(store).duplicate is ("message-2" in cards)
        sample(3).add(store)
        assert len(store.cards()) == 3
        store.close()


@pytest.mark.timeout(0)
@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("fault", _FAULTS)
def test_any_operation_fails_once(made: Path, fault: str, every: int) -> None:
    """`every`: of the writes, which are many alike, so many make one; the others fail all."""
    disk = FaultyDisk(f"matrix{next(_names)}")
    try:
        steps = _steps(made, disk)
        assert {operation for operation, _ in steps} == {"write", "sync", "truncate", "delete"}
        raised = 0
        for number, (operation, _) in enumerate(steps):
            if operation == "write" and number % every:
                continue
            raised += _fails_at(number, _FAULTS[fault], made, disk)
        # Removing a file or moving the WAL over may fail without a word: it is done again next time.
        assert raised > len(steps) // every // 2
    finally:
        disk.unregister()


def _steps(made: Path, disk: FaultyDisk) -> list[tuple[str, str]]:
    folder = Path(shutil.copytree(made, made.with_name("whole")))
    disk.events.clear()
    Session(folder, disk).run()
    return [event for event in disk.events if not event[1].endswith("-shm")]


def _fails_at(number: int, error: type[apsw.Error], made: Path, disk: FaultyDisk) -> bool:
    folder = made.with_name("copy")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    counter = itertools.count()

    def fail(_operation: str, file: str) -> None:
        if not file.endswith("-shm") and next(counter) == number:
            raise error("planned")

    disk.before = fail
    session = Session(folder, disk)
    try:
        session.run()
    except StoreError:
        return True
    finally:
        disk.before = lambda operation, file: None
        session.assert_kept()
    return False
