"""Change what was pinned for an intermediary: only by somebody who has compared the fingerprint."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from sozialclient.crypto.certificates import CertificateUnreadable, certificate_from_file, read_certificate
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox
from sozialclient.osci.cover import TransportSignerChanged
from sozialclient.store.errors import StoreError
from sozialclient.store.store import Store
from sozialclient.usecases.add_mailbox import require_cipher_certificate, require_signature_certificate
from sozialclient.usecases.confirm_fingerprint import require_confirmed


class NothingOffered(SozialclientError):
    """The intermediary has not signed with any other certificate than the one on file."""

    reference = "PIN-NOTHING-OFFERED"


class PinKind(enum.Enum):
    """What the intermediary uses the certificate for."""

    SIGNATURE = "signature"
    CIPHER = "cipher"


@dataclass(frozen=True, slots=True)
class PinChange:
    """One certificate that would take the place of another; `before` None: there was none."""

    mailbox: str
    kind: PinKind
    before: CertificateFacts | None
    after: CertificateFacts


@contextlib.contextmanager
def noting_changed_signer(store: Store, mailbox: str) -> Iterator[None]:
    """Within it, the certificate of an intermediary that has changed its signature is noted for a decision."""
    try:
        yield
    except TransportSignerChanged as error:
        note_changed_signer(store, mailbox, error)
        raise


def note_changed_signer(store: Store, mailbox: str, error: SozialclientError | None) -> None:
    """Note what `error` offers, where it is about a changed signer; a store that takes nothing stops nobody.

    Whoever sits on the line can offer any bytes: what cannot be read is nothing to decide about, and nothing to keep.
    """
    if isinstance(error, TransportSignerChanged):
        with contextlib.suppress(StoreError, CertificateUnreadable):
            read_certificate(error.certificate)
            store.certificates.note_offered(mailbox, error.certificate)


def offered_change(store: Store, mailbox: str) -> PinChange:
    """What the intermediary signed with last instead of its pinned certificate. Raises NothingOffered.

    Also CertificateUnreadable, SignatureCertificateUnfit and StoreNoSuchMailbox.
    """
    offered = store.mailbox(mailbox).offered_signature_certificate
    if offered is None:
        raise NothingOffered
    return change_from_file(store, mailbox, PinKind.SIGNATURE, offered)


def change_from_file(store: Store, mailbox: str, kind: PinKind, data: bytes) -> PinChange:
    """What would change with a certificate file (DER or PEM) from the operator; nothing changes yet.

    Raises CertificateUnreadable, CipherCertificateUnfit, SignatureCertificateUnfit and StoreNoSuchMailbox.
    """
    known = store.mailbox(mailbox)
    der = certificate_from_file(data)
    if kind is PinKind.SIGNATURE:
        require_signature_certificate(der)
        before = known.intermediary_signature_certificate
    else:
        require_cipher_certificate(der)
        before = known.intermediary_cipher_certificate
    return PinChange(mailbox, kind, None if before is None else read_certificate(before), read_certificate(der))


def confirm_change(store: Store, change: PinChange, fingerprint: str | None) -> Mailbox:
    """Believe the new certificate from now on. `fingerprint` is its SHA-256 as the operator told it.

    Raises FingerprintUnconfirmed and the errors of the store; nothing has changed then.
    """
    require_confirmed(change.after, fingerprint)
    if change.kind is PinKind.SIGNATURE:
        return store.certificates.pin(change.mailbox, signature=change.after.der)
    return store.certificates.pin(change.mailbox, cipher=change.after.der)
