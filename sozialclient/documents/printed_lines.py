"""The lines of a printed form: cut where a column ends, and which of them run along on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialclient.documents.links import Box
from sozialclient.documents.page_text import TextSpan

_COLUMN_GAP = 1.5
_OUTERMOST = 3
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside each other: spans from `first` to `last`, `size` the height of the lowest of them."""

    first: int
    last: int
    text: str
    box: Box
    size: float


def lines_of(spans: Sequence[TextSpan]) -> tuple[Line, ...]:
    """The lines of a page in reading order; a gap wider than one and a half heights ends a line."""
    return tuple(_cut(spans))


def _cut(spans: Sequence[TextSpan]) -> Iterator[Line]:
    first = 0
    for index in range(1, len(spans) + 1):
        if index == len(spans) or not _beside(spans[index - 1], spans[index]):
            yield _line(spans, first, index - 1)
            first = index


def _beside(left: TextSpan, right: TextSpan) -> bool:
    tall = max(left.height, right.height)
    gap = right.x - (left.x + left.width)
    return abs((left.y + left.height) - (right.y + right.height)) < tall / 2 and -tall < gap < _COLUMN_GAP * tall


def _line(spans: Sequence[TextSpan], first: int, last: int) -> Line:
    words = spans[first : last + 1]
    left, top = min(word.x for word in words), min(word.y for word in words)
    right = max(word.x + word.width for word in words)
    bottom = max(word.y + word.height for word in words)
    text = " ".join(word.text for word in words)
    return Line(first, last, text, Box(left, top, right - left, bottom - top), min(word.height for word in words))


def running_spans(pages: Sequence[tuple[Line, ...]]) -> tuple[frozenset[int], ...]:
    """For each page the spans of its head and foot lines: the outermost lines that most pages share.

    Numbers in them may differ. A document of one page has none.
    """
    keys = [[(_key(line), line) for line in _outermost(page)] for page in pages]
    seen = Counter(key for page in keys for key in {key for key, _ in page})
    least = max(2, (len(pages) + 1) // 2)
    return tuple(
        frozenset(span for key, line in page if seen[key] >= least for span in range(line.first, line.last + 1))
        for page in keys
    )


def _outermost(lines: tuple[Line, ...]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: line.box.y)
    return ordered[:_OUTERMOST] + ordered[_OUTERMOST:][-_OUTERMOST:]


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.box.y)
