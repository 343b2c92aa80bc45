"""Finds which benefit an application is about: closer than its service, because evidence differs."""

from __future__ import annotations

import csv
from functools import cache

from sozialclient.documents.evidence.rules import Benefit, benefits
from sozialclient.documents.fields import FieldDocument
from sozialclient.resources import resource

_MOST_FIELDS = 2_000
_PREFIX_LENGTH = 3


def benefit_of(service_key: str | None, document: FieldDocument | None) -> Benefit | None:
    """The benefit of an application, or None where there are no rules for it.

    Told by a LeiKa id among its values, else by the product name, else by the DVDV prefix of the reader where that
    receives one benefit only; where nothing tells, the first benefit of its service.
    """
    of_service = [one for one in benefits() if one.service == service_key]
    for value in _values(document):
        leika = value if value in _all_leika_ids() else _leika_by_name().get(value) or _leika_by_reader(value)
        if leika is not None:
            told = next((one for one in of_service if leika in one.leika_ids), None)
            if told is not None:
                return told
    return of_service[0] if of_service else None


def _values(document: FieldDocument | None) -> list[str]:
    fields = document.fields[:_MOST_FIELDS] if document else ()
    head = document.fields[-_MOST_FIELDS:] if document else ()
    return list(dict.fromkeys(field.raw_value.strip() for field in (*fields, *head) if len(field.raw_value) < 400))


@cache
def _all_leika_ids() -> frozenset[str]:
    return frozenset(leika for one in benefits() for leika in one.leika_ids)


@cache
def _leika_by_name() -> dict[str, str]:
    return {row["leika_bezeichnung"]: row["leika_id"] for row in _services()}


@cache
def _only_leika() -> dict[str, str]:
    """LeiKa ids of prefixes that belong to one only."""
    rows = [(row["dvdv_praefix"], row["leika_id"]) for row in _services() if len(row["dvdv_praefix"]) == _PREFIX_LENGTH]
    prefixes = [prefix for prefix, _ in rows]
    return {prefix: leika for prefix, leika in rows if prefixes.count(prefix) == 1}


def _leika_by_reader(value: str) -> str | None:
    prefix, colon, number = value.partition(":")
    return _only_leika().get(prefix.lower()) if colon and number.isdigit() else None


@cache
def _services() -> tuple[dict[str, str], ...]:
    with resource("leistungen.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file, delimiter=";"))
