"""The journal of the contents: changed over to, left by a crash, kept with its database, and another PC's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.database import opening
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, contents_at
from sozialclient.store.database.rollback_journal import journal_of, renew_journal
from sozialclient.store.errors import StoreBusy, StoreError, StoreReadingBusy, StoreSeatLost
from sozialclient.store.seats import reading_seat, seats
from sozialclient.wire.spool import MemorySpool
from tests.stores.place import golden_store, versions
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, Sample, sample
from tests.unit.store.test_contents_together import is_whole
from tests.unit.store.test_seats import drop_lock, fall_silent, seat_of

pytestmark = pytest.mark.timeout(120)
_FILES = shutil.ignore_patterns("*-shm", "seats", "spool")
_WAL_VERSION, _ROLLBACK_VERSION = b"\x02\x02", b"\x01\x01"


def versions_of(contents: Path) -> bytes:
    """Bytes 18 and 19 of the header: https://www.sqlite.org/fileformat2.html#file_format_version_numbers."""
    return contents.read_bytes()[18:20]


@pytest.fixture
def of_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose contents are still in WAL mode, as a killed process of an older program leaves it."""
    with monkeypatch.context() as older:
        older.setattr(opening, "contents_at", lambda path, vfs: Access(path, CONTENTS_PAGE_SIZE, vfs=vfs))
        older.setattr(opening, "renew_journal", lambda _path: None)
        store = open_store(folder)
        sample(1).add(store)
        sample(2, size=300_000).add(store)
        shutil.copytree(folder, folder.parent / "left", ignore=_FILES)
        store.close()
    assert (folder.parent / "left" / "contents.db-wal").stat().st_size > 300_000
    return folder.parent / "left"


def test_contents_in_a_wal_are_changed_over_when_the_store_is_opened(of_before: Path) -> None:
    assert versions_of(of_before / "contents.db") == _WAL_VERSION
    store = open_store(of_before)
    assert versions_of(of_before / "contents.db") == _ROLLBACK_VERSION
    assert not (of_before / "contents.db-wal").exists()
    (second, first) = store.cards()
    assert is_whole(store, first.id, sample(1)) and is_whole(store, second.id, sample(2, size=300_000))
    token = sample(3).add(store)
    assert not (of_before / "contents.db-wal").exists()
    store.close()
    again = open_store(of_before)
    assert is_whole(again, token.application_id, sample(3))
    again.close()


@pytest.mark.parametrize("version", versions())
def test_golden_stores_are_changed_over(tmp_path: Path, version: int) -> None:
    golden_store(version, tmp_path / "golden")
    open_store(tmp_path / "golden").close()
    assert versions_of(tmp_path / "golden" / "contents.db") == _ROLLBACK_VERSION


def test_as_long_as_an_older_program_has_it_open_the_store_is_busy(of_before: Path) -> None:
    older = connect(Access(of_before / "contents.db", CONTENTS_PAGE_SIZE))
    assert older.execute("SELECT count(*) FROM chunk").get > 0
    with pytest.raises(StoreBusy):
        open_store(of_before)
    assert older.pragma("journal_mode") == "wal"
    assert older.execute("SELECT count(*) FROM chunk").get > 0
    older.close(True)
    store = open_store(of_before)
    assert len(store.cards()) == 2
    store.close()


def test_an_older_program_that_opens_it_meanwhile_makes_it_busy_and_loses_nothing(store: Store, folder: Path) -> None:
    """It puts the contents back into a WAL; the next connection that has them for itself changes them over again."""
    first = sample(1).add(store).application_id
    older = connect(Access(folder / "contents.db", CONTENTS_PAGE_SIZE))
    assert older.pragma("journal_mode") == "wal"
    second = sample(2, size=5_000_000).add(store).application_id
    with pytest.raises(StoreBusy):
        is_whole(store, first, sample(1))
    older.close(True)
    store.close()
    again = open_store(folder)
    assert versions_of(folder / "contents.db") == _ROLLBACK_VERSION
    assert is_whole(again, first, sample(1)) and is_whole(again, second, sample(2, size=5_000_000))
    again.close()


class Interrupting(MemorySpool):
    """A spool in whose middle something happens."""

    def __init__(self, data: bytes, after: int, happens: Callable[[], object]) -> None:
        super().__init__()
        self.write(data)
        self._whole, self._after, self._happens = data, after, happens

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self._whole), 100_000):
            if start == self._after:
                self._happens()
            yield self._whole[start : start + 100_000]


def add_interrupted(store: Store, wanted: Sample, after: int, happens: Callable[[], object]) -> None:
    """Add `wanted`; when `after` bytes of its original were taken, `happens` is called."""
    payloads = {key: Interrupting(data, -1, happens) for key, data in wanted.payloads.items()}
    store.add(wanted.delivery, wanted.facts, mailbox="Sozialamt", training=False, payloads=payloads,
              original=Interrupting(wanted.original, after, happens), fetched=FETCHED)


@pytest.fixture
def crashed(folder: Path) -> Path:
    """As a process that was killed in the middle of a large delivery leaves it: the contents are half changed."""
    store, copy = open_store(folder), folder.parent / "crashed"
    sample(1, size=3_000_000).add(store)
    gone = sample(2, size=2_000_000).add(store).application_id
    store.deletion.throw_away([gone])
    store.deletion.delete([gone], "person")
    store.deletion.sweep()
    before = (folder / "contents.db").read_bytes()
    large = with_original(sample(3), bytes(range(256)) * 50_000)
    add_interrupted(store, large, 12_000_000, lambda: shutil.copytree(folder, copy, ignore=_FILES))
    store.close()
    assert (copy / "contents.db").stat().st_size > len(before)
    assert (copy / "contents.db").read_bytes()[: len(before)] != before, "nothing is there to be taken back"
    assert journal_of(copy / "contents.db").stat().st_size > 0
    return copy


def with_original(base: Sample, original: bytes) -> Sample:
    return Sample(base.delivery, base.payloads, original, base.facts)


def test_what_a_crash_left_half_written_is_taken_back(crashed: Path) -> None:
    store = open_store(crashed)
    (first,) = store.cards()
    assert is_whole(store, first.id, sample(1, size=3_000_000))
    assert not journal_of(crashed / "contents.db").exists()
    token = sample(3).add(store)
    assert is_whole(store, token.application_id, sample(3))
    with store._contents.reading() as connection:
        assert connection.pragma("integrity_check") == "ok"
    assert store.books.audit().balanced
    store.close()


def test_without_its_journal_half_written_contents_would_be_noticed(crashed: Path) -> None:
    """What the journal is for: the same folder without it. No byte is wrong all the same; the seals see to that."""
    journal_of(crashed / "contents.db").unlink()
    connection = connect(contents_at(crashed / "contents.db"))
    assert connection.pragma("integrity_check") != "ok"
    connection.close(True)


def judged(folder: Path) -> str:
    """"whole", or "error" in words, when the store is opened and all of it is read; never other bytes."""
    try:
        store = open_store(folder)
        try:
            assert all(is_whole(store, card.id, sample(1, size=3_000_000)) for card in store.cards())
            return "whole"
        finally:
            store.close()
    except StoreError:
        return "error"


@pytest.mark.parametrize("part", ["header", "records"])
def test_a_damaged_journal_never_makes_other_bytes(crashed: Path, part: str) -> None:
    """SQLite's checksums see only some of the bytes in it."""
    whole, chance, verdicts = journal_of(crashed / "contents.db").read_bytes(), Random(part), set[str]()
    for _ in range(12):
        folder = Path(shutil.copytree(crashed, crashed.parent / "copy"))
        raw = bytearray(whole)
        raw[chance.randrange(28) if part == "header" else chance.randrange(512, len(raw))] ^= 1 << chance.randrange(8)
        journal_of(folder / "contents.db").write_bytes(raw)
        verdicts.add(judged(folder))
        shutil.rmtree(folder)
    assert verdicts <= {"whole", "error"}


@pytest.mark.parametrize("length", [0, 27, 512, 60_000])
def test_a_journal_that_is_cut_never_makes_other_bytes(crashed: Path, length: int) -> None:
    os.truncate(journal_of(crashed / "contents.db"), length)
    assert judged(crashed) in ("whole", "error")


def test_the_journal_of_another_store_never_makes_other_bytes(crashed: Path, tmp_path: Path) -> None:
    other = open_store(tmp_path / "other")
    sample(7, size=900_000).add(other)
    with other._contents.writing() as connection:
        connection.execute("DELETE FROM chunk")
        connection.cache_flush()
        shutil.copy(journal_of(tmp_path / "other" / "contents.db"), journal_of(crashed / "contents.db"))
    other.close()
    assert judged(crashed) in ("whole", "error")


def test_a_reading_seat_gives_out_no_wrong_byte_of_half_written_contents(
    crashed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_seat, "_PAUSE_SECONDS", 0.01)
    before = {path.name: path.read_bytes() for path in crashed.glob("contents*")}
    store, wanted = Store.open_reading(crashed, KeyVault(crashed, self_contained=True)), sample(1, size=3_000_000)
    (card,) = store.cards()
    for key, data in wanted.payloads.items():
        try:
            assert b"".join(store.payload(card.id, key)) == data
        except StoreReadingBusy:
            continue
    store.close()
    assert {path.name: path.read_bytes() for path in crashed.glob("contents*")} == before


def test_a_reading_seat_is_told_that_a_torn_tree_is_busy(crashed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page but the first as it might be while it is written: nothing opens, nothing is wrong."""
    monkeypatch.setattr(reading_seat, "_PAUSE_SECONDS", 0.01)
    contents = crashed / "contents.db"
    raw = contents.read_bytes()
    pages = [raw[at : at + CONTENTS_PAGE_SIZE] for at in range(0, len(raw), CONTENTS_PAGE_SIZE)]
    contents.write_bytes(pages[0] + b"".join(reversed(pages[1:])))
    store = Store.open_reading(crashed, KeyVault(crashed, self_contained=True))
    (card,) = store.cards()
    with pytest.raises(StoreReadingBusy):
        b"".join(store.payload(card.id, "pdf"))
    with pytest.raises(StoreReadingBusy):
        store.delivery(card.id)
    store.close()


def test_a_deletion_leaves_nothing_in_the_journal(store: Store, folder: Path) -> None:
    goes = sample(1, size=2_000_000).add(store).application_id
    store.deletion.throw_away([goes])
    store.deletion.delete([goes], "person")
    journal, seen = journal_of(folder / "contents.db"), list[int]()
    with store._contents.writing() as connection:
        connection.execute("DELETE FROM chunk")
        connection.cache_flush()
        seen.append(journal.stat().st_size)
    assert seen[0] > 2_000_000, "the old bytes have to be there until the commit"
    assert journal.stat().st_size == 0


_OTHER_PC = textwrap.dedent("""
    import os, platform, sys
    from pathlib import Path
    platform.node = lambda: "PC-17"
    from sozialclient.store.seats import lock_file, seats
    lock_file.this_machine = lambda: "other"
    seats.SIGN_SECONDS, seats.QUIET_SECONDS = 0.1, 0.4
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import sample
    store = open_store(Path(sys.argv[1]))
    first = sample(50, size=400_000).add(store)
    with store._contents.writing() as connection:
        connection.execute("INSERT INTO chunk VALUES (1000000, 0, 0, 0, zeroblob(70000))")
        connection.cache_flush()
        print("writing", flush=True)
        sys.stdin.readline()
    token = sample(51, size=6_000_000).add(store)
    for number, each in ((50, first), (51, token)):
        size = {50: 400_000, 51: 6_000_000}[number]
        assert b"".join(store.payload(each.application_id, "pdf")) == sample(number, size=size).payloads["pdf"]
    with store._contents.reading() as connection:
        assert connection.pragma("integrity_check") == "ok"
        assert connection.execute("SELECT length(sealed) FROM chunk WHERE application = 0").get == 70000
    assert store.books.full_audit(lambda done, total: None, lambda: False).balanced
    print("whole", flush=True)
    sys.stdin.readline()
    store.close()
""")


@pytest.fixture
def other_pc(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Begins to work in the folder as another PC and stops in the middle of a transaction."""
    begun: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        child = subprocess.Popen([sys.executable, "-c", _OTHER_PC, folder], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        begun.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        return child

    yield begin
    for child in begun:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            assert stream is not None
            stream.close()


def told(child: subprocess.Popen[str]) -> str:
    """Let it go on to its next word."""
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write("\n")
    child.stdin.flush()
    return child.stdout.readline()


@pytest.mark.skipif(os.name == "nt", reason="Windows frees no lock by another way than its holder's")
@pytest.mark.parametrize("after", [200_000, 9_000_000], ids=["nothing in the file yet", "half of it in the file"])
def test_a_pc_that_slept_in_the_middle_of_a_write_leaves_the_other_pcs_database_alone(
    folder: Path, other_pc: Callable[[], subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The server gave its locks away, another PC took over and is writing; then this one wakes up."""
    monkeypatch.setattr(seats, "SIGN_SECONDS", 0.1)
    store = open_store(folder)
    first = sample(1, size=2_000_000).add(store).application_id
    contents, children = folder / "contents.db", list[subprocess.Popen[str]]()
    state: list[tuple[bytes, bytes]] = []

    def sleep() -> None:
        time.sleep(0.5)
        drop_lock(seat_of(store))
        fall_silent(store)
        # To close a file of one's own frees all locks on it: https://www.sqlite.org/howtocorrupt.html, 2.2.
        for name in ("contents.db", "store.db", "store.db-shm"):
            (folder / name).open("rb").close()
        children.append(other_pc())
        state.append((contents.read_bytes(), journal_of(contents).read_bytes()))

    large = with_original(sample(3), bytes(range(256)) * 70_000)
    with pytest.raises(StoreSeatLost):
        add_interrupted(store, large, after, sleep)
    with pytest.raises(StoreSeatLost):
        b"".join(store.payload(first, "pdf"))
    with pytest.raises(StoreSeatLost):
        sample(4).add(store)
    store.close()
    assert len(state[0][1]) > 0
    assert (contents.read_bytes(), journal_of(contents).read_bytes()) == state[0], "it wrote into another PC's database"
    assert told(children[0]) == "whole\n"
    told(children[0])
    assert children[0].wait(20) == 0
    again = open_store(folder)
    assert sorted(card.message_id for card in again.cards()) == ["message-1", "message-50", "message-51"]
    assert is_whole(again, first, sample(1, size=2_000_000))
    assert is_whole(again, sample(4).add(again).application_id, sample(4))
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder with open files in it")
def test_a_folder_that_goes_away_in_the_middle_of_a_write_is_whole_when_it_is_back(folder: Path) -> None:
    store, gone = open_store(folder), folder.parent / "gone"
    first = sample(1).add(store).application_id
    large = with_original(sample(3), bytes(range(256)) * 50_000)
    with pytest.raises(StoreSeatLost):
        add_interrupted(store, large, 9_000_000, lambda: folder.rename(gone))
    assert journal_of(gone / "contents.db").stat().st_size > 0
    gone.rename(folder)
    assert is_whole(store, first, sample(1))
    assert is_whole(store, large.add(store).application_id, large)
    assert len(store.cards()) == 2
    store.close()


def test_an_empty_journal_is_renewed_by_the_only_seat_and_by_no_other(folder: Path) -> None:
    store = open_store(folder)
    sample(1).add(store)
    journal = journal_of(folder / "contents.db")
    assert journal.stat().st_size == 0
    second = open_store(folder)
    assert journal.exists(), "somebody may be writing into it"
    second.close()
    store.close()
    open_store(folder).close()
    assert not journal.exists()
    for raw, kept in ((b"\xd9 counts", True), (b"\0 never synced", False)):
        journal.write_bytes(raw)
        renew_journal(folder / "contents.db")
        assert journal.exists() is kept
