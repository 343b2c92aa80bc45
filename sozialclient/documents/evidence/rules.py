"""Our own rules about evidence (`resources/labels/evidence.toml`): what is usually asked for, when, on what grounds."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sozialclient.documents.label_data import table


class Level(enum.Enum):
    """How much a decision depends on a piece of evidence."""

    REQUIRED = "required"
    USUAL = "usual"
    OCCASIONAL = "occasional"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKind:
    """What a piece of evidence is.

    `words` (lower case, umlauts resolved) tell it by a file name or title; `purpose` says what it is asked for,
    `also` what would do as well, `advice` names a paragraph a letter needs with it (all but `name` may be empty).
    """

    key: str
    name: str
    purpose: str
    words: tuple[str, ...]
    also: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An answer of the application: `field` is the end of a path, without prefixes and numbers, in lower case.

    One of: the raw value is among `values` or a word of the shown one begins with one of `words`; it is not among
    `unless`; it is a number above `above`; there is one at all (`filled`).
    """

    field: str
    values: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()
    above: float | None = None
    filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One piece of evidence for some benefits; without conditions and `occasion` it is always expected.

    `occasion` says in words when, `basis` names the law, `source` where it is asked for, `note` what to mind.
    """

    kind: EvidenceKind
    benefits: frozenset[str]
    level: Level
    basis: str
    source: str
    conditions: tuple[Condition, ...] = ()
    occasion: str = ""
    note: str = ""


class Outcome(enum.Enum):
    """What may follow where evidence stays away."""

    WITHHOLD = "withhold"
    """The benefit may be withheld until it comes (§ 66 SGB I)."""

    RECORD = "record"
    """It is decided on what is there."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What may follow, and how a letter cites the law after the paragraph."""

    outcome: Outcome
    cited: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What is applied for, closer than a service: its LeiKa ids, and the law that asks for cooperation.

    `consequence` is None where it is not settled what may follow when nobody cooperates.
    """

    key: str
    service: str
    leika_ids: frozenset[str]
    law: str
    cooperation: str
    consequence: Consequence | None = None


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the table of evidence in an application's PDF is recognised by, in lower case."""

    names: frozenset[str]
    states: frozenset[str]
    chapters: frozenset[str]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file."""
    data = table("evidence")
    kinds = {key: _kind(key, entry, data["purpose"]) for key, entry in data["kind"].items()}
    return tuple(_rule(entry, kinds) for entry in data["rule"])


@cache
def benefits() -> tuple[Benefit, ...]:
    """All benefits; the first of a service is meant where nothing else is known."""
    data = table("evidence")
    return tuple(
        Benefit(key=entry["key"], service=entry["service"], leika_ids=frozenset(entry["leika"]), law=entry["law"],
                cooperation=data["law"][entry["law"]], consequence=_consequence(data["consequence"].get(entry["law"])))
        for entry in data["benefit"]
    )


@cache
def table_words() -> TableWords:
    """The words of the table in the PDF."""
    data = table("evidence")["table"]
    return TableWords(frozenset(data["names"]), frozenset(data["states"]), frozenset(data["chapters"]))


def _consequence(entry: Mapping[str, str] | None) -> Consequence | None:
    return Consequence(Outcome(entry["kind"]), entry["cited"]) if entry else None


def _kind(key: str, entry: Mapping[str, Any], purposes: Mapping[str, str]) -> EvidenceKind:
    return EvidenceKind(key=key, name=entry["name"], purpose=purposes[entry["purpose"]], words=tuple(entry["words"]),
                        also=entry.get("also", ""), advice=entry.get("advice", ""))


def _rule(entry: Mapping[str, Any], kinds: Mapping[str, EvidenceKind]) -> Rule:
    return Rule(
        kind=kinds[entry["kind"]], benefits=frozenset(entry["for"]), level=Level(entry["level"]),
        basis=entry["basis"], source=entry["source"], occasion=entry.get("occasion", ""),
        note=entry.get("note", ""), conditions=tuple(_condition(each) for each in entry.get("when", ())),
    )


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(
        field=f"/{entry['field']}".lower(), values=frozenset(entry.get("is", ())), words=tuple(entry.get("says", ())),
        unless=frozenset(entry.get("isnt", ())), above=entry.get("above"), filled=entry.get("filled", False),
    )
