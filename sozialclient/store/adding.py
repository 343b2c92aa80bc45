"""Writes a delivery that arrived, with all that belongs to it, so that it counts all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import apsw

from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Content, Delivery
from sozialclient.store import actions, journal
from sozialclient.store.applications import (
    insert_application,
    message_known,
    oldest_with_contents,
    stored_before,
)
from sozialclient.store.contents import ContentWriter, Kind
from sozialclient.store.database import Database
from sozialclient.store.encoding import encoded, storable
from sozialclient.store.errors import StoreIncomplete
from sozialclient.store.identity import identity_of, is_handed_over
from sozialclient.store.keys import KeyVault
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

    def complete_payloads(self) -> Iterator[tuple[Content, Spool]]:
        """The contents that could be read with their bytes. Raises StoreIncomplete."""
        for number, content in enumerate(filter(is_handed_over, self.delivery.contents())):
            spool = self.payloads.get(content.key)
            if spool is None:
                raise StoreIncomplete(reason="missing", content=number)
            if spool.size != content.size:
                raise StoreIncomplete(reason="size", content=number)
            yield content, spool


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an arrival, once the transaction is committed; `sha256` (hex) of the stored original."""

    application_id: str
    sha256: str
    duplicate: bool


def add_arrival(index: apsw.Connection, contents: Database, vault: KeyVault, arrival: Arrival) -> Written:
    """Write `arrival` within the caller's transaction on `index`, unless it is there already.

    The contents are committed and synced when this returns; they count once `index` is.
    Raises StoreIncomplete and the errors of the disk.
    """
    payloads = list(arrival.complete_payloads())
    digests = {content.key: content.sha256 or _sha256(spool) for content, spool in payloads}
    identity = identity_of(arrival.delivery, digests)
    before = stored_before(index, arrival.mailbox, arrival.delivery.message_id, identity.message)
    if before is not None:
        identifier, sha256 = before
        journal.write_entry(index, actions.FETCHED_AGAIN, identifier, "")
        return Written(identifier, sha256.hex(), duplicate=True)
    changed = message_known(index, arrival.mailbox, arrival.delivery.message_id)
    duplicate_of = oldest_with_contents(index, identity.contents, arrival.training) if identity.contents else None
    delivery, facts = storable(arrival.delivery), storable(arrival.facts)
    number, identifier = insert_application(
        index,
        delivery,
        facts,
        mailbox=arrival.mailbox,
        training=arrival.training,
        identity=identity,
        fetched=arrival.fetched,
        duplicate_of=duplicate_of,
    )
    with contents.writing() as connection:
        writer = ContentWriter(index, connection, vault, number)
        _write_payloads(writer, payloads)
        sha256_of_original = writer.write(Kind.ORIGINAL, "", arrival.original.size, arrival.original.chunks())
        for kind, value in ((Kind.DELIVERY, delivery), (Kind.FACTS, facts)):
            raw = encoded(value)
            writer.write(kind, "", len(raw), [raw])
    action = actions.STORED_CHANGED if changed else actions.STORED_DUPLICATE if duplicate_of else actions.STORED
    journal.write_entry(index, action, identifier, duplicate_of or "")
    return Written(identifier, sha256_of_original, duplicate=False)


def _write_payloads(writer: ContentWriter, payloads: list[tuple[Content, Spool]]) -> None:
    for number, (content, spool) in enumerate(payloads):
        written = writer.write(Kind.PAYLOAD, storable(content.key), spool.size, spool.chunks())
        if content.sha256 is not None and written != content.sha256:
            raise StoreIncomplete(reason="digest", content=number)


def _sha256(spool: Spool) -> str:
    digest = hashlib.sha256()
    for piece in spool.chunks():
        digest.update(piece)
    return digest.hexdigest()
