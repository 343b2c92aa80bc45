"""Finds a field's value among the words of a PDF page, however it is written there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialclient.documents.page_text import Letter, PageText, TextSpan
from sozialclient.documents.value_forms import written_forms

_LABEL_REACH = 60
_LONG_TEXT_WORDS = 4


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

    `near_label` tells that the label stands right before it, `distance` by how many letters; `whole` is
    False when only the beginning of a long text was found.
    """

    first: int
    last: int
    boxes: tuple[Box, ...]
    near_label: bool
    whole: bool = True
    distance: int = 0


def find_value(spans: Sequence[TextSpan], value: str, *, label: str = "") -> tuple[ValueMatch, ...]:
    """Like `find_on`, for one search on a page."""
    return find_on(PageText(spans), value, label=label)


def find_on(page: PageText, value: str, *, label: str = "") -> tuple[ValueMatch, ...]:
    """Places where `value` (shown or raw) stands on `page`.

    White space, case, hyphenation and the usual ways to write dates, amounts and IBANs make no
    difference; parts of longer words and numbers do not count. Matches right after `label`
    come first, the others in reading order; at most 50.
    """
    label_ends = [end for _start, end in page.places(label)] if label else []
    for form in written_forms(value):
        found = list(page.places(form))
        if found:
            return _matches(page, found, label_ends, whole=True)
    words = value.split()
    for share in (3, 2, 1):
        count = len(words) * share // 4
        if count >= _LONG_TEXT_WORDS:
            found = list(page.places(" ".join(words[:count])))
            if found:
                return _matches(page, found, label_ends, whole=False)
    return ()


def _matches(
    page: PageText, found: list[tuple[int, int]], label_ends: list[int], *, whole: bool
) -> tuple[ValueMatch, ...]:
    # After each label only the nearest match is its answer; what follows belongs to the next question.
    nearest = (min((s - at for s, _ in found if 0 < s - at <= _LABEL_REACH), default=0) + at for at in label_ends)
    answers = set(nearest)
    matches = []
    for start, end in found:
        distance = min((start - at for at in label_ends if start > at), default=0) if start in answers else 0
        first, last = page.letters[start], page.letters[end]
        match = ValueMatch(first.span, last.span, boxes_of(page.spans, first, last), distance > 0, whole, distance)
        matches.append((not match.near_label, distance, start, match))
    return tuple(entry[-1] for entry in sorted(matches, key=lambda entry: entry[:3]))


def boxes_of(spans: Sequence[TextSpan], first: Letter, last: Letter) -> tuple[Box, ...]:
    """What to mark from one letter to another, words of one line joined."""
    return tuple(_boxes(spans, first, last))


def _boxes(spans: Sequence[TextSpan], first: Letter, last: Letter) -> Iterator[Box]:
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
