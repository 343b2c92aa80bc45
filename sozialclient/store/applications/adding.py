"""Writes a delivery that arrived, with all that belongs to it, so that it counts all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import apsw

from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Content, Delivery
from sozialclient.model.verdict import Finding, Severity
from sozialclient.store.applications.identity import Identity, identity_of, is_handed_over
from sozialclient.store.applications.replacing import take_place
from sozialclient.store.applications.rows import (
    Row,
    first_state,
    insert_application,
    oldest_of_message,
    oldest_with_contents,
    rewrite_application,
    stored_before,
    unread_of_message,
)
from sozialclient.store.books import actions, journal
from sozialclient.store.contents.contents import ContentReader, ContentWriter, Kind, Whole
from sozialclient.store.database.database import Database
from sozialclient.store.database.encoding import encoded, storable
from sozialclient.store.errors import StoreIncomplete
from sozialclient.store.keys.vault import KeyVault
from sozialclient.wire.spool import Spool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery with its bytes, as `Store.add` was given it."""

    delivery: Delivery
    facts: ApplicationFacts
    mailbox: str
    training: bool
    payloads: Mapping[str, Spool]
    original: Spool
    fetched: datetime

    @property
    def size(self) -> int:
        """Bytes to be written, roughly."""
        return self.original.size + sum(spool.size for spool in self.payloads.values())


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an arrival, once the transaction is committed; `sha256` (hex) of the stored original.

    `replaced`: number of the application whose former chunks are without a name now, and the
    ordinal below which they lie.
    """

    application_id: str
    sha256: str
    duplicate: bool
    changed: bool = False
    replaced: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Readable:
    """The contents of a delivery that could be read, with their bytes and what they make it."""

    payloads: tuple[tuple[Content, Spool], ...]
    identity: Identity

    @classmethod
    def of(cls, delivery: Delivery, spools: Mapping[str, Spool]) -> Readable:
        """Raises StoreIncomplete when bytes are missing."""
        payloads = tuple(_complete(delivery, spools))
        digests = {content.key: spool.sha256.hex() for content, spool in payloads}
        return cls(payloads, identity_of(delivery, digests))


def add_arrival(
    index: apsw.Connection, contents: Database, vault: KeyVault, arrival: Arrival, reader: ContentReader
) -> Written:
    """Write `arrival` within the caller's transaction on `index`, unless it is there already.

    A row that stands for the same message because nothing of it could be read so far becomes the
    application; the bytes that could not be read are kept beside the new ones. The contents are
    committed and synced when this returns; they count once `index` is. Raises StoreIncomplete and
    the errors of the disk.
    """
    readable = Readable.of(arrival.delivery, arrival.payloads)
    mailbox, message_id = arrival.mailbox, arrival.delivery.message_id
    before = stored_before(index, mailbox, message_id, readable.identity.message)
    if before is not None:
        identifier, sha256 = before
        _acknowledge(index, mailbox, message_id)
        journal.write_entry(index, actions.FETCHED_AGAIN, identifier, "")
        return Written(identifier, sha256.hex(), duplicate=True)
    older = oldest_of_message(index, mailbox, message_id)
    delivery = arrival.delivery if older is None else _changed(arrival.delivery, older)
    row = _row(index, arrival, delivery, readable.identity)
    unread = unread_of_message(index, mailbox, message_id)
    first = 0
    earlier: Whole | None = None
    if unread is None:
        number, identifier = insert_application(index, row)
    else:
        number, identifier = unread
        earlier = reader.whole(identifier, Kind.ORIGINAL)
        rewrite_application(index, number, row)
        first = take_place(index, number)
    _acknowledge(index, mailbox, message_id)
    with contents.writing() as connection:
        writer = ContentWriter(index, connection, vault, number, first)
        sha256_of_original = write_contents(
            writer, row, readable.payloads, arrival.original.size, arrival.original.chunks(), arrival.original.sha256
        )
        write_earlier(writer, earlier)
    journal.write_entry(index, _action(row, older, unread), identifier, row.duplicate_of or "")
    replaced = None if unread is None else (number, first)
    return Written(identifier, sha256_of_original, duplicate=False, changed=older is not None, replaced=replaced)


def _complete(delivery: Delivery, spools: Mapping[str, Spool]) -> Iterator[tuple[Content, Spool]]:
    for number, content in enumerate(filter(is_handed_over, delivery.contents())):
        spool = spools.get(content.key)
        if spool is None:
            raise StoreIncomplete(reason="missing", content=number)
        if spool.size != content.size:
            raise StoreIncomplete(reason="size", content=number)
        if content.sha256 not in (None, spool.sha256.hex()):
            raise StoreIncomplete(reason="digest", content=number)
        yield content, spool


def _row(index: apsw.Connection, arrival: Arrival, delivery: Delivery, identity: Identity) -> Row:
    duplicate_of = oldest_with_contents(index, identity.contents, arrival.training) if identity.contents else None
    return Row(
        mailbox=arrival.mailbox,
        training=arrival.training,
        delivery=storable(delivery),
        facts=storable(arrival.facts),
        digest=identity.message,
        contents=identity.contents,
        fetched=arrival.fetched,
        state=first_state(delivery),
        duplicate_of=duplicate_of,
    )


def _action(row: Row, older: str | None, unread: tuple[int, str] | None) -> str:
    if unread is not None:
        return actions.READ_AFTER_ALL
    if older is not None:
        return actions.STORED_CHANGED
    return actions.STORED_DUPLICATE if row.duplicate_of else actions.STORED


def _acknowledge(index: apsw.Connection, mailbox: str, message_id: str) -> None:
    """What was just fetched whole will be acknowledged, so it is no longer left waiting."""
    index.execute(
        "UPDATE application SET acknowledged = 1, tried_with = NULL"
        " WHERE mailbox = ? AND message_id = ? AND acknowledged = 0",
        (mailbox, message_id),
    )


def _changed(delivery: Delivery, older: str) -> Delivery:
    """The alarm: an intermediary must not give out different contents under one message id."""
    finding = Finding("DELIVERY-CHANGED", Severity.ERROR, (("application", older),))
    return replace(delivery, findings=(*delivery.findings, finding))


def write_contents(
    writer: ContentWriter,
    row: Row,
    payloads: Iterable[tuple[Content, Spool]],
    original_size: int,
    original: Iterable[bytes],
    original_sha256: bytes | None = None,
) -> str:
    """Write payloads, original and what was noted of a delivery; SHA-256 (hex) of the original, made here if None."""
    for content, spool in payloads:
        writer.write(Kind.PAYLOAD, storable(content.key), spool.size, spool.chunks(), spool.sha256)
    sha256 = writer.write(Kind.ORIGINAL, "", original_size, original, original_sha256)
    for kind, value in ((Kind.DELIVERY, row.delivery), (Kind.FACTS, row.facts)):
        raw = encoded(value)
        writer.write(kind, "", len(raw), [raw])
    return sha256


def write_earlier(writer: ContentWriter, earlier: Whole | None) -> None:
    """Keep what was received before and could not be read, if anything was."""
    if earlier is not None:
        writer.write(Kind.EARLIER, "", earlier.size, earlier.pieces)
