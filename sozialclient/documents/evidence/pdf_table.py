"""Reads from the words of an application's PDF which evidence it announces, under which names.

The form of the platform names each kind of evidence in a line of its own, then a line of small print, then a line for
every file: the applicant's name for it and, in brackets, the name under which it travels (`anhang_0001.pdf`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sozialclient.documents.evidence.rules import table_words

MOST_ANNOUNCED = 1_000
_LONGEST = 1_000
_CLOSE = 18.0
"""Points between the upper edges of lines that belong together; a new entry stands lower."""
_WIRE_NAME = re.compile(r"\((anhang_\d{1,9}\.\w{1,8})\)", re.IGNORECASE | re.ASCII)
_CHAPTER_NUMBER = re.compile(r"^[\d.]+\s+")
_MOST_LINES = 40
"""Lines that one title, or the files below it, may take."""


class LineSpan(Protocol):
    """A word on a page: its text, upper edge in points from the top, and the number of its line."""

    @property
    def text(self) -> str:
        """The characters."""

    @property
    def y(self) -> float:
        """Upper edge."""

    @property
    def line(self) -> int:
        """Number of the line on the page, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Evidence an application speaks of; all texts are the sender's.

    `title` says what it is, `original_name` is the applicant's file name, `wire_name` the name under which it
    travels, `status` what is said instead of a file ("wird nachgereicht"). All but one may be empty; with a title
    alone the form names this evidence, and nothing was uploaded for it.
    """

    title: str
    original_name: str = ""
    wire_name: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    y: float
    text: str

    @property
    def label(self) -> str:
        return " ".join(self.text.split()).casefold()


def announced_in(pages: Iterable[Sequence[LineSpan]]) -> tuple[Announced, ...]:
    """The announced evidence of a PDF in reading order, each once; `pages` gives the words page by page.

    Of anything but such a form the result is empty; at most `MOST_ANNOUNCED` are read.
    """
    lines = [line for number, words in enumerate(pages) for line in _lines(number, words)]
    found = dict.fromkeys(_entries(lines))
    known = {entry.wire_name.casefold() for entry in found if entry.wire_name}
    for line in lines:
        for name, wire in _pairs(line.text):
            if wire.casefold() not in known:
                known.add(wire.casefold())
                found[Announced(title="", original_name=name, wire_name=wire)] = None
    return tuple(found)[:MOST_ANNOUNCED]


def _lines(page: int, words: Sequence[LineSpan]) -> Iterator[_Line]:
    line: list[LineSpan] = []
    for word in words:
        if line and word.line != line[0].line:
            yield _line(page, line)
            line = []
        line.append(word)
    if line:
        yield _line(page, line)


def _line(page: int, words: Sequence[LineSpan]) -> _Line:
    return _Line(page, min(word.y for word in words), " ".join(word.text for word in words)[:_LONGEST])


def _entries(lines: Sequence[_Line]) -> Iterator[Announced]:
    terms, in_chapter = table_words(), False
    for at, line in enumerate(lines):
        label = line.label
        in_chapter = in_chapter or _CHAPTER_NUMBER.sub("", label) in terms.chapters
        if label in terms.names:
            in_chapter = True
            title = _title(lines, at)
            files = list(_files(_values(lines, at)))
            for name, wire in files:
                yield Announced(title=title, original_name=name, wire_name=wire)
            if title and not files:
                yield Announced(title=title)
        elif in_chapter and label in terms.states:
            value = " ".join(_values(lines, at))
            if value:
                yield Announced(title=_title(lines, at), status=value)


def _title(lines: Sequence[_Line], at: int) -> str:
    """The line or lines right above a label."""
    first = at
    while first > max(0, at - _MOST_LINES) and _close(lines[first - 1], lines[first]):
        first -= 1
    return " ".join(line.text for line in lines[first:at])[:_LONGEST]


def _values(lines: Sequence[_Line], at: int) -> list[str]:
    """The lines right below a label, as far as they belong to it."""
    values: list[str] = []
    for below in range(at + 1, min(len(lines), at + 1 + _MOST_LINES)):
        if not _close(lines[below - 1], lines[below]) or _is_title(lines, below):
            break
        values.append(lines[below].text)
    return values


def _close(above: _Line, below: _Line) -> bool:
    return above.page == below.page and 0 < below.y - above.y <= _CLOSE


def _is_title(lines: Sequence[_Line], at: int) -> bool:
    terms = table_words()
    return at + 1 < len(lines) and lines[at + 1].label in terms.names | terms.states


def _files(values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """File names in wrapped lines: each ends with the name in brackets; without any, all lines are one name."""
    text = " ".join(values)
    pairs = list(_pairs(text))
    if pairs:
        yield from pairs
    elif text:
        yield text, ""


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for match in _WIRE_NAME.finditer(text):
        name, end = text[end : match.start()].strip(), match.end()
        if name:
            yield name, match[1]
