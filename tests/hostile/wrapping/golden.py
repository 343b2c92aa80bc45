"""The sample messages of the reference libraries, out of their transport encryption and with everybody's keys."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from sozialclient.crypto.ciphers import decrypt_bytes
from sozialclient.crypto.signatures import SigningPrivateKey
from sozialclient.crypto.xmlenc import EncryptedData, read_encrypted_data
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.namespaces import SOAP, XENC, q
from sozialclient.wire.xml import parse_xml
from tests.hostile.wrapping.elements import Origin
from tests.hostile.wrapping.keys import HeldKey
from tests.hostile.wrapping.samples import origin_of
from tests.vectors.cases import PASSWORD, Case, all_cases, keys_of, pinned_signer
from tests.vectors.opening import sent_request


def golden_messages(*names: str) -> list[Origin]:
    """All messages that must open, or those of these names; none where the folder is not there."""
    return [_origin(case) for case in all_cases("positive", "interop") if not names or case.folder.name in names]


def _origin(case: Case) -> Origin:
    data = _plain(case)
    return origin_of(
        case.folder.name,
        data,
        pinned_signer(case),
        _signers(case.folder.parent / "_pki"),
        sent_request(case),
        tuple(keys_of(case)),
    )


def _plain(case: Case) -> bytes:
    """The message without its transport encryption."""
    parts = [(part.headers, b"".join(part.body())) for part in MimeReader([case.message]).parts()]
    root = parse_xml(parts[0][1].lstrip(b"\r\n"))
    element = root.find(f"{q(SOAP, 'Body')}/{q(XENC, 'EncryptedData')}")
    if element is None:
        return case.message
    data = read_encrypted_data(element, DEFAULT_LIMITS)
    return decrypt_bytes(parts[1][1], data.cipher, _session_key(case, data), data.iv_length)


def _session_key(case: Case, data: EncryptedData) -> bytes:
    for key in keys_of(case):
        for encrypted in data.keys:
            if encrypted.certificate == key.certificate_der:
                return encrypted.unwrap(key, data.cipher)
    raise LookupError(case.folder.name)


@cache
def _signers(folder: Path) -> dict[bytes, HeldKey]:
    """Every signing key of the reference messages by certificate."""
    found = {}
    for file in sorted(folder.glob("*-sig.p12")):
        key, certificate, _ = load_key_and_certificates(file.read_bytes(), PASSWORD.encode())
        if key is not None and certificate is not None and isinstance(key, SigningPrivateKey):
            der = certificate.public_bytes(Encoding.DER)
            found[der] = HeldKey(der, key)
    return found
