"""A WAL that is damaged, missing, foreign or of another time: an error, or a word about it, never wrong bytes."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from sozialclient.store import Store
from sozialclient.store.database.page_salt import salt_in_wal
from sozialclient.store.errors import StoreDamaged, StoreError
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, sample

_FILES = shutil.ignore_patterns("*-shm", "seats", "spool")
_SAMPLES = {f"message-{number}": sample(number, size=900) for number in range(1, 5)}


@pytest.fixture
def place() -> Iterator[Path]:
    """In memory where there is one: nothing here is about a disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def left_open(place: Path) -> Path:
    """As a killed process leaves it: two applications in the databases, the third in the WALs.

    How far the journal was is kept at the end of a fetch. What is damaged before that can't be told.
    """
    store = open_store(place / "work")
    for number in (1, 2):
        sample(number, size=900).add(store)
    store.record_fetch("Sozialamt", FETCHED, "ok")
    shutil.copytree(place / "work", place / "earlier", ignore=_FILES)
    sample(3, size=900).add(store)
    store.heads.keep()
    shutil.copytree(place / "work", place / "left", ignore=_FILES)
    store.record_fetch("Sozialamt", FETCHED, "ok")
    sample(4, size=900).add(store)
    shutil.copytree(place / "work", place / "later", ignore=_FILES)
    store.close()
    assert (place / "left" / "store.db-wal").stat().st_size > 50_000
    return place / "left"


def _copy(folder: Path) -> Path:
    copy = folder.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(folder, copy))


def _judged(folder: Path, at_least: int) -> str:
    """"whole" with all applications, "error" in words, "told" when something is missing and the books say so."""
    try:
        store = open_store(folder)
    except StoreError:
        return "error"
    try:
        found = _readable(store)
        complete = found >= at_least
        told = not store.books.check_journal().sound or store.books.audit().discrepancies
    except StoreError:
        return "error"
    finally:
        store.close()
    assert complete or told, f"{found} applications, and nobody says that there were {at_least}"
    return "whole" if complete else "told"


def _readable(store: Store) -> int:
    cards = store.cards()
    for card in cards:
        expected = _SAMPLES[card.message_id]
        assert b"".join(store.original(card.id)) == expected.original
        assert all(b"".join(store.payload(card.id, key)) == data for key, data in expected.payloads.items())
        assert store.delivery(card.id) == expected.delivery
    return len(cards)


@pytest.mark.parametrize("name", ["store.db-wal", "contents.db-wal"])
def test_a_flipped_bit_in_a_wal(left_open: Path, name: str) -> None:
    whole = (left_open / name).read_bytes()
    chance = Random(name)
    places = [*range(32), *(chance.randrange(len(whole)) for _ in range(60))]
    verdicts = set()
    for position in places:
        folder = _copy(left_open)
        raw = bytearray(whole)
        raw[position] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(raw)
        verdicts.add(_judged(folder, 3))
    assert verdicts & {"error", "told"}, "no flip was noticed"
    assert _judged(_copy(left_open), 3) == "whole"


@pytest.mark.parametrize("name", ["store.db-wal", "contents.db-wal"])
@pytest.mark.parametrize("length", [None, 0, 31, 5000, 40_000])
def test_a_wal_that_is_missing_or_cut(left_open: Path, name: str, length: int | None) -> None:
    folder = _copy(left_open)
    if length is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes()[:length])
    assert _judged(folder, 3) in ("error", "told")


@pytest.mark.parametrize("name", ["store.db-wal", "contents.db-wal"])
def test_the_wal_of_another_store(left_open: Path, place: Path, name: str) -> None:
    other = open_store(place / "other")
    for number in (2, 4):
        sample(number, size=900).add(other)
    folder = _copy(left_open)
    shutil.copy(place / "other" / name, folder / name)
    other.close()
    assert _judged(folder, 3) in ("error", "told")


@pytest.mark.parametrize(("databases", "wals"), [("earlier", "later"), ("later", "left"), ("left", "later")])
@pytest.mark.parametrize("prefix", ["store", "contents", ""])
def test_databases_and_wals_of_different_times(
    left_open: Path, place: Path, databases: str, wals: str, prefix: str
) -> None:
    """Put together from two backups by someone; what can be read must be right, what is gone must be told."""
    folder = _copy(place / databases)
    for name in (f"{each}.db-wal" for each in ("store", "contents") if each.startswith(prefix)):
        if (place / wals / name).exists():
            shutil.copy(place / wals / name, folder / name)
    shutil.copy(place / "later" / "journal.head", folder / "journal.head")
    assert _judged(folder, 4) in ("error", "told", "whole")


def test_the_first_sector_may_be_spoilt_while_the_wal_is_there(place: Path) -> None:
    """A power cut while page 1 is moved out of the WAL; the salt in it is needed before anything can be read."""
    store = open_store(place / "grown")
    # Page 1 is written when the database grows.
    numbers = itertools.count(1)
    while salt_in_wal(place / "grown" / "store.db") is None:
        sample(next(numbers), size=900).add(store)
    added = next(numbers) - 1
    folder = Path(shutil.copytree(place / "grown", place / "cut", ignore=_FILES))
    store.close()
    database = folder / "store.db"
    salt = database.read_bytes()[:16]
    assert salt_in_wal(database) == salt
    database.write_bytes(Random(1).randbytes(512) + database.read_bytes()[512:])
    opened = open_store(folder)
    assert len(opened.cards()) == added
    assert b"".join(opened.original(opened.cards()[0].id))
    opened.close()
    assert database.read_bytes()[:16] == salt


def test_without_a_wal_a_spoilt_first_sector_is_damage(left_open: Path) -> None:
    open_store(left_open).close()
    database = left_open / "store.db"
    assert salt_in_wal(database) is None
    database.write_bytes(bytes(512) + database.read_bytes()[512:])
    with pytest.raises(StoreDamaged):
        open_store(left_open)
    assert database.read_bytes()[:512] == bytes(512)
