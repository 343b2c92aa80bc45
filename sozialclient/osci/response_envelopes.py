"""An intermediary's responses as messages to send (PROTOCOL 4, header order of 1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml import etree

from sozialclient.crypto.key_transport import SigningKey
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.osci.certificate_header import (
    CertificateHeader,
    CertificateRole,
    header_certificate,
    intermediary_certificates_xml,
)
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, Signer
from sozialclient.osci.control_block import NEXT, ControlBlock
from sozialclient.osci.features import features_xml
from sozialclient.osci.feedback import feedback_xml
from sozialclient.osci.names import MessageType
from sozialclient.osci.process_cards import message_id_xml, process_card_bundle_xml
from sozialclient.osci.selection import ChunkInformation, chunk_information_xml
from sozialclient.wire.namespaces import OSCI2017

Feedback = tuple[FeedbackEntry, ...]

_OWN_IDS = frozenset(
    {
        "controlblock",
        "suppliersignature",
        "intermediarycertificates",
        "nonintermediarycertificates",
        "featuredescription",
        "responsetofetchdelivery",
        "responsetopartialfetchdelivery",
        "body",
        "ChunkContentContainer",
        "ChunkContent",
    }
)
EMPTY_PACKAGE = "<osci:ContentPackage></osci:ContentPackage>"
CHUNK_NAME = "ChunkBlobFetchDelivery"
_CHUNK_PACKAGE = (
    '<osci:ContentPackage><osci:ContentContainer Id="ChunkContentContainer">'
    f'<osci:Content Id="ChunkContent" href="cid:{CHUNK_NAME}"></osci:Content>'
    "</osci:ContentContainer></osci:ContentPackage>"
)


@dataclass(frozen=True, slots=True)
class SupplierIdentity:
    """Who answers: the signing key, and the limits it announces (None: says nothing)."""

    signing_key: SigningKey
    max_chunk_kib: int | None = None
    max_message_kib: int | None = None

    def signer(self, id_suffix: str = "") -> Signer:
        """Signer of the responses."""
        return Signer(self.signing_key, self.certificate_id + id_suffix)

    @property
    def certificate_id(self) -> str:
        """Usual Id of the signature certificate in the header."""
        return header_certificate(CertificateRole.SIGNATURE_INTERMEDIARY, self.signing_key.certificate_der).id

    def certificates(self, id_suffix: str) -> str:
        """The IntermediaryCertificates block."""
        entry = header_certificate(CertificateRole.SIGNATURE_INTERMEDIARY, self.signing_key.certificate_der)
        entry = replace(entry, id=entry.id + id_suffix)
        return intermediary_certificates_xml(CertificateHeader((entry,)), id_suffix)

    def features(self, id_suffix: str) -> str:
        """The FeatureDescription block."""
        return features_xml(self.max_chunk_kib, max_message_kib=self.max_message_kib, id_suffix=id_suffix)

    def clashes_with(self, ids: Iterable[str]) -> bool:
        """Whether forwarded Ids contain one that a response writes itself (PROTOCOL 8, no. 18)."""
        return not (_OWN_IDS | {self.certificate_id}).isdisjoint(ids)


def echo_xml(order: etree._Element) -> str:
    """The selection inside a request's order element, element by element in our own prefix.

    Only for elements whose structure has been read; values are kept exactly as sent.
    """
    return "".join(_copied(child) for child in order if etree.QName(child).localname in ("SelectionRule", "Quantity"))


def _copied(element: etree._Element) -> str:
    name = etree.QName(element).localname
    copy = etree.Element(name, {str(key): str(value) for key, value in sorted(element.attrib.items())})
    attributes = etree.tostring(copy, method="c14n").decode("utf-8").removeprefix(f"<{name}").split(">", 1)[0]
    copy = etree.Element("text")
    copy.text = element.text if not len(element) else ""
    text = etree.tostring(copy, method="c14n").decode("utf-8").removeprefix("<text>").removesuffix("</text>")
    return f"<osci:{name}{attributes}>{text}{''.join(map(_copied, element))}</osci:{name}>"


def _message(
    kind: MessageType,
    control: ControlBlock,
    supplier: SupplierIdentity,
    *,
    order: str = "",
    body: str = "",
    forwarded: tuple[str, ...] = (),
    custom: tuple[str, ...] = (),
    attachments: tuple[OutgoingAttachment, ...] = (),
    id_suffix: str = "",
) -> OutgoingMessage:
    blocks = (order, supplier.certificates(id_suffix), *forwarded, supplier.features(id_suffix), *custom)
    return OutgoingMessage(kind, control, tuple(filter(None, blocks)), body, attachments, id_suffix)


def response_to_init_dialog(control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback) -> OutgoingMessage:
    """The dialog is open unless the feedback says otherwise."""
    body = f"<osci:responseToInitDialog>{feedback_xml(feedback)}</osci:responseToInitDialog>"
    return _message(MessageType.RESPONSE_TO_INIT_DIALOG, control, supplier, body=body)


def response_to_exit_dialog(control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback) -> OutgoingMessage:
    """The dialog is closed; there is no challenge any more."""
    body = f"<osci:responseToExitDialog>{feedback_xml(feedback)}</osci:responseToExitDialog>"
    control = replace(control, challenge=None)
    return _message(MessageType.RESPONSE_TO_EXIT_DIALOG, control, supplier, body=body)


def response_to_get_message_id(
    control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback, message_id: str | None
) -> OutgoingMessage:
    """A reserved id, or none after an error."""
    inner = "" if message_id is None else message_id_xml(message_id)
    body = f"<osci:responseToGetMessageId>{feedback_xml(feedback)}{inner}</osci:responseToGetMessageId>"
    return _message(MessageType.RESPONSE_TO_GET_MESSAGE_ID, control, supplier, body=body)


def response_to_store_delivery(
    control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback, card: ProcessCardBundle | None
) -> OutgoingMessage:
    """Outcome of storing, with the new process card."""
    inner = feedback_xml(feedback) + ("" if card is None else process_card_bundle_xml(card, reception=False))
    order = (
        f'<osci:responseToStoreDelivery Id="responsetostoredelivery" {NEXT}>{inner}</osci:responseToStoreDelivery>'
    )
    return _message(MessageType.RESPONSE_TO_STORE_DELIVERY, control, supplier, order=order)


@dataclass(frozen=True, slots=True)
class ForwardedDelivery:
    """A stored delivery on its way out; the XML pieces are the canonical bytes taken when it was stored.

    `id_suffix` keeps our own Ids apart from those in the pieces.
    """

    card: ProcessCardBundle
    certificates: str
    package: str
    custom: tuple[str, ...]
    attachments: tuple[OutgoingAttachment, ...]
    id_suffix: str = ""


def response_to_fetch_delivery(
    control: ControlBlock,
    supplier: SupplierIdentity,
    feedback: Feedback,
    echo: str,
    delivery: ForwardedDelivery | None,
) -> OutgoingMessage:
    """One delivery, or none; `echo` is the selection of the request."""
    suffix = "" if delivery is None else delivery.id_suffix
    card = "" if delivery is None else process_card_bundle_xml(delivery.card, reception=False)
    order = (
        f'<osci:responseToFetchDelivery Id="responsetofetchdelivery{suffix}" {NEXT}>{feedback_xml(feedback)}'
        f"<osci:fetchDelivery>{echo}</osci:fetchDelivery>{card}</osci:responseToFetchDelivery>"
    )
    kind = MessageType.RESPONSE_TO_FETCH_DELIVERY
    if delivery is None:
        return _message(kind, control, supplier, order=order, body=EMPTY_PACKAGE)
    return _message(
        kind,
        control,
        supplier,
        order=order,
        body=delivery.package,
        forwarded=(delivery.certificates,),
        custom=delivery.custom,
        attachments=delivery.attachments,
        id_suffix=suffix,
    )


def response_to_fetch_process_card(
    control: ControlBlock,
    supplier: SupplierIdentity,
    feedback: Feedback,
    echo: str,
    cards: Iterable[ProcessCardBundle],
) -> OutgoingMessage:
    """The process cards that matched."""
    bundles = "".join(process_card_bundle_xml(card) for card in cards)
    body = (
        f"<osci:responseToFetchProcessCard>{feedback_xml(feedback)}"
        f"<osci:fetchProcessCard>{echo}</osci:fetchProcessCard>{bundles}</osci:responseToFetchProcessCard>"
    )
    return _message(MessageType.RESPONSE_TO_FETCH_PROCESS_CARD, control, supplier, body=body)


@dataclass(frozen=True, slots=True)
class ForwardedChunk:
    """One chunk of a delivery: `attachment` None after an error.

    `certificates` is the block as stored, empty where its Ids would clash with ours: the message
    made up by all chunks carries it anyway.
    """

    information: ChunkInformation
    message_id: str
    attachment: OutgoingAttachment | None
    certificates: str = ""


def response_to_partial_fetch_delivery(
    control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback, echo: str, chunk: ForwardedChunk
) -> OutgoingMessage:
    """One chunk of the message that an ordinary fetch would have got."""
    order = (
        f'<osci2017:responseToPartialFetchDelivery xmlns:osci2017="{OSCI2017}"'
        f' Id="responsetopartialfetchdelivery" {NEXT}>{feedback_xml(feedback)}'
        f"<osci:fetchDelivery>{echo}</osci:fetchDelivery>{chunk_information_xml(chunk.information)}"
        f"{message_id_xml(chunk.message_id)}</osci2017:responseToPartialFetchDelivery>"
    )
    return _message(
        MessageType.RESPONSE_TO_PARTIAL_FETCH_DELIVERY,
        control,
        supplier,
        order=order,
        body=EMPTY_PACKAGE if chunk.attachment is None else _CHUNK_PACKAGE,
        forwarded=(chunk.certificates,),
        attachments=() if chunk.attachment is None else (chunk.attachment,),
    )


def response_to_partial_store_delivery(
    control: ControlBlock,
    supplier: SupplierIdentity,
    feedback: Feedback,
    chunk: ChunkInformation,
    inside: tuple[Feedback, ProcessCardBundle | None] | None,
) -> OutgoingMessage:
    """Outcome of storing one chunk; `inside` is that of the whole message once it was processed."""
    before, after = "", ""
    if inside is not None:
        entries = feedback_xml(inside[0]).removeprefix("<osci:Feedback>").removesuffix("</osci:Feedback>")
        before = f"<osci2017:InsideFeedback>{entries}</osci2017:InsideFeedback>"
        after = "" if inside[1] is None else process_card_bundle_xml(inside[1], reception=False)
    order = (
        f'<osci2017:responseToPartialStoreDelivery xmlns:osci2017="{OSCI2017}"'
        f' Id="responsetopartialstoredelivery" {NEXT}>{before}{feedback_xml(feedback)}{after}'
        f"{chunk_information_xml(chunk)}</osci2017:responseToPartialStoreDelivery>"
    )
    return _message(MessageType.RESPONSE_TO_PARTIAL_STORE_DELIVERY, control, supplier, order=order)
