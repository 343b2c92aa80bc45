"""What the system and SQLite report is told as what it means for the office."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInputOutput,
    StoreNoSharedMemory,
    StoreReadOnly,
    StoreSeatLost,
)


@pytest.mark.parametrize(("code", "told"), [
    (errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EFBIG, StoreFull),
    (errno.EACCES, StoreReadOnly), (errno.EROFS, StoreReadOnly),
    (errno.ESTALE, StoreSeatLost), (errno.ENETDOWN, StoreSeatLost), (errno.ENODEV, StoreSeatLost),
    (errno.EIO, StoreInputOutput),
])
def test_of_the_system(code: int, told: type[StoreError]) -> None:
    with pytest.raises(told) as raised, disk_errors():
        raise OSError(code, "x")
    assert type(raised.value) is told


@pytest.mark.parametrize(("number", "name"), [(errno.EIO, "EIO"), (None, "unknown"), (99_999, "unknown")])
def test_what_has_no_meaning_of_its_own_keeps_its_name(number: int | None, name: str) -> None:
    with pytest.raises(StoreInputOutput) as raised, disk_errors():
        raise OSError(number, "x") if number else OSError("x")
    assert raised.value.parameters == {"code": name}


def _begun_twice(path: Path) -> None:
    first, second = apsw.Connection(str(path)), apsw.Connection(str(path))
    first.execute("BEGIN IMMEDIATE")
    try:
        second.execute("BEGIN IMMEDIATE")
    finally:
        first.close(True)
        second.close(True)


def _written_without_rights(path: Path) -> None:
    apsw.Connection(str(path)).close()
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.execute("CREATE TABLE t(a)")
    finally:
        connection.close(True)


def _a_folder(path: Path) -> None:
    path.mkdir()
    apsw.Connection(str(path)).execute("CREATE TABLE t(a)")


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database " * 100)
    apsw.Connection(str(path)).execute("SELECT * FROM sqlite_schema")


@pytest.mark.parametrize(("act", "told"), [
    (_begun_twice, StoreBusy), (_written_without_rights, StoreReadOnly), (_a_folder, StoreReadOnly),
    (_no_database, StoreDamaged),
])
def test_of_a_database(tmp_path: Path, act: Callable[[Path], None], told: type[StoreError]) -> None:
    with pytest.raises(told) as raised, disk_errors():
        act(tmp_path / "x.db")
    assert type(raised.value) is told
    assert isinstance(raised.value.__cause__, apsw.Error)


@pytest.mark.parametrize("code", [apsw.SQLITE_IOERR_SHMMAP, apsw.SQLITE_IOERR_SHMLOCK])
def test_a_disk_without_shared_memory_is_named(code: int) -> None:
    with pytest.raises(StoreNoSharedMemory), disk_errors():
        raise apsw.exception_for(code)


def test_other_troubles_of_a_disk_keep_sqlites_number() -> None:
    with pytest.raises(StoreInputOutput) as raised, disk_errors():
        raise apsw.exception_for(apsw.SQLITE_IOERR_FSYNC)
    assert raised.value.parameters == {"code": str(apsw.SQLITE_IOERR_FSYNC)}
