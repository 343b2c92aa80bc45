"""Find applications that belong together: sent twice, of one person, of one household. Nothing is merged.

A common family name, a landlord's account or a post office box links nobody.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sozialclient.documents.comparison.identity import Identity, identity_of
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.fields import FieldDocument
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Indexed
from sozialclient.store.errors import StoreDamaged, StoreError, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_fields
from sozialclient.usecases.find_applications import find_applications

SAME_TIME = timedelta(days=14)
_MOST_CANDIDATES = 40
_MOST_QUESTIONS = 12
_MOST_ON_ACCOUNT = 5
"""An account that more applications give is an institution's."""
_ACCOUNT_END = 4


class Relation(enum.Enum):
    """How two applications belong together, the closest first."""

    CASE = "case"
    """The same online application."""

    PERSON = "person"
    """The same person and service within `SAME_TIME`."""

    MEMBER = "member"
    """Somebody is named in both, with the same day of birth."""

    HOUSEHOLD = "household"
    """The same address."""

    ACCOUNT = "account"
    """The same bank account."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another application and how it belongs to the one that was asked about.

    `shared` is what both have: who is named in both, or the end of the account's number; else empty.
    """

    card: ApplicationCard
    relation: Relation
    shared: str = ""


def related_applications(store: Store, application_id: str, document: FieldDocument) -> tuple[Related, ...]:
    """What belongs to an application with these fields, the closest first; what lies in the trash does not count.

    Candidates come from the search; at most some forty for each question are read. Raises the errors of the store.
    """
    card = store.card(application_id)
    own = identity_of(document, card.applicant)
    found = []
    for candidate in _candidates(store, card, document, own):
        other = _fields(store, candidate.id)
        related = other and _related(card, own, candidate, identity_of(other, candidate.applicant))
        if related:
            found.append(related)
    order = list(Relation)
    if sum(each.relation is Relation.ACCOUNT for each in found) > _MOST_ON_ACCOUNT:
        found = [each for each in found if each.relation is not Relation.ACCOUNT]
    return tuple(sorted(found, key=lambda each: order.index(each.relation)))


def _candidates(
    store: Store, card: ApplicationCard, document: FieldDocument, own: Identity
) -> Iterator[ApplicationCard]:
    """Applications with the same words, and those whose words were not collected yet; each once."""
    address = " ".join(recipient_of(document).lines[-2:]) if own.address else ""
    questions = [words.split() for words in (own.number, card.applicant.replace(",", " "), address,
                                             *islice(own.people.values(), _MOST_QUESTIONS),
                                             *sorted(own.accounts)[:_MOST_QUESTIONS])]
    seen = {card.id}
    for words in filter(None, questions):
        for candidate in islice(find_applications(store, words), _MOST_CANDIDATES):
            if candidate.id not in seen:
                seen.add(candidate.id)
                yield candidate
    for waiting in store.words.waiting(Indexed.FIELDS, _MOST_CANDIDATES):
        if waiting not in seen:
            seen.add(waiting)
            try:
                yield store.card(waiting)
            except StoreNoSuchApplication:
                continue


def _related(card: ApplicationCard, own: Identity, other_card: ApplicationCard, other: Identity) -> Related | None:
    if other_card.state is State.TRASH:
        return None
    if own.same_case(other):
        return Related(other_card, Relation.CASE)
    service = card.service_key is not None and card.service_key == other_card.service_key
    if service and own.same_person(other) and abs(_arrived(card) - _arrived(other_card)) <= SAME_TIME:
        return Related(other_card, Relation.PERSON)
    if shared := own.shared_person(other):
        return Related(other_card, Relation.MEMBER, shared)
    if own.same_address(other):
        return Related(other_card, Relation.HOUSEHOLD)
    if account := own.shared_account(other):
        return Related(other_card, Relation.ACCOUNT, account[-_ACCOUNT_END:])
    return None


def _arrived(card: ApplicationCard) -> datetime:
    return card.received or card.fetched


def _fields(store: Store, application_id: str) -> FieldDocument | None:
    try:
        return business_fields(store, application_id)
    except SozialclientError as error:
        gone = isinstance(error, StoreDamaged | StoreNoSuchContent | StoreNoSuchApplication)
        if isinstance(error, Cancelled) or (isinstance(error, StoreError) and not gone):
            raise
        return None
