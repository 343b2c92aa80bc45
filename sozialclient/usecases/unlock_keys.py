"""Unlock the keys of a mailbox with its PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.key_file import Identity, open_key_file
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox
from sozialclient.transports.base import MailboxKeys


class NoCipherKey(SozialclientError):
    """The key file holds no key that can open deliveries."""

    reference = "KEY-NO-CIPHER"


def unlock_keys(
    key_file: bytes, pin: str, signature_key_file: bytes | None = None, signature_pin: str | None = None
) -> MailboxKeys:
    """Open the key files of a mailbox; raises the errors of `crypto.key_file` and NoCipherKey.

    The signature is made with the key of the second file if there is one, otherwise with a key
    of the first that may sign; without any that is valid today, requests go unsigned. An expired
    certificate signs nothing, but its key still opens what was encrypted for it.
    """
    now = datetime.now(UTC)
    ciphers = open_key_file(key_file, pin)
    usable = [identity for identity in ciphers.cipher_identities() if identity.certificate.key_type == "RSA"]
    if not usable:
        raise NoCipherKey
    others: tuple[Identity, ...] = ()
    signature = ciphers.signature_identity(now)
    if signature_key_file is not None:
        second = open_key_file(signature_key_file, pin if signature_pin is None else signature_pin)
        signature = second.signature_identity(now) or signature
        others = tuple(each for each in second.identities if each.certificate.key_type == "RSA")
    rsa = [identity for identity in ciphers.identities if identity.certificate.key_type == "RSA"]
    decryption = {each.certificate.der: each for each in (*usable, *rsa, *others)}
    return MailboxKeys(
        cipher_certificate=usable[0].certificate.der,
        decryption=tuple(identity.decryption_key() for identity in decryption.values()),
        signing=None if signature is None else signature.signing_key(),
    )


def unlock_mailbox(mailbox: Mailbox, pin: str, signature_pin: str | None = None) -> MailboxKeys:
    """Keys of a mailbox that is set up; raises like `unlock_keys`."""
    return unlock_keys(mailbox.key_file, pin, mailbox.signature_key_file, signature_pin)


@dataclass(frozen=True, slots=True)
class InspectedKeyFile:
    """The certificate that would name the mailbox, and `notices` as in KeyFile."""

    certificate: CertificateFacts
    notices: tuple[str, ...]


def inspect_key_file(data: bytes, pin: str) -> InspectedKeyFile:
    """What a user has to know of a key file; raises like `unlock_keys`."""
    certificate = read_certificate(unlock_keys(data, pin).cipher_certificate)
    return InspectedKeyFile(certificate, open_key_file(data, pin).notices)

