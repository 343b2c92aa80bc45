"""Fetching one delivery in chunks (partialFetchDelivery, PROTOCOL 4.8)."""

from __future__ import annotations

from dataclasses import replace

from sozialclient.errors import Cancelled
from sozialclient.model.stored import StoredToken
from sozialclient.osci import request_envelopes
from sozialclient.osci.dialog import Dialog
from sozialclient.osci.feedback import is_failure, is_nothing_there
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault
from sozialclient.osci.responses import (
    Response,
    ResponseToFetchDelivery,
    ResponseToPartialFetchDelivery,
    read_response,
)
from sozialclient.osci.selection import ChunkInformation, SelectionRule
from sozialclient.transports.base import DeliveryUnreadable
from sozialclient.transports.osci12_exchange import (
    Answer,
    IntermediaryRefused,
    Osci12Context,
    UnexpectedAnswer,
    exchange_delivery,
)
from sozialclient.transports.unreadable import unreadable
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import KIB, check_limit
from sozialclient.wire.spool import Spool

_EXPECTED = (ResponseToPartialFetchDelivery, ResponseToFetchDelivery)


class ChunkedFetch:
    """Asks for chunk after chunk and reads the message they make up."""

    def __init__(self, context: Osci12Context, dialog: Dialog, chunk_kib: int) -> None:
        self._context = context
        self._dialog = dialog
        self._chunk_kib = chunk_kib
        self._complete = False

    def fetch(
        self, stored: StoredToken | None, rule: SelectionRule
    ) -> tuple[ResponseToFetchDelivery, Spool] | None:
        """One delivery and its original bytes, or None when nothing matches.

        A small delivery may come as an ordinary response. Progress counts the bytes of all chunks.
        After an error the dialog is broken; raises DeliveryUnreadable.
        """
        answer = self._request(stored, rule, 1)
        response = answer.response
        if isinstance(response, ResponseToFetchDelivery):
            if response.is_empty:
                _give_up(answer)
                require_nothing_there(self._dialog, response)
                return None
            return response, answer.original
        assert isinstance(response, ResponseToPartialFetchDelivery)
        if response.content_id is None:
            _give_up(answer)
            require_nothing_there(self._dialog, response)
            return None
        whole = self._context.spools()
        try:
            self._collect(answer, rule, whole)
            return self._read_whole(whole), whole
        except DeliveryUnreadable as error:
            error.complete = False  # it holds the answer with one chunk
            whole.close()
            raise
        except BaseException as error:
            self._dialog.fail()
            unread = unreadable(error, whole, complete=self._complete)
            if unread is None:
                whole.close()
                raise
            raise unread from error

    def _request(
        self, stored: StoredToken | None, rule: SelectionRule, number: int, before: int = 0, total: int | None = None
    ) -> Answer:
        """Ask for a chunk; `before` bytes of `total` are here already."""
        on_bytes = self._context.on_bytes
        context = replace(
            self._context,
            on_bytes=on_bytes if total is None else lambda received, _: on_bytes(min(before + received, total), total),
        )
        if self._context.cancelled():
            self._dialog.fail()
            raise Cancelled
        received = tuple(range(1, number))
        chunk = ChunkInformation(chunk_number=number, chunk_size=self._chunk_kib, received_chunks=received)
        control = self._dialog.request(stored, MessageType.PARTIAL_FETCH_DELIVERY)
        client = self._context.client
        return exchange_delivery(
            context,
            self._dialog,
            control,
            lambda block: request_envelopes.partial_fetch_delivery(block, client, rule, chunk),
            _EXPECTED,
        )

    def _collect(self, first: Answer, rule: SelectionRule, whole: Spool) -> None:
        total, message_id = self._take(first, 1, whole)
        check_limit("chunks", total, self._context.limits.chunks)
        size = min(total * self._chunk_kib * KIB, self._context.limits.message_bytes)
        if message_id is not None:
            rule = replace(rule, message_ids=(message_id,), received_since=None)
        for number in range(2, total + 1):
            answer = self._request(None, rule, number, whole.size, size)
            if self._take(answer, number, whole) != (total, message_id):
                raise StructureError(element="ChunkInformation")
        self._complete = True

    def _take(self, answer: Answer, number: int, whole: Spool) -> tuple[int, str | None]:
        """Append the chunk to `whole`; its number must be the one asked for."""
        response = answer.response
        try:
            if not isinstance(response, ResponseToPartialFetchDelivery) or response.content_id is None:
                raise UnexpectedAnswer(message_type=response.message.type.value)
            total = response.chunk.total_chunk_numbers
            if total is None or response.chunk.chunk_number != number:
                raise StructureError(element="ChunkInformation")
            for piece in response.message.parts[response.content_id].spool.chunks():
                whole.write(piece)
            check_limit("message_bytes", whole.size, self._context.limits.message_bytes)
            return total, response.message_id
        finally:
            _give_up(answer)

    def _read_whole(self, whole: Spool) -> ResponseToFetchDelivery:
        """The message inside has a control block of its own that belongs to no dialog of ours."""
        received = self._context.receiver().read(whole.chunks())
        if isinstance(received, Fault):
            raise UnexpectedAnswer(message_type="Fault")
        response = read_response(self._context.cover(received))
        if not isinstance(response, ResponseToFetchDelivery) or response.is_empty:
            response.message.close()
            raise UnexpectedAnswer(message_type=response.message.type.value)
        if is_failure(response.feedback):
            response.message.close()
            raise IntermediaryRefused(code=response.feedback[0].code)
        return response


def require_nothing_there(dialog: Dialog, response: Response) -> None:
    """An answer without a delivery must say that none is there.

    Otherwise there may be one that we failed to see, and any further request would acknowledge it:
    raises UnexpectedAnswer and ends the dialog.
    """
    if not is_nothing_there(response.feedback):
        dialog.fail()
        raise UnexpectedAnswer(message_type=response.message.type.value)


def _give_up(answer: Answer) -> None:
    answer.original.close()
    answer.response.message.close()
