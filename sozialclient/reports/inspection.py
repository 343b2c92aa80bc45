"""The inspection report (Prüfprotokoll) of an application with its process card."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.documents.local_time import date_text
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.values import size_text
from sozialclient.model.application import ApplicationCard
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import Delivery
from sozialclient.model.trust import TrustReport
from sozialclient.model.verdict import Verdict
from sozialclient.reports.checks import check_rows, inspection_rows, note_rows
from sozialclient.reports.sheet import CheckRow, FactRow, InspectionSheet
from sozialclient.reports.times import time_rows
from sozialclient.reports.trust import is_revoked, trust_rows, trust_sentence
from sozialclient.texts import feedback_text, text


def inspection_sheet(
    card: ApplicationCard, delivery: Delivery, trust: TrustReport | None = None
) -> InspectionSheet:
    """Everything that is known about the origin of an application, in words.

    `verdict` is the worst of our own checks of the content; the intermediary's inspections are shown
    beside them and do not change it. With a revoked certificate it is never PASSED. `trust` None: not judged.
    """
    checks = check_rows(delivery)
    verdict = Verdict.worst(check.verdict for check in checks)
    revoked = is_revoked(trust) and verdict is not Verdict.FAILED
    sentence = " ".join(filter(None, (_sentence(verdict, checks), trust_sentence(trust))))
    bundle = delivery.process_card
    return InspectionSheet(
        verdict=Verdict.UNDECIDED if revoked else verdict,
        headline=text("reports", "headline.revoked" if revoked else f"headline.{verdict.value}"),
        sentence=sentence,
        times=time_rows(card, bundle),
        checks=checks,
        notes=note_rows(delivery.all_findings()),
        inspections=inspection_rows(bundle.inspections if bundle else ()),
        technical=tuple(_technical(delivery)),
        trust=() if trust is None else trust_rows(trust),
    )


def _sentence(verdict: Verdict, checks: tuple[CheckRow, ...]) -> str:
    failed = sum(check.verdict is Verdict.FAILED for check in checks)
    undecided = sum(check.verdict is Verdict.UNDECIDED for check in checks)
    return text("reports", f"sentence.{verdict.value}", count=len(checks), failed=failed, open=undecided)


def _technical(delivery: Delivery) -> Iterator[FactRow]:
    yield _fact("message_id", one_line(delivery.message_id))
    yield _fact("message_type", one_line(delivery.message_type))
    yield _fact("subject", one_line(delivery.subject or ""))
    if delivery.originator:
        yield _fact("originator", _certificate(delivery.originator))
    answered = delivery.transport.signature
    if answered and answered.signer:
        yield _fact("intermediary", _certificate(answered.signer))
    for container in delivery.walk():
        for signature in container.signatures:
            if signature.signer:
                yield _fact("signer", _certificate(signature.signer))
    for content in delivery.contents():
        label = text("reports", "technical.content", id=one_line(content.untrusted_name or content.id))
        if content.sha256 is None or content.size is None:
            yield FactRow(label, text("reports", "technical.unread"))
        else:
            size = size_text(content.size)
            yield FactRow(label, text("reports", "technical.hash", size=size, sha256=content.sha256))
    for entry in delivery.feedback:
        label = text("reports", "technical.feedback", code=one_line(entry.code))
        yield FactRow(label, one_line(entry.untrusted_text, longest=300) or feedback_text(entry.code))


def _certificate(certificate: CertificateFacts) -> str:
    return text(
        "reports",
        "technical.fingerprint",
        name=one_line(certificate.common_name or certificate.subject),
        serial=certificate.serial,
        start=date_text(certificate.not_before),
        end=date_text(certificate.not_after),
        sha256=certificate.sha256,
    )


def _fact(key: str, value: str) -> FactRow:
    return FactRow(text("reports", f"technical.{key}"), value)
