"""Brings a data folder to the point where its database can be worked with."""

from __future__ import annotations

from pathlib import Path

import apsw

from sozialclient import __version__
from sozialclient.store.database import connect
from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.keys import KeyVault
from sozialclient.store.private_file import sync_folder
from sozialclient.store.schema import migrate

PAGES = "pages"
"""Purpose of the key that encrypts the pages of the database."""


def prepare_database(path: Path, vault: KeyVault) -> None:
    """Create the database at `path` when there never was one, migrate it when it is older.

    A store that was in use and is missing, empty or not ours is never replaced by an empty one.
    Raises StoreKeyMissing, StoreKeyWrong, StoreDamaged, StoreNewer and the errors of the disk.
    """
    with disk_errors():
        if path.exists():
            _bring_up_to_date(path, vault)
        elif vault.in_use:
            raise StoreDamaged(part="database missing")
        else:
            vault.create()
            _create(path, vault)
        vault.mark_in_use()


def _bring_up_to_date(path: Path, vault: KeyVault) -> None:
    key = vault.subkey(PAGES)
    if path.stat().st_size == 0:
        raise StoreDamaged(part="database empty")
    connection = connect(path, key)
    try:
        if not connection.pragma("user_version"):
            raise StoreDamaged(part="database empty")
        migrate(connection, __version__)
    finally:
        connection.close(True)


def _create(path: Path, vault: KeyVault) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    for name in (unfinished.name, f"{unfinished.name}-wal", f"{unfinished.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    connection = connect(unfinished, vault.subkey(PAGES), create=True)
    try:
        migrate(connection, __version__)
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        connection.close(True)
    unfinished.chmod(0o600)
    unfinished.rename(path)
    sync_folder(path.parent)
