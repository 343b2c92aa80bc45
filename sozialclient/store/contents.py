"""Writes the sealed bytes of an application into the database and reads them back."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Iterable, Iterator

import apsw

from sozialclient.store.database import Database
from sozialclient.store.errors import StoreDamaged, StoreIncomplete, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.keys import KeyVault
from sozialclient.store.sealing import KEY_SIZE, Place, Seal, chunk_count, chunked


class Kind(enum.Enum):
    """What the bytes of a content are: from the sender, as received, or what we noted."""

    PAYLOAD = "payload"
    ORIGINAL = "original"
    DELIVERY = "delivery"
    FACTS = "facts"


def _purpose(application: int) -> str:
    return f"message/{application}"


class ContentWriter:
    """Writes the contents of one application, within the caller's transaction."""

    def __init__(self, connection: apsw.Connection, vault: KeyVault, application: int) -> None:
        self._connection = connection
        self._application = application
        self._ordinal = 0
        key = secrets.token_bytes(KEY_SIZE)
        self._seal = Seal(key)
        connection.execute(
            "INSERT INTO message_key(application, wrapped) VALUES (?, ?)",
            (application, vault.wrap(_purpose(application), key)),
        )

    def write(self, kind: Kind, key: str, size: int, pieces: Iterable[bytes]) -> str:
        """Seal `pieces`, which make `size` bytes; returns their SHA-256 (hex). Raises StoreIncomplete."""
        place = Place(self._application, self._ordinal, kind.value, key)
        self._ordinal += 1
        count = chunk_count(size)
        self._connection.execute(
            "INSERT INTO content(application, ordinal, kind, key, size, chunks, sha256) VALUES (?, ?, ?, ?, ?, ?, x'')",
            (place.application, place.ordinal, place.kind, key, size, count),
        )
        content = self._connection.last_insert_rowid()
        digest = hashlib.sha256()
        written = 0
        for position, chunk in enumerate(chunked(pieces)):
            digest.update(chunk)
            written += len(chunk)
            self._connection.execute(
                "INSERT INTO chunk(content, position, sealed) VALUES (?, ?, ?)",
                (content, position, self._seal.close(place, position, count, chunk)),
            )
        if written != size:
            raise StoreIncomplete(reason="size", content=place.ordinal)
        self._connection.execute("UPDATE content SET sha256 = ? WHERE number = ?", (digest.digest(), content))
        return digest.hexdigest()


class ContentReader:
    """Reads contents chunk by chunk; every chunk is checked before it is handed out."""

    def __init__(self, database: Database, vault: KeyVault) -> None:
        self._database = database
        self._vault = vault

    def read(self, application_id: str, kind: Kind, key: str = "") -> Iterator[bytes]:
        """The bytes in pieces of at most 1 MiB.

        Raises StoreNoSuchApplication and StoreNoSuchContent at once, StoreDamaged with the first
        piece that is not what was written.
        """
        content, count, place, wrapped = self._find(application_id, kind, key)
        seal = Seal(self._vault.unwrap(_purpose(place.application), wrapped))
        return self._chunks(content, count, place, seal)

    def _find(self, application_id: str, kind: Kind, key: str) -> tuple[int, int, Place, bytes]:
        with self._database.reading() as connection:
            application = connection.execute("SELECT number FROM application WHERE id = ?", (application_id,)).get
            if application is None:
                raise StoreNoSuchApplication(application=application_id)
            row = connection.execute(
                "SELECT content.number, chunks, ordinal, wrapped FROM content"
                " JOIN message_key USING(application) WHERE application = ? AND kind = ? AND key = ?",
                (application, kind.value, key),
            ).fetchone()
        if row is None:
            raise StoreNoSuchContent(application=application_id)
        content, count, ordinal, wrapped = row
        return content, count, Place(application, ordinal, kind.value, key), wrapped

    def _chunks(self, content: int, count: int, place: Place, seal: Seal) -> Iterator[bytes]:
        for position in range(count):
            with self._database.reading() as connection:
                sealed = connection.execute(
                    "SELECT sealed FROM chunk WHERE content = ? AND position = ?", (content, position)
                ).get
            if sealed is None:
                raise StoreDamaged(part="content")
            yield seal.open(place, position, count, sealed)
