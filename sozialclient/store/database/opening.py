"""Brings a data folder to the point where its databases can be worked with."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import apsw

from sozialclient import __version__
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import put_in_place, sync_folder, take_away
from sozialclient.store.database.schema import CONTENTS, INDEX, Schema, migrate
from sozialclient.store.errors import StoreDamaged, StoreKeyWrong
from sozialclient.store.keys.vault import KeyVault

PAGES = "pages"
"""Purpose of the key that encrypts the pages of the index."""

INDEX_PAGE_SIZE = 4096
CONTENTS_PAGE_SIZE = 32768


@dataclass(frozen=True, slots=True)
class Databases:
    """The two databases: the index, encrypted page by page, and the contents, which are sealed already."""

    index: Access
    contents: Access


def open_databases(folder: Path, vault: KeyVault, *, vfs: str | None = None) -> Databases:
    """Create the databases when there never were any, migrate them when they are older.

    What was in use and is missing, empty or not ours is never replaced by something empty.
    Raises StoreKeyMissing, StoreKeyWrong, StoreDamaged, StoreNewer and the errors of the disk.
    """
    index, contents = folder / "store.db", folder / "contents.db"
    with disk_errors():
        new = not vault.in_use and not index.exists()
        if new:
            vault.create()
        vault.refresh()
        plain = Access(contents, CONTENTS_PAGE_SIZE, vfs=vfs)
        encrypted = Access(index, INDEX_PAGE_SIZE, vault.subkey(PAGES), vfs=vfs)
        if vault.pending:
            settle_rotation(vault, encrypted)
            encrypted = dataclasses.replace(encrypted, key=vault.subkey(PAGES))
        remove_with_wal(copy_of(index))
        for access, schema in ((plain, CONTENTS), (encrypted, INDEX)):
            if new:
                _create(access, schema)
            else:
                _bring_up_to_date(access, schema)
        vault.mark_in_use()
    return Databases(encrypted, plain)


def settle_rotation(vault: KeyVault, index: Access) -> None:
    """End a rotation that was interrupted, by the key that opens the index.

    Only for whoever has the turn. Raises StoreKeyWrong when neither key does, or the way by which the
    vault was unlocked leads to the old one only; the errors of the disk.
    """
    following = vault.next_key
    if opens_with(index, vault.subkey(PAGES)):
        vault.settle(use_next=False)
    elif following is not None and opens_with(index, following.subkey(PAGES)):
        vault.settle(use_next=True)
    else:
        raise StoreKeyWrong(kind=vault.kind.value)


def opens_with(index: Access, key: bytes) -> bool:
    """Whether the index is under the page key `key`. Raises apsw.Error for anything but a wrong key."""
    if not index.path.exists():
        raise StoreDamaged(part="database missing")
    try:
        connect(dataclasses.replace(index, key=key)).close(True)
    except apsw.NotADBError:
        return False
    return True


def copy_of(index: Path) -> Path:
    """Where the index lies under its next key until it takes the place of the old one."""
    return index.with_name(f"{index.name}.rotating")


def remove_with_wal(path: Path) -> None:
    """Remove a database that does not count, with what SQLite put beside it. Raises OSError."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        take_away(path.with_name(name))


def _bring_up_to_date(access: Access, schema: Schema) -> None:
    if not access.path.exists():
        raise StoreDamaged(part="database missing")
    if access.path.stat().st_size == 0:
        raise StoreDamaged(part="database empty")
    connection = connect(access)
    try:
        if not connection.pragma("user_version"):
            raise StoreDamaged(part="database empty")
        migrate(connection, __version__, schema)
    finally:
        connection.close(True)


def _create(access: Access, schema: Schema) -> None:
    """Make it under another name first, so that a crash leaves all of it or nothing."""
    unfinished = access.path.with_name(f"{access.path.name}.new")
    remove_with_wal(unfinished)
    connection = connect(dataclasses.replace(access, path=unfinished), create=True)
    try:
        migrate(connection, __version__, schema)
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        connection.close(True)
    unfinished.chmod(0o600)
    put_in_place(unfinished, access.path)
    sync_folder(access.path.parent)
