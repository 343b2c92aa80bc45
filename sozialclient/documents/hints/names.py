"""Hints about who holds an account: not the applicant, or the same account as the landlord's."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.matching import resolved
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.hints.hint import Hint, about


def name_hints(document: FieldDocument, applicant: str) -> Iterator[Hint]:
    """`applicant` is "Nachname, Vorname", empty where nobody knows."""
    answers = Answers(document)
    family = _words(applicant.partition(",")[0])
    for holder in answers.fields("/kontoinhaber")[:1]:
        if family and not family & _words(holder.value):
            yield about(holder, "HINT-ACCOUNT-HOLDER", applicant=applicant)
    own = {_compact(field): field for field in answers.fields("/bankverbindung/iban")}
    for field in answers.fields("/vermietung/vermieteriban"):
        if _compact(field) in own:
            yield about(field, "HINT-SAME-IBAN")


def _words(text: str) -> set[str]:
    return set(resolved(text).replace("-", " ").split())


def _compact(field: Field) -> str:
    return "".join(field.raw_value.split()).upper()
