"""Writes the key files that an office would get from its trust centre."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    KeySerializationEncryption,
    PrivateFormat,
    pkcs12,
)

from sozialclient.demo.certificates import Identity
from sozialclient.demo.private_file import write_private

_LEGACY_ROUNDS = 2000


def write_p12(path: Path, identity: Identity, pin: str, *, legacy: bool = False,
              chain: Sequence[x509.Certificate] = ()) -> None:
    """One key with its certificate (and `chain`) as PKCS#12, readable by the user alone.

    `legacy` uses 3DES and a SHA-1 MAC as trust centres did until OpenSSL 3; otherwise AES-256 and SHA-256.
    Raises ValueError for an empty PIN, OSError when the file cannot be written.
    """
    if not pin:
        raise ValueError("empty PIN")
    name = identity.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    data = pkcs12.serialize_key_and_certificates(
        str(name).encode(), identity.private_key, identity.certificate, list(chain) or None, _encryption(pin, legacy))
    write_private(path, data)


def write_cer(path: Path, certificate: bytes) -> None:
    """A DER certificate, e.g. for the service directory."""
    write_private(path, certificate)


def _encryption(pin: str, legacy: bool) -> KeySerializationEncryption:
    if not legacy:
        return BestAvailableEncryption(pin.encode())
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(_LEGACY_ROUNDS)
    builder = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).hmac_hash(hashes.SHA1())
    return builder.build(pin.encode())
