"""Generated keys and certificates; nothing here belongs to anyone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sozialclient.crypto.signatures import SigningPrivateKey


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def other_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def make_certificate(
    key: SigningPrivateKey, name: str = "Prüfstelle", usage: str | None = None, days: int = 365
) -> bytes:
    """A self-signed DER certificate; `usage` is "sign", "cipher" or None for no KeyUsage."""
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
    )
    if usage:
        sign = usage == "sign"
        builder = builder.add_extension(
            x509.KeyUsage(sign, sign, not sign, not sign, False, False, False, False, False), critical=True
        )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="session")
def pki(shared: Path) -> Path:
    """Key files and certificates of the reference vectors, described by `pki.json`."""
    return shared / "osci" / "vectors" / "_pki"
