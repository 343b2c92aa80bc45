"""Seats of one PC share a store, another PC is turned away, one fetch per mailbox."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.errors import FetchRunning, StoreLocked, StoreSeatLost
from sozialclient.store.seats import lock_file, seats
from tests.unit.store.conftest import open_store
from tests.unit.store.other_pc import as_another_pc, drop_lock, fall_silent, seat_of
from tests.unit.store.samples import sample

_CHILD = textwrap.dedent("""
    import platform, sys
    from pathlib import Path
    if sys.argv[2] != "here":
        platform.node = lambda: sys.argv[2]
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import sample
    store = open_store(Path(sys.argv[1]))
    with store.fetching("Sozialamt"):
        sample(50).add(store)
        print("ready", flush=True)
        sys.stdin.read()
    store.close()
""")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life and watching for them, both forty times as quick as in an office."""
    monkeypatch.setattr(seats, "SIGN_SECONDS", 0.1)
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.4)


@pytest.fixture
def other_process(request: pytest.FixtureRequest, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open at the PC named by the parameter."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, folder, request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "ready\n"
    yield child
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


@pytest.mark.parametrize("other_process", ["PC-12"], indirect=True)
def test_a_second_pc_is_turned_away_until_the_first_is_gone(folder: Path, other_process: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreLocked) as raised:
        open_store(folder)
    assert raised.value.parameters["host"] == "PC-12"
    since = datetime.strptime(raised.value.parameters["since"], "%H:%M").time()
    assert abs(datetime.now() - datetime.combine(date.today(), since)) < timedelta(minutes=3)
    other_process.kill()
    other_process.wait()
    store = open_store(folder)
    assert [card.message_id for card in store.cards()] == ["message-50"]
    store.close()
    assert list((folder / "seats").glob("*.seat")) == [], "what the killed process left was not recognised as stale"


@pytest.mark.parametrize("other_process", ["here"], indirect=True)
def test_processes_of_one_pc_share_the_store(folder: Path, other_process: subprocess.Popen[str]) -> None:
    store = open_store(folder)
    sample(1).add(store)
    assert len(store.cards()) == 2
    with pytest.raises(FetchRunning) as raised, store.fetching("Sozialamt"):
        pass
    assert raised.value.parameters["host"] == platform.node()
    with store.fetching("Wohngeld"):
        pass
    other_process.kill()
    other_process.wait()
    with store.fetching("Sozialamt"):
        pass
    store.close()


def test_two_fetches_in_one_process_exclude_each_other(store: Store) -> None:
    with store.fetching("a/../ä"):
        with pytest.raises(FetchRunning), store.fetching("a/../ä"):
            pass
        with store.fetching("b"):
            pass
    with store.fetching("a/../ä"):
        pass


def test_pcs_of_one_image_with_the_same_name_are_two_pcs(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_another_pc(monkeypatch, host=platform.node())
    with pytest.raises(StoreLocked):
        open_store(folder)


def test_a_living_seat_is_kept_even_where_locks_do_not_reach_other_pcs(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock looks free from here, as on a share without locks; its signs of life speak for it."""
    drop_lock(seat_of(store))
    as_another_pc(monkeypatch)
    with pytest.raises(StoreLocked):
        open_store(folder)
    fall_silent(store)
    opened = open_store(folder)
    opened.close()


def test_who_slept_while_another_pc_took_the_seat_writes_nothing_more(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server gave the lock away and no sign of life came: the other PC works, this one wakes up."""
    sample(1).add(store)
    drop_lock(seat_of(store))
    fall_silent(store)
    with monkeypatch.context() as other:
        as_another_pc(other)
        second = open_store(folder)
        sample(2).add(second)
    wal = (folder / "store.db-wal").read_bytes()
    for call in (lambda: sample(3).add(store), lambda: store.remove_mailbox("x"), store.require_writing):
        with pytest.raises(StoreSeatLost):
            call()
    store.close()
    assert (folder / "store.db-wal").read_bytes() == wal, "closing wrote into what is another PC's"
    assert sorted(card.message_id for card in second.cards()) == ["message-1", "message-2"]
    second.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder with open files in it")
def test_a_folder_that_is_gone_is_told_and_works_again_when_it_is_back(folder: Path, store: Store) -> None:
    sample(1).add(store)
    folder.rename(folder.parent / "gone")
    with pytest.raises(StoreSeatLost):
        sample(2).add(store)
    (folder.parent / "gone").rename(folder)
    sample(2).add(store)
    assert len(store.cards()) == 2


@pytest.mark.skipif(os.name != "nt", reason="elsewhere open files can be removed")
def test_a_seat_that_can_not_be_removed_is_somebodys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lock is free and it gave no sign, but a process of another PC still has it open."""
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.1)
    open_store(folder).close()
    seat = folder / "seats" / "0.seat"
    left = lock_file.LockFile(seat)
    assert left.try_lock(lock_file.Holder("PC-12", "m", 1, datetime(2026, 11, 2, tzinfo=UTC), "other"))
    left.release()
    with seat.open("rb"), pytest.raises(StoreLocked) as raised:
        open_store(folder)
    assert raised.value.parameters["host"] == "PC-12"
    open_store(folder).close()


def test_clocks_of_pcs_need_not_agree(folder: Path, store: Store) -> None:
    """A living seat that claims to be of the year 1970, and one of 2090, are as living as any."""
    for since in ("1970-01-01T00:00:00Z", "2090-01-01T00:00:00Z"):
        name = lock_file.Holder("PC-12", "m", 1, datetime.fromisoformat(since), "other")
        other = lock_file.LockFile(folder / "seats" / "0.seat")
        assert other.try_lock(name)
        signs = seats.SignsOfLife(other, name)
        drop_lock(other)
        with pytest.raises(StoreLocked) as raised:
            open_store(folder)
        assert raised.value.parameters["host"] == "PC-12"
        signs.stop()
        other.release()
        other.path.unlink()


def test_the_name_in_a_seat_never_ends_in_an_older_one(tmp_path: Path) -> None:
    lock = lock_file.LockFile(tmp_path / "x")
    now = datetime.now().astimezone()
    assert lock.try_lock(lock_file.Holder("P" * 300, "ü" * 300, 1, now))
    lock.write(lock_file.Holder("PC", "m", 2, now))
    holder = lock.holder()
    assert holder is not None and (holder.host, holder.user, holder.pid) == ("PC", "m", 2)
    lock.release()
