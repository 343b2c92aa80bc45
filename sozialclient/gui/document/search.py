"""Searches the words of the open document page by page, and walks through what was found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF

from sozialclient.gui.document.find_bar import FindBar
from sozialclient.gui.document.lanes import LANE
from sozialclient.gui.document.page_texts import PageTexts
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.widgets.page_view import PageView

_PAGES_AT_ONCE = 5
MOST_HITS = 5_000

Hit = tuple[int, list[QRectF]]


class DocumentSearch(QObject):
    """Hits come in while pages are still being read; a new search drops the one before."""

    def __init__(self, tasks: TaskRunner, view: PageView, bar: FindBar, texts: Callable[[], PageTexts | None]) -> None:
        super().__init__(bar)
        self._tasks, self._view, self._bar, self._texts = tasks, view, bar, texts
        self._task: Task[list[Hit]] = Task()
        self._wanted = ""
        self._hits: list[Hit] = []
        self._at = -1
        self._done = True
        bar.searched.connect(self.start)
        bar.step_requested.connect(self.step)
        bar.closed.connect(self.clear)

    def clear(self) -> None:
        """Forget what was found."""
        self._task.cancel()
        self._wanted, self._hits, self._at, self._done = "", [], -1, True
        self._view.show_hits({})
        self._show()

    def start(self, wanted: str) -> None:
        """Search for `wanted` from the first page."""
        self.clear()
        self._wanted = wanted
        if wanted.strip() and self._texts() is not None:
            self._done = False
            self._task = Task()
            self._read(0)

    def again(self) -> None:
        """Search the document that was opened now for what stands in the bar."""
        if self._bar.isVisible():
            self.start(self._bar.wanted())

    def step(self, way: int) -> None:
        """To the next hit (1) or the one before (-1), round the end."""
        if self._hits:
            self._at = (self._at + way) % len(self._hits)
            self._bring()

    def _read(self, first: int) -> None:
        texts, wanted = self._texts(), self._wanted
        if texts is None:
            return
        last = min(first + _PAGES_AT_ONCE, texts.page_count)

        def work() -> list[Hit]:
            from sozialclient.documents.word_search import find_words

            return [(page, [QRectF(box.x, box.y, box.width, box.height) for box in boxes])
                    for page in range(first, last) for boxes in find_words(texts.text(page), wanted)]

        def done(hits: list[Hit]) -> None:
            self._take(hits)
            if last < texts.page_count and len(self._hits) < MOST_HITS:
                self._read(last)
            else:
                self._done = True
                if not self._hits:
                    # The last hit of another word must not look like one of this.
                    self._view.unmark()
                self._show()

        self._task = self._tasks.run(work, done, failed=lambda _error: self.clear(), lane=LANE)

    def _take(self, hits: list[Hit]) -> None:
        fresh = not self._hits
        self._hits += hits
        if hits:
            places: dict[int, list[QRectF]] = {}
            for page, boxes in self._hits:
                places.setdefault(page, []).extend(boxes)
            self._view.show_hits(places)
        if fresh and self._hits:
            page = self._view.page
            self._at = next((at for at, hit in enumerate(self._hits) if hit[0] >= page), 0)
            self._bring()
        self._show()

    def _bring(self) -> None:
        page, boxes = self._hits[self._at]
        self._view.mark(page, boxes)
        self._show()

    def _show(self) -> None:
        searching = bool(self._wanted.strip())
        self._bar.show_count(self._at + 1, len(self._hits), searching=searching, done=self._done)
