"""Find applications that belong together: sent twice, of one person, of one household. Nothing is merged."""

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


class Relation(enum.Enum):
    """How two applications belong together, the closest first."""

    CASE = "case"
    """The same online application."""

    PERSON = "person"
    """The same person and service within `SAME_TIME`."""

    HOUSEHOLD = "household"
    """The same address."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another application and how it belongs to the one that was asked about."""

    card: ApplicationCard
    relation: Relation


def related_applications(store: Store, application_id: str, document: FieldDocument) -> tuple[Related, ...]:
    """What belongs to an application with these fields, the closest first; what lies in the trash does not count.

    Candidates come from the search; at most some forty for each question are read. Raises the errors of the store.
    """
    card = store.card(application_id)
    own = identity_of(document, card.applicant)
    found = []
    for candidate in _candidates(store, card, document, own):
        other = _fields(store, candidate.id)
        relation = other and _relation(card, own, candidate, identity_of(other, candidate.applicant))
        if relation:
            found.append(Related(candidate, relation))
    order = list(Relation)
    return tuple(sorted(found, key=lambda each: order.index(each.relation)))


def _candidates(
    store: Store, card: ApplicationCard, document: FieldDocument, own: Identity
) -> Iterator[ApplicationCard]:
    """Applications with the same words, and those whose words were not collected yet; each once."""
    address = " ".join(recipient_of(document).lines[-2:]) if own.address else ""
    questions = [words.split() for words in (own.number, card.applicant.replace(",", " "), address)]
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


def _relation(card: ApplicationCard, own: Identity, other_card: ApplicationCard, other: Identity) -> Relation | None:
    if other_card.state is State.TRASH:
        return None
    if own.same_case(other):
        return Relation.CASE
    service = card.service_key is not None and card.service_key == other_card.service_key
    if service and own.same_person(other) and abs(_arrived(card) - _arrived(other_card)) <= SAME_TIME:
        return Relation.PERSON
    return Relation.HOUSEHOLD if own.same_address(other) else None


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
