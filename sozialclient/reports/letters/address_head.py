"""The upper part of a business letter's first page: window, information block, marks for folding and punching."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from sozialclient.documents.shown_text import one_line
from sozialclient.reports.letters.letter import Letter, contact_lines, written_day
from sozialclient.reports.pdf.document import TOP
from sozialclient.reports.pdf.fonts import REGULAR
from sozialclient.reports.pdf.markup import markup
from sozialclient.reports.pdf.tags import Element, TaggedParagraph, decoration
from sozialclient.texts import text

# Millimetres from the left and upper edge of the sheet (DIN 5008, form B).
_WINDOW_WIDTH, _RETURN_TOP, _ADDRESS_TOP = 80, 58.5, 62.7
_BLOCK_LEFT, _BLOCK_TOP, _BLOCK_WIDTH = 125, 50, 75
_TEXT_TOP, _FOLDS, _HOLE = 98.5, (105, 210), 148.5
_MOST_ADDRESS, _MOST_BLOCK = 6, 12
_NARROWEST = 0.75
_HEIGHT = A4[1]


class AddressHead(Flowable):
    """Reaches from the upper margin down to where the text begins; must be the first thing on its page."""

    LEFT = 25 * mm
    """Where the text of a letter begins, in points from the left edge."""

    def __init__(self, letter: Letter, root: Element) -> None:
        super().__init__()
        self._lines: list[tuple[TaggedParagraph, float, float]] = []
        """Each line with its place in points from the left and upper edge of the sheet."""
        sender = [" · ".join(filter(None, map(one_line, letter.sender[:4])))]
        self._put(root, sender, (AddressHead.LEFT / mm, _RETURN_TOP), _WINDOW_WIDTH, 7)
        self._put(root, letter.recipient[:_MOST_ADDRESS], (AddressHead.LEFT / mm, _ADDRESS_TOP), _WINDOW_WIDTH, 10.5)
        contact = contact_lines(letter)
        block = [*letter.sender, *(["", *contact] if contact else [])][: _MOST_BLOCK - 2]
        day = text("letter", "date", day=written_day(letter.day))
        self._put(root, [*block, "", day], (_BLOCK_LEFT, _BLOCK_TOP), _BLOCK_WIDTH, 9)

    def _put(self, root: Element, lines: Sequence[str], place: tuple[float, float], width: float, size: float) -> None:
        """Lines below each other; one that is too long is set smaller, and shortened where that is not enough."""
        left, top = place[0] * mm, place[1] * mm
        for line in lines:
            shown, fitting = _fitted(one_line(line), width * mm, size)
            if shown:
                look = ParagraphStyle("head", fontName=REGULAR, fontSize=fitting, leading=fitting * 1.2)
                made = TaggedParagraph(markup(shown, fitting), look)
                made.element = root.add("P")
                made.wrap(width * mm + 1, size * 2)
                self._lines.append((made, left, top))
            top += size * 1.3

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """All room down to the text."""
        return availWidth, _TEXT_TOP * mm - TOP

    def draw(self) -> None:
        """Draw it at its places on the sheet, wherever the page's own coordinates begin."""
        canvas: Canvas = self.canv
        across, up = canvas.absolutePosition(0, 0)
        canvas.saveState()
        canvas.translate(-across, -up)
        for line, left, top in self._lines:
            line.drawOn(canvas, left, _HEIGHT - top - line.height)
        with decoration(canvas):
            canvas.setLineWidth(0.3)
            for mark, length in ((_FOLDS[0], 4), (_FOLDS[1], 4), (_HOLE, 6)):
                canvas.line(5 * mm, _HEIGHT - mark * mm, (5 + length) * mm, _HEIGHT - mark * mm)
        canvas.restoreState()


def _fitted(line: str, width: float, size: float) -> tuple[str, float]:
    wide = stringWidth(line, REGULAR, size)
    fitting = max(size * _NARROWEST, size * min(1.0, width / wide)) if wide else size
    while line and stringWidth(line, REGULAR, fitting) > width:
        line = line[:-2].rstrip() + "…" if len(line) > 2 else ""
    return line, fitting
