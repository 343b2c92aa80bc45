"""A PC that finds the store in use at another may read, and changes not one byte in the folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.store import KeyVault, Store
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreDamaged, StoreReadingBusy, StoreReadingOnly
from sozialclient.store.seats import reading_seat
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, mailbox_of, sample

_WRITER = textwrap.dedent("""
    import platform, sys
    from pathlib import Path
    platform.node = lambda: "PC-17"
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import sample
    store = open_store(Path(sys.argv[1]))
    print("ready", flush=True)
    for line in sys.stdin:
        word, number = line.split()
        if word == "add":
            sample(int(number), size=300_000).add(store)
        if word == "tidy":
            store.record_fetch("Sozialamt", sample().delivery.process_card.card.creation.utc, "ok")
        if word == "storm":
            for each in range(int(number)):
                sample(1000 + each, size=30_000).add(store)
                store.record_fetch("Sozialamt", sample().delivery.process_card.card.creation.utc, "ok")
        print("done", flush=True)
    store.close()
""")


class Writer:
    """Another PC at work."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", _WRITER, folder], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.answer("ready")

    def answer(self, expected: str = "done") -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == f"{expected}\n"

    def ask(self, word: str, number: int = 0) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word} {number}\n")
        self.process.stdin.flush()

    def do(self, word: str, number: int = 0) -> None:
        self.ask(word, number)
        self.answer()

    def leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0


@pytest.fixture
def writer(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Writer]:
    """Another PC with one application that lies in the databases and one in their WALs."""
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    monkeypatch.setattr(reading_seat, "_PAUSE_SECONDS", 0.01)
    made = Writer(folder)
    made.do("add", 1)
    made.do("tidy")
    made.do("add", 2)
    yield made
    made.process.kill()
    made.process.wait()
    for stream in (made.process.stdin, made.process.stdout):
        assert stream is not None
        stream.close()


def open_to_read(folder: Path) -> Store:
    return Store.open_reading(folder, KeyVault(folder, self_contained=True))


def prints(folder: Path) -> dict[str, str]:
    """A digest of every file but those that are only there for their locks or change by themselves."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file() and path.parent.name != "seats"
    }


def test_a_second_pc_reads_while_the_first_works(folder: Path, writer: Writer, tmp_path: Path) -> None:
    before = prints(folder)
    store = open_to_read(folder)
    seat = store.reading_seat
    assert seat is not None and seat.holder is not None and (seat.holder.host, seat.writer_gone) == ("PC-17", False)
    assert {card.message_id for card in store.cards()} == {"message-1", "message-2"}
    (first,) = (card for card in store.cards() if card.message_id == "message-1")
    wanted = sample(1, size=300_000)
    assert b"".join(store.payload(first.id, "pdf")) == wanted.payloads["pdf"]
    assert b"".join(store.original(first.id)) == wanted.original
    assert store.delivery(first.id) == wanted.delivery
    store.mark_opened(first.id, FETCHED)
    assert store.refresh() is False, "nothing new"
    assert prints(folder) == before, "a reading seat changed something in the folder"
    writer.do("add", 3)
    assert len(store.cards()) == 2, "what is shown does not change by itself"
    assert store.refresh() is True
    assert len(store.cards()) == 3
    writer.leave()
    assert seat.writer_gone
    store.close()
    assert list((tmp_path / "private").iterdir()) == [], "the copies stayed behind"
    again = open_store(folder)
    assert len(again.cards()) == 3 and again.card(first.id).opened is None
    again.close()


def test_contents_that_are_only_in_the_wal_yet_are_told_apart_from_damage(folder: Path, writer: Writer) -> None:
    store = open_to_read(folder)
    (second,) = (card for card in store.cards() if card.message_id == "message-2")
    with pytest.raises(StoreReadingBusy):
        b"".join(store.payload(second.id, "pdf"))
    writer.do("tidy")
    assert b"".join(store.payload(second.id, "pdf")) == sample(2, size=300_000).payloads["pdf"]
    store.close()


def test_every_call_that_writes_is_refused_by_name(folder: Path, writer: Writer) -> None:
    store = open_to_read(folder)
    card = store.cards()[0].id
    calls = (
        lambda: store.set_state(card, State.TRASH, action=actions.STATE_CHANGED),
        lambda: store.record(actions.EXPORTED, card, "folder"),
        lambda: store.save_mailbox(mailbox_of("neu")),
        lambda: store.remove_mailbox("Sozialamt"),
        lambda: store.record_fetch("Sozialamt", FETCHED, "ok"),
        lambda: sample(9).add(store),
        lambda: store.fetching("Sozialamt"),
        store.spool,
        store.require_writing,
    )
    before = prints(folder)
    for call in calls:
        with pytest.raises(StoreReadingOnly) as raised:
            call()
        assert raised.value.parameters["host"] == "PC-17"
    store.close()
    assert prints(folder) == before


def test_copies_taken_in_a_storm_of_writing_and_tidying_are_whole(folder: Path, writer: Writer) -> None:
    """Every copy is a state that was: no application without its predecessors, no torn page, every content whole."""
    store = open_to_read(folder)
    writer.ask("storm", 60)
    done = threading.Event()

    def wait() -> None:
        writer.answer()
        done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    seen, copies = 2, 0
    while not done.is_set() or store.refresh():
        copies += store.refresh()
        ids = sorted(card.message_id for card in store.cards())
        assert len(ids) >= seen and len(set(ids)) == len(ids)
        assert ids == sorted(["message-1", "message-2", *(f"message-{1000 + at}" for at in range(len(ids) - 2))])
        seen = len(ids)
        assert store.journal_broken_at() is None
        first = next(card for card in store.cards() if card.message_id == "message-1")
        assert b"".join(store.payload(first.id, "pdf")) == sample(1, size=300_000).payloads["pdf"]
    waiting.join()
    assert (seen, copies > 3) == (62, True)
    store.close()


def test_a_copy_overtaken_by_tidying_up_is_taken_again(
    folder: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where locks do not reach the other PC: between copying index and WAL the WAL is emptied."""
    copyfile = shutil.copyfile
    overtaken: list[Path] = []

    def slow(source: Path, target: Path) -> object:
        done = copyfile(source, target)
        if source.name == "store.db" and not overtaken:
            overtaken.append(source)
            writer.do("tidy")
        return done

    monkeypatch.setattr(shutil, "copyfile", slow)
    monkeypatch.setattr(reading_seat, "turn_at", lambda _folder, _seconds: threading.Lock())
    store = open_to_read(folder)
    assert overtaken and {card.message_id for card in store.cards()} == {"message-1", "message-2"}
    store.close()


def test_a_folder_without_a_store_is_no_empty_store(tmp_path: Path) -> None:
    (tmp_path / "seats").mkdir()
    with pytest.raises(StoreDamaged):
        open_to_read(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["seats"]


def test_what_a_crashed_reader_left_is_removed(folder: Path, writer: Writer, tmp_path: Path) -> None:
    left = tmp_path / "private" / "sozialclient-lesen-x"
    (left / "copy").mkdir(parents=True)
    (left / "copy" / "store.db").write_bytes(b"?")
    store = open_to_read(folder)
    assert not left.exists()
    other = open_to_read(folder)
    assert store.refresh() is False and store.cards(), "a living reader's copy was removed"
    other.close()
    store.close()


def test_the_databases_themselves_are_not_written_to(folder: Path, writer: Writer) -> None:
    store = open_to_read(folder)
    before = prints(folder)
    for database in (store._index, store._contents):
        with pytest.raises(StoreReadingOnly), database.writing():
            pass
        database.checkpoint()
    assert prints(folder) == before
    store.close()


def test_an_index_that_is_gone_for_a_while_is_told_and_read_again(folder: Path, writer: Writer) -> None:
    store = open_to_read(folder)
    writer.leave()
    index = folder / "store.db"
    index.rename(folder / "away")
    with pytest.raises(StoreDamaged, match="missing"):
        store.refresh()
    assert len(store.cards()) == 2, "what was copied is there"
    (folder / "away").rename(index)
    store.refresh()
    assert len(store.cards()) == 2
    store.close()


def test_of_a_damaged_index_nothing_is_shown_and_no_copy_stays(folder: Path, writer: Writer, tmp_path: Path) -> None:
    store = open_to_read(folder)
    writer.leave()
    raw = bytearray((folder / "store.db").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "store.db").write_bytes(raw)
    with pytest.raises(StoreReadingBusy):
        store.refresh()
    assert len(store.cards()) == 2, "what was copied before is whole"
    assert len(list((tmp_path / "private").rglob("store.db"))) == 1
    store.close()
    with pytest.raises(StoreReadingBusy):
        open_to_read(folder)
    assert list((tmp_path / "private").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="elsewhere a folder can be opened as no file")
def test_who_may_not_touch_the_gate_reads_without(folder: Path, writer: Writer) -> None:
    """As on a share with rights to read only; what was copied is proved to be whole in any case."""
    gate = folder / "seats" / "gate.lock"
    gate.unlink()
    gate.mkdir()
    store = open_to_read(folder)
    assert len(store.cards()) == 2
    store.close()
    gate.rmdir()
