"""Orders of a sender: reserve a message id, store a delivery (PROTOCOL 4.1, 4.4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from lxml import etree

from sozialclient.demo.intermediary_inspection import InspectionOutcome
from sozialclient.demo.intermediary_refusals import FaultAnswer, OrderRefused
from sozialclient.demo.intermediary_turn import OrderServices, Turn, certificate_name
from sozialclient.demo.mailbox_state import MessageIdRefused
from sozialclient.demo.mailbox_state_records import IncomingDelivery, IncomingPart, StoredDelivery
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole
from sozialclient.osci.compose import OutgoingMessage
from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.receive import ReceivedPart
from sozialclient.osci.requests import GetMessageId, StoreDelivery
from sozialclient.osci.response_envelopes import (
    EMPTY_PACKAGE,
    response_to_get_message_id,
    response_to_store_delivery,
)
from sozialclient.wire.namespaces import OSCI
from sozialclient.wire.xml import canonical

_WRITTEN_BY_US = frozenset({"content-type", "content-transfer-encoding", "content-id", "content-length"})


def get_message_id(services: OrderServices, turn: Turn, _request: GetMessageId) -> OutgoingMessage:
    """Reserve an id."""
    feedback = turn.feedback(turn.done)
    return response_to_get_message_id(turn.control, services.supplier, feedback, services.state.reserve())


def store_delivery(services: OrderServices, turn: Turn, request: StoreDelivery) -> OutgoingMessage:
    """Store a delivery; refuses by OrderRefused."""
    stored, warnings = keep_delivery(services, turn, request)
    feedback = turn.feedback(turn.done, *warnings)
    return response_to_store_delivery(turn.control, services.supplier, feedback, stored.bundle())


def keep_delivery(
    services: OrderServices, turn: Turn, request: StoreDelivery
) -> tuple[StoredDelivery, tuple[str, ...]]:
    """Check and keep a delivery; gives it with the codes of warnings.

    Raises OrderRefused, FaultAnswer, and what state and spools raise.
    """
    if request.message_id is None:
        raise OrderRefused(code=FeedbackCode.NO_MESSAGE_ID.value)
    if not services.state.is_reserved(request.message_id):
        raise OrderRefused(code=FeedbackCode.ILLEGAL_MESSAGE_ID.value)
    certificates = request.message.certificates
    addressee = certificates.by_role(CertificateRole.CIPHER_ADDRESSEE)
    if addressee is None or certificates.by_role(CertificateRole.SIGNATURE_ADDRESSEE) is not None:
        raise FaultAnswer(code=FeedbackCode.NOT_OSCI.value)
    outcome = inspect(services, certificates, turn)
    try:
        stored = services.state.add(
            _incoming(services, turn, request, request.message_id, certificate_name(addressee.der), outcome)
        )
    except MessageIdRefused:
        raise OrderRefused(code=FeedbackCode.ILLEGAL_MESSAGE_ID.value) from None
    return stored, outcome.codes


def inspect(services: OrderServices, certificates: CertificateHeader, turn: Turn) -> InspectionOutcome:
    """Inspect the certificates of a request. Raises OrderRefused or FaultAnswer for a forged one."""
    outcome = services.inspector.inspect(certificates, turn.now)
    for code in outcome.errors:
        # Of the certificate errors only the client's cipher certificate concerns the message level.
        raise FaultAnswer(code=code) if code.startswith("95") else OrderRefused(code=code)
    return outcome


def _incoming(
    services: OrderServices,
    turn: Turn,
    request: StoreDelivery,
    message_id: str,
    addressee: str,
    outcome: InspectionOutcome,
) -> IncomingDelivery:
    message = request.message
    certificates = message.envelope.block(OSCI, "NonIntermediaryCertificates")
    assert certificates is not None  # the addressee's certificate came from there
    kept = [certificates, *message.envelope.custom, *(() if request.package is None else (request.package,))]
    clash = services.supplier.clashes_with(_ids(kept) - {"nonintermediarycertificates"})
    originator = message.certificates.by_role(CertificateRole.CIPHER_ORIGINATOR)
    client = turn.client if originator is None else originator.der
    return IncomingDelivery(
        message_id=message_id,
        addressee=addressee,
        originator=None if client is None else certificate_name(client),
        subject=request.subject,
        creation=turn.now,
        certificates=_text(certificates),
        package=EMPTY_PACKAGE if request.package is None else _text(request.package),
        custom=tuple(_text(block) for block in message.envelope.custom),
        parts=tuple(_parts(message)),
        inspections=outcome.inspections,
        id_suffix=f"_{secrets.token_hex(8)}" if clash else "",
    )


def _ids(elements: list[etree._Element]) -> set[str]:
    return {id_ for element in elements for inner in element.iter() if (id_ := inner.get("Id")) is not None}


def _text(element: etree._Element) -> str:
    return canonical(element).decode("utf-8")


def _parts(message: CoveredMessage) -> Iterator[IncomingPart]:
    for name, part in message.parts.items():
        yield _part(name, part)


def _part(name: str, part: ReceivedPart) -> IncomingPart:
    headers = part.headers
    return IncomingPart(
        content_id=name,
        media_type=headers.get("content-type") or "application/octet-stream",
        base64=headers.is_base64,
        headers=tuple((key, value) for key, value in headers.values.items() if key not in _WRITTEN_BY_US),
        chunks=part.spool.chunks(),
    )
