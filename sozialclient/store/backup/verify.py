"""Reads every byte of a restored store and compares it with what was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import apsw

from sozialclient.errors import Cancelled
from sozialclient.store.backup.snapshot import ContentRow, SealedApplication, read_application
from sozialclient.store.contents.contents import sealed_chunk
from sozialclient.store.contents.sealing import Seal
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, INDEX_PAGE_SIZE, PAGES
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.keys.vault import KeyVault


def unreadable_applications(
    folder: Path, vault: KeyVault, advance: Callable[[int], None], cancelled: Callable[[], bool]
) -> tuple[int, ...]:
    """Row numbers of the applications in `folder` that are not, byte for byte, what was stored.

    Works on `store.db` and `contents.db` there. `advance` is told bytes that were read. Raises
    StoreDamaged when the index itself is not sound, Cancelled and the errors of the disk.
    """
    with disk_errors():
        index = connect(Access(folder / "store.db", INDEX_PAGE_SIZE, vault.subkey(PAGES)))
        try:
            contents = connect(Access(folder / "contents.db", CONTENTS_PAGE_SIZE))
            try:
                _require_sound(index)
                return tuple(_unreadable(index, contents, vault, advance, cancelled))
            finally:
                contents.close(True)
        finally:
            index.close(True)


def _require_sound(index: apsw.Connection) -> None:
    if index.pragma("quick_check") != "ok":
        raise StoreDamaged(part="index")


def _unreadable(
    index: apsw.Connection, contents: apsw.Connection, vault: KeyVault,
    advance: Callable[[int], None], cancelled: Callable[[], bool],
) -> list[int]:
    found = []
    rows = index.execute(
        "SELECT application.number, wrapped FROM application LEFT JOIN message_key ON application = application.number"
        " ORDER BY application.number"
    )
    for number, wrapped in rows:
        try:
            if wrapped is None:
                raise StoreDamaged(part="wrapped key")
            application = read_application(index, vault, number, wrapped)
            _read_all(contents, application, cancelled)
            advance(application.size)
        except StoreDamaged:
            found.append(number)
    return found


def _read_all(contents: apsw.Connection, application: SealedApplication, cancelled: Callable[[], bool]) -> None:
    seal = Seal(application.key)
    for row in application.contents:
        if _digest(contents, seal, row, cancelled) != row.sha256:
            raise StoreDamaged(part="content")


def _digest(contents: apsw.Connection, seal: Seal, row: ContentRow, cancelled: Callable[[], bool]) -> bytes:
    digest = hashlib.sha256()
    for position in range(row.chunks):
        if cancelled():
            raise Cancelled
        sealed = sealed_chunk(contents, row.place, position)
        if sealed is None:
            raise StoreDamaged(part="content")
        digest.update(seal.open(row.place, position, row.chunks, sealed))
    return digest.digest()
