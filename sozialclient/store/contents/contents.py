"""Writes the sealed bytes of an application into the databases and reads them back."""

from __future__ import annotations

import contextlib
import enum
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apsw

from sozialclient.store.contents.sealing import KEY_SIZE, Measured, Place, Seal, chunk_count
from sozialclient.store.database.database import Database
from sozialclient.store.errors import StoreDamaged, StoreIncomplete, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.keys.vault import KeyVault


class Kind(enum.Enum):
    """What the bytes of a content are: from the sender, as received, or what we noted.

    EARLIER is what was received before ORIGINAL under the same message id and could not be read.
    """

    PAYLOAD = "payload"
    ORIGINAL = "original"
    EARLIER = "earlier"
    DELIVERY = "delivery"
    FACTS = "facts"


def message_purpose(application: int) -> str:
    """What the key of an application, given by row number, is wrapped for."""
    return f"message/{application}"


class ContentWriter:
    """Writes the contents of one application within two open transactions of the caller.

    The chunks go into `contents`, what names and opens them into `index`. `contents` must be
    committed first: chunks without a name are nothing, a name without chunks would be a loss.

    `first` (from `replacing.take_place`) is above 0 where the contents of an application are
    replaced: the new chunks lie beside the old ones until the index is committed.
    """

    def __init__(
        self, index: apsw.Connection, contents: apsw.Connection, vault: KeyVault, application: int, first: int = 0
    ) -> None:
        self._index = index
        self._contents = contents
        self._application = application
        self._ordinal = first
        key = secrets.token_bytes(KEY_SIZE)
        self._seal = Seal(key)
        index.execute(
            "INSERT INTO message_key(application, wrapped) VALUES (?, ?)",
            (application, vault.wrap(message_purpose(application), key)),
        )
        # A crash between the two commits leaves chunks of an application that never was.
        if first == 0:
            contents.execute("DELETE FROM chunk WHERE application >= ?", (application,))
        else:
            contents.execute("DELETE FROM chunk WHERE application = ? AND ordinal >= ?", (application, first))

    def write(
        self, kind: Kind, key: str, size: int, pieces: Iterable[bytes], sha256: bytes | None = None
    ) -> str:
        """Seal `pieces`, which make `size` bytes; returns their SHA-256 (hex), as given or made here.

        Raises StoreIncomplete.
        """
        place = Place(self._application, self._ordinal, kind.value, key)
        self._ordinal += 1
        count = chunk_count(size)
        measured = Measured(sha256)
        with contextlib.closing(self._seal.closed(place, count, measured.chunks(pieces))) as chunks:
            for position, sealed in enumerate(chunks):
                self._contents.execute(
                    "INSERT INTO chunk(application, ordinal, position, sealed) VALUES (?, ?, ?, ?)",
                    (place.application, place.ordinal, position, sealed),
                )
        if measured.size != size:
            raise StoreIncomplete(reason="size", content=place.ordinal)
        self._index.execute(
            "INSERT INTO content(application, ordinal, kind, key, size, chunks, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (place.application, place.ordinal, place.kind, key, size, count, measured.sha256),
        )
        return measured.sha256.hex()


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a content: its number of bytes and the bytes."""

    size: int
    pieces: Iterator[bytes]


class ContentReader:
    """Reads contents chunk by chunk; every chunk is checked before it is handed out."""

    def __init__(self, index: Database, contents: Database, vault: KeyVault) -> None:
        self._index = index
        self._contents = contents
        self._vault = vault

    def read(self, application_id: str, kind: Kind, key: str = "") -> Iterator[bytes]:
        """The bytes in pieces of at most 1 MiB.

        Raises StoreNoSuchApplication and StoreNoSuchContent at once, StoreDamaged with the first
        piece that is not what was written.
        """
        with self._index.reading() as connection:
            place, count, wrapped = _find(connection, application_id, kind, key)
            # Still under the reading: a rotation waits for it, then the wrap would be for another key.
            seal = Seal(self._vault.unwrap(message_purpose(place.application), wrapped))
        return self._chunks(place, count, seal)

    def whole(self, application_id: str, kind: Kind) -> Whole | None:
        """The only content of a kind, None when there is none. Raises as `read`."""
        with self._index.reading() as connection:
            size: int | None = connection.execute(
                "SELECT content.size FROM content JOIN application ON content.application = application.number"
                " WHERE id = ? AND kind = ? AND key = ''",
                (application_id, kind.value),
            ).get
        return None if size is None else Whole(size, self.read(application_id, kind))

    def _chunks(self, place: Place, count: int, seal: Seal) -> Iterator[bytes]:
        for position in range(count):
            yield self._chunk(place, position, count, seal)

    def _chunk(self, place: Place, position: int, count: int, seal: Seal) -> bytes:
        with self._contents.reading() as connection:
            sealed = sealed_chunk(connection, place, position)
        if sealed is None:
            raise StoreDamaged(part="content")
        return seal.open(place, position, count, sealed)


def sealed_chunk(contents: apsw.Connection, place: Place, position: int) -> bytes | None:
    """A chunk as it lies in the contents, None when it is not there. Raises apsw.Error."""
    found: bytes | None = contents.execute(
        "SELECT sealed FROM chunk WHERE application = ? AND ordinal = ? AND position = ?",
        (place.application, place.ordinal, position),
    ).get
    return found


def _find(connection: apsw.Connection, application_id: str, kind: Kind, key: str) -> tuple[Place, int, bytes]:
    application = connection.execute("SELECT number FROM application WHERE id = ?", (application_id,)).get
    row = connection.execute(
        "SELECT ordinal, chunks, wrapped FROM content JOIN message_key USING(application)"
        " WHERE application = ? AND kind = ? AND key = ?",
        (application, kind.value, key),
    ).fetchone()
    if application is None:
        raise StoreNoSuchApplication(application=application_id)
    if row is None:
        raise StoreNoSuchContent(application=application_id)
    ordinal, count, wrapped = row
    return Place(application, ordinal, kind.value, key), count, wrapped
