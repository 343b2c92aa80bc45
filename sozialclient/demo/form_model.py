"""What an application says, once, so that its XML and its PDF cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a code list; `name` is what people read."""

    list_uri: str
    list_version: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount with two decimals and its unit, e.g. euros or square metres."""

    amount: Decimal
    unit: str = "€"


@dataclass(frozen=True, slots=True)
class Iban:
    """An IBAN without spaces."""

    value: str


Value = str | bool | int | date | datetime | Code | Measure | Iban


@dataclass(frozen=True, slots=True)
class Field:
    """One question and its answer; `wide` answers take the whole width on paper."""

    element: str
    label: str
    value: Value
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, e.g. one person of the household."""

    element: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered part of the form."""

    element: str
    title: str
    groups: tuple[Group, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """What the form says about one piece of evidence; `wire_name` is the name it travels under, None: not uploaded."""

    requirement: str
    original_name: str
    wire_name: str | None
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One row of `resources/leistungen.csv`: LeiKa key, names, and the DVDV prefix of the receiving office."""

    key: str
    name: str
    short_name: str
    law: str
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A completed application; `submitted` is aware and in German local time."""

    service: Service
    title: str
    applicant: str
    number: str
    message_uuid: str
    submitted: datetime
    chapters: tuple[Chapter, ...]
    evidence: tuple[EvidenceNote, ...]

    def fields(self) -> Iterator[Field]:
        """Every field in the order of the form."""
        for chapter in self.chapters:
            for group in chapter.groups:
                yield from group.fields


def printed(value: Value) -> str:
    """The value as German readers expect it on paper."""
    if isinstance(value, bool):
        return "Ja" if value else "Nein"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y, %H:%M:%S} Uhr"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, Code):
        return value.name
    if isinstance(value, Measure):
        return f"{german_number(value.amount)} {value.unit}"
    if isinstance(value, Iban):
        return " ".join(value.value[start : start + 4] for start in range(0, len(value.value), 4))
    return str(value)


def german_number(amount: Decimal) -> str:
    """Two decimals, comma, dots between thousands."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def xml_text(value: Value) -> str:
    """The value in the lexical form of XML Schema; codes give the bare code."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Code):
        return value.code
    if isinstance(value, Measure):
        return f"{value.amount:.2f}"
    if isinstance(value, Iban):
        return value.value
    return str(value)
