"""All pages of a paper file that are ours: cover, separators, a blank page, and the stamps of every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sozialclient.reports.paper_file.cover import add_cover
from sozialclient.reports.paper_file.layout import PlacedPiece, page_total, placed
from sozialclient.reports.paper_file.parts import PaperFacts, PaperPart, Role, part_title
from sozialclient.reports.paper_file.separators import add_separator
from sozialclient.reports.pdf.document import Look, new_story, set_pages
from sozialclient.reports.pdf.fonts import REGULAR, letters
from sozialclient.reports.pdf.page_marks import PageMark
from sozialclient.texts import text

_STRIP = (561.0, 20.0)
"""Width and height of a stamp in points; it fits into the foot that `render.merge` keeps free on every page."""
_TYPE = 7.5
_MOST_TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPages:
    """The pages as a PDF, and which of them is what (from 0)."""

    application_id: str
    data: bytes
    pieces: tuple[PlacedPiece, ...]
    separators: dict[int, int]
    blank: int

    @property
    def total(self) -> int:
        """Pages of the whole paper file."""
        return page_total(self.pieces)


def paper_look(application_id: str, created: datetime) -> Look:
    """How the pages of ours look; `created` is aware UTC."""
    return Look(title=text("paper", "title", id=application_id), created=created, counted=False)


def own_pages(look: Look, facts: PaperFacts, parts: Sequence[PaperPart], *, duplex: bool) -> OwnPages:
    """Set them until the cover is as long as its list of page numbers says."""
    cover_pages = 1
    for _ in range(_MOST_TRIES):
        pieces = placed(cover_pages, parts, duplex=duplex)
        data, marks = _set(look, facts, parts, pieces)
        if marks["separators"] == cover_pages:
            break
        cover_pages = marks["separators"]
    separators = {place: marks[f"part-{place}"] for place in range(len(parts)) if f"part-{place}" in marks}
    return OwnPages(application_id=facts.card.id, data=data, pieces=pieces, separators=separators, blank=marks["blank"])


def _set(
    look: Look, facts: PaperFacts, parts: Sequence[PaperPart], pieces: Sequence[PlacedPiece]
) -> tuple[bytes, dict[str, int]]:
    story, marks = new_story(look), dict[str, int]()
    starts: dict[int, int] = {}
    for each in pieces:
        if each.piece.part is not None:
            starts.setdefault(each.piece.part, each.start + 1)
    add_cover(story, look, facts, parts, starts, page_total(pieces))
    story.page_break()
    story.put(PageMark("separators", marks))
    for each in pieces:
        if each.piece.separator and each.piece.part is not None:
            story.put(PageMark(f"part-{each.piece.part}", marks))
            add_separator(story, each.piece.part + 1, parts[each.piece.part])
            story.page_break()
    story.put(PageMark("blank", marks))
    story.say(text("paper", "blank"), "small")
    return set_pages(story, look), marks


def bookmarks(own: OwnPages, parts: Sequence[PaperPart]) -> tuple[tuple[str, int, int], ...]:
    """Words, depth and page (from 0) of every line of the table of contents."""
    lines: list[tuple[str, int, int]] = [(text("paper", "cover.title"), 0, 0)]
    seen: set[int] = set()
    evidence = False
    for each in own.pieces:
        place = each.piece.part
        if place is None or place in seen:
            continue
        seen.add(place)
        part = parts[place]
        if part.role is Role.EVIDENCE and not evidence:
            lines.append((text("paper", "cover.all_evidence"), 0, each.start))
            evidence = True
        depth = int(part.role is Role.EVIDENCE)
        lines.append((f"{place + 1}. {part_title(part)}", depth, each.start))
    return tuple(lines)


def stamps(application_id: str, pages: int) -> bytes:
    """A PDF with one strip for each of `pages`: whose copy this is, and which page."""
    from reportlab.pdfgen.canvas import Canvas

    letters()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=_STRIP, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont(REGULAR, _TYPE)
        canvas.setStrokeGray(0.6)
        canvas.line(0, 16, _STRIP[0], 16)
        canvas.drawString(0, 6, text("paper", "stamp", id=application_id))
        canvas.drawRightString(_STRIP[0], 6, text("paper", "stamp_page", number=number, pages=pages))
        canvas.showPage()
    canvas.save()
    return target.getvalue()
