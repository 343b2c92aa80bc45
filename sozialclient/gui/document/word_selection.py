"""Selects words of a document with the mouse or the keyboard and gives their text for copying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from sozialclient.gui.document.page_texts import PageTexts
from sozialclient.gui.widgets.page_view import PageView

if TYPE_CHECKING:
    from sozialclient.render.pages import TextSpan

Word = tuple[int, int]
"""Page and number of a word, both from 0."""


class WordSelection(QObject):
    """From the word where it began to the word where it is, in reading order; `changed` when it is another one."""

    changed = Signal()

    def __init__(self, view: PageView, texts: Callable[[], PageTexts | None]) -> None:
        super().__init__(view)
        self._view, self._texts = view, texts
        self._begin: Word | None = None
        self._end: Word | None = None
        view.dragged.connect(self._on_dragged)
        view.word_wanted.connect(self._on_word)
        view.clicked.connect(lambda _page, _point: self.clear())

    def clear(self) -> None:
        """Select nothing."""
        self._begin = self._end = None
        self._view.show_selection({})
        self.changed.emit()

    def text(self) -> str:
        """What is selected, line by line; empty where nothing is."""
        lines: list[list[str]] = []
        last: tuple[int, int] | None = None
        for page, number in self._words():
            span = self._spans(page)[number]
            if (page, span.line) != last:
                lines.append([])
                last = (page, span.line)
            lines[-1].append(span.text)
        return "\n".join(" ".join(words) for words in lines)

    def select_page(self) -> None:
        """All words of the page in view."""
        page = self._view.page
        spans = self._spans(page)
        if spans:
            self._choose((page, 0), (page, len(spans) - 1))

    def extend(self, way: int, *, line: bool = False) -> None:
        """Take one more word or line in (1) or let one go (-1); begins at the first word of the page in view."""
        page, number = self._end or (self._view.page, -1 if way > 0 else 0)
        spans = self._spans(page)
        if not spans:
            return
        if line and number >= 0:
            wanted = spans[number].line + way
            goal = next((at for at, span in enumerate(spans) if span.line == wanted), number)
        else:
            goal = number + way
        goal = min(max(goal, 0), len(spans) - 1)
        self._choose(self._begin or (page, goal), (page, goal))
        span = spans[goal]
        self._view.bring(page, QRectF(span.x, span.y, span.width, span.height))

    def _on_dragged(self, page: int, point: QPointF, now: int, here: QPointF) -> None:
        begin, end = self._nearest(page, point), self._nearest(now, here)
        if begin is not None and end is not None:
            self._choose(begin, end)

    def _on_word(self, page: int, point: QPointF) -> None:
        word = self._nearest(page, point)
        if word is not None:
            self._choose(word, word)

    def _choose(self, begin: Word, end: Word) -> None:
        self._begin, self._end = begin, end
        lines: dict[Word, QRectF] = {}
        for page, number in self._words():
            span = self._spans(page)[number]
            box = QRectF(span.x, span.y, span.width, span.height)
            lines[page, span.line] = lines.get((page, span.line), box).united(box)
        places: dict[int, list[QRectF]] = {}
        for (page, _line), box in lines.items():
            places.setdefault(page, []).append(box)
        self._view.show_selection(places)
        self.changed.emit()

    def _words(self) -> Iterator[Word]:
        if self._begin is None or self._end is None:
            return
        first, last = sorted((self._begin, self._end))
        for page in range(first[0], last[0] + 1):
            begin = first[1] if page == first[0] else 0
            end = last[1] if page == last[0] else len(self._spans(page)) - 1
            for number in range(begin, end + 1):
                yield page, number

    def _spans(self, page: int) -> Sequence[TextSpan]:
        texts = self._texts()
        return () if texts is None else texts.known(page) or ()

    def _nearest(self, page: int, point: QPointF) -> Word | None:
        """The word under a point, else the nearest one, where lines count more than columns."""
        best: tuple[float, int] | None = None
        for number, span in enumerate(self._spans(page)):
            down = max(span.y - point.y(), point.y() - span.y - span.height, 0)
            aside = max(span.x - point.x(), point.x() - span.x - span.width, 0)
            far = 4 * down + aside
            if best is None or far < best[0]:
                best = (far, number)
        return None if best is None else (page, best[1])
