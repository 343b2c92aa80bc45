"""Hints about sums that do not add up and numbers of people that do not fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from sozialclient.documents.evidence.answers import Answers, plain_path
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.hints.hint import Hint, about
from sozialclient.documents.values import FieldKind, amount_text

_TOTALS = ("summe", "gesamt", "warmmiete", "bruttomiete")
_AMOUNT = re.compile(r"([+-]?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_FEWEST = 2


def sum_hints(document: FieldDocument) -> Iterator[Hint]:
    """Totals that are not the sum of the amounts beside them; a household that does not fill the flat."""
    groups: defaultdict[str, list[Field]] = defaultdict(list)
    for field in document.fields:
        if field.kind is FieldKind.AMOUNT:
            groups[field.path.rpartition("/")[0]].append(field)
    for fields in groups.values():
        yield from _totals(fields)
    yield from _people(document)


def _totals(fields: list[Field]) -> Iterator[Hint]:
    parts = [amount for field in fields if not _is_total(field) and (amount := _amount(field)) is not None]
    right = sum(parts, Decimal())
    for field in fields:
        total = _amount(field)
        if total is None or not _is_total(field) or len(parts) < _FEWEST or total == right:
            continue
        yield about(field, "HINT-SUM", sum=f"{_shown(right)} €", count=str(len(parts)))


def _is_total(field: Field) -> bool:
    return plain_path(field.path).rpartition("/")[2].startswith(_TOTALS)


def _amount(field: Field) -> Decimal | None:
    raw = field.raw_value.strip()
    return Decimal(raw) if _AMOUNT.fullmatch(raw) else None


def _shown(amount: Decimal) -> str:
    found = _AMOUNT.fullmatch(f"{amount:.2f}")
    return amount_text(found[1], found[2], found[3]) if found else str(amount)


def _people(document: FieldDocument) -> Iterator[Hint]:
    answers = Answers(document)
    said = answers.fields("/miete/anzahlpersonen")
    members = {field.path.rpartition("/")[0] for field in answers.fields("/haushaltsmitglied/familienname")}
    alone = any(field.raw_value == "true" for field in answers.fields("/lebtallein"))
    if not said or _WHOLE.fullmatch(said[0].raw_value) is None or not (members or alone):
        return
    if int(said[0].raw_value) != len(members) + 1:
        yield about(said[0], "HINT-PEOPLE", people=str(len(members) + 1))
