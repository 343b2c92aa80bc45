"""The words of a document's pages, read once and kept within a bound; for the render lane and the window at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sozialclient.gui.desk import PageSource
    from sozialclient.render.pages import TextSpan

MOST_WORDS = 200_000


class PageTexts:
    """Words by page of one opened document; the pages not asked for longest are forgotten beyond `MOST_WORDS`."""

    def __init__(self, source: PageSource) -> None:
        self._source = source
        self._pages: OrderedDict[int, Sequence[TextSpan]] = OrderedDict()
        self._words = 0
        self._lock = threading.Lock()

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return self._source.page_count

    def known(self, page: int) -> Sequence[TextSpan] | None:
        """The words of a page if they have been read; never waits."""
        with self._lock:
            return self._pages.get(page)

    def text(self, page: int) -> Sequence[TextSpan]:
        """The words of a page; asks the render process where need be, so it belongs into its lane."""
        known = self.known(page)
        if known is not None:
            return known
        spans = self._source.text(page)
        with self._lock:
            self._pages[page] = spans
            self._words += len(spans)
            while self._words > MOST_WORDS and len(self._pages) > 1:
                self._words -= len(self._pages.popitem(last=False)[1])
        return spans
