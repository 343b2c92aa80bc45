"""Messages as a mailbox sends them, of any size, made while they are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa

from sozialclient.crypto.key_transport import SoftwareDecryptionKey, SoftwareSigningKey
from sozialclient.crypto.policy import Policy
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCard, ProcessCardBundle
from sozialclient.osci.certificate_header import (
    CertificateRole,
    header_certificate,
    non_intermediary_certificates_xml,
)
from sozialclient.osci.compose import TransportEncryption, encrypt_message, write_message
from sozialclient.osci.content_compose import (
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.process_cards import read_instant_text
from sozialclient.osci.response_envelopes import ForwardedDelivery, SupplierIdentity, response_to_fetch_delivery
from sozialclient.transports.base import MailboxKeys
from sozialclient.usecases.open_message import OpenOptions
from sozialclient.wire.spool import SpoolFactory
from tests.unit.crypto.conftest import make_certificate

MIB = 1024 * 1024
XML_BYTES = 12_000
PDF_BYTES = 48_000


@dataclass(frozen=True)
class Party:
    """A key with its certificate."""

    key: rsa.RSAPrivateKey
    der: bytes

    @property
    def signing(self) -> SoftwareSigningKey:
        return SoftwareSigningKey(self.der, self.key)


@cache
def party(name: str, bits: int) -> Party:
    """Made once a run."""
    key = rsa.generate_private_key(65537, bits)
    return Party(key, make_certificate(key, name))


@dataclass(frozen=True)
class Scene:
    """Who takes part: the office reads, the author signs the content, the intermediary the message."""

    office: Party
    author: Party
    intermediary: Party

    @property
    def keys(self) -> MailboxKeys:
        return MailboxKeys(self.office.der, (SoftwareDecryptionKey(self.office.der, self.office.key),), None)

    @property
    def options(self) -> OpenOptions:
        return OpenOptions(policy=Policy.default(), expected_signer=self.intermediary.der)


def scene(office_bits: int, other_bits: int) -> Scene:
    return Scene(party("office", office_bits), party("author", other_bits), party("intermediary", other_bits))


def noise(size: int) -> Callable[[], Iterator[bytes]]:
    """`size` bytes that no compression or cache helps with, the same each time they are asked for."""
    block = os.urandom(MIB)

    def chunks() -> Iterator[bytes]:
        for start in range(0, size, MIB):
            yield block[: min(MIB, size - start)]

    return chunks


def application(scene: Scene, spools: SpoolFactory, size: int = PDF_BYTES, *, base64: bool = False) -> Iterator[bytes]:
    """The bytes of a response with one application: XML data and an attachment of `size` bytes.

    Content-encrypted and signed by the author, signed by the intermediary, transport-encrypted;
    `base64` encodes attachment and encrypted message, as older senders do.
    """
    reader = header_certificate(CertificateRole.CIPHER_ADDRESSEE, scene.office.der)
    author = Author(scene.author.signing, header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, scene.author.der))
    file = OutgoingFile("file", "Antrag.pdf", noise(size), "application/pdf", base64=base64)
    contents = (OutgoingData("data", os.urandom(XML_BYTES)), file)
    package = compose_package(
        [OutgoingEncrypted("enc", OutgoingContainer("c", contents, authors=(author,)), (reader,))], spools
    )
    moment = read_instant_text("2026-06-01T12:00:00Z")
    delivery = ForwardedDelivery(
        card=ProcessCardBundle("osci:1", ProcessCard(recent_modification=moment, creation=moment)),
        certificates=non_intermediary_certificates_xml(package.certificates),
        package=f"<osci:ContentPackage>{package.xml}</osci:ContentPackage>",
        custom=(),
        attachments=package.attachments,
    )
    supplier = SupplierIdentity(scene.intermediary.signing)
    control = ControlBlock(challenge_response="c", challenge="s", conversation_id="1", sequence_number=0)
    message = response_to_fetch_delivery(control, supplier, (FeedbackEntry("0801", "gut"),), "", delivery)
    yield from encrypt_message(
        write_message(message, supplier.signer()), TransportEncryption(scene.office.der, base64=base64)
    )
    package.close()


def regrouped(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of `size`."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        while len(data) >= size:
            yield bytes(data[:size])
            del data[:size]
    yield bytes(data)
