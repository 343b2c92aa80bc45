"""Tells on which page something came to stand."""

from __future__ import annotations

from reportlab.platypus import Flowable


class PageMark(Flowable):
    """Takes no room; writes the page it is drawn on (from 0) under its name into `pages`."""

    def __init__(self, name: str, pages: dict[str, int]) -> None:
        super().__init__()
        self._name, self._pages = name, pages

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Nothing."""
        return 0, 0

    def draw(self) -> None:
        """Note the page."""
        self._pages[self._name] = self.canv.getPageNumber() - 1
