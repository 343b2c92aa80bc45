"""Readers beside a writer, large contents in little memory, nothing readable on the disk."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import apsw
import pytest

from sozialclient.model.application import State
from sozialclient.store import Store
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE
from sozialclient.store.errors import StoreReadOnly
from tests.pace import awake
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import APPLICANT, FETCHED, content, delivery_of, mailbox_of, sample

MARKERS = {
    form
    for text in (APPLICANT, "Erika Kanarienvogel", "DE00123456780000000000", "responseToFetchDelivery")
    for form in (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode())
}


def test_readers_do_not_wait_for_a_large_add(store: Store) -> None:
    first = sample(1).add(store).application_id
    large = sample(2, size=60_000_000)
    writing = threading.Event()
    stopped = threading.Event()
    waits: list[float] = []

    def read() -> None:
        writing.wait()
        while not stopped.is_set():
            start = awake()
            assert store.cards()[-1].id == first
            assert store.counts()[State.NEW] >= 1
            waits.append(awake() - start)
            time.sleep(0.001)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    writing.set()
    start = time.perf_counter()
    token = large.add(store)
    took = time.perf_counter() - start
    stopped.set()
    for reader in readers:
        reader.join()
    assert len(waits) > 20
    typical = sorted(waits)[len(waits) * 9 // 10]
    assert typical < max(0.05, took / 10), f"nine of ten reads should take a few ms, took {typical:.3f} s"
    assert max(waits) < took / 2, "a reader waited for the writer"
    assert b"".join(store.payload(token.application_id, "pdf")) == large.payloads["pdf"]


def test_many_threads_add_and_read(store: Store) -> None:
    errors: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 5):
                identifier = sample(number).add(store).application_id
                assert b"".join(store.payload(identifier, "pdf")) == sample(number).payloads["pdf"]
                store.set_state(identifier, State.IN_REVIEW, action="state_in_review")
        except BaseException as error:  # noqa: BLE001  a thread's failure is raised by the test below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(card.id for card in store.cards()) == [f"A-2026-{number:06}" for number in range(1, 21)]
    assert store.counts()[State.IN_REVIEW] == 20
    assert store.journal_broken_at() is None


def test_threads_that_open_it_in_the_same_moment_do_not_shut_each_other_out(folder: Path) -> None:
    """As SQLite for Windows does where nobody has the database open yet; it says so after the busy timeout only."""
    open_store(folder).close()
    access, errors = Access(folder / "contents.db", CONTENTS_PAGE_SIZE), []

    def use(start: threading.Barrier) -> None:
        start.wait()
        try:
            connect(access).close()
        except apsw.Error as error:
            errors.append(repr(error))

    for _ in range(5):
        start = threading.Barrier(3)
        threads = [threading.Thread(target=use, args=(start,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []


_MEMORY = textwrap.dedent("""
    import random, resource, sys
    from pathlib import Path
    from sozialclient.model.delivery import Content, ContentKind
    from sozialclient.model.verdict import Verdict
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import FETCHED, delivery_of, sample, spool_of
    store = open_store(Path(sys.argv[1]))
    sample(1).add(store)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spool, original = store.spool(), store.spool()
    piece = random.Random(1).randbytes(100_000)
    for _ in range(1000):
        spool.write(piece)
    original.write(piece)
    big = Content(key="big", id="big", kind=ContentKind.ATTACHMENT, untrusted_name="x", untrusted_media_type=None,
                  size=spool.size, sha256=None, integrity=Verdict.PASSED)
    token = store.add(delivery_of("big", (big,)), sample(1).facts, mailbox="m", training=False,
                      payloads={"big": spool}, original=original, fetched=FETCHED)
    length = sum(len(part) for part in store.payload(token.application_id, "big"))
    assert length == 100_000_000, length
    store.close()
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) // 1024)
""")


@pytest.mark.skipif(sys.platform != "linux", reason="measures with Linux' units")
def test_a_hundred_megabytes_pass_through_little_memory(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _MEMORY, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 40, f"{done.stdout.strip()} MiB above idle"


def test_nothing_readable_is_on_the_disk(folder: Path) -> None:
    store = open_store(folder)
    text = ("Erika Kanarienvogel, IBAN DE00123456780000000000. " * 20_000).encode()
    base = sample(1)
    letter = content("letter", text, "Erika Kanarienvogel.txt")
    spool, original = store.spool(), store.spool()
    spool.write(text)
    original.write(text)
    payloads = {"letter": spool}
    delivery = delivery_of("letter", (letter,))
    token = store.add(
        delivery, base.facts, mailbox=APPLICANT, training=False, payloads=payloads, original=original, fetched=FETCHED
    )
    store.save_mailbox(mailbox_of(APPLICANT))
    store.record("exported", token.application_id, "Erika Kanarienvogel")
    _search(folder, expected_files={"store.db", "store.db-wal", "contents.db", "contents.db-wal", "key.json"})
    store.record_fetch(APPLICANT, FETCHED, "ok")
    _search(folder, expected_files={"store.db", "contents.db", "key.json"})
    store.close()
    _search(folder, expected_files={"store.db", "contents.db", "key.json"})
    (folder / "leak").write_bytes(text)
    with pytest.raises(AssertionError, match="leak"):
        _search(folder, expected_files={"leak"})


def _search(folder: Path, expected_files: set[str]) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert expected_files <= {path.name for path in files}
    for path in files:
        if sys.platform == "win32" and path.suffix in (".db-shm", ".spool"):
            continue  # There nobody can read the one while SQLite locks parts of it, nor the other at all.
        raw = path.read_bytes()
        assert not [marker for marker in MARKERS if marker in raw], path.name
    assert not (folder / "store.db").read_bytes().startswith(b"SQLite format 3")


_AS_NOBODY = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from sozialclient.store.errors import StoreReadOnly
    from tests.unit.store.conftest import open_store
    if os.geteuid() == 0:
        os.setgroups([])
        os.setuid(65534)
    try:
        open_store(Path(sys.argv[1]))
    except StoreReadOnly:
        print("read-only")
""")


@pytest.mark.parametrize("existing", [True, False])
def test_a_folder_one_may_not_write_to_is_named(folder: Path, existing: bool) -> None:
    if sys.platform == "win32":
        pytest.skip("rights as POSIX has them")
    if existing:
        open_store(folder).close()
    else:
        folder.mkdir()
    folder.chmod(0o555)
    if os.geteuid() != 0:
        with pytest.raises(StoreReadOnly):
            open_store(folder)
        folder.chmod(0o755)
        return
    reachable = folder
    while reachable.stat().st_mode & 0o001 == 0 or reachable == folder:
        reachable.chmod(reachable.stat().st_mode | 0o055)
        reachable = reachable.parent
    done = subprocess.run([sys.executable, "-c", _AS_NOBODY, folder], capture_output=True, text=True, check=False)
    assert done.stdout == "read-only\n", done.stderr


def test_of_many_readers_at_once_only_two_connections_stay(store: Store) -> None:
    """Each holds a cache of pages: what is kept is bounded, however many look at the same time."""
    with contextlib.ExitStack() as readers:
        many = [readers.enter_context(store._index.reading()) for _ in range(6)]
        assert len(set(map(id, many))) == 6
    assert len(store._index._idle) == 2
    with store._index.reading() as connection:
        assert any(connection is one for one in many)
