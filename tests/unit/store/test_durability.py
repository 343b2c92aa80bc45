"""A token means: on the disk. Whatever the disk does, what has a token stays."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from sozialclient.model.stored import StoredToken
from sozialclient.store import Store
from sozialclient.store.database import database
from sozialclient.store.errors import StoreError, StoreFull, StoreInputOutput, StoreUnsafe
from tests.unit.store.conftest import open_store
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.samples import Sample, sample

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS"),
    pytest.mark.timeout(120),
]
_numbers = itertools.count()


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    watched = FaultyDisk(f"faulty{next(_numbers)}")
    yield watched
    watched.unregister()


def _unsynced(events: list[tuple[str, str]]) -> list[str]:
    """Files with a write after their last sync."""
    last = {file: operation for operation, file in events if not file.endswith("-shm")}
    return [file for file, operation in last.items() if operation != "sync"]


def test_the_token_comes_after_the_last_sync(folder: Path, disk: FaultyDisk) -> None:
    store = open_store(folder, vfs=disk.name)
    disk.events.clear()
    sample(1, size=3_000_000).add(store)
    assert _unsynced(disk.events) == []
    contents_synced = max(number for number, event in enumerate(disk.events) if event == ("sync", "contents.db-wal"))
    index_written = [number for number, event in enumerate(disk.events) if event == ("write", "store.db-wal")]
    assert index_written and index_written[0] > contents_synced, "a name could outlive its contents"
    store.close()


def test_the_watched_disk_would_notice_a_missing_sync(
    folder: Path, disk: FaultyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database._REQUIRED, "synchronous", 1)
    store = open_store(folder, vfs=disk.name)
    disk.events.clear()
    sample(1).add(store)
    assert _unsynced(disk.events) == ["contents.db-wal", "store.db-wal"]
    store.close()


def test_a_setting_that_does_not_take_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(folder).close()
    monkeypatch.setitem(database._REQUIRED, "synchronous", 77)
    with pytest.raises(StoreUnsafe, match="synchronous"):
        open_store(folder)


def test_the_settings_that_durability_rests_on(store: Store) -> None:
    for written in (store._index, store._contents):
        with written.writing() as connection:
            found = {name: connection.pragma(name) for name in ("journal_mode", "synchronous", "secure_delete")}
        assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def _whole(store: Store, token: StoredToken, expected: Sample) -> bool:
    identifier = token.application_id
    return (
        b"".join(store.original(identifier)) == expected.original
        and all(b"".join(store.payload(identifier, key)) == data for key, data in expected.payloads.items())
        and store.delivery(identifier) == expected.delivery
    )


@pytest.mark.parametrize(
    ("fault", "raised"), [(apsw.FullError, StoreFull), (apsw.IOError, StoreInputOutput)], ids=["full", "io"]
)
def test_every_failing_write_and_sync_loses_nothing(
    folder: Path, disk: FaultyDisk, fault: type[apsw.Error], raised: type[StoreError]
) -> None:
    first, second = sample(1), sample(2, size=40_000)
    store = open_store(folder, vfs=disk.name)
    token = first.add(store)
    disk.events.clear()
    second.add(store)
    steps = sum(not file.endswith("-shm") for _, file in disk.events)
    assert steps > 10
    store.close()
    # The last steps are the commit that counts; of the many alike before it each fault takes its share.
    for failing in sorted({*range(fault is apsw.FullError, steps, 3), *range(steps - 6, steps)}):
        store = open_store(folder / str(failing), vfs=disk.name)
        token = first.add(store)
        _fail_at(disk, failing, fault)
        with pytest.raises(raised):
            second.add(store)
        disk.before = lambda operation, file: None
        assert [card.id for card in store.cards()] == [token.application_id]
        assert store.journal_broken_at() is None
        repeated = second.add(store)
        assert not repeated.duplicate, "a failed add left something behind"
        store.close()
        store = open_store(folder / str(failing))
        assert _whole(store, token, first)
        assert _whole(store, repeated, second)
        store.close()


def _fail_at(disk: FaultyDisk, failing: int, fault: type[apsw.Error]) -> None:
    counter = itertools.count()

    def fail(operation: str, file: str) -> None:
        if not file.endswith("-shm") and next(counter) == failing:
            raise fault("planned")

    disk.before = fail


def test_a_disk_that_stays_full_while_tidying_up_keeps_everything(folder: Path, disk: FaultyDisk) -> None:
    store = open_store(folder, vfs=disk.name)
    expected = sample(1, size=500_000)
    token = expected.add(store)

    def full(operation: str, file: str) -> None:
        if file in ("store.db", "contents.db") and operation == "write":
            raise apsw.FullError("planned")

    disk.before = full
    with pytest.raises(StoreFull):
        store._tidy_up()
    assert _whole(store, token, expected)
    disk.before = lambda operation, file: None
    store.close()
    store = open_store(folder)
    assert _whole(store, token, expected)
    store.close()


_CHILD = textwrap.dedent("""
    import sys
    from pathlib import Path
    from sozialclient.model.application import State
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import FETCHED, sample
    store = open_store(Path(sys.argv[1]))
    for number in range(int(sys.argv[2]), 10_000):
        token = sample(number, size=(number % 7) * 60_000).add(store)
        print(number, token.application_id, token.sha256, flush=True)
        if number % 5 == 0:
            store.record_fetch("Sozialamt", FETCHED, "ok")
        if number % 3 == 0:
            store.set_state(token.application_id, State.IN_REVIEW, action="state_in_review")
""")


def test_a_killed_process_loses_nothing_it_has_a_token_for(folder: Path) -> None:
    source = random.Random(20260302)
    tokens: dict[int, StoredToken] = {}
    number = 0
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", _CHILD, folder, str(number)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        line = child.stdout.readline()
        time.sleep(source.random() * 0.4)
        child.kill()
        output = line + child.stdout.read()
        child.wait()
        child.stdout.close()
        assert child.returncode == -9, output
        for entry in output.splitlines(keepends=True):
            if entry.endswith("\n"):
                done, identifier, digest = entry.split()
                number = int(done)
                tokens[number] = StoredToken(f"message-{number}", digest, identifier)
        store = open_store(folder)
        cards = store.cards()
        assert len({card.message_id for card in cards}) == len(cards), "an application is there twice"
        assert set(tokens) <= {int(card.message_id.removeprefix("message-")) for card in cards}
        assert store.journal_broken_at() is None
        store.close()
        assert list((folder / "spool").glob("*")) == [] if (folder / "spool").exists() else True
    store = open_store(folder)
    assert len(tokens) >= 6
    assert all(_whole(store, token, sample(done, size=(done % 7) * 60_000)) for done, token in tokens.items())
    store.close()
