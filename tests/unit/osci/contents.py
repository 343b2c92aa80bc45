"""Content packages written by hand, so that a test can say what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sozialclient.crypto.algorithms import Cipher, Digest, Mgf
from sozialclient.crypto.certificates import public_key
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.crypto.key_transport import wrap_key
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmlenc import (
    cipher_reference_xml,
    encrypted_key_xml,
    encryption_method_xml,
    retrieval_method_xml,
)
from sozialclient.demo.certificates import Identity
from sozialclient.model.delivery import Container
from sozialclient.model.verdict import Verdict
from sozialclient.osci.certificate_header import (
    CertificateHeader,
    CertificateRole,
    HeaderCertificate,
    header_certificate,
    non_intermediary_certificates_xml,
)
from sozialclient.osci.compose import OutgoingAttachment
from sozialclient.osci.content_signing import Author, sign_container
from sozialclient.osci.cover import cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.process_cards import read_instant_text
from sozialclient.osci.response_envelopes import ForwardedDelivery, SupplierIdentity, response_to_fetch_delivery
from sozialclient.wire.base64 import encode_base64, wrap_base64
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.spool import MemorySpool, SpoolFactory, spool_bytes
from tests.mailbox_rig import decryption, signing, training_pki
from tests.unit.osci.answers import CONTROL, FEEDBACK, card, read, signer, written


def reader(identity: Identity | None = None) -> HeaderCertificate:
    """The office as addressee, or somebody else as another reader."""
    if identity is None:
        return header_certificate(CertificateRole.CIPHER_ADDRESSEE, training_pki().office.der)
    return header_certificate(CertificateRole.CIPHER_OTHER_READER, identity.der)


def author(identity: Identity | None = None, number: int = 0, time: datetime | None = None) -> Author:
    identity = identity or training_pki().author
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, identity.der, number)
    return Author(signing(identity), entry, signing_time=time)


def data(id_: str, value: bytes = b"x") -> str:
    return f'<osci:Content><osci:Base64Content Id="{id_}">{wrap_base64(value)}</osci:Base64Content></osci:Content>'


def file(id_: str, name: str) -> str:
    return f'<osci:Content Id="{id_}" href="cid:{name}"></osci:Content>'


def container(*contents: str, id_: str = "c") -> str:
    return f'<osci:ContentContainer {FIVE_PREFIXES} Id="{id_}">{"".join(contents)}</osci:ContentContainer>'


def nested(id_: str, inner: str) -> str:
    return f'<osci:Content Id="{id_}">{inner.replace(f" {FIVE_PREFIXES}", "", 1)}</osci:Content>'


def signed(xml: str, *authors: Author, files: Mapping[str, bytes] | None = None) -> str:
    digests = {name: hashlib.sha256(value).digest() for name, value in (files or {}).items()}
    return sign_container(xml, digests, authors or (author(),))


def sealed(
    xml: str, readers: tuple[HeaderCertificate, ...] = (), *, cipher: Cipher = Cipher.AES256_GCM, id_: str = "e"
) -> str:
    """`xml` encrypted for the office unless other readers are named."""
    key = new_key(cipher)
    keys = "".join(
        encrypted_key_xml(
            wrap_key(public_key(one.der), key),
            digest=Digest.SHA256,
            mgf=Mgf.SHA256,
            reader=retrieval_method_xml(one.id),
        )
        for one in readers or (reader(),)
    )
    value = wrap_base64(encrypt_bytes(xml.encode(), cipher, key))
    return (
        f'<xenc:EncryptedData Id="{id_}" MimeType="text/xml">{encryption_method_xml(cipher, cipher.default_iv)}'
        f"<ds:KeyInfo>{keys}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue>"
        "</xenc:CipherData></xenc:EncryptedData>"
    )


def attachment_key(name: str, key: bytes, cipher: Cipher = Cipher.AES256_GCM) -> str:
    return (
        f'<xenc:EncryptedData Id="Attachment{name}">{encryption_method_xml(cipher, cipher.default_iv)}'
        f"<ds:KeyInfo><ds:MgmtData>{encode_base64(key)}</ds:MgmtData></ds:KeyInfo>"
        f"{cipher_reference_xml(name)}</xenc:EncryptedData>"
    )


def message(
    package: str,
    files: Mapping[str, bytes] | None = None,
    *,
    transport_signed: bool = False,
    arrival: str | None = "2026-06-01T12:00:00Z",
) -> bytes:
    """A fetch response with that inside of its ContentPackage."""
    pki = training_pki()
    people = (reader(), reader(pki.platform_cipher), reader(pki.other_office), author().certificate)
    more = (author(pki.second_author, 1).certificate, author(pki.expired_office, 2).certificate)
    attachments = tuple(
        OutgoingAttachment(name, partial(iter, [value]), hashlib.sha256(value).digest())
        for name, value in (files or {}).items()
    )
    creation = None if arrival is None else read_instant_text(arrival)
    delivery = ForwardedDelivery(
        card=replace(card(), card=replace(card().card, creation=creation)),
        certificates=non_intermediary_certificates_xml(CertificateHeader((*people, *more))),
        package=f"<osci:ContentPackage>{package}</osci:ContentPackage>",
        custom=(),
        attachments=attachments,
    )
    supplier = SupplierIdentity(signing(pki.intermediary_signature))
    return written(response_to_fetch_delivery(CONTROL, supplier, FEEDBACK, "", delivery), signed=transport_signed)


def opened(
    package: str,
    files: Mapping[str, bytes] | None = None,
    *,
    transport_signed: bool = False,
    spools: SpoolFactory = MemorySpool,
    limits: Limits = DEFAULT_LIMITS,
    policy: Policy | None = None,
    arrival: str | None = "2026-06-01T12:00:00Z",
) -> OpenedDelivery:
    """The package opened by the office."""
    policy = policy or Policy.default()
    found = read(message(package, files, transport_signed=transport_signed, arrival=arrival), spools)
    covered = cover(found, policy, expected_signer=signer())
    return DeliveryOpener([decryption(training_pki().office)], policy, spools, limits).open_message(covered)


def findings(found: Container) -> set[str]:
    return {finding.reference for finding in found.findings} - {"WEAK-CONTENT"}


def limits(**values: int) -> Limits:
    return replace(DEFAULT_LIMITS, **values)  # type: ignore[arg-type]  # limits by name


def one(found: OpenedDelivery) -> Container:
    """The only container."""
    (only,) = found.delivery.containers
    return only


def verdicts(found: OpenedDelivery) -> list[Verdict]:
    return [content.integrity for content in found.delivery.contents()]


def handed_out(found: OpenedDelivery) -> dict[str, bytes]:
    """Bytes by the Id of their content."""
    ids = {content.key: content.id for content in found.delivery.contents()}
    return {ids[key]: spool_bytes(spool) for key, spool in found.payloads.items()}


def changed(xml: str, old: str, new: str) -> str:
    """`xml` with the first `old` replaced, which must be there."""
    assert old in xml, old
    return xml.replace(old, new, 1)
