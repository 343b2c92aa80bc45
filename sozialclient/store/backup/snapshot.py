"""A copy of the index as it was at one moment, and which sealed bytes belong to it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw
import msgspec

from sozialclient.store.contents.contents import message_purpose
from sozialclient.store.contents.sealing import Place
from sozialclient.store.database.database import Access, connect, copy_database
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.opening import INDEX_PAGE_SIZE, PAGES
from sozialclient.store.holdings import Holdings
from sozialclient.store.keys.vault import KeyVault

_DIGITS = 24


@dataclass(frozen=True, slots=True)
class ContentRow:
    """One content as the index names it; `chunks` counts its chunks, `sha256` is of its plain bytes."""

    place: Place
    size: int
    chunks: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class SealedApplication:
    """An application's key and contents; `identity` changes whenever other bytes would be sealed."""

    number: int
    key: bytes
    contents: tuple[ContentRow, ...]

    @property
    def identity(self) -> str:
        """Short name of exactly these sealed bytes; tells nothing to who has not the key."""
        rows = [(row.place.ordinal, row.place.kind, row.place.key, row.size, row.chunks, row.sha256.hex())
                for row in self.contents]
        return hmac.new(self.key, msgspec.json.encode([self.number, rows]), hashlib.sha256).hexdigest()[:_DIGITS]

    @property
    def size(self) -> int:
        """Plain bytes of all contents."""
        return sum(row.size for row in self.contents)


class Snapshot:
    """The copied index, open for questions."""

    def __init__(self, path: Path, connection: apsw.Connection, vault: KeyVault) -> None:
        self.path = path
        self._connection = connection
        self._vault = vault

    @property
    def version(self) -> int:
        """Version of its schema."""
        with disk_errors():
            return int(self._connection.pragma("user_version"))

    def totals(self) -> tuple[int, int]:
        """How many applications and how many contents there are."""
        with disk_errors():
            applications, contents = self._connection.execute(
                "SELECT (SELECT count(*) FROM application), (SELECT count(*) FROM content)"
            ).get
        return int(applications), int(contents)

    def applications(self) -> Iterator[SealedApplication]:
        """One after the other by row number. Raises StoreDamaged when a key can't be unwrapped."""
        with disk_errors():
            for number, wrapped in self._connection.execute(
                "SELECT application, wrapped FROM message_key ORDER BY application"
            ):
                yield read_application(self._connection, self._vault, number, wrapped)


def read_application(
    connection: apsw.Connection, vault: KeyVault, number: int, wrapped: bytes
) -> SealedApplication:
    """One application of an index. Raises StoreDamaged and apsw.Error."""
    rows = connection.execute(
        "SELECT ordinal, kind, key, size, chunks, sha256 FROM content WHERE application = ? ORDER BY ordinal", (number,)
    )
    return SealedApplication(
        number,
        vault.unwrap(message_purpose(number), wrapped),
        tuple(ContentRow(Place(number, ordinal, kind, key), size, chunks, sha256)
              for ordinal, kind, key, size, chunks, sha256 in rows),
    )


def still_named(holdings: Holdings, application: SealedApplication) -> bool:
    """Whether the store still has exactly these bytes of the application."""
    with holdings.index.reading() as connection:
        wrapped = connection.execute(
            "SELECT wrapped FROM message_key WHERE application = ?", (application.number,)
        ).get
        if wrapped is None:
            return False
        now = read_application(connection, holdings.vault, application.number, wrapped)
    return now.identity == application.identity


@contextlib.contextmanager
def snapshot(holdings: Holdings, scratch: Path) -> Iterator[Snapshot]:
    """The index of this moment, encrypted as the store's own, in the new folder `scratch`, which goes at the end.

    Nobody waits for it: it is read beside whoever writes. Raises the errors of the disk.
    """
    access = Access(scratch / "index.db", INDEX_PAGE_SIZE, holdings.vault.subkey(PAGES))
    with disk_errors():
        scratch.mkdir(mode=0o700)
    try:
        with disk_errors():
            with holdings.index.reading() as source:
                copy_database(source, access)
            connection = connect(access)
        try:
            yield Snapshot(access.path, connection, holdings.vault)
        finally:
            connection.close(True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
