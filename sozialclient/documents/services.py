"""The services (Leistungen) an application can be for, and how a message reveals which one."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sozialclient.documents.label_data import table
from sozialclient.resources import resource

_WORD = re.compile(r"\w+")
_PREFIXED = re.compile(r"([a-z]{3}):\d+")
_SERVICE_ID = re.compile(r"-([A-Z]{3})-BEA-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of the platform.

    `key` is stable and ASCII, `short` the name for folders, `prefixes` the DVDV prefixes of the
    offices that receive it (lower case), `phrases` normalised wordings that name it.
    """

    key: str
    name: str
    short: str
    ozg_ids: tuple[str, ...] = ()
    leika_ids: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@cache
def services() -> tuple[Service, ...]:
    """All services, from `resources/leistungen.csv` and `resources/labels/services.toml`."""
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with resource("leistungen.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            rows[row["ozg_id"]].append(row)
    return tuple(_service(entry, [row for ozg_id in entry["ozg"] for row in rows[ozg_id]]) for entry in _entries())


def service(key: str) -> Service | None:
    """The service of that key."""
    return next((one for one in services() if one.key == key), None)


def recognise_service(
    subject: str | None, namespace: str | None, root_name: str | None, codes: Iterable[str]
) -> Service | None:
    """The service a message is for, or None.

    `codes` are values found in the message that may tell: LeiKa and OZG ids, the product name
    of the root, office identifiers ("soa:990000000000"), DVDV service ids. They are asked
    first, then the subject, then the names of namespace and root.
    """
    found = list(codes)
    for code in found:
        exact = _by_code(code.strip())
        if exact:
            return exact
    for text in (*found, subject or "", namespace or "", root_name or ""):
        named = _by_words(text)
        if named:
            return named
    return next(filter(None, map(_by_prefix, found)), None)


def _entries() -> list[dict[str, list[str] | str]]:
    entries: list[dict[str, list[str] | str]] = table("services")["service"]
    return entries


def _service(entry: dict[str, list[str] | str], rows: list[dict[str, str]]) -> Service:
    prefixes = {row["dvdv_praefix"] for row in rows if row["dvdv_praefix"]} | set(entry.get("prefixes", ()))
    phrases = [_normal(row["leika_bezeichnung"]) for row in rows] + [_normal(word) for word in entry["synonyms"]]
    return Service(
        key=str(entry["key"]),
        name=str(entry["name"]),
        short=str(entry["short"]),
        ozg_ids=tuple(entry["ozg"]),
        leika_ids=tuple(row["leika_id"] for row in rows if row["leika_id"]),
        prefixes=tuple(sorted(prefixes)),
        phrases=tuple(dict.fromkeys(phrases)),
    )


def _by_code(code: str) -> Service | None:
    for one in services():
        if code in one.leika_ids or code in one.ozg_ids:
            return one
    return None


def _by_prefix(code: str) -> Service | None:
    match = _PREFIXED.fullmatch(code.strip()) or _SERVICE_ID.search(code)
    if match is None:
        return None
    prefix = match[1].lower()
    return next((one for one in services() if prefix in one.prefixes), None)


def _by_words(text: str) -> Service | None:
    """The service named first in a text; of two at one place the longer name wins."""
    words = f" {_normal(text[:2_000])} "
    best: tuple[int, int, Service] | None = None
    for one in services():
        for position, length in _places(words, one.phrases):
            if best is None or (position, -length) < best[:2]:
                best = (position, -length, one)
    return best[2] if best else None


def _places(words: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        position = words.find(f" {phrase} ")
        if phrase and position >= 0:
            yield position, len(phrase)


def _normal(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
