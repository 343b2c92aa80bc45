"""Writes the sealed bytes of an application into the databases and reads them back."""

from __future__ import annotations

import contextlib
import enum
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import apsw

from sozialclient.store.contents.sealing import KEY_SIZE, Measured, Place, Seal, chunk_count
from sozialclient.store.database.database import Database
from sozialclient.store.errors import StoreDamaged, StoreIncomplete, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.keys.vault import KeyVault

_AT_ONCE = 64


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


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that is there: its `size` in bytes, where it lies and what opens it."""

    place: Place
    size: int
    count: int
    seal: Seal

    def chunk(self, contents: apsw.Connection, position: int) -> bytes:
        """A piece of at most 1 MiB. Raises StoreDamaged, apsw.Error."""
        sealed = sealed_chunk(contents, self.place, position)
        if sealed is None:
            raise StoreDamaged(part="content")
        return self.seal.open(self.place, position, self.count, sealed)


@contextlib.contextmanager
def writing_contents(
    index: apsw.Connection, contents: Database, vault: KeyVault, application: int, first: int = 0
) -> Iterator[ContentWriter]:
    """Write contents within a transaction on `contents`, committed and synced when the block ends.

    `index` is in a transaction of the caller, to be committed after this one: chunks without a name
    are nothing, a name without chunks would be a loss. Raises the errors of the disk.
    """
    with contents.writing() as connection:
        yield ContentWriter(index, connection, vault, application, contents.require_seat, first)


def drop_chunks(contents: Database, which: str, values: Sequence[int | str]) -> None:
    """Delete the chunks for which `which` holds, an SQL condition on `values`.

    In transactions of at most `_AT_ONCE` chunks: others can read and write in between. Raises the errors of the disk.
    """
    gone = _AT_ONCE
    while gone == _AT_ONCE:
        with contents.writing() as connection:
            connection.execute(
                f"DELETE FROM chunk WHERE number IN (SELECT number FROM chunk WHERE {which} LIMIT {_AT_ONCE})", values
            )
            gone = connection.changes()


class ContentWriter:
    """Writes the contents of one application within two open transactions; see `writing_contents`.

    The chunks go into `contents`, what names and opens them into `index`. `require_seat` is asked
    before each chunk, because pages of `contents` reach the file before the commit.

    `first` (from `replacing.take_place`) is above 0 where the contents of an application are
    replaced: the new chunks lie beside the old ones until the index is committed.
    """

    def __init__(
        self, index: apsw.Connection, contents: apsw.Connection, vault: KeyVault, application: int,
        require_seat: Callable[[], None], first: int = 0,
    ) -> None:
        self._index = index
        self._contents = contents
        self._require_seat = require_seat
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

    def write(self, kind: Kind, key: str, size: int, pieces: Iterable[bytes]) -> str:
        """Seal `pieces`, which make `size` bytes; returns their SHA-256 (hex).

        They may be asked for on another thread. Raises StoreIncomplete, StoreSeatLost and the errors of the disk.
        """
        return self._write(kind, key, size, pieces, apart=True)

    def copy(self, kind: Kind, stored: Stored) -> str:
        """Seal once more what is there, read within the same transaction: beside it a reader would wait for us.

        Returns and raises as `write`, and StoreDamaged.
        """
        pieces = (stored.chunk(self._contents, position) for position in range(stored.count))
        return self._write(kind, "", stored.size, pieces, apart=False)

    def _write(self, kind: Kind, key: str, size: int, pieces: Iterable[bytes], *, apart: bool) -> str:
        place = Place(self._application, self._ordinal, kind.value, key)
        self._ordinal += 1
        count = chunk_count(size)
        measured = Measured()
        with contextlib.closing(self._seal.closed(place, count, measured.chunks(pieces), apart=apart)) as chunks:
            for position, sealed in enumerate(chunks):
                self._require_seat()
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
        return self._chunks(self.stored(application_id, kind, key))

    def stored(self, application_id: str, kind: Kind, key: str = "") -> Stored:
        """Where a content lies. Raises StoreNoSuchApplication and StoreNoSuchContent."""
        with self._index.reading() as connection:
            place, size, count, wrapped = _find(connection, application_id, kind, key)
            # Still under the reading: a rotation waits for it, then the wrap would be for another key.
            seal = Seal(self._vault.unwrap(message_purpose(place.application), wrapped))
        return Stored(place, size, count, seal)

    def _chunks(self, stored: Stored) -> Iterator[bytes]:
        for position in range(stored.count):
            yield self._chunk(stored, position)

    def _chunk(self, stored: Stored, position: int) -> bytes:
        with self._contents.reading() as connection:
            return stored.chunk(connection, position)


def sealed_chunk(contents: apsw.Connection, place: Place, position: int) -> bytes | None:
    """A chunk as it lies in the contents, None when it is not there. Raises apsw.Error."""
    found: bytes | None = contents.execute(
        "SELECT sealed FROM chunk WHERE application = ? AND ordinal = ? AND position = ?",
        (place.application, place.ordinal, position),
    ).get
    return found


def _find(connection: apsw.Connection, application_id: str, kind: Kind, key: str) -> tuple[Place, int, int, bytes]:
    application = connection.execute("SELECT number FROM application WHERE id = ?", (application_id,)).get
    row = connection.execute(
        "SELECT ordinal, size, chunks, wrapped FROM content JOIN message_key USING(application)"
        " WHERE application = ? AND kind = ? AND key = ?",
        (application, kind.value, key),
    ).fetchone()
    if application is None:
        raise StoreNoSuchApplication(application=application_id)
    if row is None:
        raise StoreNoSuchContent(application=application_id)
    ordinal, size, count, wrapped = row
    return Place(application, ordinal, kind.value, key), size, count, wrapped
