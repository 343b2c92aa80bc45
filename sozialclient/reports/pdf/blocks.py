"""The pieces our papers are built of: headings, paragraphs, tables, lines to sign on; each tagged as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer, TableStyle

from sozialclient.reports.pdf.fonts import BOLD, REGULAR
from sozialclient.reports.pdf.markup import markup
from sozialclient.reports.pdf.tags import Element, TaggedParagraph, TaggedTable, decoration

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

BOTTOM = 20 * mm
"""What stays free below the text of a page, in points."""
_ROWS, _HEADED_ROWS = 100, 1_000
"""Rows that are set together, without and with a head: at every page the rest of them is gone through once more."""
_BESIDE_NUMBERS = 6
"""What stays free at the right of numbers, so that they do not touch the words of the next column; in points."""
_INK = colors.HexColor("#1b1f24")
_LINE = colors.HexColor("#b8bfc7")
_HEAD = colors.HexColor("#eef1f4")


def _style(name: str, size: float, leading: float, *, font: str = REGULAR, before: float = 0, after: float = 0,
           together: bool = False, indent: float = 0, hanging: float = 0, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=_INK, spaceBefore=before,
                          spaceAfter=after, keepWithNext=together, splitLongWords=1, allowWidows=0, allowOrphans=0,
                          leftIndent=indent, firstLineIndent=-hanging, alignment=TA_RIGHT if right else TA_LEFT,
                          rightIndent=_BESIDE_NUMBERS if right else 0)


STYLES = {
    "H1": _style("H1", 17, 21, font=BOLD, after=4),
    "H2": _style("H2", 11.5, 15, font=BOLD, before=12, after=4, together=True),
    "H3": _style("H3", 9.5, 12.5, font=BOLD, before=5, after=2, together=True),
    "lead": _style("lead", 11.5, 15.5, font=BOLD, after=4),
    "large": _style("large", 20, 26, font=BOLD, after=2),
    "P": _style("P", 9.5, 13, after=4),
    "small": _style("small", 8, 10.5, after=2),
    "letter": _style("letter", 10.5, 14.5, after=7),
    "letter-line": _style("letter-line", 10.5, 14.5),
    "subject": _style("subject", 11.5, 15.5, font=BOLD, after=1),
    "entry": _style("entry", 10.5, 14.5, font=BOLD, after=1, indent=27, hanging=15),
    "entry-alone": _style("entry-alone", 10.5, 14.5, after=4, indent=27, hanging=15),
    "below": _style("below", 10, 13.5, after=1, indent=27),
    "below-last": _style("below-last", 10, 13.5, after=7, indent=27),
    "signed": _style("signed", 10.5, 14.5, before=28),
    "key": _style("key", 20, 34, font=BOLD),
    "tick": _style("tick", 10.5, 14.5, after=9, indent=20, hanging=20),
    "cell": _style("cell", 8.5, 11),
    "cell-number": _style("cell-number", 8.5, 11, right=True),
    "head": _style("head", 8.5, 11, font=BOLD),
    "head-number": _style("head-number", 8.5, 11, font=BOLD, right=True),
}


_FIRST_ROWS = 2
_CELL_SIDES, _CELL_ENDS = 6, 5.5
"""Room in a cell beside and around its words, in points; `_table_look` sets it."""
_MOST_KEPT, _ENDLESS = 140 * mm, 100_000
_ROLES = {"H1": "H1", "H2": "H2", "H3": "H3", "subject": "H1"}
"""Structure type (ISO 32000-1, 14.8.4) of what is no plain paragraph."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether it holds numbers, which stand at the right.
    """

    heading: str
    share: float
    number: bool = False

    def style(self, name: str) -> str:
        """The style `cell` or `head` as this column needs it."""
        return f"{name}-number" if self.number else name


class Story:
    """A paper under construction; what is added stands below what was added before."""

    def __init__(self, width: float) -> None:
        """`width` of the text in points."""
        self.width = width
        self.root = Element("Document")
        self.flowables: list[Flowable] = []

    def say(self, words: str, style: str = "P") -> None:
        """A paragraph; the styles of `_ROLES` are headings."""
        self.flowables.append(self._said(words, style))

    def together(self, paragraphs: Sequence[tuple[str, str]], *captions: str) -> None:
        """Paragraphs, each with its style, and lines to sign on, that no page break parts while they fit on a page."""
        kept: list[Flowable] = [self._said(words, style) for words, style in paragraphs]
        if captions:
            kept.append(_SignatureLines(captions, self.root, self.width))
        self.flowables.append(KeepTogether(kept))

    def _said(self, words: str, style: str) -> TaggedParagraph:
        return _paragraph(words, style, self.root.add(_ROLES.get(style, "P")))

    def gap(self, millimetres: float) -> None:
        """Room below."""
        self.flowables.append(Spacer(1, millimetres * mm))

    def page_break(self) -> None:
        """Go on at the top of the next page."""
        self.flowables.append(PageBreak())

    def put(self, flowable: Flowable) -> None:
        """Something that tags itself, or says nothing."""
        self.flowables.append(flowable)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table whose head is repeated on every page; without headings it has no head. Nothing where no rows are."""
        if not rows:
            return
        element = self.root.add("Table")
        headed = any(column.heading for column in columns)
        line = element.add("TR") if headed else element
        heads = [line.add("TH", once=True) for _ in columns] if headed else []
        at_once = _HEADED_ROWS if headed else _ROWS
        for start in range(0, len(rows), at_once):
            cells = _heads(columns, heads)
            cells += [_cells(columns, row, element.add("TR")) for row in rows[start : start + at_once]]
            table = self._table_of(cells, columns, headed=headed)
            if not start:
                self._begin(columns, cells[: _FIRST_ROWS + headed])
            self.flowables.append(table)
        table.spaceAfter = 3 * mm

    def _table_of(self, cells: list[list[Flowable]], columns: Sequence[Column], *, headed: bool) -> TaggedTable:
        whole = sum(column.share for column in columns)
        # Whatever a stranger writes: a row may be longer than a page.
        table = TaggedTable(cells, colWidths=[self.width * column.share / whole for column in columns],
                            repeatRows=int(headed), splitInRow=1)
        table.setStyle(_table_look(headed))
        return table

    def _begin(self, columns: Sequence[Column], first: Sequence[Sequence[Flowable]]) -> None:
        """Let the headings right before a table stand where its first rows fit too; the rest may be on other pages."""
        headings: list[Flowable] = []
        while self.flowables and _is_heading(self.flowables[-1]):
            headings.insert(0, self.flowables.pop())
        for heading in headings:
            heading.keepWithNext = 0
        whole = sum(column.share for column in columns)
        widths = [self.width * column.share / whole - _CELL_SIDES for column in columns]
        rows = sum(max(cell.wrap(width, _ENDLESS)[1] for cell, width in zip(row, widths, strict=True)) + _CELL_ENDS
                   for row in first)
        above = sum(heading.wrap(self.width, _ENDLESS)[1] + heading.getSpaceBefore() + heading.getSpaceAfter()
                    for heading in headings)
        self.flowables += [CondPageBreak(min(rows + above, _MOST_KEPT)), *headings]

    def sign(self, *captions: str) -> None:
        """Lines to sign on, side by side, each with what is written there."""
        self.flowables.append(_SignatureLines(captions, self.root, self.width))


def _is_heading(flowable: Flowable) -> bool:
    return isinstance(flowable, TaggedParagraph) and bool(flowable.style.keepWithNext)


def _heads(columns: Sequence[Column], elements: Sequence[Element]) -> list[list[Flowable]]:
    if not elements:
        return []
    return [[_paragraph(column.heading, column.style("head"), element)
             for column, element in zip(columns, elements, strict=True)]]


def _cells(columns: Sequence[Column], row: Sequence[str], line: Element) -> list[Flowable]:
    return [_paragraph(cell, column.style("cell"), line.add("TD" if at else "TH"))
            for at, (column, cell) in enumerate(zip(columns, row, strict=True))]


def _paragraph(words: str, style: str, element: Element) -> TaggedParagraph:
    look = STYLES[style]
    made = TaggedParagraph(markup(words, float(look.fontSize)), look)
    made.element = element
    return made


def _table_look(headed: bool) -> TableStyle:
    """One thin line below each row."""
    look = TableStyle([
        # The cells are paragraphs; but reportlab names a typeface for each cell all the same.
        ("FONT", (0, 0), (-1, -1), REGULAR, 8.5), ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ])
    if headed:
        look.add("BACKGROUND", (0, 0), (-1, 0), _HEAD)
        look.add("LINEABOVE", (0, 0), (-1, 0), 0.4, _LINE)
    return look


class _SignatureLines(Flowable):
    """Lines with room above for a hand, and their captions below."""

    def __init__(self, captions: Sequence[str], root: Element, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 20 * mm
        self._captions = [_paragraph(caption, "small", root.add("P")) for caption in captions]

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """The room it takes."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        canvas: Canvas = self.canv
        share = self.width / max(2, len(self._captions))
        for at, caption in enumerate(self._captions):
            with decoration(canvas):
                canvas.setLineWidth(0.6)
                canvas.line(at * share, 7 * mm, at * share + share - 6 * mm, 7 * mm)
            caption.wrapOn(canvas, share - 6 * mm, 7 * mm)
            caption.drawOn(canvas, at * share, 7 * mm - caption.height - 1)
