"""Reads our own tables in `resources/labels/` once; everything German in this package comes from there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sozialclient.resources import resource


def table(name: str) -> dict[str, Any]:
    """`resources/labels/<name>.toml` as read."""
    return tomllib.loads(resource("labels", f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class ElementTable:
    """What is known about elements of business messages; all names in lower case."""

    labels: Mapping[str, str]
    transparent: frozenset[str]
    general: str
    silent: frozenset[str]
    silent_starts: tuple[str, ...]
    collected: Mapping[str, str]
    head_title: str
    signature_title: str
    title_from: Mapping[str, tuple[str, ...]]
    amounts: tuple[str, ...]
    amount_starts: tuple[str, ...]
    files: frozenset[str]
    units: Mapping[str, str]


@cache
def elements() -> ElementTable:
    """The table of elements."""
    data = table("elements")
    structure, kinds = data["structure"], data["kinds"]
    return ElementTable(
        labels=data["elements"],
        transparent=frozenset(structure["transparent"]),
        general=structure["general"],
        silent=frozenset(structure["silent"]),
        silent_starts=tuple(structure["silent_starts"]),
        collected=structure["collected"],
        head_title=structure["head"],
        signature_title=structure["signature"],
        title_from={name: tuple(sources) for name, sources in structure["title_from"].items()},
        amounts=tuple(kinds["amount"]),
        amount_starts=tuple(kinds["amount_start"]),
        files=frozenset(kinds["file"]),
        units=kinds["units"],
    )


@dataclass(frozen=True, slots=True)
class WordTable:
    """How names are split into readable words; `acronyms` by their lower-case form.

    `hyphened` are acronyms that the word before is joined to, `alone` those that the word behind is not,
    `abbreviations` what whole words stand for, `spelt` pieces of words and how they are written, longer ones first.
    """

    small: frozenset[str]
    acronyms: Mapping[str, str]
    hyphened: frozenset[str]
    alone: frozenset[str]
    abbreviations: Mapping[str, str]
    spelt: Mapping[str, str]


@cache
def words() -> WordTable:
    """The table of words."""
    data = table("words")
    spelt = {piece: piece for piece in data["pieces"]["kept"]} | data["pieces"]["sharp"]
    return WordTable(
        small=frozenset(data["small"]),
        acronyms={word.lower(): word for word in data["acronyms"]},
        hyphened=frozenset(data["hyphened"]),
        alone=frozenset(data["alone"]),
        abbreviations=data["abbreviations"],
        spelt={piece: spelt[piece] for piece in sorted(spelt, key=len, reverse=True)},
    )


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """Our few code lists by the end of their listURI, or by `element:<name>`."""
    return table("codes")


@dataclass(frozen=True, slots=True)
class ValueWords:
    """Words that values are written with; `file` has {size}, `clipped` has {length}.

    `other_version` ({used}, {named}), `other_name` ({name}) and `not_listed` ({code_list_version}) are notes
    about codes. `spans` are units of time, one and several: Y M D, h m s.
    """

    true: str
    false: str
    file: str
    clipped: str
    other_version: str
    other_name: str
    not_listed: str
    winter: str
    summer: str
    weekdays: tuple[str, ...]
    spans: Mapping[str, tuple[str, str]]
    media: Mapping[str, str]


@cache
def value_words() -> ValueWords:
    """The words for values."""
    data = table("values")
    return ValueWords(
        true=data["true"],
        false=data["false"],
        file=data["file"],
        clipped=data["clipped"],
        other_version=data["other_version"],
        other_name=data["other_name"],
        not_listed=data["not_listed"],
        winter=data["winter"],
        summer=data["summer"],
        weekdays=tuple(data["weekdays"]),
        spans={unit: (one, many) for unit, (one, many) in data["spans"].items()},
        media=data["media"],
    )


@cache
def critical_elements() -> frozenset[str]:
    """Elements whose values a second person should compare, in lower case."""
    return frozenset(table("transfer")["critical"])
