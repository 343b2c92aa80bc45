"""Finds everybody whom an application names together with a day of birth, and the accounts it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sozialclient.documents.evidence.answers import plain_path
from sozialclient.documents.evidence.matching import resolved
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.values import is_iban

_BIRTHS = ("geburtsdatum", "geburt/datum", "geburt/geburtsdatum")
_FAMILY = ("familienname", "nachname", "familienname/name", "nachname/name")
_GIVEN = ("vorname", "vornamen", "vorname/name", "vornamen/name")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_OTHERS = ("vermiet", "energie", "anbieter", "versorger", "schule", "kita", "einrichtung", "traeger", "glaeubiger",
           "versicherung", "arbeitgeber", "behoerde", "verein")
"""Beginnings of steps below which an account is not the household's: whole houses pay to the same landlord."""
_MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: family name, first given name (both without case and marks) and day of birth; `shown` as sent."""

    family: str
    given: str
    born: str


def people_of(document: FieldDocument) -> dict[Person, str]:
    """Everybody with name and day of birth, and what the application calls them ("Vorname Nachname")."""
    fields = [(plain_path(field.path), field.path, field) for field in document.fields]
    found: dict[Person, str] = {}
    for plain, path, field in fields:
        if len(found) >= _MOST_PEOPLE:
            break
        ending = next((end for end in _BIRTHS if plain.endswith(f"/{end}")), "")
        group = _above(path, ending.count("/") + 1) if ending else ""
        if group:
            family, given = _name_in(fields, group)
            if family and given:
                person = Person(bare(family), bare(given.split()[0]), field.raw_value.strip()[:10])
                found.setdefault(person, one_line(f"{given} {family}"))
    return found


def accounts_of(document: FieldDocument) -> frozenset[str]:
    """The IBANs of the household, without blanks; those that cannot be right do not count."""
    return frozenset(
        account for field in document.fields
        if (account := "".join(field.raw_value.split()).upper()) and is_iban(account) and not _is_of_others(field)
    )


def bare(text: str) -> str:
    """A name for comparing: small letters, marks resolved, nothing else."""
    return _NOT_A_LETTER.sub("", resolved(text))


def _is_of_others(field: Field) -> bool:
    return any(step.startswith(_OTHERS) for step in plain_path(field.path).split("/"))


def _above(path: str, steps: int) -> str:
    return path.rsplit("/", steps)[0]


def _name_in(fields: list[tuple[str, str, Field]], group: str) -> tuple[str, str]:
    """Family and first names directly below a group or in a group of names within it; none where two people are."""
    below = [(plain, field) for plain, path, field in fields if path.startswith(f"{group}/")]
    family, given = list(_named(below, _FAMILY)), list(_named(below, _GIVEN))
    if len(family) != 1 or len(given) != 1:
        return "", ""
    return family[0], given[0]


def _named(below: list[tuple[str, Field]], ends: tuple[str, ...]) -> Iterator[str]:
    for plain, field in below:
        if any(plain.endswith(f"/{end}") for end in ends) and field.raw_value.strip():
            yield field.raw_value.strip()
