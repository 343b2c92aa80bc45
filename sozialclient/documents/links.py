"""Finds a field's value among the words of a PDF page, however it is written there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sozialclient.documents.value_forms import written_forms

_MOST_MATCHES = 50
_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013"
_SHORT = 8
_LABEL_REACH = 60
_LONG_TEXT_WORDS = 4


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
class Box:
    """A rectangle to mark, in the unit of the spans."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """One place where the value stands: span indices from `first` to `last`, and boxes by line.

    `near_label` tells that the label stands right before it; `whole` is False when only the
    beginning of a long text was found.
    """

    first: int
    last: int
    boxes: tuple[Box, ...]
    near_label: bool
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Letter:
    """One compared character: where it comes from, and whether a word may start or end here."""

    span: int
    offset: int
    starts: bool
    ends: bool


def find_value(spans: Sequence[TextSpan], value: str, *, label: str = "") -> tuple[ValueMatch, ...]:
    """Places where `value` (shown or raw) stands in `spans`, given in reading order.

    White space, case, hyphenation and the usual ways to write dates, amounts and IBANs make no
    difference; parts of longer words and numbers do not count. Matches right after `label`
    come first, the others in reading order; at most 50.
    """
    letters, stream = _stream(spans)
    forms = written_forms(value)
    label_ends = [end for _start, end in _places(stream, letters, label)] if label else []
    for form in forms:
        found = list(_places(stream, letters, form))
        if found:
            return _matches(spans, letters, found, label_ends, whole=True)
    words = value.split()
    for share in (3, 2, 1):
        count = len(words) * share // 4
        if count >= _LONG_TEXT_WORDS:
            found = list(_places(stream, letters, " ".join(words[:count])))
            if found:
                return _matches(spans, letters, found, label_ends, whole=False)
    return ()


def _stream(spans: Sequence[TextSpan]) -> tuple[list[_Letter], str]:
    letters: list[_Letter] = []
    characters: list[str] = []
    joined = False
    for index, span in enumerate(spans):
        text = span.text
        for offset, character in enumerate(text):
            starts = _may_start(text, offset) and not (joined and offset == 0)
            plain = _plain(character)
            for at, letter in enumerate(plain):
                characters.append(letter)
                complete = at == len(plain) - 1
                letters.append(_Letter(index, offset, starts and at == 0, complete and _may_end(text, offset)))
        joined = text.rstrip()[-1:] in _HYPHENS if text.strip() else joined
    return letters, "".join(characters)


def _plain(text: str) -> str:
    """Comparable form: decomposed, case-folded, no blanks, no hyphens."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in _HYPHENS)


def _may_start(text: str, offset: int) -> bool:
    before = text[max(0, offset - 2) : offset]
    if not before or before[-1].isspace():
        return True
    if before[-1] in ".," and text[offset].isdigit():
        return not before[-2:-1].isdigit()
    return not (before[-1].isalnum() or before[-1] in _HYPHENS)


def _may_end(text: str, offset: int) -> bool:
    after = text[offset + 1 : offset + 3]
    if not after or after[0].isspace():
        return True
    if unicodedata.combining(after[0]):
        return False
    if after[0] in ".," and text[offset].isdigit():
        return not after[1:2].isdigit()
    if after[0] in _HYPHENS:
        return after[1:2].isspace()
    return not after[0].isalnum()


def _places(stream: str, letters: list[_Letter], form: str) -> Iterator[tuple[int, int]]:
    """Positions (first, last) of a form in the stream that begin and end with a word."""
    wanted = _plain(form)
    one_span = len(wanted) < _SHORT and " " not in form
    position = stream.find(wanted) if wanted else -1
    found = 0
    while position >= 0 and found < _MOST_MATCHES:
        last = position + len(wanted) - 1
        apart = letters[position].span != letters[last].span
        split_word = all(not letters[at].starts for at in range(position + 1, last + 1))
        if letters[position].starts and letters[last].ends and not (one_span and apart and not split_word):
            found += 1
            yield position, last
        position = stream.find(wanted, position + 1)


def _matches(
    spans: Sequence[TextSpan],
    letters: list[_Letter],
    found: list[tuple[int, int]],
    label_ends: list[int],
    *,
    whole: bool,
) -> tuple[ValueMatch, ...]:
    matches = []
    for start, end in found:
        near = any(0 < start - label_end <= _LABEL_REACH for label_end in label_ends)
        first, last = letters[start], letters[end]
        boxes = tuple(_boxes(spans, first, last))
        distance = min((start - at for at in label_ends if 0 < start - at <= _LABEL_REACH), default=0)
        matches.append((not near, distance, start, ValueMatch(first.span, last.span, boxes, near, whole)))
    return tuple(entry[-1] for entry in sorted(matches, key=lambda entry: entry[:3]))


def _boxes(spans: Sequence[TextSpan], first: _Letter, last: _Letter) -> Iterator[Box]:
    """Boxes of the matched part, words of one line joined."""
    current: Box | None = None
    for index in range(first.span, last.span + 1):
        span = spans[index]
        length = max(len(span.text), 1)
        begin = first.offset / length if index == first.span else 0.0
        end = (last.offset + 1) / length if index == last.span else 1.0
        box = Box(span.x + span.width * begin, span.y, span.width * (end - begin), span.height)
        if current is not None and _same_line(current, box):
            current = _union(current, box)
            continue
        if current is not None:
            yield current
        current = box
    if current is not None:
        yield current


def _same_line(left: Box, right: Box) -> bool:
    tall = max(left.height, right.height)
    return abs(left.y - right.y) < tall / 2 and -tall < right.x - (left.x + left.width) < 2 * tall


def _union(left: Box, right: Box) -> Box:
    top, bottom = min(left.y, right.y), max(left.y + left.height, right.y + right.height)
    return Box(left.x, top, right.x + right.width - left.x, bottom - top)
