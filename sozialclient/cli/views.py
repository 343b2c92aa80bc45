"""Deliveries, applications and mailboxes as JSON values of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from sozialclient.cli.output import Json
from sozialclient.model.application import ApplicationCard, JournalEntry
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import Container, Content, Delivery, SignatureResult, TransportProtection
from sozialclient.model.process_card import Instant, ProcessCardBundle
from sozialclient.model.trust import RevocationNote, TrustReport
from sozialclient.model.verdict import Finding
from sozialclient.model.work import Work
from sozialclient.texts import finding_text

PathOf = Callable[[Content], Path | None]


def delivery_json(delivery: Delivery, path_of: PathOf) -> Json:
    """A delivery with everything that was checked."""
    return {
        "message_type": delivery.message_type,
        "message_id": delivery.message_id,
        "subject": delivery.subject,
        "feedback": [entry.code for entry in delivery.feedback],
        "originator": None if delivery.originator is None else certificate_json(delivery.originator),
        "process_card": None if delivery.process_card is None else process_card_json(delivery.process_card),
        "transport": _transport(delivery.transport),
        "containers": [_container(container, path_of) for container in delivery.walk()],
        "findings": [_finding(finding) for finding in delivery.all_findings()],
    }


def _transport(transport: TransportProtection) -> Json:
    return {
        "encrypted": transport.encryption is not None,
        "algorithm": None if transport.encryption is None else transport.encryption.cipher,
        "key_transport": None if transport.encryption is None else transport.encryption.key_transport,
        "verdict": transport.verdict.value,
        "signature": None if transport.signature is None else _signature(transport.signature),
    }


def _container(container: Container, path_of: PathOf) -> Json:
    return {
        "id": container.id,
        "encrypted": container.encryption is not None,
        "readable": container.readable,
        "algorithm": None if container.encryption is None else container.encryption.cipher,
        "signatures": [_signature(signature) for signature in container.signatures],
        "contents": [_content(content, path_of(content)) for content in container.contents],
        "containers": [inner.id for inner in container.containers],
    }


def _signature(signature: SignatureResult) -> Json:
    return {
        "signer": None if signature.signer is None else signature.signer.subject,
        "signer_sha256": None if signature.signer is None else signature.signer.sha256,
        "algorithm": signature.algorithm,
        "digests": list(signature.digests),
        "verdict": signature.verdict.value,
        "weak": signature.weak,
        "reason": signature.reason,
        "claimed_time": signature.claimed_time,
    }


def _content(content: Content, path: Path | None) -> Json:
    return {
        "id": content.id,
        "kind": content.kind.value,
        "name": content.untrusted_name,
        "mime": content.untrusted_media_type,
        "size": content.size,
        "sha256": content.sha256,
        "integrity": content.integrity.value,
        "path": None if path is None else str(path),
    }


def _finding(finding: Finding) -> Json:
    return {
        "reference": finding.reference,
        "severity": finding.severity.value,
        "text": describe(finding),
    }


def describe(finding: Finding) -> str:
    """The sentence of a finding."""
    return finding_text(finding.reference, dict(finding.parameters))


def certificate_json(certificate: CertificateFacts) -> Json:
    """What a certificate says of itself."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "sha256": certificate.sha256,
        "key": f"{certificate.key_type}-{certificate.key_bits}",
    }


def trust_json(report: TrustReport) -> Json:
    """Paths of the certificates that vouch for an application, and its last revocation check."""
    return {
        "certificates": [
            {
                "role": each.role.value,
                "subject": each.certificate.subject,
                "sha256": each.certificate.sha256,
                "verdict": each.verdict.value,
                "reason": each.reason,
                "path": [issuer.subject for issuer in each.path],
                "at": each.at.isoformat(),
            }
            for each in report.certificates
        ],
        "revocation": None if report.revocation is None else revocation_json(report.revocation),
    }


def revocation_json(note: RevocationNote) -> Json:
    """One of three results: `valid`, `revoked`, `unknown`; with the counts behind it."""
    return {
        "standing": note.standing.value, "checked": note.at.isoformat(), "valid": note.valid,
        "revoked": note.revoked, "unknown": note.unknown, "lists_from": _time(note.lists_from),
    }


def process_card_json(bundle: ProcessCardBundle) -> Json:
    """A process card with its inspections; times as received."""
    card = bundle.card
    return {
        "message_id": bundle.message_id,
        "subject": card.subject,
        "creation": _instant(card.creation),
        "forwarding": _instant(card.forwarding),
        "reception": _instant(card.reception),
        "recent_modification": card.recent_modification.received,
        "inspections": [
            {
                "subject": inspection.subject,
                "math": inspection.math_result,
                "offline": inspection.offline_result,
                "online": inspection.online_result,
            }
            for inspection in bundle.inspections
        ],
    }


def _instant(instant: Instant | None) -> str | None:
    return None if instant is None else instant.received


def card_json(card: ApplicationCard) -> Json:
    """One row of the list; times in UTC."""
    return {
        "id": card.id,
        "mailbox": card.mailbox,
        "message_id": card.message_id,
        "state": card.state.value,
        "subject": card.subject,
        "service_key": card.service_key,
        "service": card.service_name,
        "applicant": card.applicant,
        "received": _time(card.received),
        "fetched": _time(card.fetched),
        "opened": _time(card.opened),
        "contents": card.content_count,
        "attachments": card.attachment_count,
        "size": card.size,
        "verdict": card.verdict.value,
        "findings": card.finding_count,
        "training": card.training,
        "duplicate_of": card.duplicate_of,
        "failure": card.failure,
        "acknowledged": card.acknowledged,
        "work": work_json(card.work),
    }


def work_json(work: Work) -> Json:
    """Who is in charge, when it comes up again, how many fields were carried over."""
    return {
        "assigned": work.assigned, "file_number": work.file_number,
        "due": None if work.due is None else work.due.isoformat(), "steps": work.steps, "ticked": work.ticked,
    }


def journal_json(entries: Iterable[JournalEntry]) -> list[Json]:
    """Journal lines, oldest first."""
    return [{"at": entry.at.isoformat(), "action": entry.action, "detail": entry.detail} for entry in entries]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
