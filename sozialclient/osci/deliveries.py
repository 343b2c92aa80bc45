"""From a covered message that carries a delivery to the delivery itself, opened and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from sozialclient.crypto.certificates import CertificateUnreadable, read_certificate
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import Delivery
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole
from sozialclient.osci.content_open import OpenedPackage, PackageOpener
from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.names import MessageType
from sozialclient.osci.requests import StoreDelivery, read_request
from sozialclient.osci.responses import ResponseToFetchDelivery, read_response
from sozialclient.wire.elements import optional_child
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.namespaces import OSCI
from sozialclient.wire.spool import Spool, SpoolFactory
from sozialclient.wire.xml import canonical


@dataclass(frozen=True, slots=True)
class OpenedDelivery:
    """A delivery and the plain bytes of its contents by `Content.key`."""

    delivery: Delivery
    payloads: Mapping[str, Spool]


@dataclass(frozen=True, slots=True)
class DeliveryOpener:
    """Keys, place and rules for opening deliveries."""

    keys: Sequence[DecryptionKey]
    policy: Policy
    spools: SpoolFactory
    limits: Limits = DEFAULT_LIMITS

    def open_message(self, message: CoveredMessage) -> OpenedDelivery:
        """Open whatever `message` carries: a fetch response, a storeDelivery, or nothing at all.

        Raises StructureError; damaged contents become findings. The message's spools are given up.
        """
        try:
            if message.type is MessageType.STORE_DELIVERY:
                return self._open_store(message)
            response = read_response(message)
        except BaseException:
            message.close()
            raise
        if isinstance(response, ResponseToFetchDelivery):
            return self.open_fetched(response)
        package = optional_child(message.envelope.body, OSCI, "ContentPackage")
        card: ProcessCardBundle | None = getattr(response, "card", None)
        message_id: str | None = getattr(response, "message_id", None) or (card.message_id if card else None)
        subject = None if card is None else card.card.subject
        return self._open(message, message_id or "", subject, response.feedback, card, package)

    def open_fetched(self, response: ResponseToFetchDelivery) -> OpenedDelivery:
        """Open the delivery of a fetch response that is not empty."""
        subject = None if response.card is None else response.card.card.subject
        message_id = "" if response.card is None else response.card.message_id
        return self._open(
            response.message, message_id, subject, response.feedback, response.card, response.package
        )

    def _open_store(self, message: CoveredMessage) -> OpenedDelivery:
        request = read_request(message)
        assert isinstance(request, StoreDelivery)
        return self._open(message, request.message_id or "", request.subject, (), None, request.package)

    def _open(
        self,
        message: CoveredMessage,
        message_id: str,
        subject: str | None,
        feedback: tuple[FeedbackEntry, ...],
        card: ProcessCardBundle | None,
        package: etree._Element | None,
    ) -> OpenedDelivery:
        opener = PackageOpener(message, self.keys, self.policy, self.spools, _arrival(card), self.limits)
        try:
            opened = OpenedPackage((), {}, ()) if package is None else opener.open(package)
        except BaseException:
            message.close()
            raise
        if package is None:
            message.close()
        delivery = Delivery(
            message_id=message_id,
            message_type=message.type.value,
            subject=subject,
            feedback=feedback,
            process_card=card,
            transport=message.transport,
            containers=opened.containers,
            originator=originator_of(message.certificates),
            metadata=canonical(message.envelope.custom[0]) if message.envelope.custom else None,
            findings=message.findings + opened.findings,
        )
        return OpenedDelivery(delivery, opened.payloads)


def _arrival(card: ProcessCardBundle | None) -> datetime:
    if card is not None and card.card.creation is not None and card.card.creation.utc is not None:
        return card.card.creation.utc
    return datetime.now(UTC)


def originator_of(certificates: CertificateHeader) -> CertificateFacts | None:
    """The sender's certificate as far as it can be read: signature first, then cipher."""
    for role in (CertificateRole.SIGNATURE_ORIGINATOR, CertificateRole.CIPHER_ORIGINATOR):
        entry = certificates.by_role(role)
        if entry is not None:
            try:
                return read_certificate(entry.der)
            except CertificateUnreadable:
                continue
    return None
