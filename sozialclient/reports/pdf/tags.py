"""Remembers what on a page is a heading, a paragraph or a cell, so that a screen reader can be told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, LongTable, Paragraph

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAGINATION = "/Artifact <</Type /Pagination>> BDC"
_ARTIFACT = "/Artifact BMC"
_END = "EMC"


@dataclass(slots=True, eq=False)
class Element:
    """A structure element (ISO 32000-1, 14.7.2): its standard type, what is in it, in reading order.

    `marks` are the pieces of pages it was drawn on: page (from 1) and number on that page. `once`: drawn
    again (the head of a table on its next page), it is decoration.
    """

    role: str
    parent: Element | None = None
    alternative: str = ""
    once: bool = False
    children: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, role: str, *, alternative: str = "", once: bool = False) -> Element:
        """A new last child."""
        child = Element(role, self, alternative, once)
        self.children.append(child)
        return child


@contextlib.contextmanager
def marked(canvas: Canvas, element: Element) -> Iterator[None]:
    """What is drawn within belongs to `element`."""
    page = canvas.getPageNumber()
    if element.once and element.marks:
        with decoration(canvas):
            yield
        return
    counts: dict[int, int] = canvas.__dict__.setdefault("_marks_of_pages", {})
    number = counts.get(page, 0)
    counts[page] = number + 1
    element.marks.append((page, number))
    write_operators(canvas, f"/{element.role} <</MCID {number}>> BDC")
    yield
    write_operators(canvas, _END)


@contextlib.contextmanager
def decoration(canvas: Canvas, opening: str = _ARTIFACT) -> Iterator[None]:
    """What is drawn within says nothing: lines, page numbers."""
    write_operators(canvas, opening)
    yield
    write_operators(canvas, _END)


def write_operators(canvas: Canvas, operators: str) -> None:
    """Page content as it is; reportlab has no call for marked content."""
    code: list[str] = canvas.__dict__["_code"]
    code.append(operators)


class TaggedParagraph(Paragraph):
    """A paragraph that belongs to `element`, also where a page break splits it."""

    element: Element

    def draw(self) -> None:
        """Draw it between its marks."""
        with marked(self.canv, self.element):
            super().draw()

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:
        """The parts on either side of a page break."""
        parts: list[Flowable] = super().split(availWidth, availHeight)
        for part in parts:
            if isinstance(part, TaggedParagraph):
                part.element = self.element
        return parts


class TaggedTable(LongTable):
    """A table whose cells are tagged paragraphs; its lines say nothing."""

    def draw(self) -> None:
        """Draw it; the pieces that draw lines and grounds are wrapped, because reportlab draws all in one go."""
        for name in ("_drawBkgrnd", "_drawLines"):
            plain: Callable[[], None] = getattr(self, name)
            setattr(self, name, partial(self._decorate, plain))
        super().draw()

    def _decorate(self, draw: Callable[[], None]) -> None:
        with decoration(self.canv):
            draw()
