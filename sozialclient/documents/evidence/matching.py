"""Proposes what a file is by its title and name; people confirm it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sozialclient.documents.evidence.rules import EvidenceKind

_LETTERS = re.compile(r"[a-z]+")
_SHORT, _LONG = 5, 8
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST = 400


def resolved(text: str) -> str:
    """`text` in small ASCII letters with umlauts as two letters and other marks dropped."""
    lower = unicodedata.normalize("NFC", text[:_LONGEST]).casefold().translate(_UMLAUTS)
    bare = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def fits(kind: EvidenceKind, text: str) -> int:
    """Length of the longest word of a kind that a title or file name holds; 0 where it holds none.

    Words of up to five letters must stand alone, longer ones may begin a word, from eight on they may be part of one.
    """
    plain = resolved(text)
    words = _LETTERS.findall(plain)
    joined = " ".join(words)
    return max((len(word) for word in kind.words if _holds(word, words, joined)), default=0)


def _holds(word: str, words: Sequence[str], joined: str) -> bool:
    if " " in word:
        return f" {word} " in f" {joined} "
    if len(word) <= _SHORT:
        return word in words
    if len(word) < _LONG:
        return any(each.startswith(word) for each in words)
    return word in joined
