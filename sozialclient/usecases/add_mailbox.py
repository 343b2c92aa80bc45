"""Set up a mailbox from key files, URL and the intermediary's certificates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sozialclient.crypto.certificates import certificate_from_file, may_encipher, may_sign, read_certificate
from sozialclient.errors import SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.net.address import parse_address
from sozialclient.store.store import Store
from sozialclient.usecases.store_keys import let_key_file_open
from sozialclient.usecases.unlock_keys import unlock_keys

_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,80}")


class MailboxNameInvalid(SozialclientError):
    """The name is empty, too long or holds characters that no file may have."""

    reference = "MAILBOX-NAME"


class MailboxExists(SozialclientError):
    """There is a mailbox of that name already."""

    reference = "MAILBOX-EXISTS"


class CipherCertificateUnfit(SozialclientError):
    """The certificate given for encryption is not meant for it, as when the two files were swapped."""

    reference = "MAILBOX-CIPHER-CERTIFICATE"


class SignatureCertificateUnfit(SozialclientError):
    """The certificate given for signatures is not meant for them."""

    reference = "MAILBOX-SIGNATURE-CERTIFICATE"


class MailboxUnprotected(SozialclientError):
    """Over plain http nobody but the signatures of both sides says who is talking, and one of them is missing."""

    reference = "MAILBOX-HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxForm:
    """What a user gives: bytes of the files as chosen, certificates in DER or PEM."""

    name: str
    url: str
    intermediary_cipher: bytes
    intermediary_signature: bytes | None
    key_file: bytes
    pin: str
    signature_key_file: bytes | None = None
    signature_pin: str | None = None
    transport: str = "osci12"
    training: bool = False


def read_mailbox_form(form: MailboxForm) -> Mailbox:
    """Check everything that can be checked without a connection.

    Raises MailboxNameInvalid, AddressInvalid, CipherCertificateUnfit, SignatureCertificateUnfit,
    MailboxUnprotected, certificate and key-file errors.
    """
    name = form.name.strip()
    if not _NAME.fullmatch(name):
        raise MailboxNameInvalid
    address = parse_address(form.url)
    cipher, signature = _certificates(form)
    keys = unlock_keys(form.key_file, form.pin, form.signature_key_file, form.signature_pin)
    if address.scheme == "http" and not address.own_machine and None in (signature, keys.signing):
        raise MailboxUnprotected
    return Mailbox(
        name=name,
        transport=form.transport,
        url=form.url,
        intermediary_cipher_certificate=cipher,
        intermediary_signature_certificate=signature,
        key_file=form.key_file,
        signature_key_file=form.signature_key_file,
        training=form.training,
    )


def _certificates(form: MailboxForm) -> tuple[bytes, bytes | None]:
    cipher = certificate_from_file(form.intermediary_cipher)
    require_cipher_certificate(cipher)
    if form.intermediary_signature is None:
        return cipher, None
    signature = certificate_from_file(form.intermediary_signature)
    require_signature_certificate(signature)
    return cipher, signature


def require_cipher_certificate(der: bytes) -> None:
    """Pass when requests can be encrypted for `der`; raises CipherCertificateUnfit, CertificateUnreadable."""
    if not may_encipher(read_certificate(der)):
        raise CipherCertificateUnfit


def require_signature_certificate(der: bytes) -> None:
    """Pass when answers can be signed with `der`; raises SignatureCertificateUnfit, CertificateUnreadable."""
    if not may_sign(read_certificate(der)):
        raise SignatureCertificateUnfit


def continued_applications(store: Store, name: str) -> int:
    """How many applications a new mailbox of this name goes on with, because a removed one was called so (ADR 32)."""
    return sum(store.listing.states(name).values())


def add_mailbox(store: Store, form: MailboxForm) -> Mailbox:
    """Check `form` and keep the mailbox, whose key file opens the store from now on; raises also MailboxExists."""
    mailbox = read_mailbox_form(form)
    if any(known.name == mailbox.name for known in store.mailboxes()):
        raise MailboxExists(name=mailbox.name)
    store.save_mailbox(mailbox)
    keys = unlock_keys(form.key_file, form.pin, form.signature_key_file, form.signature_pin)
    let_key_file_open(store, mailbox, keys.cipher_certificate)
    return mailbox
