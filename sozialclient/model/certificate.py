"""What is known of a certificate by reading it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Facts read from a DER certificate; nothing here says that it is trusted.

    Names are RFC 4514 strings, `serial` is decimal, `sha256` is lower-case hex of the DER,
    times are aware UTC, `key_usage` holds RFC 5280 names (None: extension absent).
    """

    der: bytes
    subject: str
    common_name: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str
    key_type: str
    key_bits: int
    key_usage: frozenset[str] | None
