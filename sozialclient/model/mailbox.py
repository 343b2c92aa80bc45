"""A mailbox as the office set it up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where a mailbox is and whom to believe there.

    `key_file` and `signature_key_file` are the bytes of the PKCS#12 containers (still locked by
    their PIN); the certificates are DER. `sealed_pin` is
    the PIN under the key of the store, kept only where fetching must work without a person.
    `offered_signature_certificate` is one the intermediary used instead of its own, which nobody has
    confirmed; `earlier_signature_certificates` vouch for stored messages and for nothing new.
    """

    name: str
    transport: str
    url: str
    intermediary_cipher_certificate: bytes
    intermediary_signature_certificate: bytes | None
    key_file: bytes
    signature_key_file: bytes | None = None
    training: bool = False
    sealed_pin: bytes | None = None
    offered_signature_certificate: bytes | None = None
    earlier_signature_certificates: tuple[bytes, ...] = ()
