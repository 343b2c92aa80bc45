"""The containers we compose beside those that the Java library composed of the same parts."""

from __future__ import annotations

import pytest
from lxml import etree

from sozialclient.crypto.ciphers import DecryptError, decrypt_bytes
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmlenc import read_encrypted_data
from sozialclient.osci.certificate_header import CertificateRole, header_certificate
from sozialclient.osci.content_compose import (
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    OutgoingNested,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.receive import ReceivedMessage, Receiver
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.spool import MemorySpool
from sozialclient.wire.xml import parse_xml
from tests.conftest import SHARED
from tests.mailbox_rig import decryption, signing, training_pki
from tests.vectors.cases import decryption_keys
from tests.vectors.schemas import shape

VECTORS = SHARED / "osci" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="no folder 'shared/osci/vectors' beside the checkout")


def _opened(element: etree._Element, keys: tuple[DecryptionKey, ...]) -> etree._Element:
    data = read_encrypted_data(element, DEFAULT_LIMITS)
    for encrypted in data.keys:
        for key in keys:
            try:
                session_key = encrypted.unwrap(key, data.cipher)
            except DecryptError:
                continue
            return parse_xml(decrypt_bytes(data.cipher_value or b"", data.cipher, session_key, data.iv_length))
    raise AssertionError("for nobody here")


def _theirs(case: str) -> etree._Element:
    names = ("recipient-cipher", "reader2-cipher", "reader3-cipher")
    keys = tuple(key for name in names for key in decryption_keys(VECTORS / "_pki" / f"{name}.p12"))
    received = Receiver(keys, MemorySpool, Policy.default()).read([(VECTORS / case / "message.msg").read_bytes()])
    assert isinstance(received, ReceivedMessage)
    return _opened(received.untrusted.body[0][0], keys)


def _ours(container: OutgoingContainer) -> etree._Element:
    pki = training_pki()
    reader = header_certificate(CertificateRole.CIPHER_OTHER_READER, pki.office.der, 1)
    package = compose_package([OutgoingEncrypted("encdata_0", container, (reader,))], MemorySpool)
    root = parse_xml(f"<osci:ContentPackage {FIVE_PREFIXES}>{package.xml}</osci:ContentPackage>".encode())
    return _opened(root[0], (decryption(pki.office),))


def _author(number: int) -> Author:
    identity = training_pki().author
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, identity.der, number)
    return Author(signing(identity), entry)


def _file(number: int, name: str) -> OutgoingFile:
    return OutgoingFile(f"content{number}", name, lambda: [b"x"])


def test_a_nested_container() -> None:
    inner = OutgoingContainer("contentcontainer50", (OutgoingData("content116", b"x"), _file(117, "Innen.png")),
                              authors=(_author(123),))
    outer = OutgoingContainer("contentcontainer51",
                              (OutgoingData("content118", b"x"), OutgoingNested("content119", inner)),
                              authors=(_author(124),))
    assert shape(_ours(outer)) == shape(_theirs("struct_nested_container"))


def test_an_encrypted_container_in_a_signed_one() -> None:
    reader = header_certificate(CertificateRole.CIPHER_OTHER_READER, training_pki().office.der, 2)
    inner = OutgoingContainer("contentcontainer46", (OutgoingData("content111", b"x"),), authors=(_author(114),))
    outer = OutgoingContainer("contentcontainer47", (OutgoingData("content112", b"x"), _file(113, "Aussen.png")),
                              (OutgoingEncrypted("encdata_80", inner, (reader,)),), (_author(115),))
    assert shape(_ours(outer)) == shape(_theirs("struct_nested_encrypted_signed_outer"))
