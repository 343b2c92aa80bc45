"""Key files of an invented office, and a ring that keeps its entries in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import keyring.backend
import keyring.errors
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from sozialclient.store import Store
from sozialclient.store.errors import StoreError

PIN = "246810"
KEY_MAILBOX = "Sozialamt Musterstadt"
PASSPHRASE = "vier zufällige Wörter Käse"


@cache
def private_key(number: int, bits: int) -> rsa.RSAPrivateKey:
    """A key of the office; the same one for the same number."""
    return rsa.generate_private_key(65537, bits)


@cache
def certificate(number: int = 0, bits: int = 2048) -> bytes:
    """A certificate (DER) for `private_key`."""
    return _issued(private_key(number, bits), number).public_bytes(Encoding.DER)


@cache
def p12(number: int = 0) -> bytes:
    """A key file with one identity."""
    key = private_key(number, 2048)
    return pkcs12.serialize_key_and_certificates(
        b"amt", key, _issued(key, number), None, BestAvailableEncryption(PIN.encode())
    )


def curve_certificate() -> bytes:
    """A certificate with a key that can't decrypt."""
    return _issued(ec.generate_private_key(ec.SECP256R1()), 9).public_bytes(Encoding.DER)


def _issued(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, number: int) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Erfundenes Amt {number}")])
    begin = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begin)
    return builder.not_valid_after(begin + timedelta(days=900)).sign(key, SHA256())


class MemoryRing(keyring.backend.KeyringBackend):
    """The key ring of one PC; `locked` refuses everything."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring gives it no types
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    @property
    def keys(self) -> dict[tuple[str, str], str]:
        """The entries that lead to store keys; the head of a journal is none."""
        return {name: value for name, value in self.entries.items() if not name[1].endswith(".journal")}

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._require_unlocked()
        self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        """Find a password."""
        self._require_unlocked()
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        self._require_unlocked()
        self.entries.pop((service, username))

    def _require_unlocked(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked


def everything(store: Store) -> dict[str, tuple[bytes, ...]]:
    """Id of each application with its original and every payload."""
    found = {}
    for card in store.cards():
        contents = [content.key for content in store.delivery(card.id).contents()]
        payloads = [b"".join(store.payload(card.id, key)) for key in contents if _has(store, card.id, key)]
        found[card.id] = (b"".join(store.original(card.id)), *payloads)
    return found


def _has(store: Store, application: str, key: str) -> bool:
    try:
        store.payload(application, key)
    except StoreError:
        return False
    return True
