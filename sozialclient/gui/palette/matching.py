"""Finds German words by their beginnings, their inner parts, or with a slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WHOLE, START, INSIDE, SLIP = 5, 4, 3, 1
_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """How well a text fits (higher is better), and which of its characters did: pairs of start and end.

    `slipped`: only a slip of the finger explains it.
    """

    score: int
    spans: tuple[tuple[int, int], ...]
    slipped: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word; `places` holds for each of its letters where it stands in the text."""

    letters: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """Small letters without dots and accents; ä, ae and a are the same, as are ß and ss."""
    return "".join(word.letters + " " for word in _words(text)).rstrip()


def find(wanted: str, text: str) -> Hit | None:
    """How `text` fits if each word of `wanted` is found in it; None if one is not. No words fit everything."""
    there = _words(text)
    score = int(fold(wanted) == fold(text))
    spans: list[tuple[int, int]] = []
    slipped = False
    for word in _words(wanted):
        found = max((hit for each in there if (hit := _fit(word.letters, each))), key=lambda hit: hit.score,
                    default=None)
        if found is None:
            return None
        score += found.score
        spans += found.spans
        slipped |= found.slipped
    return Hit(score, tuple(sorted(set(spans))), slipped)


def best(wanted: str, texts: Sequence[str]) -> tuple[int, Hit] | None:
    """Number and hit of the text that fits best, the first of equals; None if none fits."""
    hits = [(at, hit) for at, text in enumerate(texts) if (hit := find(wanted, text)) is not None]
    return max(hits, key=lambda pair: (pair[1].score, -pair[0]), default=None)


def _words(text: str) -> list[_Word]:
    return [word for match in _WORD.finditer(text) if (word := _folded(match[0], match.start())).letters]


def _folded(text: str, start: int) -> _Word:
    letters: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text, start):
        for letter in unicodedata.normalize("NFKD", char.casefold()):
            spelled_out = letter == "e" and letters and letters[-1] in "aou"
            if not unicodedata.combining(letter) and not spelled_out:
                letters.append(letter)
                places.append(at)
    return _Word("".join(letters), tuple(places))


def _fit(wanted: str, word: _Word) -> Hit | None:
    at = word.letters.find(wanted)
    if at >= 0:
        whole = len(wanted) == len(word.letters)
        return Hit(WHOLE if whole else INSIDE if at else START, (_span(word, at, len(wanted)),))
    slips = (len(wanted) >= _SLIP_FROM) + (len(wanted) >= _TWO_SLIPS_FROM)
    if slips and _slips(wanted, word.letters) <= slips:
        return Hit(SLIP, (_span(word, 0, len(word.letters)),), slipped=True)
    return None


def _span(word: _Word, at: int, length: int) -> tuple[int, int]:
    return word.places[at], word.places[min(at + length, len(word.places)) - 1] + 1


def _slips(wanted: str, word: str) -> int:
    """Letters to add, drop, change or swap until `wanted` is a beginning of `word` (restricted Damerau distance)."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(wanted):
        older, before, row = before, row, [at + 1]
        for place, other in enumerate(word):
            cost = min(before[place] + (letter != other), before[place + 1] + 1, row[place] + 1)
            swapped = at and place and letter == word[place - 1] and wanted[at - 1] == other
            row.append(min(cost, older[place - 1] + 1) if swapped else cost)
    return min(row)
