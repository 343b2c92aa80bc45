"""Everything the training intermediary remembers over a restart: message ids, deliveries, process cards."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sozialclient.crypto.algorithms import Digest
from sozialclient.demo.mailbox_state_database import Database
from sozialclient.demo.mailbox_state_records import (
    IncomingDelivery,
    IncomingPart,
    StoredContent,
    StoredDelivery,
    StoredPart,
    inspections_text,
    moment_text,
    read_inspections,
    read_moment,
)
from sozialclient.errors import SozialclientError
from sozialclient.wire.spool import CHUNK

_PARTS = ".parts"


class MessageIdRefused(SozialclientError):
    """The message id was not issued here, or has been used."""

    reference = "DEMO-MESSAGE-ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which process cards are wanted; `owner` is SHA-256 (hex) of a cipher certificate.

    `role` "Addressee", "Originator" or None for both; times are lower bounds.
    """

    owner: str
    message_ids: tuple[str, ...] = ()
    created_since: datetime | None = None
    modified_since: datetime | None = None
    role: str | None = None
    unreceived_only: bool = False


class MailboxState:
    """The state in `folder`; usable from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open or begin; raises TrainingStateUnknown, OSError, sqlite3.Error."""
        self.folder = folder
        self._parts = folder / "parts"
        self._parts.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.database = Database(folder / "intermediary.sqlite")
        self._remove_leftovers()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _remove_leftovers(self) -> None:
        """Files of deliveries that a crash kept from being committed."""
        known = {row["file"] for row in self.database.rows("SELECT file FROM content")}
        for path in self._parts.glob(f"*{_PARTS}"):
            if path.name not in known:
                path.unlink(missing_ok=True)

    # -- message ids -----------------------------------------------------------------------

    def reserve(self) -> str:
        """A fresh message id that one delivery may use."""
        message_id = f"uebung:{secrets.token_hex(12)}"
        with self.database.transaction() as connection:
            connection.execute("INSERT INTO message_id (id) VALUES (?)", (message_id,))
        return message_id

    def is_reserved(self, message_id: str) -> bool:
        """Whether a delivery may still use `message_id`."""
        return bool(self.database.rows("SELECT 1 FROM message_id WHERE id = ? AND used = 0", (message_id,)))

    # -- deliveries ------------------------------------------------------------------------

    def add(self, incoming: IncomingDelivery) -> StoredDelivery:
        """Keep a delivery and use up its id. Raises MessageIdRefused, OSError when there is no room."""
        path = self._parts / f"{secrets.token_hex(16)}{_PARTS}"
        try:
            parts = _write_parts(path, incoming.parts)
            with self.database.transaction() as connection:
                used = connection.execute(
                    "UPDATE message_id SET used = 1 WHERE id = ? AND used = 0", (incoming.message_id,)
                )
                if used.rowcount != 1:
                    raise MessageIdRefused
                number = _insert(connection, incoming, path.name, parts)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return self._one("number = ?", number)

    def _one(self, condition: str, *values: object) -> StoredDelivery:
        (row,) = self.database.rows(f"SELECT * FROM delivery WHERE {condition}", values)
        return _delivery(row)

    def by_number(self, number: int) -> StoredDelivery:
        """The delivery of that number."""
        return self._one("number = ?", number)

    def by_message_id(self, message_id: str, addressee: str) -> StoredDelivery | None:
        """The delivery of that id, if it is for `addressee`; received or not."""
        found = self.database.rows(
            "SELECT * FROM delivery WHERE message_id = ? AND addressee = ?", (message_id, addressee)
        )
        return _delivery(found[0]) if found else None

    def oldest_waiting(self, addressee: str, since: datetime | None) -> StoredDelivery | None:
        """The oldest delivery not received yet, created at `since` or later."""
        found = self.database.rows(
            "SELECT * FROM delivery WHERE addressee = ? AND reception IS NULL AND creation >= ?"
            " ORDER BY creation, number LIMIT 1",
            (addressee, "" if since is None else moment_text(since)),
        )
        return _delivery(found[0]) if found else None

    def waiting(self, addressee: str, *, besides: int | None = None) -> int:
        """How many deliveries are not received yet, without that of number `besides`."""
        found = self.database.rows(
            "SELECT count(*) AS count FROM delivery WHERE addressee = ? AND reception IS NULL AND number IS NOT ?",
            (addressee, besides),
        )
        return int(found[0]["count"])

    def total(self) -> int:
        """How many deliveries there are, received or not."""
        return int(self.database.rows("SELECT count(*) AS count FROM delivery")[0]["count"])

    def forwarded(self, number: int, when: datetime) -> StoredDelivery:
        """Note that the delivery went out; the card of a received one stays as it is."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE delivery SET forwarding = ?1, modification = ?1 WHERE number = ?2 AND reception IS NULL",
                (moment_text(when), number),
            )
        return self.by_number(number)

    def received(self, number: int, when: datetime) -> None:
        """Note that the addressee has the delivery."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE delivery SET reception = ?1, modification = ?1 WHERE number = ?2 AND reception IS NULL",
                (moment_text(when), number),
            )

    def content(self, number: int) -> StoredContent:
        """The pieces of a delivery."""
        (row,) = self.database.rows("SELECT * FROM content WHERE number = ?", (number,))
        parts = self.database.rows("SELECT * FROM part WHERE number = ? ORDER BY position", (number,))
        path = self._parts / row["file"]
        return StoredContent(
            row["certificates"],
            row["package"],
            tuple(json.loads(row["custom"])),
            tuple(_part(part, path) for part in parts),
            row["id_suffix"],
        )

    # -- process cards ---------------------------------------------------------------------

    def cards(self, wanted: CardFilter, limit: int | None) -> tuple[tuple[StoredDelivery, ...], bool]:
        """Matching deliveries, oldest first, at most `limit`; and whether there are more."""
        conditions, values = _conditions(wanted)
        query = f"SELECT * FROM delivery WHERE {' AND '.join(conditions)} ORDER BY creation, number LIMIT ?"
        found = self.database.rows(query, (*values, -1 if limit is None else limit + 1))
        more = limit is not None and len(found) > limit
        return tuple(_delivery(row) for row in found[:limit]), more


def _conditions(wanted: CardFilter) -> tuple[list[str], list[object]]:
    roles = {"Addressee": ("addressee",), "Originator": ("originator",)}.get(wanted.role or "")
    columns = roles or ("addressee", "originator")
    conditions = [f"({' OR '.join(f'{column} = ?' for column in columns)})"]
    values: list[object] = [wanted.owner] * len(columns)
    if wanted.message_ids:
        conditions.append("message_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(wanted.message_ids))
    for column, since in (("creation", wanted.created_since), ("modification", wanted.modified_since)):
        if since is not None:
            conditions.append(f"{column} >= ?")
            values.append(moment_text(since))
    if wanted.unreceived_only:
        conditions.append("reception IS NULL")
    return conditions, values


@dataclass(frozen=True, slots=True)
class _Written:
    part: IncomingPart
    sha256: bytes
    start: int
    size: int


def _write_parts(path: Path, parts: Iterable[IncomingPart]) -> list[_Written]:
    """All parts one behind the other in one file."""
    written = []
    with path.open("xb") as target:
        for part in parts:
            start, state = target.tell(), Digest.SHA256.new()
            for piece in part.chunks:
                state.update(piece)
                target.write(piece)
            written.append(_Written(part, state.digest(), start, target.tell() - start))
    return written


def _insert(
    connection: sqlite3.Connection, incoming: IncomingDelivery, file: str, parts: Iterable[_Written]
) -> int:
    created = moment_text(incoming.creation)
    number = connection.execute(
        "INSERT INTO delivery (message_id, addressee, originator, subject, creation, modification, inspections)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (incoming.message_id, incoming.addressee, incoming.originator, incoming.subject, created, created,
         inspections_text(incoming.inspections)),
    ).lastrowid
    assert number is not None
    connection.execute(
        "INSERT INTO content VALUES (?, ?, ?, ?, ?, ?)",
        (number, incoming.certificates, incoming.package, json.dumps(incoming.custom), incoming.id_suffix, file),
    )
    connection.executemany(
        "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, position, written.part.content_id, written.part.media_type, written.part.base64,
             json.dumps(written.part.headers), written.sha256, written.start, written.size)
            for position, written in enumerate(parts)
        ],
    )
    return number


def _delivery(row: sqlite3.Row) -> StoredDelivery:
    return StoredDelivery(
        number=row["number"],
        message_id=row["message_id"],
        addressee=row["addressee"],
        originator=row["originator"],
        subject=row["subject"],
        creation=read_moment(row["creation"]),
        forwarding=_optional_moment(row["forwarding"]),
        reception=_optional_moment(row["reception"]),
        modification=read_moment(row["modification"]),
        inspections=read_inspections(row["inspections"]),
    )


def _optional_moment(value: str | None) -> datetime | None:
    return None if value is None else read_moment(value)


def _part(row: sqlite3.Row, path: Path) -> StoredPart:
    headers = tuple((name, value) for name, value in json.loads(row["headers"]))
    chunks = file_slice(path, row["start"], row["size"])
    return StoredPart(row["content_id"], row["media_type"], bool(row["base64"]), headers, row["sha256"], chunks)


def file_slice(path: Path, start: int, size: int) -> Callable[[], Iterator[bytes]]:
    """Gives `size` bytes of a file from `start`, afresh each time."""

    def chunks() -> Iterator[bytes]:
        with path.open("rb") as source:
            source.seek(start)
            left = size
            while left > 0 and (piece := source.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece

    return chunks
