"""Turns a training application into signed and encrypted content, with its oddity where it has one."""

from __future__ import annotations

from dataclasses import dataclass

from sozialclient.crypto.algorithms import Signature
from sozialclient.crypto.key_transport import SigningKey, SoftwareSigningKey
from sozialclient.demo.certificates import Identity, TrainingPki
from sozialclient.demo.training_application import CONTAINER_ID, Quirk, TrainingApplication, TrainingContent
from sozialclient.model.delivery import ContentKind
from sozialclient.osci.certificate_header import (
    CertificateHeader,
    CertificateRole,
    HeaderCertificate,
    header_certificate,
)
from sozialclient.osci.content_compose import (
    ComposedPackage,
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.request_envelopes import DeliveryToStore
from sozialclient.wire.spool import SpoolFactory


class _ForgedSigningKey:
    """A key whose signatures are of something else, for practising what to do then."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @property
    def certificate_der(self) -> bytes:
        return self._key.certificate_der

    @property
    def default_algorithm(self) -> Signature:
        return self._key.default_algorithm

    def sign(self, data: bytes, algorithm: Signature) -> bytes:
        return self._key.sign(data + b" ", algorithm)


@dataclass(frozen=True, slots=True)
class ContentWriter:
    """Writes content of the platform's authors for `addressee` (DER); other offices come from `pki`."""

    pki: TrainingPki
    addressee: bytes
    spools: SpoolFactory

    def package(self, application: TrainingApplication) -> ComposedPackage:
        """The content package; close it after sending."""
        container = OutgoingContainer(
            CONTAINER_ID,
            tuple(_content(number, content) for number, content in enumerate(application.contents)),
            authors=self._authors(application),
        )
        return compose_package([OutgoingEncrypted("encdata0", container, (self._reader(application),))], self.spools)

    def delivery(
        self, application: TrainingApplication, package: ComposedPackage, message_id: str
    ) -> DeliveryToStore:
        """What a storeDelivery of `package` carries: it goes to the addressee, whoever can read it."""
        addressee = header_certificate(CertificateRole.CIPHER_ADDRESSEE, self.addressee)
        others = (entry for entry in package.certificates.entries if entry.id != addressee.id)
        certificates = CertificateHeader((addressee, *others))
        return DeliveryToStore(message_id, application.subject, package.xml, certificates, package.attachments)

    def _reader(self, application: TrainingApplication) -> HeaderCertificate:
        if Quirk.OTHER_READER in application.quirks:
            return header_certificate(CertificateRole.CIPHER_OTHER_READER, self.pki.other_office.der, 1)
        return header_certificate(CertificateRole.CIPHER_ADDRESSEE, self.addressee)

    def _authors(self, application: TrainingApplication) -> tuple[Author, ...]:
        signers = [self.pki.author]
        if Quirk.TWO_AUTHORS in application.quirks:
            signers.append(self.pki.second_author)
        forged = Quirk.BROKEN_AUTHOR_SIGNATURE in application.quirks
        return tuple(_author(identity, number, forged=forged) for number, identity in enumerate(signers, 1))


def _author(identity: Identity, number: int, *, forged: bool) -> Author:
    key: SigningKey = SoftwareSigningKey(identity.der, identity.private_key)
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, identity.der, number)
    return Author(_ForgedSigningKey(key) if forged else key, entry)


def _content(number: int, content: TrainingContent) -> OutgoingData | OutgoingFile:
    if content.kind is ContentKind.DATA:
        return OutgoingData(content.name, b"".join(content.chunks()))
    return OutgoingFile(f"content{number}", content.name, content.chunks, content.media_type)
