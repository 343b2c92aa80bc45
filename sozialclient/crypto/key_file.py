"""Opens key files (PKCS#12) with all keys they hold, and the PIN files beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sozialclient.crypto.certificates import (
    CertificateUnreadable,
    may_encipher,
    may_sign,
    public_key,
    read_certificate,
    valid_at,
)
from sozialclient.crypto.key_file_errors import (
    KeyFileDamaged,
    KeyFileError,
    KeyFileTooLarge,
    KeyFileUnsupported,
    NoCertificate,
    NoPrivateKey,
    NotAKeyFile,
    PinFileDamaged,
    WrongPin,
)
from sozialclient.crypto.key_transport import SoftwareDecryptionKey, SoftwareSigningKey
from sozialclient.crypto.pfx import read_pfx
from sozialclient.crypto.pfx_bags import Bags, open_bags
from sozialclient.crypto.signatures import SigningPrivateKey
from sozialclient.model.certificate import CertificateFacts

__all__ = [
    "Identity",
    "KeyFile",
    "KeyFileDamaged",
    "KeyFileError",
    "KeyFileTooLarge",
    "KeyFileUnsupported",
    "NoCertificate",
    "NoPrivateKey",
    "NotAKeyFile",
    "PinFileDamaged",
    "WrongPin",
    "open_key_file",
    "read_pin_file",
]

_LONGEST_PIN_FILE = 4096


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with the private key that belongs to it."""

    certificate: CertificateFacts
    private_key: SigningPrivateKey = field(repr=False)

    def decryption_key(self) -> SoftwareDecryptionKey:
        """The key for opening what was encrypted for this certificate; raises UnsuitableKey for EC keys."""
        return SoftwareDecryptionKey(self.certificate.der, self.private_key)

    def signing_key(self) -> SoftwareSigningKey:
        """The key for signing as the holder of this certificate."""
        return SoftwareSigningKey(self.certificate.der, self.private_key)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """An opened key file: every identity in it, and the certificates without a key (`chain`).

    `notices` are references of findings about how the file is protected.
    """

    identities: tuple[Identity, ...]
    chain: tuple[CertificateFacts, ...]
    notices: tuple[str, ...] = ()

    def cipher_identities(self) -> tuple[Identity, ...]:
        """Identities whose KeyUsage allows encryption, the one valid longest first.

        The others stay in use for what was encrypted for an older certificate.
        """
        return _longest_first(each for each in self.identities if may_encipher(each.certificate))

    def signature_identity(self, at: datetime | None = None) -> Identity | None:
        """The one to sign with: KeyUsage allows it, valid at `at` (None: whenever), of those the one valid longest."""
        able = (each for each in self.identities if may_sign(each.certificate))
        return next(iter(_longest_first(each for each in able if at is None or valid_at(each.certificate, at))), None)


def open_key_file(data: bytes, pin: str) -> KeyFile:
    """The identities of a PKCS#12 file; raises the errors of `key_file_errors`.

    Cost is a few milliseconds for usual files, up to some seconds for 5 million iterations.
    """
    pfx = read_pfx(data, pin)
    bags = open_bags(pfx, pin)
    if not bags.keys:
        raise NoPrivateKey()
    identities = _matched(bags)
    if not identities:
        raise NoCertificate(certificates=len(bags.certificates))
    own = {identity.certificate.der for identity in identities}
    chain = tuple(_facts(der) for der in bags.certificates if der not in own)
    notices = (*(["KEY-OLD-ENCRYPTION"] if pfx.old_encryption else []),
               *(["KEY-FEW-ITERATIONS"] if pfx.few_iterations else []))
    return KeyFile(identities, chain, notices)


def read_pin_file(data: bytes) -> str:
    """The PIN in a text file: UTF-8, one line, one line end stripped; raises PinFileDamaged."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PinFileDamaged(size=len(data)) from None
    pin = text.removesuffix("\n").removesuffix("\r")
    if not pin or len(data) > _LONGEST_PIN_FILE or any(c in pin for c in "\r\n\0"):
        raise PinFileDamaged(size=len(data))
    return pin


def _matched(bags: Bags) -> tuple[Identity, ...]:
    """Pairs by comparing public keys; key ids in the file are optional and often wrong, and keys may be repeated."""
    pairs: dict[bytes, Identity] = {}
    for key in bags.keys:
        numbers = key.public_key().public_numbers()
        for der in bags.certificates:
            owner = public_key(der) if _has_known_key(der) else None
            if isinstance(owner, type(key.public_key())) and owner.public_numbers() == numbers:
                pairs.setdefault(der, Identity(_facts(der), key))
    return tuple(pairs.values())


def _has_known_key(der: bytes) -> bool:
    try:
        return read_certificate(der).key_bits > 0
    except CertificateUnreadable:
        return False


def _facts(der: bytes) -> CertificateFacts:
    try:
        return read_certificate(der)
    except CertificateUnreadable:
        raise KeyFileDamaged() from None


def _longest_first(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    return tuple(sorted(identities, key=lambda each: each.certificate.not_after, reverse=True))
