"""Whatever the disk does and whenever the process ends: an application is there whole or gone whole, and counted."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from sozialclient.model.application import State
from sozialclient.store import Store
from sozialclient.store.database.memos import write_memo
from sozialclient.store.deletion.removal import UNSWEPT
from sozialclient.store.errors import StoreError
from tests.unit.store.conftest import open_store
from tests.unit.store.deletions import chunk_numbers, row_numbers, stored, tallies
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.samples import Sample, sample

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS"),
    pytest.mark.timeout(300),
]
_names = itertools.count()


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    watched = FaultyDisk(f"deleting{next(_names)}")
    yield watched
    watched.unregister()


def is_whole(store: Store, identifier: str, expected: Sample) -> bool:
    return (
        b"".join(store.original(identifier)) == expected.original
        and all(b"".join(store.payload(identifier, key)) == data for key, data in expected.payloads.items())
        and store.delivery(identifier) == expected.delivery
    )


def check_books(store: Store, arrived: int) -> None:
    """Rows, tally, records and bytes agree, once what was interrupted has been swept."""
    left = len(store.cards())
    assert tallies(store) == {"Sozialamt": (arrived, arrived - left)}
    assert len(store.deletion.records()) == arrived - left
    assert store.journal_broken_at() is None
    assert store.deletion.sweep()
    assert chunk_numbers(store) == row_numbers(store)


def prepared(folder: Path) -> tuple[str, str]:
    """A store with one application to stay and one in the Papierkorb."""
    store = open_store(folder)
    stays, goes = stored(store, 1), stored(store, 2, size=150_000)
    store.deletion.throw_away([goes])
    store.close()
    return stays, goes


def steps_of_a_deletion(folder: Path, disk: FaultyDisk, goes: str) -> int:
    store = open_store(folder, vfs=disk.name)
    disk.events.clear()
    store.deletion.delete([goes], "person")
    store.deletion.sweep()
    steps = sum(not file.endswith("-shm") for _, file in disk.events)
    store.close()
    return steps


@pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError, apsw.CantOpenError], ids=["full", "io", "denied"])
def test_every_failing_write_sync_and_truncate(folder: Path, disk: FaultyDisk, fault: type[apsw.Error]) -> None:
    pattern = folder / "pattern"
    stays, goes = prepared(pattern)
    shutil.copytree(pattern, folder / "counted")
    steps = steps_of_a_deletion(folder / "counted", disk, goes)
    assert steps > 20
    outcomes = set()
    # Of the steps one fault takes them all, the others every third and the last ones.
    chosen = range(steps) if fault is apsw.FullError else sorted({*range(1, steps, 3), *range(steps - 4, steps)})
    for failing in chosen:
        place = folder / str(failing)
        shutil.copytree(pattern, place)
        store = open_store(place, vfs=disk.name)
        counter = itertools.count()

        def fail(operation: str, file: str, counter: Iterator[int] = counter, failing: int = failing) -> None:
            if not file.endswith("-shm") and next(counter) == failing:
                raise fault("planned")

        disk.before = fail
        with pytest.raises(StoreError):
            store.deletion.delete([goes], "person")
            store.deletion.sweep()
        disk.before = lambda operation, file: None
        store.close()
        store = open_store(place)
        gone = goes not in {card.id for card in store.cards()}
        outcomes.add(gone)
        assert is_whole(store, stays, sample(1))
        if not gone:
            assert is_whole(store, goes, sample(2, size=150_000)) and store.card(goes).state is State.TRASH
        check_books(store, 2)
        store.close()
        shutil.rmtree(place)
    assert outcomes == {True, False}


def test_a_crash_between_the_commits_leaves_bytes_for_the_next_fetch_to_sweep(folder: Path) -> None:
    stays, goes = prepared(folder)
    store = open_store(folder)
    store.deletion.delete([goes], "person")
    assert chunk_numbers(store) > row_numbers(store)
    store.close()
    store = open_store(folder)
    later = sample(3)
    token = later.add(store)
    store._tidy_up()
    assert chunk_numbers(store) == row_numbers(store)
    assert is_whole(store, token.application_id, later) and is_whole(store, stays, sample(1))
    store.close()


_CHILD = textwrap.dedent("""
    import sys
    from pathlib import Path
    from tests.unit.store.conftest import open_store
    store = open_store(Path(sys.argv[1]))
    print("open", flush=True)
    for card in sorted(store.cards(), key=lambda card: card.id)[::2]:
        store.deletion.throw_away([card.id])
        store.deletion.delete([card.id], "person")
        print(card.id, flush=True)
        store.deletion.sweep()
""")


def kill_while_deleting(folder: Path, kills: int, seed: int) -> int:
    """Kill a deleting process at random moments; returns how many applications it had deleted when asked."""
    source, arrived, reported = random.Random(seed), 0, set[str]()
    for _ in range(kills):
        store = open_store(folder)
        arrived += 30
        for number in range(arrived - 29, arrived + 1):
            stored(store, number, size=30_000)
        store.close()
        child = subprocess.Popen([sys.executable, "-c", _CHILD, folder], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        head = child.stdout.readline()
        time.sleep(source.random() * 0.25)
        child.kill()
        reported |= {line.strip() for line in (head + child.stdout.read()).splitlines()[1:] if len(line) == 13}
        child.wait()
        child.stdout.close()
        store = open_store(folder)
        left = {card.id: card for card in store.cards()}
        assert not reported & set(left), "a deletion that was reported did not happen"
        for card in left.values():
            number = int(card.message_id.removeprefix("message-"))
            assert is_whole(store, card.id, sample(number, size=30_000))
        check_books(store, arrived)
        store.close()
    return len(reported)


def test_a_killed_process_leaves_whole_applications_and_true_books(folder: Path) -> None:
    assert kill_while_deleting(folder, kills=4, seed=20270314) > 4


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_kills(folder: Path) -> None:
    for place in range(20):
        assert kill_while_deleting(folder / str(place), kills=10, seed=place) > 10


def test_bytes_of_an_application_that_lives_are_never_swept(folder: Path) -> None:
    """As after a backup was put back: the memo names a number that has a row."""
    store = open_store(folder)
    expected = sample(1)
    lives = expected.add(store).application_id
    with store._index.writing() as connection:
        write_memo(connection, UNSWEPT, b"[1]")
    assert store.deletion.sweep()
    assert is_whole(store, lives, expected)
    store.close()
