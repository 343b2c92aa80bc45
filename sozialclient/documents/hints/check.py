"""Looks through an application for everything a caseworker should know; nothing is changed, nothing forbidden."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain, islice

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.hints.dates import date_hints
from sozialclient.documents.hints.head import head_hints
from sozialclient.documents.hints.hint import Hint
from sozialclient.documents.hints.names import name_hints
from sozialclient.documents.hints.numbers import number_hints
from sozialclient.documents.hints.sums import sum_hints
from sozialclient.model.verdict import Severity

MOST_HINTS = 200
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def hints_of(
    document: FieldDocument, *, service_key: str | None, applicant: str, received: datetime | None,
    own_readers: Collection[str], today: date,
) -> tuple[Hint, ...]:
    """The weightiest first, at most `MOST_HINTS`."""
    found = chain(
        head_hints(document, service_key, own_readers), number_hints(document), sum_hints(document),
        date_hints(document, received, today), name_hints(document, applicant),
    )
    return tuple(sorted(islice(found, MOST_HINTS), key=lambda hint: _ORDER.index(hint.severity)))
