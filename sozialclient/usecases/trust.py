"""Who stands behind an application: paths of the certificates that vouch for it, and the last revocation check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sozialclient.crypto.certificates import CertificateUnreadable
from sozialclient.crypto.paths import PathError, find_path
from sozialclient.crypto.policy import Policy, Strength
from sozialclient.model.application import ApplicationCard, JournalEntry
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import Delivery
from sozialclient.model.trust import CertificateTrust, RevocationNote, Role, Standing, TrustReport
from sozialclient.model.verdict import Verdict
from sozialclient.store.books.actions import REVOCATION_CHECKED
from sozialclient.store.store import Store
from sozialclient.usecases.authorities import counting

NO_ROOTS = "CERT-NO-ROOTS"
_NOTE = re.compile(r"valid=(\d+), revoked=(\d+), unknown=(\d+)(?:, list=(\d{8}))?")


def trust_report(store: Store, policy: Policy, card: ApplicationCard, delivery: Delivery) -> TrustReport:
    """What is known of every certificate whose signature was found right; read from the store alone."""
    roots, others = counting(store.certificates.trusted(), training=card.training)
    at = signed_at(card, delivery)
    certificates = tuple(
        _judged(facts, role, roots, others, at, policy) for role, facts in vouching(delivery)
    )
    return TrustReport(certificates, last_revocation_check(store.journal(card.id)))


def signed_at(card: ApplicationCard, delivery: Delivery) -> datetime:
    """The time signatures are judged for: the Eingang at the intermediary, else when it came here.

    What an author claims (XAdES SigningTime) is no proof of any time.
    """
    bundle = delivery.process_card
    creation = bundle.card.creation if bundle is not None else None
    return (creation.utc if creation is not None else None) or card.received or card.fetched


def vouching(delivery: Delivery) -> Iterator[tuple[Role, CertificateFacts]]:
    """Certificates whose signature passed, each once: of authors, and of the intermediary."""
    seen: set[tuple[Role, str]] = set()
    for role, facts in _signers(delivery):
        if (role, facts.sha256) not in seen:
            seen.add((role, facts.sha256))
            yield role, facts


def _signers(delivery: Delivery) -> Iterator[tuple[Role, CertificateFacts]]:
    for container in delivery.walk():
        for signature in container.signatures:
            if signature.verdict is Verdict.PASSED and signature.signer is not None:
                yield Role.AUTHOR, signature.signer
    transport = delivery.transport
    if transport.verdict is Verdict.PASSED and transport.signature is not None and transport.signature.signer:
        yield Role.INTERMEDIARY, transport.signature.signer


def _judged(
    facts: CertificateFacts, role: Role, roots: list[bytes], others: list[bytes], at: datetime, policy: Policy
) -> CertificateTrust:
    reason, culprit = NO_ROOTS, facts
    if roots:
        try:
            path, strength = find_path(facts.der, others, roots, at=at, policy=policy)
        except PathError as error:
            reason, culprit = error.reference, error.culprit
        except CertificateUnreadable as error:
            reason = error.reference
        else:
            return CertificateTrust(
                certificate=facts, role=role, at=at, verdict=Verdict.PASSED, path=path, weak=strength is Strength.WEAK
            )
    return CertificateTrust(
        certificate=facts, role=role, at=at, verdict=Verdict.UNDECIDED, reason=reason, culprit=culprit
    )


def note_words(note: RevocationNote) -> str:
    """How the journal keeps a revocation check: counts, and the day of the oldest list used."""
    counts = f"valid={note.valid}, revoked={note.revoked}, unknown={note.unknown}"
    return counts if note.lists_from is None else f"{counts}, list={note.lists_from.astimezone(UTC):%Y%m%d}"


def last_revocation_check(journal: Iterable[JournalEntry]) -> RevocationNote | None:
    """The last check among the journal lines of one application, None: never checked.

    One that found out nothing, with the lists of others for instance, takes nothing back that was proved before.
    """
    last = None
    for entry in journal:
        found = _NOTE.fullmatch(entry.detail) if entry.action == REVOCATION_CHECKED else None
        if found is not None:
            valid, revoked, unknown = (int(found.group(number)) for number in (1, 2, 3))
            day = found.group(4)
            lists_from = None if day is None else datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
            note = RevocationNote(at=entry.at, valid=valid, revoked=revoked, unknown=unknown, lists_from=lists_from)
            if last is None or (last.standing, note.standing) != (Standing.REVOKED, Standing.UNKNOWN):
                last = note
    return last
