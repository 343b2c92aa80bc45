"""Loads certificates with `cryptography`, which has many kinds of error for garbled ones, some of them late."""

from __future__ import annotations

from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl

from sozialclient.crypto.certificates import CertificateUnreadable

GARBLED: Final = (
    ValueError,
    TypeError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    _NotInOpenSsl,
)
"""What `cryptography` raises while it reads a certificate, a revocation list, their names or extensions."""


def load_certificate(der: bytes) -> x509.Certificate:
    """The certificate with names that can be read; raises CertificateUnreadable. Extensions are read later."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.subject, certificate.issuer
    except GARBLED:
        raise CertificateUnreadable(size=len(der)) from None
    return certificate
