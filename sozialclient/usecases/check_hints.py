"""Look through an application for hints: its fields, and other applications that belong to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.hints.check import hints_of
from sozialclient.documents.hints.hint import Hint
from sozialclient.documents.local_time import date_text
from sozialclient.model.verdict import Severity
from sozialclient.store.store import Store
from sozialclient.usecases.related_applications import Related, Relation, related_applications

_CODES = {Relation.CASE: "LINK-DUPLICATE", Relation.PERSON: "LINK-PERSON", Relation.MEMBER: "LINK-MEMBER",
          Relation.HOUSEHOLD: "LINK-HOUSEHOLD", Relation.ACCOUNT: "LINK-ACCOUNT"}
_PRESSING = (Relation.CASE, Relation.PERSON)


def application_hints(
    store: Store, application_id: str, document: FieldDocument, own_readers: Collection[str], today: date
) -> tuple[Hint, ...]:
    """Other applications that belong to this one first, then what its fields give rise to.

    `own_readers` as of `documents.hints.head`. Raises the errors of the store.
    """
    card = store.card(application_id)
    linked = tuple(map(_linked, related_applications(store, application_id, document)))
    found = hints_of(document, service_key=card.service_key, applicant=card.applicant, received=card.received,
                     own_readers=own_readers, today=today)
    return (*linked, *found)


def _linked(related: Related) -> Hint:
    card = related.card
    severity = Severity.WARNING if related.relation in _PRESSING else Severity.INFO
    return Hint(
        code=_CODES[related.relation], severity=severity, application=card.id,
        parameters=(("id", card.id), ("applicant", card.applicant),
                    ("received", date_text(card.received or card.fetched)), ("shared", related.shared)),
    )
