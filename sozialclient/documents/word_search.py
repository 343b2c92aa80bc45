"""Finds what people type among the words of a page: parts of words count, case and blanks do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sozialclient.documents.links import Box, boxes_of
from sozialclient.documents.page_text import PageText, TextSpan, comparable

MOST_HITS = 500


def find_words(spans: Sequence[TextSpan], wanted: str) -> Iterator[tuple[Box, ...]]:
    """The boxes of each place in reading order, at most `MOST_HITS`; none where nothing comparable was typed."""
    needle = comparable(wanted)
    if not needle:
        return
    page = PageText(spans)
    position, found = page.stream.find(needle), 0
    while position >= 0 and found < MOST_HITS:
        yield boxes_of(spans, page.letters[position], page.letters[position + len(needle) - 1])
        found += 1
        position = page.stream.find(needle, position + len(needle))
