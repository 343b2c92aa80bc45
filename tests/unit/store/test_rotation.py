"""A new key for the store: everything stays readable, the old key opens nothing, and no cut loses anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.database import opening
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import INDEX_PAGE_SIZE
from sozialclient.store.errors import StoreBusy, StoreDamaged, StoreError
from sozialclient.store.keys import rotation
from sozialclient.store.keys import vault as keys
from sozialclient.store.keys.errors import RotationPending, RotationShared
from sozialclient.store.keys.key_file import KeyFile, write_key_file
from tests.unit.store.conftest import open_store
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.key_material import PIN, certificate, p12
from tests.unit.store.samples import mailbox_of, sample

STEPS = ("copied", "sealed", "announced", "swapped", "settled")


@pytest.fixture
def filled(folder: Path) -> Path:
    """A closed store with three applications, a kept PIN and a key file that opens it."""
    store = open_store(folder)
    for number in range(3):
        sample(number).add(store)
    store.save_mailbox(mailbox_of("Amt"), pin="135790")
    store.key_vault.add_certificate(certificate(), "Amt")
    store.close()
    return folder


def _everything(store: Store) -> dict[str, bytes]:
    assert store.kept_pin("Amt") == "135790"
    return {card.id: b"".join(store.original(card.id)) for card in store.cards()}


def _whole(folder: Path) -> dict[str, bytes]:
    store = open_store(folder)
    try:
        assert store.journal_broken_at() is None
        return _everything(store)
    finally:
        store.close()


def _opens(folder: Path, pages: bytes) -> bool:
    try:
        connect(Access(folder / "store.db", INDEX_PAGE_SIZE, pages)).close(True)
    except apsw.NotADBError:
        return False
    return True


def test_everything_stays_and_the_old_key_opens_nothing(filled: Path) -> None:
    store = open_store(filled)
    before, old = _everything(store), store.key_vault.subkey("pages")
    with store._index.reading() as connection:
        wrapped = connection.execute("SELECT application, wrapped FROM message_key").fetchall()
    assert store.rotated is None
    store.rotate_key()
    assert store.rotated is not None
    assert _everything(store) == before
    sample(7).add(store)
    for number, sealed in wrapped:
        with pytest.raises(StoreDamaged):
            store.key_vault.unwrap(f"message/{number}", sealed)
    assert [entry.action for entry in store.journal()].count("key_rotated") == 1
    store.close()
    assert not _opens(filled, old)
    assert len(_whole(filled)) == 4
    names = {path.name for path in filled.iterdir()}
    assert {"store.db-wal", "store.db-shm", "store.db.rotating"} & names == set()


def test_key_file_and_recovery_key_open_it_after_a_rotation_without_asking_anybody(filled: Path) -> None:
    store = open_store(filled)
    recovery = store.key_vault.create_recovery_key()
    before = _everything(store)
    store.rotate_key()
    store.rotate_key()
    store.close()
    for by_file in (True, False):
        vault = KeyVault(filled, self_contained=True)
        if by_file:
            vault.unlock_with_key_file(p12(), PIN)
        else:
            vault.unlock_with_recovery_key(recovery)
        store = Store.open(filled, vault)
        assert _everything(store) == before
        store.close()


def test_a_copy_taken_before_stays_shut_with_the_new_key_and_opens_with_its_own(filled: Path) -> None:
    backup = filled.with_name("copy")
    shutil.copytree(filled, backup)
    store = open_store(filled)
    before = _everything(store)
    store.rotate_key()
    assert not _opens(backup, store.key_vault.subkey("pages"))
    store.close()
    assert _whole(backup) == before


def test_while_another_has_the_store_open_it_is_refused(filled: Path) -> None:
    store, other = open_store(filled), open_store(filled)
    content = (filled / "key.json").read_bytes()
    with pytest.raises(RotationShared) as raised:
        store.rotate_key()
    assert raised.value.parameters == {"seats": "1"}
    assert (filled / "key.json").read_bytes() == content
    before = _everything(other)
    other.close()
    store.rotate_key()
    assert _everything(store) == before
    store.close()


def test_a_seat_that_only_reads_follows_to_the_new_key(filled: Path) -> None:
    store = open_store(filled)
    before = _everything(store)
    reading = Store.open_reading(filled, KeyVault(filled, self_contained=True))
    assert _everything(reading) == before
    store.rotate_key()
    assert reading.refresh()
    assert _everything(reading) == before
    reading.close()
    store.close()


def test_a_program_without_a_seat_stops_it(filled: Path) -> None:
    store = open_store(filled)
    pages = store.key_vault.subkey("pages")
    stranger = connect(Access(filled / "store.db", INDEX_PAGE_SIZE, pages))
    try:
        with pytest.raises(StoreBusy):
            store.rotate_key()
    finally:
        stranger.close(True)
    assert len(_everything(store)) == 3
    store.rotate_key()
    store.close()


def test_readers_of_other_threads_wait_and_read_on(filled: Path) -> None:
    store = open_store(filled)
    before, stop, faults = _everything(store), threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                if _everything(store) != before:
                    faults.append("changed")
            except (StoreError, ValueError) as error:
                faults.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        store.rotate_key()
    stop.set()
    for thread in threads:
        thread.join()
    store.close()
    assert faults == []


_KILLED = """
import os, sys
from pathlib import Path
from sozialclient.store import KeyVault, Store
folder, step = Path(sys.argv[1]), sys.argv[2]
store = Store.open(folder, KeyVault(folder, self_contained=True))
store.rotation.rotate(lambda reached: os._exit(9) if reached == step else None)
"""


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_store_opens_with_everything(filled: Path, step: str) -> None:
    before = _whole(filled)
    script = [sys.executable, "-c", _KILLED, str(filled), step]
    assert subprocess.run(script, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}).returncode == 9
    pending = b'"next": null' not in (filled / "key.json").read_bytes()
    assert pending is (step in ("announced", "swapped"))
    if pending:
        # The key file leads to whichever key holds, too.
        copy = filled.with_name("copy")
        shutil.copytree(filled, copy)
        vault = KeyVault(copy, self_contained=True)
        vault.unlock_with_key_file(p12(), PIN)
        with pytest.raises(RotationPending):
            vault.portable_key_file()
        store = Store.open(copy, vault)
        assert _everything(store) == before
        store.close()
    assert _whole(filled) == before
    assert not (filled / "store.db.rotating").exists()
    assert b'"next": null' in (filled / "key.json").read_bytes()


@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_any_step_leaves_a_store_that_works_on(filled: Path, step: str) -> None:
    store = open_store(filled)
    before = _everything(store)

    def fail(reached: str) -> None:
        if reached == step:
            raise apsw.FullError("disk full")

    with pytest.raises(StoreError):
        store.rotation.rotate(fail)
    assert _everything(store) == before
    sample(9).add(store)
    assert not (filled / "store.db.rotating").exists()
    store.rotate_key()
    assert len(_everything(store)) == 4
    store.close()
    assert len(_whole(filled)) == 4


def _places(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Callable[[str], None]]:
    """Where the disk is written to apart from SQLite, and how to make the n-th of them fail."""
    passed: list[str] = []
    failing: list[str] = []

    def watch(module: object, name: str) -> None:
        original = getattr(module, name)

        def call(*arguments: object) -> object:
            passed.append(f"{name}-{len(passed)}")
            if passed[-1] in failing:
                raise OSError(28, "No space left on device")
            return original(*arguments)

        monkeypatch.setattr(module, name, call)

    watch(keys, "write_key_file")
    watch(rotation, "put_in_place")
    watch(rotation, "sync_folder")
    return passed, failing.append


@pytest.mark.parametrize("failing", ["write_key_file-0", "put_in_place-1", "sync_folder-2", "write_key_file-3"])
def test_a_disk_that_fails_leaves_one_key_or_the_other(
    filled: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    store = open_store(filled)
    before = _everything(store)
    with monkeypatch.context() as broken:
        passed, fail = _places(broken)
        fail(failing)
        with pytest.raises(StoreError):
            store.rotate_key()
        assert failing in passed
    assert _everything(store) == before
    sample(9).add(store)
    store.close()
    assert len(_whole(filled)) == 4
    assert b'"next": null' in (filled / "key.json").read_bytes()


def test_a_key_file_that_stays_unwritable_still_leaves_one_key_or_the_other(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(filled)
    before = _everything(store)
    with monkeypatch.context() as broken:
        calls: list[KeyFile] = []

        def only_once(folder: Path, content: KeyFile) -> None:
            calls.append(content)
            if len(calls) > 1:
                raise OSError(28, "No space left on device")
            write_key_file(folder, content)

        broken.setattr(keys, "write_key_file", only_once)
        with pytest.raises(StoreError):
            store.rotate_key()
        assert _everything(store) == before
        sample(9).add(store)
    store.close()
    assert len(_whole(filled)) == 4


def test_a_leftover_copy_is_cleared_away(filled: Path) -> None:
    opening.copy_of(filled / "store.db").write_bytes(b"left over")
    assert len(_whole(filled)) == 3
    assert not opening.copy_of(filled / "store.db").exists()


def test_a_key_reached_before_somebody_else_changed_it_is_not_used(filled: Path) -> None:
    early = KeyVault(filled, self_contained=True)
    early.unlock()
    store = open_store(filled)
    before = _everything(store)
    store.rotate_key()
    store.close()
    late = Store.open(filled, early)
    assert _everything(late) == before
    late.close()


def test_a_rotation_settled_by_somebody_else_meanwhile_is_followed(filled: Path) -> None:
    before = _whole(filled)
    script = [sys.executable, "-c", _KILLED, str(filled), "swapped"]
    assert subprocess.run(script, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}).returncode == 9
    early = KeyVault(filled, self_contained=True)
    assert early.pending
    assert _whole(filled) == before
    store = Store.open(filled, early)
    assert _everything(store) == before
    store.close()


def _counts(operation: str, file: str) -> bool:
    """Whether SQLite minds when it fails: what it can't delete it leaves for the next time."""
    return operation in ("write", "sync") and "rotating" in file and not file.endswith("-shm")


@pytest.mark.skipif(os.name == "nt", reason="the faulty disk is built on the VFS of Unix")
def test_a_disk_that_fails_below_sqlite_leaves_the_old_key_in_force(filled: Path) -> None:
    disk = FaultyDisk("rotating")
    store = Store.open(filled, KeyVault(filled, self_contained=True), vfs=disk.name)
    before = _everything(store)
    disk.events.clear()
    store.rotate_key()
    steps = sum(_counts(*event) for event in disk.events)
    assert steps > 20
    pages = store.key_vault.subkey("pages")
    for failing in range(0, steps, max(1, steps // 15)):
        left = [failing]

        def before_each(operation: str, file: str, left: list[int] = left) -> None:
            left[0] -= _counts(operation, file)
            if left[0] < 0 and _counts(operation, file):
                raise apsw.FullError("disk full")

        disk.before = before_each
        with pytest.raises(StoreError):
            store.rotate_key()
        disk.before = lambda _operation, _file: None
        assert store.key_vault.subkey("pages") == pages
        assert _everything(store) == before
    store.rotate_key()
    store.close()
    assert _whole(filled) == before
