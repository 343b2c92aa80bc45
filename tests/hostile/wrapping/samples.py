"""Valid messages of our own composer: every kind of answer and request, every kind of signed content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from lxml import etree

from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.osci import request_envelopes as requests
from sozialclient.osci import response_envelopes as responses
from sozialclient.osci.certificate_header import (
    CertificateRole,
    header_certificate,
    non_intermediary_certificates_xml,
)
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, write_message
from sozialclient.osci.content_compose import (
    ComposedPackage,
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    OutgoingNested,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.dialog import SentRequest
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.response_envelopes import SupplierIdentity
from sozialclient.osci.selection import ChunkInformation, SelectionRule
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.spool import MemorySpool
from tests.hostile.wrapping.elements import Origin, Part
from tests.hostile.wrapping.keys import HeldKey, curve_key, signing_keys
from tests.mailbox_rig import decryption, signing, training_pki
from tests.unit.osci.answers import CONTROL, CUSTOM, FEEDBACK, answer, card

SENT = SentRequest(challenge="c1", conversation_id="4711", sequence_number=0)
CHUNK = ChunkInformation(chunk_number=1, chunk_size=1, total_chunk_numbers=1, total_message_size=5)
PDF = b"%PDF-1.7 invented\r\n" * 3
TIME = datetime(2026, 5, 1, tzinfo=UTC)


def origin_of(
    name: str,
    data: bytes,
    supplier: bytes,
    signers: Mapping[bytes, HeldKey],
    sent: SentRequest | None = SENT,
    readers: tuple[DecryptionKey, ...] = (),
) -> Origin:
    """Take a message without transport encryption apart; `readers` are those of the office unless others are given."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, huge_tree=True)
    root, *parts = [
        Part(part.headers.content_id, part.headers.get("content-type") or "", b"".join(part.body()))
        for part in MimeReader([data]).parts()
    ]
    envelope = etree.fromstring(root.body.lstrip(b"\xef\xbb\xbf \r\n"), parser)
    readers = readers or (decryption(training_pki().office),)
    return Origin(name, envelope, tuple(parts), supplier, signers, readers, sent)


def package() -> ComposedPackage:
    """A clear and an encrypted container, each with everything that can be signed."""
    return compose_package([_sealed("sealed", _rich("s", TIME)), _rich("c", None)], MemorySpool)


def _rich(mark: str, time: datetime | None) -> OutgoingContainer:
    pki = training_pki()
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, pki.author.der)
    second = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, pki.second_author.der, 1)
    first = Author(signing(pki.author), entry, signing_time=time)
    other = Author(signing(pki.second_author), second)
    inner = OutgoingContainer(f"{mark}inner", (OutgoingData(f"{mark}deep", b"<kind/>"),), authors=(other,))
    hidden = OutgoingContainer(f"{mark}hidden", (OutgoingData(f"{mark}secret", b"<arzt/>"),), authors=(other,))
    contents = (
        OutgoingData(f"{mark}data", b"<antrag/>"),
        OutgoingData(f"{mark}more", b"<anlage/>"),
        OutgoingFile(f"{mark}file", f"{mark}.pdf", lambda: [PDF], "application/pdf"),
        OutgoingNested(f"{mark}nested", inner),
    )
    authors = (first,) if time else (first, other)
    return OutgoingContainer(f"{mark}outer", contents, (_sealed(f"{mark}enc", hidden),), authors)


def _sealed(id_: str, container: OutgoingContainer) -> OutgoingEncrypted:
    reader = header_certificate(CertificateRole.CIPHER_ADDRESSEE, training_pki().office.der)
    return OutgoingEncrypted(id_, container, (reader,))


def curve_package() -> ComposedPackage:
    """A clear container signed on a curve."""
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, curve_key("author").certificate_der)
    contents = (OutgoingData("edata", b"<antrag/>"), OutgoingFile("efile", "e.pdf", lambda: [PDF]))
    container = OutgoingContainer("eouter", contents, authors=(Author(curve_key("author"), entry),))
    return compose_package([container], MemorySpool)


def _chunk() -> OutgoingAttachment:
    plain = OutgoingFile("x", responses.CHUNK_NAME, lambda: [b"chunk"])
    made = compose_package([OutgoingContainer("x", (plain,))], MemorySpool)
    return made.attachments[0]


def _answers(supplier: SupplierIdentity) -> dict[str, OutgoingMessage]:
    forwarded = responses.ForwardedChunk(CHUNK, "osci:1", _chunk())
    return {
        "delivery": answer(package()),
        "nothing": responses.response_to_fetch_delivery(CONTROL, supplier, FEEDBACK, "", None),
        "init": responses.response_to_init_dialog(CONTROL, supplier, FEEDBACK),
        "exit": responses.response_to_exit_dialog(CONTROL, supplier, FEEDBACK),
        "message id": responses.response_to_get_message_id(CONTROL, supplier, FEEDBACK, "osci:1"),
        "stored": responses.response_to_store_delivery(CONTROL, supplier, FEEDBACK, card()),
        "cards": responses.response_to_fetch_process_card(CONTROL, supplier, FEEDBACK, "", [card()]),
        "chunk": responses.response_to_partial_fetch_delivery(CONTROL, supplier, FEEDBACK, "", forwarded),
        "chunk stored": responses.response_to_partial_store_delivery(CONTROL, supplier, FEEDBACK, CHUNK, None),
    }


def _requests(client: ClientIdentity) -> dict[str, OutgoingMessage]:
    control = replace(CONTROL, challenge_response=None)
    made = package()
    delivery = DeliveryToStore("osci:1", "Antrag", made.xml, made.certificates, made.attachments)
    return {
        "store": requests.store_delivery(control, client, delivery),
        "fetch": requests.fetch_delivery(control, client, SelectionRule(message_ids=("osci:1",))),
        "begin": requests.init_dialog(ControlBlock(challenge="c1"), client),
    }


@cache
def own_messages() -> tuple[Origin, ...]:
    """All of them, answers first."""
    return (*_own_answers(), _on_a_curve(), *_own_requests())


def _own_answers() -> Iterator[Origin]:
    supplier = SupplierIdentity(signing(training_pki().intermediary_signature), 64)
    for name, message in _answers(supplier).items():
        data = b"".join(write_message(message, supplier.signer()))
        yield origin_of(name, data, training_pki().intermediary_signature.der, signing_keys())


def _on_a_curve() -> Origin:
    key = curve_key("intermediary")
    supplier = SupplierIdentity(key)
    made = curve_package()
    delivery = responses.ForwardedDelivery(
        card(),
        non_intermediary_certificates_xml(made.certificates),
        f"<osci:ContentPackage>{made.xml}</osci:ContentPackage>",
        (CUSTOM,),
        made.attachments,
    )
    message = responses.response_to_fetch_delivery(CONTROL, supplier, FEEDBACK, "", delivery)
    data = b"".join(write_message(message, supplier.signer()))
    return origin_of("curve", data, key.certificate_der, signing_keys())


def _own_requests() -> Iterator[Origin]:
    pki = training_pki()
    client = ClientIdentity(pki.platform_cipher.der, signing(pki.platform_signature))
    for name, message in _requests(client).items():
        data = b"".join(write_message(message, client.signer))
        yield origin_of(name, data, pki.platform_signature.der, signing_keys(), None)


def named(name: str) -> Origin:
    """One of them."""
    return next(origin for origin in own_messages() if origin.name == name)


