"""The words of a page as one comparable stream of letters: no blanks, no hyphens, no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013"
_MOST_MATCHES = 50
_MOST_TRIES = 300
_MOST_TRIES_OF_ALL = 100_000
_SHORT = 8


class TextSpan(Protocol):
    """A word or line on a page: text and its box, in any one unit."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def x(self) -> float:
        """Left edge."""

    @property
    def y(self) -> float:
        """Upper edge."""

    @property
    def width(self) -> float:
        """Width of the box."""

    @property
    def height(self) -> float:
        """Height of the box."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One compared character: where it comes from, and whether a word may start or end here.

    `signed`: a hyphen or minus sign begins the word right before it.
    """

    span: int
    offset: int
    starts: bool
    ends: bool
    signed: bool = False


class PageText:
    """The words of one page, prepared once for any number of searches; `spans` in reading order."""

    def __init__(self, spans: Sequence[TextSpan]) -> None:
        self.spans = spans
        self.letters: list[Letter] = []
        characters: list[str] = []
        joined = False
        for index, span in enumerate(spans):
            characters += self._take(index, span.text, joined=joined)
            joined = span.text.rstrip()[-1:] in HYPHENS if span.text.strip() else joined
        self.stream = "".join(characters)
        self._tries = _MOST_TRIES_OF_ALL

    def _take(self, index: int, text: str, *, joined: bool) -> Iterator[str]:
        for offset, character in enumerate(text):
            signed = _signed(text, offset)
            starts = (signed or _may_start(text, offset)) and not (joined and offset == 0)
            plain = _one(character)
            for at, letter in enumerate(plain):
                complete = at == len(plain) - 1
                ends = complete and _may_end(text, offset)
                self.letters.append(Letter(index, offset, starts and at == 0, ends, signed and at == 0))
                yield letter

    def places(self, form: str) -> Iterator[tuple[int, int]]:
        """Letters (first, last) of a written form that begins and ends with a word; at most 50.

        After many tries on one page, as only a page made for it asks for, there are none any more.

        A form of few letters must stand in one span, unless it is one word broken by a hyphen.
        """
        wanted, letters = comparable(form), self.letters
        sign = len(form) > 1 and _signed(form, 1)
        one_span = len(wanted) < _SHORT and " " not in form
        position = self.stream.find(wanted) if wanted else -1
        found = 0
        # A page of one letter repeated would otherwise be tried at each of them, for each of many fields.
        tries = min(_MOST_TRIES, self._tries)
        while position >= 0 and found < _MOST_MATCHES and tries > 0:
            tries -= 1
            self._tries -= 1
            last = position + len(wanted) - 1
            whole = letters[position].starts and letters[last].ends and letters[position].signed is sign
            if whole and not (one_span and self._falls_apart(position, last)):
                found += 1
                yield position, last
            position = self.stream.find(wanted, position + 1)

    def _falls_apart(self, first: int, last: int) -> bool:
        """Whether letters stand in several spans that are not parts of one broken word."""
        apart = self.letters[first].span != self.letters[last].span
        return apart and any(self.letters[at].starts for at in range(first + 1, last + 1))


def comparable(text: str) -> str:
    """Decomposed, case-folded, without blanks and hyphens."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in HYPHENS)


@lru_cache(maxsize=4096)
def _one(character: str) -> str:
    return comparable(character)


def _signed(text: str, offset: int) -> bool:
    return offset > 0 and text[offset - 1] in HYPHENS and not text[: offset - 1].strip() and text[offset].isdigit()


def _may_start(text: str, offset: int) -> bool:
    before = text[max(0, offset - 2) : offset]
    if not before or before[-1].isspace():
        return True
    if before[-1] in ".," and text[offset].isdigit():
        return not before[-2:-1].isdigit()
    return not (before[-1].isalnum() or before[-1] in HYPHENS)


def _may_end(text: str, offset: int) -> bool:
    after = text[offset + 1 : offset + 3]
    if not after or after[0].isspace():
        return True
    if unicodedata.combining(after[0]):
        return False
    if after[0] in ".," and text[offset].isdigit():
        return not after[1:2].isdigit()
    if after[0] in HYPHENS:
        return after[1:2].isspace()
    return not after[0].isalnum()
