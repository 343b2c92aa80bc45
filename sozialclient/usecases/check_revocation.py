"""Check on demand whether the certificates behind an application were revoked, and note the result with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import LARGEST_LIST, Revocation, RevocationListUnreadable, read_list, standing_of
from sozialclient.errors import SozialclientError
from sozialclient.model.trust import CertificateTrust, RevocationNote, Standing
from sozialclient.model.verdict import Verdict
from sozialclient.net.errors import UnexpectedStatus
from sozialclient.net.http_client import HttpClient
from sozialclient.store.books.actions import REVOCATION_CHECKED
from sozialclient.store.store import Store
from sozialclient.transports.base import CancelCheck
from sozialclient.usecases.trust import note_words, trust_report

_OK = 200


class NoListAddress(SozialclientError):
    """Nobody allowed an address to fetch revocation lists from (`[network] crl_addresses`)."""

    reference = "CRL-NO-ADDRESS"


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """One certificate and what the lists say of it and of its issuers."""

    trust: CertificateTrust
    revocation: Revocation


@dataclass(frozen=True, slots=True)
class RevocationCheck:
    """Results in the order of the report; `note` is what the journal keeps."""

    certificates: tuple[CheckedCertificate, ...]
    note: RevocationNote


def check_revocation(
    store: Store, policy: Policy, application_id: str, lists: Sequence[bytes], now: datetime | None = None
) -> RevocationCheck:
    """Look every vouching certificate up in `lists` (DER or PEM each), and note the outcome.

    A certificate without a path to a trusted root is UNKNOWN: whose list would have to be believed
    is not known either. Raises RevocationListUnreadable before anything is noted, StoreReadingOnly
    and the errors of the store.
    """
    store.require_writing()
    moment = now or datetime.now(UTC)
    read = [read_list(data) for data in lists]
    report = trust_report(store, policy, store.card(application_id), store.delivery(application_id))
    found = []
    for trust in report.certificates:
        result = Revocation(Standing.UNKNOWN, "CRL-NO-PATH")
        if trust.verdict is Verdict.PASSED:
            path = [trust.certificate.der, *(issuer.der for issuer in trust.path)]
            result = standing_of(path, read, now=moment, policy=policy)
        found.append(CheckedCertificate(trust, result))
    note = _note(found, moment)
    store.record(REVOCATION_CHECKED, application_id, note_words(note))
    return RevocationCheck(tuple(found), note)


def _note(found: Sequence[CheckedCertificate], at: datetime) -> RevocationNote:
    counts = Counter(each.revocation.standing for each in found)
    made = [each.revocation.list_from for each in found if each.revocation.list_from is not None]
    return RevocationNote(
        at=at, valid=counts[Standing.VALID], revoked=counts[Standing.REVOKED],
        unknown=counts[Standing.UNKNOWN], lists_from=min(made, default=None),
    )


def download_lists(http: HttpClient, addresses: Iterable[str], cancelled: CancelCheck) -> list[bytes]:
    """Fetch the lists from the addresses somebody allowed; what a certificate names is never asked.

    Raises NoListAddress, UnexpectedStatus, RevocationListUnreadable, Cancelled and the errors of `net`.
    """
    wanted = tuple(addresses)
    if not wanted:
        raise NoListAddress
    return [_download(http, address, cancelled) for address in wanted]


def _download(http: HttpClient, address: str, cancelled: CancelCheck) -> bytes:
    data = bytearray()
    with http.get(address, cancelled=cancelled) as answer:
        if answer.status != _OK:
            raise UnexpectedStatus(status=answer.status)
        for piece in answer:
            data += piece
            if len(data) > LARGEST_LIST:
                raise RevocationListUnreadable(size=len(data))
    return bytes(data)
