"""Finds to whom a letter about an application goes: name and postal address as the application gives them."""

from __future__ import annotations

from dataclasses import dataclass

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.shown_text import one_line

_FAMILY = ("familienname", "nachname")
_GIVEN = ("vornamen", "vorname")
_STREET = ("strasse",)
_NUMBER = ("hausnummer", "teilnummerderhausnummer")
_EXTRA = ("adresszusatz", "zusatzangaben")
_CODE = ("postleitzahl", "plz")
_TOWN = ("wohnort", "ort")
_APPLICANT = ("antragsteller", "antragstellendeperson", "antragstellerin", "beantragendeperson")
_FOR_SOMEBODY = ("02", "03")


@dataclass(frozen=True, slots=True)
class Recipient:
    """`name` as "Vorname Nachname", `lines` the address below it; texts are the sender's, on one line each.

    `represented`: somebody else applied for the person, so people must say to whom the letter goes.
    """

    name: str
    lines: tuple[str, ...]
    represented: bool = False

    @property
    def complete(self) -> bool:
        """Whether a letter would arrive."""
        return bool(self.name) and len(self.lines) > 1


def recipient_of(document: FieldDocument | None) -> Recipient:
    """Whom the application marks as the one who gets the letters, else the applicant; empty where it names nobody."""
    if document is None:
        return Recipient("", ())
    group = _letters_group(document) or _applicant_group(document)
    found = {name: value for name, value in reversed(_named(document, group))} if group else {}
    given, family = _first(found, _GIVEN), _first(found, _FAMILY)
    street = f"{_first(found, _STREET)} {_first(found, _NUMBER)}".strip()
    town = f"{_first(found, _CODE)} {_first(found, _TOWN)}".strip()
    lines = tuple(line for line in (_first(found, _EXTRA), street, town) if line)
    return Recipient(f"{given} {family}".strip(), lines, _represented(document))


def _letters_group(document: FieldDocument) -> str:
    marks = Answers(document).fields("/schriftgutempfaenger")
    return next((mark.path.rpartition("/")[0] for mark in marks if mark.raw_value == "true"), "")


def _applicant_group(document: FieldDocument) -> str:
    for field in document.fields:
        steps = field.path.split("/")
        for at, step in enumerate(steps[:-1]):
            if step.rpartition(":")[2].partition("[")[0].lower() in _APPLICANT and _is_of_a_person(steps[-2:]):
                return "/".join(steps[: at + 1])
    return ""


def _is_of_a_person(steps: list[str]) -> bool:
    names = {step.rpartition(":")[2].lower() for step in steps}
    return bool(names & {*_FAMILY, *_GIVEN})


def _named(document: FieldDocument, group: str) -> list[tuple[str, str]]:
    """Local names below a group and what stands there; `familienname/name` counts as `familienname`."""
    return [(name, one_line(field.value)) for field in document.fields
            if field.path.startswith(f"{group}/") for name in _names(field)]


def _names(field: Field) -> list[str]:
    steps = [step.rpartition(":")[2].partition("[")[0].lower() for step in field.path.split("/")[-2:]]
    return steps if steps[-1] == "name" else steps[-1:]


def _first(found: dict[str, str], names: tuple[str, ...]) -> str:
    return next((found[name] for name in names if found.get(name)), "")


def _represented(document: FieldDocument) -> bool:
    answers = Answers(document)
    who = answers.fields("/beantragendeperson/beantragendeperson")
    return any(field.raw_value in _FOR_SOMEBODY for field in who) or bool(answers.fields("/betreuung/aufgabenkreise"))
