"""A complete answer of an intermediary, and ways to change it on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from lxml import etree

from sozialclient.crypto.policy import Policy
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCard, ProcessCardBundle
from sozialclient.osci.certificate_header import (
    CertificateRole,
    header_certificate,
    non_intermediary_certificates_xml,
)
from sozialclient.osci.compose import OutgoingMessage, TransportEncryption, encrypt_message, write_message
from sozialclient.osci.content_compose import (
    ComposedPackage,
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.process_cards import read_instant_text
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver
from sozialclient.osci.response_envelopes import ForwardedDelivery, SupplierIdentity, response_to_fetch_delivery
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_writer import OutgoingPart, write_mime
from sozialclient.wire.spool import MemorySpool, SpoolFactory
from tests.mailbox_rig import decryption, signing, training_pki

CONTROL = ControlBlock(challenge_response="c1", challenge="s1", conversation_id="4711", sequence_number=0)
XML, PDF = b"<antrag/>", b"%PDF-1.7 invented\r\n" * 20
CUSTOM = '<m:Meta xmlns:m="urn:example:meta" Id="meta"><m:Note>x</m:Note></m:Meta>'
CLEAR = "Deckblatt.txt"
FEEDBACK = (FeedbackEntry("0801", "gut", "de"),)


def author() -> Author:
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, training_pki().author.der)
    return Author(signing(training_pki().author), entry)


def package() -> ComposedPackage:
    """One encrypted and signed container with data and attachment, and a clear one with an attachment."""
    reader = header_certificate(CertificateRole.CIPHER_ADDRESSEE, training_pki().office.der)
    contents = (OutgoingData("data", XML), OutgoingFile("file", "Antrag.pdf", lambda: [PDF], "application/pdf"))
    inner = OutgoingContainer("sealed", contents, authors=(author(),))
    clear = OutgoingContainer("clear", (OutgoingFile("cover", CLEAR, lambda: [b"Deckblatt"], "text/plain"),))
    return compose_package([OutgoingEncrypted("enc", inner, (reader,)), clear], MemorySpool)


def card() -> ProcessCardBundle:
    moment = read_instant_text("2026-06-01T12:00:00Z")
    return ProcessCardBundle("osci:1", ProcessCard(recent_modification=moment, creation=moment, subject="Antrag"))


def answer(made: ComposedPackage | None = None) -> OutgoingMessage:
    """A fetch response that carries a package."""
    made = package() if made is None else made
    delivery = ForwardedDelivery(
        card=card(),
        certificates=non_intermediary_certificates_xml(made.certificates),
        package=f"<osci:ContentPackage>{made.xml}</osci:ContentPackage>",
        custom=(CUSTOM,),
        attachments=made.attachments,
    )
    supplier = SupplierIdentity(signing(training_pki().intermediary_signature))
    return response_to_fetch_delivery(CONTROL, supplier, FEEDBACK, "", delivery)


def written(message: OutgoingMessage, *, signed: bool = True) -> bytes:
    """Its bytes, signed by the intermediary."""
    supplier = SupplierIdentity(signing(training_pki().intermediary_signature))
    return b"".join(write_message(message, supplier.signer() if signed else None))


@cache
def signed_answer() -> bytes:
    return written(answer())


@cache
def unsigned_answer() -> bytes:
    return written(answer(), signed=False)


def encrypted(plain: bytes, **options: object) -> bytes:
    """`plain` encrypted for the office."""
    encryption = replace(TransportEncryption(training_pki().office.der), **options)  # type: ignore[arg-type]  # by name
    return b"".join(encrypt_message([plain], encryption))


def receiver(
    spools: SpoolFactory = MemorySpool, policy: Policy | None = None, limits: Limits = DEFAULT_LIMITS
) -> Receiver:
    return Receiver([decryption(training_pki().office)], spools, policy or Policy.default(), limits)


def read(data: bytes, spools: SpoolFactory = MemorySpool) -> ReceivedMessage:
    message = receiver(spools).read([data])
    assert not isinstance(message, Fault)
    return message


def signer() -> bytes:
    return training_pki().intermediary_signature.der


def covered(data: bytes, policy: Policy | None = None) -> CoveredMessage:
    return cover(read(data), policy or Policy.default(), expected_signer=signer())


def parts_of(data: bytes) -> list[OutgoingPart]:
    """The parts of a message as they could be written again."""
    found = []
    for part in MimeReader([data]).parts():
        media_type = part.headers.get("content-type") or ""
        found.append(OutgoingPart(part.headers.content_id, media_type, [b"".join(part.body())]))
    return found


def rewritten(parts: list[OutgoingPart]) -> bytes:
    return b"".join(write_mime("B" * 30, parts))


def with_envelope(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """The message with its envelope changed; an unchanged one keeps every digest."""
    parts = parts_of(data)
    root = etree.fromstring(b"".join(parts[0].body))
    change(root)
    return rewritten([replace(parts[0], body=[etree.tostring(root)]), *parts[1:]])


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The message with the bytes of one part changed."""
    parts = parts_of(data)
    return rewritten(
        [replace(part, body=[change(b"".join(part.body))]) if part.content_id == name else part for part in parts]
    )
