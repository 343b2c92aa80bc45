"""Sealed bytes are read, backed up and written at the same time; whoever has to wait does, and nobody long."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.contents.contents import Kind
from tests.unit.store.backup_rig import Office, everything, never, restored
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import Sample, sample
from tests.unit.store.test_unprocessable import arrival_of, keep, unread

pytestmark = pytest.mark.timeout(180)
LARGE = 100_000_000

_READER = textwrap.dedent("""
    import sys, threading
    from pathlib import Path
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import sample
    store, wanted, rounds = open_store(Path(sys.argv[1])), sample(1, size=3_000_000), 0
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("ready", flush=True)
    while not ended.is_set():
        assert b"".join(store.payload(sys.argv[2], "pdf")) == wanted.payloads["pdf"]
        assert b"".join(store.original(sys.argv[2])) == wanted.original
        assert store.delivery(sys.argv[2]) == wanted.delivery
        rounds += 1
    store.close()
    print(rounds, flush=True)
""")

_BACKUP = textwrap.dedent("""
    import sys
    from pathlib import Path
    from tests.unit.store.backup_rig import Keep, never
    from tests.unit.store.conftest import open_store
    store, begun = open_store(Path(sys.argv[1])), []
    def told(progress):
        if not begun:
            begun.append(progress)
            print("begun", flush=True)
    report = store.backup.write(Path(sys.argv[2]), Keep(), told, never)
    store.close()
    assert not report.damaged
    print("done", flush=True)
""")


@contextmanager
def again_and_again(work: Callable[[], None]) -> Iterator[list[float]]:
    """Do `work` on a thread until the block ends; the seconds each time took. What it raises fails the test."""
    ended, failed, took = threading.Event(), list[BaseException](), list[float]()

    def run() -> None:
        try:
            while not ended.is_set():
                start = time.perf_counter()
                work()
                took.append(time.perf_counter() - start)
        except BaseException as error:  # noqa: BLE001  a thread's failure is raised below
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield took
    finally:
        ended.set()
        thread.join()
    assert failed == []


@contextmanager
def process(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process of this PC; it ended well."""
    child = subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None and child.stdout is not None
    try:
        yield child
        child.stdin.close()
        assert child.wait(60) == 0
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def is_whole(store: Store, identifier: str, expected: Sample) -> bool:
    return (
        b"".join(store.original(identifier)) == expected.original
        and all(b"".join(store.payload(identifier, key)) == data for key, data in expected.payloads.items())
        and store.delivery(identifier) == expected.delivery
    )


def test_a_thread_reads_sealed_bytes_while_a_hundred_megabytes_are_added(store: Store) -> None:
    small, large = sample(1, size=3_000_000), sample(2, size=LARGE)
    first = small.add(store).application_id

    def read() -> None:
        assert is_whole(store, first, small)

    with again_and_again(read) as took:
        while len(took) < 3:
            time.sleep(0.01)
        token = large.add(store)
        before = len(took)
        while len(took) < before + 3:
            time.sleep(0.01)
    assert is_whole(store, token.application_id, large)


def test_another_process_reads_sealed_bytes_while_a_hundred_megabytes_are_added(folder: Path, store: Store) -> None:
    first = sample(1, size=3_000_000).add(store).application_id
    large = sample(2, size=LARGE)
    with process(_READER, folder, first) as reader:
        assert reader.stdout is not None and reader.stdin is not None
        assert reader.stdout.readline() == "ready\n"
        token = large.add(store)
        reader.stdin.close()
        assert int(reader.stdout.readline()) > 2
    assert is_whole(store, token.application_id, large)


def test_a_content_that_is_read_slowly_holds_up_nobody(store: Store) -> None:
    first, large = sample(1, size=5_000_000), sample(2, size=10_000_000)
    identifier = first.add(store).application_id
    pieces = store.payload(identifier, "pdf")
    begun = next(pieces)
    start = time.perf_counter()
    large.add(store)
    assert time.perf_counter() - start < 8, "the writer waited for a reader who has nothing open"
    assert begun + b"".join(pieces) == first.payloads["pdf"]


def test_adding_goes_on_while_a_backup_is_written(tmp_path: Path) -> None:
    office = Office.opened(tmp_path)
    office.add(*range(1, 6), size=3_000_000)
    numbers, waits = iter(range(100, 10_000)), list[float]()

    def back_up() -> None:
        office.back_up()

    with again_and_again(back_up) as backups:
        while len(backups) < 2:
            start = time.perf_counter()
            sample(next(numbers), size=9_000_000 if len(waits) == 2 else 60_000).add(office.store)
            waits.append(time.perf_counter() - start)
    assert len(waits) > 4 and max(waits) < 10
    office.back_up()
    present = everything(office.store)
    office.close()
    again = restored(office, office.newest(), tmp_path / "new")
    assert everything(again) == present
    again.close()


def test_adding_goes_on_while_another_process_writes_a_backup(tmp_path: Path) -> None:
    office = Office.opened(tmp_path)
    office.add(*range(1, 6), size=3_000_000)
    with process(_BACKUP, office.folder, office.drive) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        added = {number: sample(number, size=9_000_000).add(office.store).application_id for number in (20, 21)}
        assert child.stdout.readline() == "done\n"
    for number, identifier in added.items():
        assert is_whole(office.store, identifier, sample(number, size=9_000_000))
    assert office.back_up().applications == 7
    office.close()


@pytest.mark.parametrize("came_again", [False, True], ids=["tried again", "came again"])
def test_what_is_sealed_once_more_is_read_by_the_one_who_writes(folder: Path, came_again: bool) -> None:
    """Large enough for the writer to shut all readers out while the old bytes are still needed."""
    raw, store = bytes(range(256)) * 50_000, open_store(folder)
    identifier, readable = keep(store, unread(raw=raw)), sample(1, size=9_000_000)
    start = time.perf_counter()
    if came_again:
        assert readable.add(store).application_id == identifier
        assert b"".join(store.earlier_original(identifier)) == raw
    else:
        assert store.unprocessable.reread(identifier, arrival_of(readable), tried_with=b"new")
        assert b"".join(store.original(identifier)) == raw
    assert time.perf_counter() - start < 30
    assert b"".join(store._reader.read(identifier, Kind.PAYLOAD, "pdf")) == readable.payloads["pdf"]
    assert store.books.full_audit(lambda _done, _total: None, never).balanced
    store.close()
