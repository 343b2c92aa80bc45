"""A mailbox as the office set it up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where a mailbox is and whom to believe there; no secrets.

    `key_file` and `signature_key_file` are the bytes of the PKCS#12 containers (still locked by
    their PIN); the certificates are DER.
    """

    name: str
    transport: str
    url: str
    intermediary_cipher_certificate: bytes
    intermediary_signature_certificate: bytes | None
    key_file: bytes
    signature_key_file: bytes | None = None
    training: bool = False
