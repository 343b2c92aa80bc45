"""Sets the letter that asks for evidence as PDF, in the form of a German business letter (DIN 5008, form B)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from sozialclient.documents.shown_text import one_line
from sozialclient.reports.evidence_letter import (
    EvidenceLetter,
    after_list,
    before_list,
    explanations,
    subject,
    written_day,
)
from sozialclient.reports.pdf.fonts import BOLD, REGULAR, letters
from sozialclient.texts import text

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

# Millimetres from the left and upper edge of the sheet (DIN 5008, form B).
_LEFT, _RIGHT, _BOTTOM = 25, 20, 25
_WINDOW_LEFT, _WINDOW_TOP, _WINDOW_WIDTH = 25, 45, 80
_RETURN_LINE, _ADDRESS = 5, 17.7
_INFORMATION_LEFT, _INFORMATION_TOP, _INFORMATION_WIDTH = 125, 50, 75
_TEXT_TOP, _NEXT_TOP = 98.5, 25
_FOLDS, _HOLE = (105, 210), 148.5
_MOST_ADDRESS, _MOST_INFORMATION = 6, 12


def letter_pdf(letter: EvidenceLetter) -> bytes:
    """The letter, A4; what it asks for stands once more on a page to be ticked and sent back."""
    letters()
    # How many pages there are is known only once they are set.
    _, pages = _set(letter, 0)
    return _set(letter, pages)[0]


def _set(letter: EvidenceLetter, pages: int) -> tuple[bytes, int]:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    target = io.BytesIO()
    width, height = A4
    document = BaseDocTemplate(target, pagesize=A4, title=text("letter", "title"), lang="de", invariant=1,
                               author=one_line(letter.sender[0]) if letter.sender else "")

    def frame(top: float) -> Frame:
        return Frame(_LEFT * mm, _BOTTOM * mm, width - (_LEFT + _RIGHT) * mm, height - (top + _BOTTOM) * mm,
                     leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

    def first(canvas: Canvas, _document: object) -> None:
        _draw_head(canvas, letter, height)
        _draw_foot(canvas, pages)

    document.addPageTemplates([
        PageTemplate("first", [frame(_TEXT_TOP)], onPage=first, autoNextPageTemplate="next"),
        PageTemplate("next", [frame(_NEXT_TOP)], onPage=lambda canvas, _: _draw_foot(canvas, pages)),
    ])
    document.build(list(_story(letter)))
    return target.getvalue(), document.page


def _style(size: float = 11, *, strong: bool = False, indent: float = 0, after: float = 6) -> ParagraphStyle:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(f"{size}-{strong}-{indent}-{after}", fontName=BOLD if strong else REGULAR, fontSize=size,
                          leading=size * 1.35, leftIndent=indent, spaceAfter=after, splitLongWords=1,
                          allowWidows=0, allowOrphans=0)


def _literal(words: str) -> str:
    return escape(one_line(words, longest=2_000))


def _story(letter: EvidenceLetter) -> Iterator[Flowable]:
    from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Spacer

    first, *others = subject(letter)
    yield Paragraph(_literal(first), _style(strong=True, after=0))
    yield from (Paragraph(_literal(line), _style(after=0)) for line in others)
    yield Spacer(1, 18)
    yield from (Paragraph(_literal(line), _style()) for line in before_list(letter))
    for number, item in enumerate(letter.items, 1):
        lines = explanations(item)
        name = _style(strong=True, indent=12, after=1 if lines else 6)
        parts: list[Flowable] = [Paragraph(_literal(f"{number}. {item.name}"), name)]
        parts += [Paragraph(_literal(line), _style(10, indent=26, after=1 if line != lines[-1] else 7))
                  for line in lines]
        yield KeepTogether(parts)
    paragraphs = [Paragraph(_literal(line), _style()) for line in after_list(letter)]
    yield from paragraphs[:-1]
    closing: list[Flowable] = [paragraphs[-1], Spacer(1, 8), Paragraph(_literal(text("letter", "closing")), _style()),
                               Spacer(1, 30)]
    closing += [Paragraph(_literal(line), _style(after=0)) for line in letter.sender[:1]]
    yield KeepTogether(closing)
    yield PageBreak()
    yield from _tick_list(letter)


def _tick_list(letter: EvidenceLetter) -> Iterator[Flowable]:
    from reportlab.lib import colors
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    yield Paragraph(_literal(text("letter", "list")), _style(14, strong=True))
    if letter.number:
        yield Paragraph(_literal(text("letter", "list-number", number=letter.number)), _style())
    rows = [["", Paragraph(_literal(item.name), _style(after=0))] for item in letter.items]
    table = LongTable(rows, colWidths=[8 * mm, 155 * mm], rowHeights=None, hAlign="LEFT")
    boxes = [("BOX", (0, row), (0, row), 0.8, colors.black) for row in range(len(rows))]
    table.setStyle(TableStyle([*boxes, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (1, 0), (1, -1), 10),
                               ("TOPPADDING", (0, 0), (-1, -1), 6), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)]))
    yield table


def _draw_head(canvas: Canvas, letter: EvidenceLetter, height: float) -> None:
    """Window, information block, marks for folding and punching."""
    from reportlab.lib.units import mm

    sender = " · ".join(letter.sender[:4])
    _lines(canvas, [sender], _WINDOW_LEFT, _WINDOW_TOP + _RETURN_LINE, _WINDOW_WIDTH, height, 7)
    _lines(canvas, letter.recipient[:_MOST_ADDRESS], _WINDOW_LEFT, _WINDOW_TOP + _ADDRESS + 4, _WINDOW_WIDTH, height,
           11)
    block = [*letter.sender, "", text("letter", "contact"), *letter.contact] if letter.contact else [*letter.sender]
    block = [*block[: _MOST_INFORMATION - 2], "", f"{text('letter', 'date')}: {written_day(letter.day)}"]
    _lines(canvas, block, _INFORMATION_LEFT, _INFORMATION_TOP, _INFORMATION_WIDTH, height, 9)
    canvas.setLineWidth(0.3)
    for mark, length in ((_FOLDS[0], 4), (_FOLDS[1], 4), (_HOLE, 6)):
        canvas.line(5 * mm, height - mark * mm, (5 + length) * mm, height - mark * mm)


def _draw_foot(canvas: Canvas, pages: int) -> None:
    from reportlab.lib.units import mm

    canvas.setFont(REGULAR, 8)
    canvas.drawRightString((210 - _RIGHT) * mm, 12 * mm,
                           text("letter", "page", page=canvas.getPageNumber(), pages=pages))


def _lines(canvas: Canvas, lines: list[str] | tuple[str, ...], left: float, top: float, width: float, height: float,
           size: float) -> None:
    """Lines below each other; one that is too long is set narrower, and shortened where that is not enough."""
    from reportlab.lib.units import mm
    from reportlab.pdfbase.pdfmetrics import stringWidth

    y = height - top * mm
    for line in lines:
        shown = one_line(line)
        wide = stringWidth(shown, REGULAR, size)
        fitting = max(size * 0.75, size * min(1.0, width * mm / wide)) if wide else size
        while shown and stringWidth(shown, REGULAR, fitting) > width * mm:
            shown = shown[:-2].rstrip() + "…" if len(shown) > 2 else ""
        canvas.setFont(REGULAR, fitting)
        canvas.drawString(left * mm, y, shown)
        y -= size * 1.3
