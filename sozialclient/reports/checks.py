"""Our own verification and the intermediary's inspections as sentences with a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sozialclient.documents.local_time import date_text, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.model.delivery import Container, Delivery, Encryption, SignatureResult
from sozialclient.model.process_card import Inspection
from sozialclient.model.verdict import Finding, Verdict
from sozialclient.reports.algorithms import algorithm_name
from sozialclient.reports.sheet import CheckRow, NoteRow
from sozialclient.texts import finding_text, reason_text, text

_MATH_WORDS = ("ok", "corrupted", "indeterminate")
_OFFLINE_WORDS = ("valid", "invalid", "indeterminate")
_ONLINE_WORDS = ("ok", "revoked")
_CERTIFICATE_WORDS = ("advanced", "qualified", "accredited", "unknown")


def check_rows(delivery: Delivery) -> tuple[CheckRow, ...]:
    """Integrity, decryption, authors, transport: what was verified here."""
    return (_integrity(delivery), _decryption(delivery), *_authors(delivery), _transport(delivery))


def note_rows(findings: Iterable[Finding]) -> tuple[NoteRow, ...]:
    """Findings in words, each once."""
    return tuple(
        NoteRow(finding.reference, finding.severity, sentence(finding.reference, dict(finding.parameters)))
        for finding in dict.fromkeys(findings)
    )


def inspection_rows(inspections: Iterable[Inspection]) -> tuple[CheckRow, ...]:
    """What the intermediary found about certificates, in its own order."""
    return tuple(_inspection(inspection) for inspection in inspections)


def sentence(reference: str, parameters: dict[str, str] | None = None) -> str:
    """The wording of a finding; its bare reference when there is no wording yet."""
    try:
        return finding_text(reference, parameters)
    except KeyError:
        return reference


def _integrity(delivery: Delivery) -> CheckRow:
    verdicts = [content.integrity for content in delivery.contents()]
    verdict = Verdict.worst(verdicts)
    sound = sum(one is Verdict.PASSED for one in verdicts)
    return CheckRow(
        key="integrity",
        title=text("reports", f"integrity.{verdict.value}"),
        verdict=verdict,
        detail=text("reports", "integrity.detail", count=len(verdicts), sound=sound),
    )


def _decryption(delivery: Delivery) -> CheckRow:
    containers = list(delivery.walk())
    unreadable = [container for container in containers if not container.readable]
    if unreadable or not containers:
        names = (text("reports", "decryption.unreadable", id=one.id) for one in unreadable)
        return CheckRow(
            key="decryption",
            title=text("reports", "decryption.undecided"),
            verdict=Verdict.UNDECIDED,
            detail="; ".join(names),
        )
    encrypted = [container.encryption for container in containers if container.encryption]
    if not encrypted:
        return CheckRow(key="decryption", title=text("reports", "decryption.clear"), verdict=Verdict.UNDECIDED)
    details = dict.fromkeys(_encryption_text(encryption) for encryption in encrypted)
    return CheckRow(
        key="decryption",
        title=text("reports", "decryption.passed"),
        verdict=Verdict.PASSED,
        detail="; ".join(details),
    )


def _encryption_text(encryption: Encryption) -> str:
    described = text(
        "reports",
        "decryption.with",
        cipher=algorithm_name(encryption.cipher),
        transport=algorithm_name(encryption.key_transport),
    )
    if encryption.reader is None:
        return described
    return f"{described}, {text('reports', 'decryption.reader', date=date_text(encryption.reader.not_after))}"


def _authors(delivery: Delivery) -> Iterator[CheckRow]:
    signatures = [signature for container in delivery.walk() for signature in container.signatures]
    if not signatures and any(_has_contents(container) for container in delivery.walk()):
        yield CheckRow(key="author", title=text("reports", "author.none"), verdict=Verdict.UNDECIDED)
    for signature in signatures:
        yield CheckRow(
            key="author",
            title=text("reports", f"author.{signature.verdict.value}", signer=_signer(signature)),
            verdict=signature.verdict,
            detail=", ".join(_signature_details(signature)),
        )


def _has_contents(container: Container) -> bool:
    return bool(container.contents)


def _signer(signature: SignatureResult) -> str:
    if signature.signer is None:
        return text("reports", "author.unknown")
    return one_line(signature.signer.common_name or signature.signer.subject)


def _signature_details(signature: SignatureResult) -> Iterator[str]:
    yield from dict.fromkeys((algorithm_name(signature.algorithm), *map(algorithm_name, signature.digests)))
    if signature.reason:
        yield reason_text(signature.reason)
    if signature.weak:
        yield text("reports", "author.weak")
    if signature.claimed_time:
        yield text("reports", "author.claimed", time=one_line(signature.claimed_time))


def _transport(delivery: Delivery) -> CheckRow:
    transport = delivery.transport
    cipher = algorithm_name(transport.encryption.cipher) if transport.encryption else ""
    details = [text("reports", "transport.encrypted", cipher=cipher) if cipher else text("reports", "transport.clear")]
    signature = transport.signature
    if signature is None:
        details.append(text("reports", "transport.unsigned"))
    else:
        details.append(
            text(
                "reports",
                "transport.signed",
                signer=_signer(signature),
                algorithm=algorithm_name(signature.algorithm),
            )
        )
        if signature.reason:
            details.append(reason_text(signature.reason))
    return CheckRow(
        key="transport",
        title=text("reports", f"transport.{transport.verdict.value}"),
        verdict=transport.verdict,
        detail=", ".join(details),
    )


def _inspection(inspection: Inspection) -> CheckRow:
    results = [
        text("reports", "inspection.math", result=_math_word(inspection.math_result)),
        text("reports", "inspection.offline", result=_offline_word(inspection.offline_result)),
        text("reports", "inspection.online", result=_online_word(inspection.online_result))
        if inspection.online_result is not None
        else text("reports", "inspection.no_online"),
        text("reports", "inspection.type", type=_type_word(inspection.certificate_type)),
        text("reports", "inspection.by", issuer=one_line(inspection.issuer), serial=one_line(inspection.serial)),
    ]
    if inspection.timestamp.utc:
        results.append(time_text(inspection.timestamp.utc))
    return CheckRow(
        key="inspection",
        title=text("reports", "inspection.label", subject=one_line(inspection.subject)),
        verdict=_inspection_verdict(inspection),
        detail=", ".join(results),
    )


def _inspection_verdict(inspection: Inspection) -> Verdict:
    """A missing online check leaves the question open; it is no failure."""
    results = (inspection.math_result, inspection.offline_result, inspection.online_result)
    if any(result in ("corrupted", "invalid", "revoked") for result in results):
        return Verdict.FAILED
    return Verdict.PASSED if results == ("ok", "valid", "ok") else Verdict.UNDECIDED


def _math_word(word: str) -> str:
    return text("reports", f"math_result.{word}") if word in _MATH_WORDS else one_line(word)


def _offline_word(word: str) -> str:
    return text("reports", f"offline_result.{word}") if word in _OFFLINE_WORDS else one_line(word)


def _online_word(word: str) -> str:
    return text("reports", f"online_result.{word}") if word in _ONLINE_WORDS else one_line(word)


def _type_word(word: str) -> str:
    return text("reports", f"certificate_type.{word}") if word in _CERTIFICATE_WORDS else one_line(word)
