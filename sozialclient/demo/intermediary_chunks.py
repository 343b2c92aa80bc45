"""Orders for large messages: fetch and store in chunks (PROTOCOL 4.8, 4.9)."""

from __future__ import annotations

from pathlib import Path

from sozialclient.crypto.algorithms import Digest
from sozialclient.demo.intermediary_fetch import explicit, forwarded_delivery, select, success_codes
from sozialclient.demo.intermediary_reading import verified
from sozialclient.demo.intermediary_refusals import FaultAnswer, OrderRefused, fault_for_reading
from sozialclient.demo.intermediary_store import keep_delivery
from sozialclient.demo.intermediary_turn import OrderServices, Turn, certificate_name
from sozialclient.demo.mailbox_state import file_slice
from sozialclient.demo.mailbox_state_chunks import Upload
from sozialclient.demo.mailbox_state_records import StoredDelivery
from sozialclient.errors import SozialclientError
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.osci.certificate_header import CertificateRole
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, write_message
from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.receive import Fault
from sozialclient.osci.requests import PartialFetchDelivery, PartialStoreDelivery, StoreDelivery, read_request
from sozialclient.osci.response_envelopes import (
    CHUNK_NAME,
    ForwardedChunk,
    echo_xml,
    response_to_fetch_delivery,
    response_to_partial_fetch_delivery,
    response_to_partial_store_delivery,
)
from sozialclient.osci.responses import order_element
from sozialclient.osci.selection import ChunkInformation

_KIB = 1024


def partial_fetch(services: OrderServices, turn: Turn, request: PartialFetchDelivery) -> OutgoingMessage:
    """Hand out one chunk of a delivery; raises StructureError."""
    echo = echo_xml(order_element(request.message))
    found = _wanted(services, turn, request)
    if found is None:
        nothing = turn.feedback(FeedbackCode.NO_DELIVERY.value)
        return response_to_fetch_delivery(turn.control, services.supplier, nothing, echo, None)
    response = services.downloads.find(found.number) or _whole_response(services, turn, found, echo)
    size = response.stat().st_size
    code = _chunk_error(services, request.chunk, size)
    if code is not None:
        information = ChunkInformation(chunk_number=request.chunk.chunk_number, total_message_size=_kib(size))
        refused = ForwardedChunk(information, found.message_id, None)
        return response_to_partial_fetch_delivery(
            turn.control, services.supplier, turn.feedback(code), echo, refused
        )
    return _chunk_response(services, turn, request, found, response, echo)


def _wanted(services: OrderServices, turn: Turn, request: PartialFetchDelivery) -> StoredDelivery | None:
    """A request for a further chunk without a rule means the delivery under way."""
    under_way = explicit(turn).in_chunks
    if request.selection.is_empty and under_way is not None and (request.chunk.chunk_number or 1) > 1:
        return services.state.by_number(under_way)
    return select(services, turn, request.selection)


def _whole_response(services: OrderServices, turn: Turn, found: StoredDelivery, echo: str) -> Path:
    """The response an ordinary fetch would get, signed, once and for all dialogs."""
    forwarded = services.state.forwarded(found.number, turn.now)
    content = services.state.content(found.number)
    message = response_to_fetch_delivery(
        turn.control,
        services.supplier,
        turn.feedback(*success_codes(services, turn, found)),
        echo,
        forwarded_delivery(forwarded, content),
    )
    signer = services.supplier.signer(content.id_suffix)
    return services.downloads.keep(found.number, write_message(message, signer))


def _kib(size: int) -> int:
    return -(-size // _KIB)


def _chunk_error(services: OrderServices, chunk: ChunkInformation, size: int) -> str | None:
    if chunk.chunk_size is None or chunk.chunk_number is None:
        return FeedbackCode.CHUNK_INFORMATION_WRONG.value
    if chunk.chunk_size > services.options.max_chunk_kib:
        return FeedbackCode.CHUNK_TOO_LARGE.value
    if chunk.chunk_size < 1:
        return FeedbackCode.CHUNK_TOO_SMALL.value
    if not 1 <= chunk.chunk_number <= -(-size // (chunk.chunk_size * _KIB)):
        return FeedbackCode.CHUNK_NUMBER_WRONG.value
    return None


def _chunk_response(
    services: OrderServices, turn: Turn, request: PartialFetchDelivery, found: StoredDelivery, path: Path, echo: str
) -> OutgoingMessage:
    number, chunk_bytes = request.chunk.chunk_number or 1, (request.chunk.chunk_size or 1) * _KIB
    size = path.stat().st_size
    total = -(-size // chunk_bytes)
    _note_chunk(turn, found.number, number, total, request.chunk.received_chunks or ())
    start = (number - 1) * chunk_bytes
    chunks = file_slice(path, start, min(chunk_bytes, size - start))
    digest = Digest.SHA256.new()
    for piece in chunks():
        digest.update(piece)
    chunk = ForwardedChunk(
        ChunkInformation(chunk_number=number, total_chunk_numbers=total, total_message_size=_kib(size)),
        found.message_id,
        OutgoingAttachment(CHUNK_NAME, chunks, digest.digest()),
        _certificates(services, found.number),
    )
    feedback = turn.feedback(turn.done)
    return response_to_partial_fetch_delivery(turn.control, services.supplier, feedback, echo, chunk)


def _certificates(services: OrderServices, number: int) -> str:
    content = services.state.content(number)
    return "" if content.id_suffix else content.certificates


def _note_chunk(turn: Turn, delivery: int, number: int, total: int, received: tuple[int, ...]) -> None:
    """Once all chunks are with the client, its next request acknowledges the delivery."""
    dialog = explicit(turn)
    if dialog.in_chunks != delivery:
        dialog.in_chunks, dialog.chunks_sent = delivery, set()
    dialog.chunks_sent.add(number)
    if dialog.chunks_sent | set(received) >= set(range(1, total + 1)):
        dialog.outstanding = delivery


def partial_store(services: OrderServices, turn: Turn, request: PartialStoreDelivery) -> OutgoingMessage:
    """Keep one chunk, and process the message when it was the last; `chunk` None only asks.

    Raises OrderRefused, StructureError.
    """
    if request.message_id is None:
        raise OrderRefused(code=FeedbackCode.NO_MESSAGE_ID.value)
    with services.uploads.processing:
        codes, upload = _stored_chunk(services, turn, request, request.message_id)
    return _partial_store_response(services, turn, request, codes, upload)


def _stored_chunk(
    services: OrderServices, turn: Turn, request: PartialStoreDelivery, message_id: str
) -> tuple[list[str], Upload | None]:
    """Codes for the chunk, and how the upload stands afterwards."""
    upload = services.uploads.find(message_id)
    if request.chunk is None:
        return [turn.done], upload
    if upload is not None and upload.outcome is not None:
        return [FeedbackCode.CHUNK_REPEATED.value], upload
    if not services.state.is_reserved(message_id):
        raise OrderRefused(code=FeedbackCode.ILLEGAL_MESSAGE_ID.value)
    error = _take_chunk(services, request, request.chunk, upload)
    upload = services.uploads.find(message_id)
    if upload is not None and len(upload.received) == upload.total:
        services.uploads.finish(upload, _process(services, turn, upload))
        upload = services.uploads.find(message_id)
    return [error or turn.done], upload


def _take_chunk(
    services: OrderServices, request: PartialStoreDelivery, chunk: ChunkInformation, upload: Upload | None
) -> str | None:
    """Keep the chunk, or give the code of what is wrong with it."""
    part = request.message.parts.get(request.content_id or "")
    number, size, total = chunk.chunk_number, chunk.chunk_size, chunk.total_chunk_numbers
    if part is None or number is None or not size or not total or request.message_id is None:
        return FeedbackCode.CHUNK_INFORMATION_WRONG.value
    if upload is not None and (upload.chunk_size, upload.total) != (size, total):
        return FeedbackCode.CHUNK_INFORMATION_WRONG.value
    if not 1 <= number <= total:
        return FeedbackCode.CHUNK_NUMBER_WRONG.value
    error = _size_error(services, size, total, is_last=number == total, actual=part.spool.size)
    if error is not None:
        return error
    upload = upload or services.uploads.begin(request.message_id, size, total)
    if number in upload.received:
        return FeedbackCode.CHUNK_REPEATED.value
    services.uploads.add(upload, number, part.spool.chunks())
    return None


def _size_error(services: OrderServices, size: int, total: int, *, is_last: bool, actual: int) -> str | None:
    if size > services.options.max_chunk_kib or actual > size * _KIB:
        return FeedbackCode.CHUNK_TOO_LARGE.value
    if (total - 1) * size > services.options.max_message_kib:
        return FeedbackCode.MESSAGE_TOO_LARGE.value
    if actual == 0 or (not is_last and actual != size * _KIB):
        return FeedbackCode.CHUNK_TOO_SMALL.value
    return None


def _process(services: OrderServices, turn: Turn, upload: Upload) -> tuple[str, ...]:
    """Codes that an ordinary storeDelivery with the same bytes would have got."""
    try:
        covered = _inner_message(services, turn, upload)
        try:
            request = read_request(covered)
            if not isinstance(request, StoreDelivery) or request.message_id != upload.message_id:
                raise OrderRefused(code=FeedbackCode.ILLEGAL_MESSAGE_ID.value)
            _, warnings = keep_delivery(services, turn, request)
        finally:
            covered.close()
    except (OrderRefused, FaultAnswer) as error:
        return (error.code,)
    except SozialclientError as error:
        return (fault_for_reading(error).code,)
    return (FeedbackCode.EXECUTED_CLOSED.value, *warnings)


def _inner_message(services: OrderServices, turn: Turn, upload: Upload) -> CoveredMessage:
    received = turn.receiver.read(services.uploads.chunks(upload))
    if isinstance(received, Fault) or received.encryption is not None:
        raise FaultAnswer(code=FeedbackCode.NOT_OSCI.value)
    return verified(received, expected_signer=None, signature_required=services.options.require_signature)


def _partial_store_response(
    services: OrderServices, turn: Turn, request: PartialStoreDelivery, codes: list[str], upload: Upload | None
) -> OutgoingMessage:
    inside = None
    if upload is not None and upload.outcome is not None:
        inside = (turn.feedback(*upload.outcome), _card(services, request, upload.message_id))
        failed = any(code.startswith("9") for code in upload.outcome)
        codes = [*codes, (FeedbackCode.INSIDE_ERROR if failed else FeedbackCode.INSIDE_FEEDBACK).value]
    information = ChunkInformation(
        chunk_number=None if request.chunk is None else request.chunk.chunk_number,
        total_chunk_numbers=None if upload is None else upload.total,
        received_chunks=() if upload is None else upload.received,
    )
    return response_to_partial_store_delivery(
        turn.control, services.supplier, turn.feedback(*codes), information, inside
    )


def _card(services: OrderServices, request: PartialStoreDelivery, message_id: str) -> ProcessCardBundle | None:
    addressee = request.message.certificates.by_role(CertificateRole.CIPHER_ADDRESSEE)
    if addressee is None:
        return None
    stored = services.state.by_message_id(message_id, certificate_name(addressee.der))
    return None if stored is None else stored.bundle()
