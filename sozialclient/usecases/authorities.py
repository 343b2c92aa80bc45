"""Import, list and remove the authorities an office trusts: roots end paths, others only lead to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sozialclient.crypto.certificates import certificate_from_file, read_certificate
from sozialclient.crypto.paths import is_authority, is_self_signed, require_accepted
from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.trust import TrustedCertificate
from sozialclient.store.store import Store
from sozialclient.usecases.confirm_fingerprint import plain_fingerprint, require_confirmed


class NotAnAuthority(SozialclientError):
    """The certificate is not one of an authority (RFC 5280, 4.2.1.9: `cA`, and `keyCertSign`)."""

    reference = "CERT-NOT-AN-AUTHORITY"


class NoSuchAuthority(SozialclientError):
    """No imported authority has this fingerprint."""

    reference = "CERT-NO-SUCH-AUTHORITY"


@dataclass(frozen=True, slots=True)
class Authority:
    """One from a file, or an imported one: `added` and `training` as in TrustedCertificate."""

    certificate: CertificateFacts
    root: bool
    added: datetime | None = None
    training: bool = False


def read_authority(data: bytes, policy: Policy, at: datetime | None = None) -> Authority:
    """The authority in a certificate file (DER or PEM).

    Raises CertificateUnreadable, NotAnAuthority, and CertificateTooWeak for keys and digests the policy refuses.
    """
    der = certificate_from_file(data)
    if not is_authority(der):
        raise NotAnAuthority
    require_accepted(der, policy, at or datetime.now(UTC))
    return Authority(read_certificate(der), is_self_signed(der))


def import_authority(
    store: Store, data: bytes, policy: Policy, *, fingerprint: str | None = None, training: bool = False
) -> Authority:
    """Trust the authority in a file from now on. A root needs its whole `fingerprint` (SHA-256) beside the file.

    Raises as `read_authority`, and FingerprintUnconfirmed.
    """
    now = datetime.now(UTC)
    authority = read_authority(data, policy, now)
    if authority.root:
        require_confirmed(authority.certificate, fingerprint)
    store.certificates.add_trusted(authority.certificate.der, root=authority.root, training=training, at=now)
    return authority


def authorities(store: Store) -> tuple[Authority, ...]:
    """All imported ones, oldest first."""
    return tuple(
        Authority(read_certificate(each.der), each.root, each.added, each.training)
        for each in store.certificates.trusted()
    )


def remove_authority(store: Store, fingerprint: str) -> Authority:
    """Trust an authority no longer; raises NoSuchAuthority."""
    wanted = plain_fingerprint(fingerprint)
    for authority in authorities(store):
        if authority.certificate.sha256 == wanted:
            store.certificates.remove_trusted(authority.certificate.der)
            return authority
    raise NoSuchAuthority


def counting(trusted: tuple[TrustedCertificate, ...], *, training: bool) -> tuple[list[bytes], list[bytes]]:
    """Roots and other authorities (DER) that count for a mailbox in earnest, or for a training one too."""
    usable = [each for each in trusted if training or not each.training]
    return [each.der for each in usable if each.root], [each.der for each in usable if not each.root]
