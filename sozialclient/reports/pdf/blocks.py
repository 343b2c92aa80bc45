"""The pieces our papers are built of: headings, paragraphs, tables, lines to sign on; each tagged as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, TableStyle

from sozialclient.reports.pdf.fonts import BOLD, REGULAR
from sozialclient.reports.pdf.markup import markup
from sozialclient.reports.pdf.tags import Element, TaggedParagraph, TaggedTable, decoration

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAGE_HEIGHT, BOTTOM = A4[1], 20 * mm
"""Height of an upright page, and what stays free below its text, in points."""
_INK = colors.HexColor("#1b1f24")
_LINE = colors.HexColor("#b8bfc7")
_HEAD = colors.HexColor("#eef1f4")


def _style(name: str, size: float, leading: float, *, font: str = REGULAR, before: float = 0, after: float = 0,
           together: bool = False) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=_INK, spaceBefore=before,
                          spaceAfter=after, keepWithNext=together, splitLongWords=1, allowWidows=0, allowOrphans=0)


STYLES = {
    "H1": _style("H1", 17, 21, font=BOLD, after=4),
    "H2": _style("H2", 11.5, 15, font=BOLD, before=12, after=4, together=True),
    "H3": _style("H3", 9.5, 12.5, font=BOLD, before=5, after=2, together=True),
    "lead": _style("lead", 11.5, 15.5, font=BOLD, after=4),
    "large": _style("large", 20, 26, font=BOLD, after=2),
    "P": _style("P", 9.5, 13, after=4),
    "small": _style("small", 8, 10.5, after=2),
    "letter": _style("letter", 10.5, 14.5, after=7),
    "address": _style("address", 10.5, 13.5),
    "cell": _style("cell", 8.5, 11),
    "head": _style("head", 8.5, 11, font=BOLD),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its share of the width."""

    heading: str
    share: float


class Story:
    """A paper under construction; what is added stands below what was added before."""

    def __init__(self, width: float) -> None:
        """`width` of the text in points."""
        self.width = width
        self.root = Element("Document")
        self.flowables: list[Flowable] = []

    def say(self, words: str, style: str = "P") -> None:
        """A paragraph; the styles `H1` to `H3` are headings."""
        role = style if style in ("H1", "H2", "H3") else "P"
        self.flowables.append(_paragraph(words, style, self.root.add(role)))

    def gap(self, millimetres: float) -> None:
        """Room below."""
        self.flowables.append(Spacer(1, millimetres * mm))

    def go_down_to(self, millimetres: float) -> None:
        """Go on that far from the upper edge of the page; where something stands there already, right below it."""
        self.flowables.append(_UpTo(millimetres * mm))

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
        cells: list[list[Flowable]] = []
        headed = any(column.heading for column in columns)
        if headed:
            line = element.add("TR")
            cells.append([_paragraph(column.heading, "head", line.add("TH", once=True)) for column in columns])
        for row in rows:
            line = element.add("TR")
            cells.append([_paragraph(cell, "cell", line.add("TH" if at == 0 else "TD")) for at, cell in enumerate(row)])
        whole = sum(column.share for column in columns)
        table = TaggedTable(cells, colWidths=[self.width * column.share / whole for column in columns],
                            repeatRows=int(headed), spaceAfter=3 * mm)
        table.setStyle(_table_look(headed))
        self.flowables.append(table)

    def sign(self, *captions: str) -> None:
        """Lines to sign on, side by side, each with what is written there."""
        self.flowables.append(_SignatureLines(captions, self.root, self.width))


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


class _UpTo(Flowable):
    """Room down to a height that is measured from the upper edge of the page."""

    def __init__(self, down: float) -> None:
        super().__init__()
        self._down = down

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """The room it takes: what is left of the page below that height stays free."""
        return 0, max(0.0, availHeight - (PAGE_HEIGHT - self._down - BOTTOM))

    def draw(self) -> None:
        """Nothing."""


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
        share = self.width / len(self._captions)
        for at, caption in enumerate(self._captions):
            with decoration(canvas):
                canvas.setLineWidth(0.6)
                canvas.line(at * share, 7 * mm, at * share + share - 6 * mm, 7 * mm)
            caption.wrapOn(canvas, share - 6 * mm, 7 * mm)
            caption.drawOn(canvas, at * share, 7 * mm - caption.height - 1)
