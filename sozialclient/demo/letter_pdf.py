"""Prints an invented letter as a one-page PDF."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from sozialclient.demo import paper
from sozialclient.demo.form_model import printed
from sozialclient.demo.letters import Letter
from sozialclient.demo.paper import wrapped

_LEFT, _RIGHT = 70.0, A4[0] - 70.0


def letter_pdf(letter: Letter) -> bytes:
    """One page A4, the same bytes for the same letter."""
    face = paper.embedded()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(letter.title)
    canvas.setAuthor(letter.letterhead)
    _stamp(canvas, letter.stamp)
    _text(canvas, _LEFT, 780, letter.letterhead, face.semibold, 15, paper.BAND)
    _text(canvas, _LEFT, 764, letter.sender_line, face.regular, 8.5, paper.LABEL)
    canvas.setStrokeColor(paper.BAND)
    canvas.line(_LEFT, 756, _RIGHT, 756)
    for index, line in enumerate(letter.receiver):
        _text(canvas, _LEFT, 712 - 14 * index, line, face.regular, 11, paper.INK)
    canvas.setFont(face.regular, 10)
    canvas.drawRightString(_RIGHT, 640, f"Musterstadt, {printed(letter.dated)}")
    _text(canvas, _LEFT, 604, letter.title, face.semibold, 14, paper.INK)
    y = 576.0
    for paragraph in letter.paragraphs:
        for line in wrapped(paragraph, face.regular, 10.5, _RIGHT - _LEFT):
            _text(canvas, _LEFT, y, line, face.regular, 10.5, paper.INK)
            y -= 15
        y -= 6
    y = _table(canvas, letter, y - 6)
    for line in letter.closing:
        y -= 20
        _text(canvas, _LEFT, y, line, face.regular, 10.5, paper.INK)
    _text(canvas, _LEFT, 48, "Übungsbeleg – Absender und Inhalt sind erfunden.", face.semibold, 8, paper.NOTICE)
    canvas.save()
    return buffer.getvalue()


def _table(canvas: Canvas, letter: Letter, y: float) -> float:
    face = paper.embedded()
    canvas.setStrokeColor(paper.LINE)
    canvas.setLineWidth(0.5)
    for left, right in letter.rows:
        _text(canvas, _LEFT, y - 12, left, face.regular, 10.5, paper.INK)
        canvas.setFont(face.semibold, 10.5)
        canvas.drawRightString(_RIGHT, y - 12, right)
        canvas.line(_LEFT, y - 18, _RIGHT, y - 18)
        y -= 20
    return y - 10


def _stamp(canvas: Canvas, text: str) -> None:
    canvas.saveState()
    canvas.translate(A4[0] / 2, 240)
    canvas.rotate(35)
    canvas.setFont(paper.embedded().semibold, 84)
    canvas.setFillGray(0.93)
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


def _text(canvas: Canvas, x: float, y: float, text: str, font: str, size: float, color: Color) -> None:
    canvas.setFillColor(color)
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
