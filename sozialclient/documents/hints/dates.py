"""Hints about dates that cannot be, or that do not fit to each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from sozialclient.documents.evidence.answers import plain_path
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.hints.hint import Hint, about
from sozialclient.documents.local_time import berlin
from sozialclient.documents.values import FieldKind

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_BIRTHS = ("geburtsdatum", "geburt/datum")
_STARTS, _ENDS = ("von", "beginn", "anfang", "seit", "datumvon"), ("bis", "ende", "datumbis")
_SINCE = "seit"
_APPLIED = "antragsdatum"
_OLDEST = 1900


def date_hints(document: FieldDocument, received: datetime | None, today: date) -> Iterator[Hint]:
    """Days that no calendar has, births that cannot be, ends before their beginning, an application of tomorrow.

    `received` is the legal Eingang, where there is one.
    """
    dated = [(field, plain_path(field.path), _day(field)) for field in document.fields]
    yield from (about(field, "HINT-DATE") for field, _, day in dated if day is None and _is_meant_as_day(field))
    known = [(field, path, day) for field, path, day in dated if day is not None]
    yield from _births(known, today)
    yield from _periods(known)
    yield from _after_birth(known)
    latest = berlin(received).date() if received else today
    for field, path, day in known:
        if path.endswith(f"/{_APPLIED}") and day > latest:
            yield about(field, "HINT-APPLIED-LATER", day=f"{latest:%d.%m.%Y}")


def _day(field: Field) -> date | None:
    if field.kind is not FieldKind.DATE:
        return None
    found = _ISO.fullmatch(field.raw_value.strip())
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _is_meant_as_day(field: Field) -> bool:
    """It has the form of a day, and reading it as one failed."""
    return field.kind is FieldKind.TEXT and _ISO.fullmatch(field.raw_value.strip()) is not None


_Dated = tuple[Field, str, date]


def _is_birth(path: str) -> bool:
    return path.endswith(_BIRTHS)


def _births(known: list[_Dated], today: date) -> Iterator[Hint]:
    for field, path, day in known:
        if _is_birth(path) and day > today:
            yield about(field, "HINT-BIRTH-AHEAD")
        elif _is_birth(path) and day.year < _OLDEST:
            yield about(field, "HINT-BIRTH-OLD")


def _periods(known: list[_Dated]) -> Iterator[Hint]:
    """Two days of one group, one called a beginning and one an end."""
    groups: defaultdict[str, list[tuple[str, Field, date]]] = defaultdict(list)
    for field, path, day in known:
        groups[field.path.rpartition("/")[0]].append((path.rpartition("/")[2], field, day))
    for members in groups.values():
        starts = [(field, day) for name, field, day in members if name in _STARTS]
        for name, field, day in members:
            if name in _ENDS and starts and day < starts[0][1]:
                yield about(field, "HINT-PERIOD", start=starts[0][0].value)


def _after_birth(known: list[_Dated]) -> Iterator[Hint]:
    """What the applicant has had since a day began after the applicant's birth."""
    births = [day for _, path, day in known if _is_birth(path)]
    if not births:
        return
    for field, path, day in known:
        name = path.rpartition("/")[2]
        if name.endswith(_SINCE) and day < births[0] and "familienstand" in name:
            yield about(field, "HINT-BEFORE-BIRTH")
