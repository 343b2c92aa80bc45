"""Reads everything a store holds through its public way, to be compared byte by byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sozialclient.store import KeyVault, Store
from sozialclient.store.contents.contents import Kind
from tests.power.disk_log import Facts


def open_store(folder: Path, *, vfs: str | None = None) -> Store:
    """The store in `folder` with its key beside it."""
    return Store.open(folder, KeyVault(folder, self_contained=True), vfs=vfs)


# Opening the same sealed bytes with the same key gives the same again, so it is done once per process.
_opened: dict[bytes, str] = {}


def facts_of(store: Store) -> Facts:
    """All there is. Raises StoreDamaged when a byte of it is not what was written."""
    applications = []
    for card in store.cards():
        sealed = _as_it_lies(store, card.id)
        if sealed not in _opened:
            _opened[sealed] = _digest(store, card.id)
        applications.append((card.id, hashlib.sha256(f"{card!r}{_opened[sealed]}".encode()).hexdigest()))
    rest = (
        [repr(entry) for entry in store.journal()],
        store.journal_broken_at(),
        [(repr(mailbox), store.last_fetch(mailbox.name)) for mailbox in store.mailboxes()],
    )
    return Facts(tuple(sorted(applications)), hashlib.sha256(repr(rest).encode()).hexdigest())


def _as_it_lies(store: Store, application_id: str) -> bytes:
    """Digest of everything that the bytes of an application are made from: key, names, sealed chunks."""
    digest = hashlib.sha256(store.key_vault.subkey("power"))
    with store._index.reading() as connection:
        rows = connection.execute(
            "SELECT application.number, wrapped, ordinal, kind, content.key, content.size, chunks, sha256"
            " FROM application LEFT JOIN message_key ON message_key.application = application.number"
            " LEFT JOIN content ON content.application = application.number WHERE id = ? ORDER BY ordinal",
            (application_id,),
        ).fetchall()
    with store._contents.reading() as connection:
        found: Iterator[tuple[int, int, bytes]] = connection.execute(
            "SELECT ordinal, position, sealed FROM chunk WHERE application = ? ORDER BY ordinal, position",
            (rows[0][0] if rows else None,),
        )
        chunks = list(found)
    digest.update(repr((rows, [(ordinal, position, len(sealed)) for ordinal, position, sealed in chunks])).encode())
    for _, _, sealed in chunks:
        digest.update(sealed)
    return digest.digest()


def _digest(store: Store, application_id: str) -> str:
    digest = hashlib.sha256()
    with store._index.reading() as connection:
        contents = connection.execute(
            "SELECT kind, content.key FROM content JOIN application ON application = application.number"
            " WHERE id = ? ORDER BY kind, content.key",
            (application_id,),
        ).fetchall()
    for kind, key in contents:
        digest.update(f"{kind} {key}|".encode())
        for piece in store._reader.read(application_id, Kind(kind), str(key)):
            digest.update(piece)
    return digest.hexdigest()


def integrity(store: Store) -> list[str]:
    """What SQLite's own check of both databases has to say beside "ok"."""
    found = []
    for database in (store._index, store._contents):
        with database.reading() as connection:
            found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found
