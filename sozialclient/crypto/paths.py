"""Certification paths to imported roots (RFC 5280, section 6.1), for the time of a signature.

`cryptography` alone decides whether a path is good: signatures, validity, basic constraints, path
length, name constraints, unknown critical extensions. What is searched here besides only finds out
why there is none. Algorithms and key usage are this program's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from sozialclient.crypto.certificate_policy import check_digest, key_strength_at
from sozialclient.crypto.certificates import CertificateUnreadable, may_sign, read_certificate, valid_at
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.crypto.x509_loading import GARBLED, load_certificate
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts

MOST_ISSUERS = 5
"""Issuers between a certificate and its root. The V-PKI has one."""

_MOST_TRIED = 40
Usable = Callable[[CertificateFacts], bool]


class PathError(SozialclientError):
    """No path; parameter `certificate` begins the SHA-256 of the one it is about, `culprit` holds its facts."""

    reference = "CERT-UNTRUSTED"

    def __init__(self, culprit: CertificateFacts, **parameters: str | int) -> None:
        super().__init__(certificate=culprit.sha256[:16], **parameters)
        self.culprit = culprit


class CertificateUntrusted(PathError):
    """No imported root, and no authority below one, has signed it."""

    reference = "CERT-UNTRUSTED"


class CertificateNotInTime(PathError):
    """A path is there, but one of its certificates was not valid then."""

    reference = "CERT-NOT-IN-TIME"


class CertificateWrongUsage(PathError):
    """Its KeyUsage does not allow what it was used for."""

    reference = "CERT-USAGE"


class CertificateTooWeak(PathError):
    """A key or a digest in its path is not accepted; parameter `name`."""

    reference = "CERT-WEAK"


class CertificatePathInvalid(PathError):
    """Signatures lead to a root, but a rule of RFC 5280 is broken: who signed was no authority, or not for this."""

    reference = "CERT-PATH"


def find_path(
    der: bytes, others: Iterable[bytes], roots: Iterable[bytes], *, at: datetime, policy: Policy,
    usable: Usable = may_sign,
) -> tuple[tuple[CertificateFacts, ...], Strength]:
    """The issuers of `der` up to one of `roots`, nearest first, and how strong the weakest key among all is.

    `others` may help to get there and are not trusted. Everything is judged for the aware time `at`.
    Raises CertificateUnreadable and the errors of this module.
    """
    facts = read_certificate(der)
    leaf = load_certificate(der)
    if not usable(facts):
        raise CertificateWrongUsage(facts)
    strength = _strength(policy, leaf, at)
    helpers, anchors = _readable(others), _readable(roots)
    chain = _verified(leaf, helpers, anchors, at)
    if chain is None:
        raise _why_not(leaf, helpers, anchors, at)
    found = [_strength(policy, each, at) for each in chain]
    weakest = Strength.WEAK if Strength.WEAK in (strength, *found) else Strength.STRONG
    return tuple(_facts(each) for each in chain), weakest


def is_authority(der: bytes) -> bool:
    """Whether a certificate may sign others: `cA` (RFC 5280, 4.2.1.9) and, with KeyUsage, `keyCertSign` (4.2.1.3).

    Raises CertificateUnreadable.
    """
    usage = read_certificate(der).key_usage
    try:
        constraints = load_certificate(der).extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    except GARBLED:
        raise CertificateUnreadable(size=len(der)) from None
    return constraints.ca and (usage is None or "keyCertSign" in usage)


def is_self_signed(der: bytes) -> bool:
    """Whether a certificate is signed with its own key; raises CertificateUnreadable."""
    certificate = load_certificate(der)
    return _has_signed(certificate, certificate)


def require_accepted(der: bytes, policy: Policy, at: datetime) -> Strength:
    """How far key and digest of a certificate are accepted then; raises CertificateTooWeak, CertificateUnreadable."""
    return _strength(policy, load_certificate(der), at)


def _verified(
    leaf: x509.Certificate, helpers: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], at: datetime
) -> list[x509.Certificate] | None:
    """Issuers of `leaf`. V-PKI certificates carry neither subject alternative name nor extended usage."""
    if not anchors:
        return None
    builder = PolicyBuilder().store(Store(list(anchors))).time(at).max_chain_depth(MOST_ISSUERS)
    builder = builder.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        chain = builder.build_client_verifier().verify(leaf, list(helpers)).chain
    except (VerificationError, *GARBLED):
        return None
    return chain[1:] or [leaf]


def _strength(policy: Policy, certificate: x509.Certificate, at: datetime) -> Strength:
    facts = _facts(certificate)
    try:
        check_digest(policy, certificate)
        return key_strength_at(policy, facts, at)
    except RefusedAlgorithm as error:
        raise CertificateTooWeak(facts, name=error.parameters["name"]) from None


def _why_not(
    leaf: x509.Certificate, helpers: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], at: datetime
) -> PathError:
    """Follow signatures alone to a root, and say what on that way is against it."""
    chain = _signed_chain(leaf, helpers, anchors)
    if chain is None:
        return CertificateUntrusted(_facts(leaf))
    for each in chain:
        if not valid_at(_facts(each), at):
            return CertificateNotInTime(_facts(each))
    return CertificatePathInvalid(_facts(leaf))


def _signed_chain(
    leaf: x509.Certificate, helpers: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]
) -> list[x509.Certificate] | None:
    """Any chain of signatures to an anchor, breadth first, so that loops and crowds cost a bounded number of tries."""
    waiting = [[leaf]]
    tried = 0
    while waiting and tried < _MOST_TRIED:
        chain = waiting.pop(0)
        if chain[-1] in anchors:
            return chain
        tried += 1
        if len(chain) > MOST_ISSUERS + 1:
            continue
        issuers = [each for each in (*anchors, *helpers) if each not in chain and _has_signed(each, chain[-1])]
        waiting += [[*chain, issuer] for issuer in issuers]
    return None


def _has_signed(issuer: x509.Certificate, signed: x509.Certificate) -> bool:
    try:
        signed.verify_directly_issued_by(issuer)
    except (InvalidSignature, *GARBLED):
        return False
    return True


def _readable(ders: Iterable[bytes]) -> list[x509.Certificate]:
    """Those that can be read; one that cannot leads nowhere."""
    found = []
    for der in dict.fromkeys(ders):
        try:
            read_certificate(der)
            found.append(load_certificate(der))
        except CertificateUnreadable:
            continue
    return found


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    return read_certificate(certificate.public_bytes(Encoding.DER))
