"""Revocation lists (RFC 5280, sections 5 and 6.3): valid, revoked or unknown, and never one for another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sozialclient.crypto.certificate_policy import check_digest
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.crypto.x509_loading import GARBLED
from sozialclient.errors import SozialclientError
from sozialclient.model.trust import Standing

LARGEST_LIST = 32 * 1024 * 1024


class RevocationListUnreadable(SozialclientError):
    """The bytes are no revocation list, or larger than 32 MiB; parameter `size` in bytes."""

    reference = "CRL-UNREADABLE"


@dataclass(frozen=True, slots=True)
class Revocation:
    """The result for one certificate.

    `reason` (a reference) explains REVOKED and UNKNOWN; `revoked` is the date in the list, `list_from`
    when the list that decided was made; times are aware.
    """

    standing: Standing
    reason: str | None = None
    list_from: datetime | None = None
    revoked: datetime | None = None


def read_list(data: bytes) -> x509.CertificateRevocationList:
    """The list in a file, DER or PEM; raises RevocationListUnreadable."""
    if len(data) > LARGEST_LIST:
        raise RevocationListUnreadable(size=len(data))
    try:
        pem = data.lstrip()[:11] == b"-----BEGIN "
        found = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
        # These are read late.
        _ = found.issuer, found.last_update_utc, found.next_update_utc
    except GARBLED:
        raise RevocationListUnreadable(size=len(data)) from None
    return found


def standing_of(
    path: Sequence[bytes], lists: Iterable[x509.CertificateRevocationList], *, now: datetime, policy: Policy
) -> Revocation:
    """The worst result on a `path` (DER, certificate first, root last), which must have been verified.

    VALID needs for every certificate below the root a list by its issuer that covers it and is
    fresh at `now` (aware). A list that is too old still proves a revocation, but never its absence.
    """
    known = list(lists)
    chain = [x509.load_der_x509_certificate(der) for der in path]
    found = [
        _of_one(certificate, issuer, known, now, policy) for certificate, issuer in zip(chain, chain[1:], strict=False)
    ]
    worst = Standing.worst(tuple(each.standing for each in found))
    deciding = [each for each in found if each.standing is worst]
    return min(deciding, key=lambda each: each.list_from or now, default=Revocation(Standing.UNKNOWN, "CRL-NONE"))


def _of_one(
    certificate: x509.Certificate, issuer: x509.Certificate, lists: Sequence[x509.CertificateRevocationList],
    now: datetime, policy: Policy,
) -> Revocation:
    results = [_by_list(certificate, issuer, each, now, policy) for each in lists]
    for standing in (Standing.REVOKED, Standing.VALID):
        for result in results:
            if result.standing is standing:
                return result
    # A list of this very issuer that could not be used says more than that others do not concern it.
    return next((each for each in results if each.reason != "CRL-NONE"), Revocation(Standing.UNKNOWN, "CRL-NONE"))


def _by_list(
    certificate: x509.Certificate, issuer: x509.Certificate, crl: x509.CertificateRevocationList,
    now: datetime, policy: Policy,
) -> Revocation:
    made = crl.last_update_utc
    if crl.issuer != certificate.issuer:
        return Revocation(Standing.UNKNOWN, "CRL-NONE")
    try:
        check_digest(policy, crl)
        if not _is_by(crl, issuer):
            return Revocation(Standing.UNKNOWN, "CRL-ISSUER")
        if not _covers(crl, certificate):
            return Revocation(Standing.UNKNOWN, "CRL-SCOPE")
        entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            return Revocation(Standing.REVOKED, "CRL-REVOKED", made, entry.revocation_date_utc)
    except RefusedAlgorithm:
        return Revocation(Standing.UNKNOWN, "CRL-ISSUER")
    except GARBLED:
        return Revocation(Standing.UNKNOWN, "CRL-SCOPE")
    end = crl.next_update_utc
    if end is None or not made <= now <= end:
        return Revocation(Standing.UNKNOWN, "CRL-OLD")
    return Revocation(Standing.VALID, None, made)


def _is_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """RFC 5280, 6.3.3 (f) and (g): the issuer may sign lists, and has signed this one."""
    key = issuer.public_key()
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        return False
    try:
        if not issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign:
            return False
    except x509.ExtensionNotFound:
        pass
    return crl.is_signature_valid(key)


def _covers(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """RFC 5280, 6.3.3 (b) to (e): a whole list, for all reasons, by the issuer itself, for this kind of certificate."""
    for extension in crl.extensions:
        value = extension.value
        if isinstance(value, x509.DeltaCRLIndicator):
            return False
        if isinstance(value, x509.IssuingDistributionPoint):
            if not _in_scope(value, certificate):
                return False
        elif extension.critical:
            return False
    return True


def _in_scope(scope: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    if scope.indirect_crl or scope.only_contains_attribute_certs or scope.only_some_reasons:
        return False
    authority = _is_authority(certificate)
    if (scope.only_contains_user_certs and authority) or (scope.only_contains_ca_certs and not authority):
        return False
    if scope.relative_name is not None:
        return False
    return scope.full_name is None or bool(set(scope.full_name) & set(_points(certificate)))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _points(certificate: x509.Certificate) -> list[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [name for point in points for name in point.full_name or ()]
