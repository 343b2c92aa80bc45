"""Locks that name their holder: within one turn, with a full disk, with names that nobody can read."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.errors import FetchRunning, StoreBusy
from sozialclient.store.keys import ledger
from sozialclient.store.seats.lock_file import LockFile, ourselves
from sozialclient.store.seats.seats import Seats, seated, turn_at
from tests.unit.store.conftest import open_store
from tests.unit.store.key_material import KEY_MAILBOX, certificate

pytestmark = pytest.mark.timeout(60)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux' own")
def test_a_lock_whose_name_can_not_be_written_is_not_kept() -> None:
    full = Path("/dev/full")
    with pytest.raises(OSError, match="No space"):
        LockFile(full).try_lock(ourselves())
    other = LockFile(full)
    assert other.try_lock(), "held by nobody, and yet everyone is kept out"
    other.release()


def test_no_name_is_written_into_a_lock_of_somebody_else(tmp_path: Path) -> None:
    ours = LockFile(tmp_path / "x")
    with pytest.raises(ValueError, match="not held"):
        ours.write(ourselves())
    theirs = LockFile(tmp_path / "x")
    assert theirs.try_lock(ourselves())
    assert not ours.try_lock(ourselves())
    with pytest.raises(ValueError, match="not held"):
        ours.write(ourselves())
    theirs.release()


def test_what_can_not_be_read_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("missing", "folder"):
        lock = LockFile(tmp_path / name)
        assert (lock.raw(), lock.holder()) == (b"", None)


def test_within_a_turn_further_ones_are_allowed_and_the_gate_opens_with_the_first(tmp_path: Path) -> None:
    seats, refused = Seats(tmp_path), []

    def knock() -> None:
        try:
            with turn_at(tmp_path, 0.02):
                refused.append(False)
        except StoreBusy:
            refused.append(True)

    def knock_from_another_thread() -> None:
        thread = threading.Thread(target=knock)
        thread.start()
        thread.join()

    with seats.turn():
        with seats.turn():
            knock_from_another_thread()
        knock_from_another_thread()
    knock_from_another_thread()
    assert refused == [True, True, False]


def test_a_fetch_of_somebody_without_a_readable_name_is_a_fetch(folder: Path, store: Store) -> None:
    with store.fetching("Sozialamt"):
        (path,) = (folder / "seats").glob("fetch-*.lock")
    theirs = LockFile(path)
    assert theirs.try_lock()
    path.write_bytes(b"?" * 40)
    with pytest.raises(FetchRunning) as raised, store.fetching("Sozialamt"):
        pass
    assert raised.value.parameters == {"host": "?", "since": "?"}
    theirs.release()


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_seat_that_can_not_be_looked_at_counts_as_taken(tmp_path: Path) -> None:
    (tmp_path / "a.seat").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "b.seat").write_bytes(b"left behind")
    assert seated(tmp_path) == [None]
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_file_that_another_program_is_changing_is_left_alone(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_PATIENCE_SECONDS", 0.05)
    before = (folder / "key.json").read_bytes()
    theirs = LockFile(folder / "seats" / "key.lock")
    assert theirs.try_lock(ourselves())
    with pytest.raises(StoreBusy):
        store.key_vault.add_certificate(certificate(), KEY_MAILBOX)
    assert (folder / "key.json").read_bytes() == before
    theirs.release()
    store.key_vault.add_certificate(certificate(), KEY_MAILBOX)
    store.close()
    open_store(folder).close()
