"""German labels for element names: from our table, else by splitting the name into words."""

from __future__ import annotations

import re
from functools import lru_cache

from sozialclient.documents.label_data import elements, words

_WORD = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+")
_LONGEST_NAME = 200


@lru_cache(maxsize=4096)
def label_for(name: str, parent: str = "") -> str:
    """Label of the element `name` (local name; attributes as `@name`) below `parent`.

    An element whose only job is to hold a `name` gets its own table entry through the parent;
    unknown names are split ("artDerEntnahmearmatur" becomes "Art der Entnahmearmatur").
    """
    table = elements().labels
    bare = name.removeprefix("@")
    known = table.get(f"{parent.lower()}/{name.lower()}") or table.get(name.lower()) or table.get(bare.lower())
    return known or split_name(bare)


def has_label(name: str, parent: str) -> bool:
    """Whether our table names this element under this very parent."""
    return f"{parent.lower()}/{name.lower()}" in elements().labels


def is_in_table(name: str) -> bool:
    """Whether our table has a general label for this element or attribute (`@name`)."""
    table = elements().labels
    return name.lower() in table or name.removeprefix("@").lower() in table


def split_name(name: str) -> str:
    """A technical name as readable words; the name itself when it holds none."""
    found = _WORD.findall(name[:_LONGEST_NAME])
    readable = [_readable(word, first=not index) for index, word in enumerate(found)]
    if len(readable) > 1 and readable[-1] in ("ID", "UUID"):
        readable[-2:] = [f"{readable[-2]}-{readable[-1]}"]
    return " ".join(readable) or name[:_LONGEST_NAME]


def _readable(word: str, *, first: bool) -> str:
    table = words()
    lower = word.lower()
    if lower in table.acronyms:
        return table.acronyms[lower]
    for plain, umlaut in table.umlauts:
        lower = lower.replace(plain, umlaut)
    if lower in table.small and not first:
        return lower
    return lower[:1].upper() + lower[1:]
