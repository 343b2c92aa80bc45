"""Our requests as messages to send (PROTOCOL 4, header order of 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from sozialclient.crypto.key_transport import SigningKey
from sozialclient.osci.certificate_header import (
    CertificateHeader,
    CertificateRole,
    header_certificate,
    non_intermediary_certificates_xml,
)
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, Signer
from sozialclient.osci.control_block import NEXT, ControlBlock
from sozialclient.osci.features import features_xml
from sozialclient.osci.names import MessageType
from sozialclient.osci.process_cards import message_id_xml
from sozialclient.osci.selection import ChunkInformation, SelectionRule, chunk_information_xml, selection_xml
from sozialclient.wire.namespaces import OSCI2017


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """Who we are in a dialog: cipher certificate (DER, the mailbox's identity) and signing key, if any."""

    cipher_certificate: bytes
    signing_key: SigningKey | None

    @property
    def signer(self) -> Signer | None:
        """Signer of our messages."""
        if self.signing_key is None:
            return None
        entry = header_certificate(CertificateRole.SIGNATURE_ORIGINATOR, self.signing_key.certificate_der)
        return Signer(self.signing_key, entry.id)

    def certificates(self, *, with_cipher: bool) -> CertificateHeader:
        """Our entries: the cipher certificate only where a dialog begins (PROTOCOL 3.6)."""
        entries = []
        if with_cipher:
            entries.append(header_certificate(CertificateRole.CIPHER_ORIGINATOR, self.cipher_certificate))
        if self.signing_key is not None:
            der = self.signing_key.certificate_der
            entries.append(header_certificate(CertificateRole.SIGNATURE_ORIGINATOR, der))
        return CertificateHeader(tuple(entries))


_LANGUAGES = f'<osci:DesiredLanguages Id="desiredlanguages" LanguagesList="de" {NEXT}></osci:DesiredLanguages>'


def _message(
    kind: MessageType,
    control: ControlBlock,
    certificates: CertificateHeader,
    *,
    header: tuple[str, ...] = (),
    body: str = "",
    attachments: tuple[OutgoingAttachment, ...] = (),
) -> OutgoingMessage:
    blocks = (_LANGUAGES, *header, non_intermediary_certificates_xml(certificates), features_xml())
    return OutgoingMessage(kind, control, tuple(block for block in blocks if block), body, attachments)


def init_dialog(control: ControlBlock, client: ClientIdentity) -> OutgoingMessage:
    """Open an explicit dialog; our cipher certificate names the mailbox."""
    certificates = client.certificates(with_cipher=True)
    return _message(MessageType.INIT_DIALOG, control, certificates, body="<osci:initDialog></osci:initDialog>")


def exit_dialog(control: ControlBlock, client: ClientIdentity) -> OutgoingMessage:
    """Close the dialog."""
    certificates = client.certificates(with_cipher=False)
    return _message(MessageType.EXIT_DIALOG, control, certificates, body="<osci:exitDialog></osci:exitDialog>")


def fetch_delivery(control: ControlBlock, client: ClientIdentity, rule: SelectionRule) -> OutgoingMessage:
    """Ask for one delivery."""
    order = f'<osci:fetchDelivery Id="fetchdelivery" {NEXT}>{selection_xml(rule)}</osci:fetchDelivery>'
    certificates = client.certificates(with_cipher=False)
    return _message(MessageType.FETCH_DELIVERY, control, certificates, header=(order,))


def fetch_process_card(control: ControlBlock, client: ClientIdentity, rule: SelectionRule) -> OutgoingMessage:
    """Ask for process cards."""
    body = f"<osci:fetchProcessCard>{selection_xml(rule)}</osci:fetchProcessCard>"
    certificates = client.certificates(with_cipher=False)
    return _message(MessageType.FETCH_PROCESS_CARD, control, certificates, body=body)


def partial_fetch_delivery(
    control: ControlBlock, client: ClientIdentity, rule: SelectionRule, chunk: ChunkInformation
) -> OutgoingMessage:
    """Ask for one chunk of a delivery."""
    order = (
        f'<osci2017:partialFetchDelivery xmlns:osci2017="{OSCI2017}" Id="partialfetchdelivery" {NEXT}>'
        f"{selection_xml(rule)}{chunk_information_xml(chunk)}</osci2017:partialFetchDelivery>"
    )
    certificates = client.certificates(with_cipher=False)
    return _message(MessageType.PARTIAL_FETCH_DELIVERY, control, certificates, header=(order,))


def get_message_id(control: ControlBlock, client: ClientIdentity) -> OutgoingMessage:
    """Reserve a message id; an implicit dialog has its answer encrypted for our cipher certificate."""
    certificates = client.certificates(with_cipher=True)
    body = "<osci:getMessageId></osci:getMessageId>"
    return _message(MessageType.GET_MESSAGE_ID, control, certificates, body=body)


@dataclass(frozen=True, slots=True)
class DeliveryToStore:
    """What a storeDelivery carries: `package` is the inner XML of the ContentPackage.

    `certificates` holds addressee, readers and authors; ours as originator are added.
    """

    message_id: str
    subject: str | None
    package: str
    certificates: CertificateHeader
    attachments: tuple[OutgoingAttachment, ...] = ()


def _quality(service: str) -> str:
    return (
        f'<osci:QualityOfTimestamp Id="qualityoftimestamp_{service}" Quality="plain" Service="{service}" {NEXT}>'
        "</osci:QualityOfTimestamp>"
    )


def store_delivery(control: ControlBlock, client: ClientIdentity, delivery: DeliveryToStore) -> OutgoingMessage:
    """Store a delivery for its addressee."""
    subject = "" if delivery.subject is None else f"<osci:Subject>{escape(delivery.subject)}</osci:Subject>"
    order = (
        f'<osci:storeDelivery Id="storedelivery" {NEXT}>{message_id_xml(delivery.message_id)}{subject}'
        "</osci:storeDelivery>"
    )
    ours = client.certificates(with_cipher=True).entries
    known = {entry.id for entry in delivery.certificates.entries}
    certificates = CertificateHeader(
        (*delivery.certificates.entries, *(entry for entry in ours if entry.id not in known))
    )
    return _message(
        MessageType.STORE_DELIVERY,
        control,
        certificates,
        header=(_quality("creation"), _quality("reception"), order),
        body=f"<osci:ContentPackage>{delivery.package}</osci:ContentPackage>",
        attachments=delivery.attachments,
    )
