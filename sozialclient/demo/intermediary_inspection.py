"""What the intermediary finds out about the certificates of a delivery (PROTOCOL 5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from sozialclient.crypto.certificates import CertificateUnreadable, read_certificate, valid_at
from sozialclient.model.process_card import Inspection, Instant
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole, HeaderCertificate
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.process_cards import instant_text

_ROLE = CertificateRole
_EXPIRED = {
    _ROLE.CIPHER_ORIGINATOR: FeedbackCode.CLIENT_CIPHER_EXPIRED,
    _ROLE.CIPHER_OTHER_AUTHOR: FeedbackCode.AUTHOR_CIPHER_EXPIRED,
    _ROLE.CIPHER_ADDRESSEE: FeedbackCode.ADDRESSEE_CIPHER_EXPIRED,
    _ROLE.CIPHER_OTHER_READER: FeedbackCode.READER_CIPHER_EXPIRED,
    _ROLE.SIGNATURE_ORIGINATOR: FeedbackCode.CLIENT_SIGNATURE_EXPIRED,
    _ROLE.SIGNATURE_OTHER_AUTHOR: FeedbackCode.AUTHOR_SIGNATURE_EXPIRED,
    _ROLE.SIGNATURE_ADDRESSEE: FeedbackCode.ADDRESSEE_SIGNATURE_EXPIRED,
}
_ISSUER_WRONG = {
    _ROLE.CIPHER_ORIGINATOR: FeedbackCode.CLIENT_CIPHER_ISSUER,
    _ROLE.CIPHER_OTHER_AUTHOR: FeedbackCode.AUTHOR_CIPHER_ISSUER,
    _ROLE.CIPHER_ADDRESSEE: FeedbackCode.ADDRESSEE_CIPHER_ISSUER,
    _ROLE.CIPHER_OTHER_READER: FeedbackCode.READER_CIPHER_ISSUER,
    _ROLE.SIGNATURE_ORIGINATOR: FeedbackCode.CLIENT_SIGNATURE_ISSUER,
    _ROLE.SIGNATURE_OTHER_AUTHOR: FeedbackCode.AUTHOR_SIGNATURE_ISSUER,
    _ROLE.SIGNATURE_ADDRESSEE: FeedbackCode.ADDRESSEE_SIGNATURE_ISSUER,
}
_OK, _CORRUPTED, _INDETERMINATE = "ok", "corrupted", "indeterminate"


@dataclass(frozen=True, slots=True)
class InspectionOutcome:
    """One inspection per certificate, and the feedback codes they lead to."""

    inspections: tuple[Inspection, ...]
    codes: tuple[str, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """Codes that forbid the order."""
        return tuple(code for code in self.codes if code.startswith("9"))


class Inspector:
    """Checks certificates against known `authorities` (DER); asks no one online, so says nothing of revocation."""

    def __init__(self, authorities: Iterable[bytes]) -> None:
        self._authorities = tuple(x509.load_der_x509_certificate(der) for der in authorities)

    def inspect(self, certificates: CertificateHeader, at: datetime) -> InspectionOutcome:
        """Inspect every certificate of a message as of `at` (aware)."""
        inspections: dict[bytes, Inspection] = {}
        codes: dict[str, None] = {}
        for entry in certificates.entries:
            try:
                inspection = self._inspect(entry, at)
            except CertificateUnreadable:
                codes[FeedbackCode.CERTIFICATE_CHECK_INCOMPLETE.value] = None
                continue
            inspections.setdefault(entry.der, inspection)
            if inspection.math_result == _CORRUPTED and entry.role in _ISSUER_WRONG:
                codes[_ISSUER_WRONG[entry.role].value] = None
            if inspection.offline_result != "valid" and entry.role in _EXPIRED:
                codes[_EXPIRED[entry.role].value] = None
        return InspectionOutcome(tuple(inspections.values()), tuple(codes))

    def _inspect(self, entry: HeaderCertificate, at: datetime) -> Inspection:
        facts = read_certificate(entry.der)
        math = self._math_result(entry.der)
        return Inspection(
            timestamp=Instant(instant_text(at), at),
            subject=facts.subject,
            issuer=facts.issuer,
            serial=facts.serial,
            certificate_type="advanced" if math == _OK else "unknown",
            math_result=math,
            offline_result="valid" if valid_at(facts, at) else "invalid",
            online_result=None,
        )

    def _math_result(self, der: bytes) -> str:
        """Whether the issuer's key made the certificate; undecided for issuers nobody told us of."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            # Names are read when they are asked for, and may be damaged.
            found = [issuer for issuer in self._authorities if issuer.subject == certificate.issuer]
        except ValueError:
            return _INDETERMINATE
        return _worst_case(_issued_by(certificate, issuer) for issuer in found)


def _worst_case(results: Iterable[bool]) -> str:
    """One fitting issuer is enough; several may share a name."""
    seen = list(results)
    if not seen:
        return _INDETERMINATE
    return _OK if any(seen) else _CORRUPTED


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
