"""What the joined document consists of, as both sides of the pipe understand it."""

from __future__ import annotations

from typing import NamedTuple


class PageRange(NamedTuple):
    """That many `pages` of the source with that number, from `first` (from 0)."""

    source: int
    first: int
    pages: int


class Bookmark(NamedTuple):
    """One line of the table of contents: words, depth (0 or 1), page (from 0)."""

    title: str
    level: int
    page: int


class MergePlan(NamedTuple):
    """The joined document.

    `ranges` in their order; `stamps` is the source whose page n is laid over the foot of page n, None for none;
    `created` a PDF date (ISO 32000-1, 7.9.4).
    """

    ranges: tuple[PageRange, ...]
    stamps: int | None
    bookmarks: tuple[Bookmark, ...]
    title: str
    producer: str
    created: str

    @property
    def page_count(self) -> int:
        """Pages of the joined document."""
        return sum(each.pages for each in self.ranges)
