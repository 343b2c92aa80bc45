"""Sets a story on pages of A4 with a foot that counts them, and finishes it for the archive."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from operator import methodcaller
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from sozialclient import __version__
from sozialclient.reports.pdf.archive import LANGUAGE, PdfFacts, archived
from sozialclient.reports.pdf.blocks import BOTTOM, Story
from sozialclient.reports.pdf.fonts import REGULAR, letters
from sozialclient.reports.pdf.tags import PAGINATION, decoration
from sozialclient.texts import text

TOP = 16 * mm
"""What stays free above the text of a page, in points."""
_SIDE, _FOOT = 20 * mm, 11 * mm
_SMALL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the pages of a paper have in common; `running` stands at the foot of each, beside the page number.

    `created` is aware UTC. `counted` False: the foot stays empty, because the pages become part of another document.
    `left` is the margin there, in points.
    """

    title: str
    created: datetime
    running: str = ""
    wide: bool = False
    counted: bool = True
    left: float = _SIDE

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of a page in points."""
        width, height = landscape(A4) if self.wide else A4
        return float(width), float(height)

    @property
    def text_width(self) -> float:
        """Width of the text in points."""
        return self.paper[0] - self.left - _SIDE


def new_story(look: Look) -> Story:
    """An empty paper of that look."""
    letters()
    return Story(look.text_width)


def write_pdf(story: Story, look: Look) -> bytes:
    """The paper as PDF/A-2b; `story` cannot be used again."""
    producer = producer_name()
    facts = PdfFacts(title=look.title, created=look.created, producer=producer)
    return archived(set_pages(story, look), facts, story.root)


def producer_name() -> str:
    """What our documents name as their maker."""
    return text("reports", "pdf.producer", version=__version__)


def set_pages(story: Story, look: Look) -> bytes:
    """The pages alone, for `write_pdf` or for joining with others; `story` cannot be used again."""
    target = io.BytesIO()
    width, height = look.paper
    template = BaseDocTemplate(target, pagesize=(width, height), invariant=1, initialFontName=REGULAR, lang=LANGUAGE)
    frame = Frame(look.left, BOTTOM, look.text_width, height - TOP - BOTTOM, 0, 0, 0, 0)
    template.addPageTemplates([PageTemplate("page", [frame])])

    def canvas(*arguments: Any, **options: Any) -> Canvas:
        return _CountingCanvas(look, *arguments, **options)

    template.build(story.flowables, canvasmaker=canvas if look.counted else Canvas)
    return target.getvalue()


class _CountingCanvas(Canvas):
    """Holds every page back until it is known how many there are."""

    def __init__(self, look: Look, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._look = look
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """A page is complete but for its foot."""
        self._held.append(dict(self.__dict__))
        # reportlab's types leave this method out.
        methodcaller("_startPage")(self)

    def save(self) -> None:
        """Write all pages."""
        for number, page in enumerate(self._held, 1):
            self.__dict__.update(page)
            self._draw_foot(number, len(self._held))
            super().showPage()
        super().save()

    def _draw_foot(self, number: int, pages: int) -> None:
        with decoration(self, PAGINATION):
            self.setFont(REGULAR, _SMALL)
            self.drawString(self._look.left, _FOOT, self._look.running)
            words = text("reports", "pdf.page", number=number, pages=pages)
            self.drawRightString(self._look.paper[0] - _SIDE, _FOOT, words)
