"""Who stands behind the certificates, and whether they were revoked, as sentences with a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.documents.local_time import date_text, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.trust import CertificateTrust, RevocationNote, Standing, TrustReport
from sozialclient.model.verdict import Verdict
from sozialclient.reports.sheet import CheckRow
from sozialclient.texts import reason_text, text

VERDICTS = {Standing.VALID: Verdict.PASSED, Standing.UNKNOWN: Verdict.UNDECIDED, Standing.REVOKED: Verdict.FAILED}


def trust_rows(report: TrustReport) -> tuple[CheckRow, ...]:
    """One row for each certificate, then one for the last revocation check; nothing where nobody signed."""
    if not report.certificates:
        return ()
    return (*map(_certificate_row, report.certificates), revocation_row(report.revocation))


def is_revoked(report: TrustReport | None) -> bool:
    """Whether the last check found a revoked certificate."""
    return report is not None and report.revocation is not None and report.revocation.standing is Standing.REVOKED


def trust_sentence(report: TrustReport | None) -> str:
    """What the headline must not leave out: who signed is confirmed, or is not known."""
    if report is None or not report.certificates:
        return ""
    if is_revoked(report):
        return text("reports", "trust.sentence.revoked")
    if any(each.verdict is not Verdict.PASSED for each in report.certificates):
        return text("reports", "trust.sentence.unconfirmed")
    note = report.revocation
    checked = note is not None and note.standing is Standing.VALID
    return text("reports", "trust.sentence.confirmed" if checked else "trust.sentence.unchecked")


def revocation_row(note: RevocationNote | None) -> CheckRow:
    """The last revocation check in one row; one that was never made is undecided."""
    if note is None:
        return CheckRow(key="revocation", title=text("reports", "revocation.never"), verdict=Verdict.UNDECIDED)
    details = [text("reports", "revocation.at", time=time_text(note.at))]
    if note.lists_from is not None:
        details.append(text("reports", "revocation.list", date=date_text(note.lists_from)))
    if note.standing is Standing.UNKNOWN:
        details.append(text("reports", "revocation.neither"))
    return CheckRow(
        key="revocation", title=text("reports", f"revocation.{note.standing.value}"),
        verdict=VERDICTS[note.standing], detail=", ".join(details),
    )


def _certificate_row(trust: CertificateTrust) -> CheckRow:
    holder = certificate_name(trust.certificate)
    return CheckRow(
        key=f"trust-{trust.role.value}",
        title=text("reports", f"trust.{trust.role.value}.{trust.verdict.value}", holder=holder),
        verdict=trust.verdict,
        detail=", ".join(_details(trust)),
    )


def _details(trust: CertificateTrust) -> Iterator[str]:
    if trust.verdict is Verdict.PASSED:
        yield text("reports", "trust.path", names=" › ".join(certificate_name(each) for each in trust.path))
        yield text("reports", "trust.at", date=date_text(trust.at))
        if trust.weak:
            yield text("reports", "trust.weak")
        return
    yield reason_text(trust.reason or "")
    if trust.culprit is not None and trust.culprit != trust.certificate:
        yield text("reports", "trust.culprit", name=certificate_name(trust.culprit))
    yield text("reports", "trust.issuer", name=one_line(trust.certificate.issuer))


def certificate_name(certificate: CertificateFacts) -> str:
    """What a certificate calls its holder, made harmless and short."""
    return one_line(certificate.common_name or certificate.subject)
