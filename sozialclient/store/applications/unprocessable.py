"""Deliveries that could not be read: kept with their bytes and the reason, skipped, tried again (ADR 11)."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

import apsw
import msgspec

from sozialclient.model.application import State
from sozialclient.model.delivery import Delivery
from sozialclient.store.applications.adding import Arrival, Readable, write_contents, write_earlier
from sozialclient.store.applications.cards import read_card
from sozialclient.store.applications.identity import is_handed_over
from sozialclient.store.applications.replacing import drop_replaced, take_place
from sozialclient.store.applications.rows import (
    Row,
    first_state,
    insert_application,
    oldest_of_message,
    rewrite_application,
    stored_before,
    unread_of_message,
)
from sozialclient.store.books import actions, journal
from sozialclient.store.contents.contents import ContentWriter, Kind
from sozialclient.store.database.encoding import decoded, storable
from sozialclient.store.database.room import require_room
from sozialclient.store.errors import StoreNoSuchApplication
from sozialclient.store.holdings import Holdings


@dataclass(frozen=True, slots=True)
class LeftWaiting:
    """A delivery that still waits at the intermediary because it could not be read; see `Row` for the rest."""

    application_id: str
    message_id: str
    failure: str | None
    tried_with: bytes | None


class Unprocessable:
    """The deliveries of a store that could not be read, or not wholly."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def keep(self, arrival: Arrival, *, failure: str, tried_with: bytes, acknowledged: bool) -> str:
        """Keep a delivery of which nothing could be read; returns the id of its application.

        `arrival.delivery` holds what the process card says. Once for each message: when there is
        such a row, or the message was read at another time, only the new try is noted. Raises
        StoreNoRoom and the errors of the disk.
        """
        holdings = self._holdings
        require_room(holdings.folder, arrival.size)
        mailbox, message_id = arrival.mailbox, arrival.delivery.message_id
        with holdings.index.writing() as index:
            unread = unread_of_message(index, mailbox, message_id)
            known = unread[1] if unread else oldest_of_message(index, mailbox, message_id)
            if known is not None:
                _note_try(index, known, failure if unread else None, tried_with, acknowledged)
                journal.write_entry(index, actions.RETRIED, known, failure)
                return known
            row = Row(
                mailbox=mailbox,
                training=arrival.training,
                delivery=storable(arrival.delivery),
                facts=storable(arrival.facts),
                # Equal to nothing: what was not read can't be told from anything else.
                digest=secrets.token_bytes(32),
                contents=None,
                fetched=arrival.fetched,
                state=State.UNPROCESSABLE,
                failure=failure,
                acknowledged=acknowledged,
                tried_with=tried_with,
            )
            number, identifier = insert_application(index, row)
            with holdings.contents.writing() as contents:
                writer = ContentWriter(index, contents, holdings.vault, number)
                original = arrival.original
                write_contents(writer, row, (), original.size, original.chunks(), original.sha256)
            journal.write_entry(index, actions.UNREADABLE, identifier, failure)
        return identifier

    def left_waiting(self, mailbox: str) -> tuple[LeftWaiting, ...]:
        """What still waits at the intermediary, oldest first."""
        with self._holdings.index.reading() as index:
            rows = index.execute(
                "SELECT id, message_id, failure, tried_with FROM application"
                " WHERE mailbox = ? AND acknowledged = 0 ORDER BY number",
                (mailbox,),
            )
            return tuple(LeftWaiting(*row) for row in rows)

    def note_gone(self, mailbox: str, still_waiting: Collection[str]) -> None:
        """Note that of `left_waiting` only the message ids in `still_waiting` are offered any longer."""
        gone = [each for each in self.left_waiting(mailbox) if each.message_id not in still_waiting]
        if not gone:
            return
        with self._holdings.index.writing() as index:
            index.execute(
                "UPDATE application SET acknowledged = 1 WHERE id IN (SELECT value FROM json_each(?))",
                (msgspec.json.encode([each.application_id for each in gone]).decode(),),
            )

    def reread(self, application_id: str, arrival: Arrival, *, tried_with: bytes) -> bool:
        """Replace what is noted of an application by `arrival` when that could be read further.

        The stored original stays, byte for byte, under the new message key; `arrival.original` is
        not looked at. One commit of the index decides, as in `Store.add`. False: it was not read
        further, only the try is noted. Raises StoreNoSuchApplication, StoreIncomplete, StoreNoRoom
        and the errors of the disk.
        """
        holdings = self._holdings
        before = decoded(b"".join(holdings.reader.read(application_id, Kind.DELIVERY)), Delivery)
        readable = Readable.of(arrival.delivery, arrival.payloads)
        further = _reach(arrival.delivery) > _reach(before)
        original = holdings.reader.read(application_id, Kind.ORIGINAL)
        earlier = holdings.reader.whole(application_id, Kind.EARLIER)
        number, size, failure = self._find(application_id)
        if further or failure is not None:
            require_room(holdings.folder, size + sum(spool.size for _, spool in readable.payloads))
        with holdings.index.writing() as index:
            card = read_card(index, application_id)
            if not further and card.failure is None:
                _note_try(index, application_id, None, tried_with, card.acknowledged)
                journal.write_entry(index, actions.RETRIED, application_id, "")
                return False
            state = first_state(arrival.delivery) if card.state is State.UNPROCESSABLE else card.state
            row = _row(index, application_id, arrival, readable)
            row = replace(row, state=state, fetched=card.fetched, acknowledged=card.acknowledged)
            rewrite_application(index, number, row)
            first = take_place(index, number)
            with holdings.contents.writing() as contents:
                writer = ContentWriter(index, contents, holdings.vault, number, first)
                write_contents(writer, row, readable.payloads, size, original)
                write_earlier(writer, earlier)
            journal.write_entry(index, actions.READ_AFTER_ALL, application_id, "")
        drop_replaced(holdings.contents, number, first)
        return True

    def note_failure(self, application_id: str, failure: str, *, tried_with: bytes) -> None:
        """Note that an application was tried again and why it could not be read. Raises StoreNoSuchApplication."""
        with self._holdings.index.writing() as index:
            card = read_card(index, application_id)
            _note_try(index, application_id, failure if card.failure else None, tried_with, card.acknowledged)
            journal.write_entry(index, actions.RETRIED, application_id, failure)

    def _find(self, application_id: str) -> tuple[int, int, str | None]:
        """Number, bytes of the original, failure."""
        with self._holdings.index.reading() as index:
            row: tuple[int, int, str | None] | None = index.execute(
                "SELECT application.number, content.size, failure FROM application"
                " JOIN content ON application = application.number AND kind = 'original' WHERE id = ?",
                (application_id,),
            ).fetchone()
        if row is None:
            raise StoreNoSuchApplication(application=application_id)
        return row


def _note_try(
    index: apsw.Connection, application_id: str, failure: str | None, tried_with: bytes, acknowledged: bool
) -> None:
    index.execute(
        "UPDATE application SET failure = ?, tried_with = ?, acknowledged = ? WHERE id = ?",
        (failure, tried_with, acknowledged, application_id),
    )


def _row(index: apsw.Connection, application_id: str, arrival: Arrival, readable: Readable) -> Row:
    """The new row. The message may have come once more in between and been stored beside this one."""
    digest, message_id = readable.identity.message, arrival.delivery.message_id
    twin = stored_before(index, arrival.mailbox, message_id, digest)
    other = twin is not None and twin[0] != application_id
    return Row(
        mailbox=arrival.mailbox,
        training=arrival.training,
        delivery=storable(arrival.delivery),
        facts=storable(arrival.facts),
        digest=secrets.token_bytes(32) if other else digest,
        contents=readable.identity.contents,
        fetched=arrival.fetched,
        state=State.NEW,
        duplicate_of=twin[0] if twin is not None and other else None,
    )


def _reach(delivery: Delivery) -> tuple[int, int]:
    """How much of a delivery could be read: contents handed over, containers opened."""
    opened = sum(container.readable for container in delivery.walk())
    return sum(map(is_handed_over, delivery.contents())), opened
