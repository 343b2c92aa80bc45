"""German labels for element names: from our table, else by splitting the name into words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from sozialclient.documents.label_data import elements, words

_WORD = re.compile(r"[Gg]2[Gg]|[Xx]509|[A-ZÄÖÜ]{2,}s?(?![a-zäöüß])|[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_LONGEST_ACRONYM = 5
_NUMBER = "nr"
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
    found = list(_words(name[:_LONGEST_NAME]))
    spoken = not name.isupper()
    readable = [_readable(word, first=not index, spoken=spoken) for index, word in enumerate(found)]
    if len(readable) > 1 and found[-1].lower() == _NUMBER and readable[-2][-1:].islower():
        readable[-2:] = [readable[-2] + words().abbreviations[_NUMBER].lower()]
    return _joined(readable) or name[:_LONGEST_NAME]


def _joined(readable: Sequence[str]) -> str:
    """The words with blanks between them, or hyphens where a short form is part of a longer word."""
    table, written = words(), ""
    for at, word in enumerate(readable):
        before = readable[at - 1] if at else ""
        behind = at == len(readable) - 1 and word in table.hyphened and before[:1].isupper()
        short = before in table.acronyms.values() and before not in table.alone and word[:1].isupper()
        written += ("-" if behind or (short and word not in table.acronyms.values()) else " ") + word if at else word
    return written


def _words(name: str) -> Iterator[str]:
    """The pieces of a name; an acronym right before a small word ("WVGbei") keeps its last letter."""
    pieces = _WORD.findall(name)
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else ""
        if len(before) > 1 and before.isupper() and piece[1:] in words().small and piece[:1].isupper():
            yield from (piece[1:],)
            continue
        after = pieces[at + 1] if at + 1 < len(pieces) else ""
        takes = len(piece) > 1 and piece.isupper() and after[:1].isupper() and after[1:] in words().small
        yield piece + after[0] if takes else piece


def _readable(word: str, *, first: bool, spoken: bool) -> str:
    """One word; `spoken`: the name has small letters too, so that capitals in a row are an acronym."""
    table = words()
    lower = word.lower()
    if lower in table.acronyms:
        return table.acronyms[lower]
    short = table.abbreviations.get(lower, "")
    if spoken and not short and word.isupper() and 1 < len(word) <= _LONGEST_ACRONYM:
        return word
    written = short or _spelling().sub(_spelt, lower)
    if written in table.small and not first:
        return written
    return written[:1].upper() + written[1:]


@cache
def _spelling() -> re.Pattern[str]:
    """Pieces with a spelling of their own first, then two letters that stand for an umlaut."""
    return re.compile("|".join((*map(re.escape, words().spelt), "ae", "oe", "(?<![aeq])ue(?!$)")))


def _spelt(match: re.Match[str]) -> str:
    return words().spelt.get(match[0]) or _UMLAUTS[match[0]]
