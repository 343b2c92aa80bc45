"""Fonts and measures shared by everything the training mailbox prints or draws."""

from __future__ import annotations

from functools import cache, lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from sozialclient.resources import resource

REGULAR_FILE = "SourceSansPro-Regular.ttf"
SEMIBOLD_FILE = "SourceSansPro-Semibold.ttf"

INK = HexColor("#1A1F27")
LABEL = HexColor("#5C6673")
LINE = HexColor("#9AA3AE")
FILL = HexColor("#F3F5F8")
BAND = HexColor("#1B5E9E")
NOTICE = HexColor("#0F7B74")
NOTICE_FILL = HexColor("#E3F3F1")
WHITE = Color(1, 1, 1)


class Face:
    """A pair of fonts, regular and semibold, by their reportlab names."""

    __slots__ = ("regular", "semibold")

    def __init__(self, regular: str, semibold: str) -> None:
        self.regular = regular
        self.semibold = semibold


BUILT_IN = Face("Helvetica", "Helvetica-Bold")
"""Not embedded: quick, but only for characters of Western Europe."""


@cache
def embedded() -> Face:
    """Source Sans Pro, embedded as a subset; prints every name that German registers know."""
    pdfmetrics.registerFont(TTFont("DemoRegular", str(resource("fonts", REGULAR_FILE))))
    pdfmetrics.registerFont(TTFont("DemoSemibold", str(resource("fonts", SEMIBOLD_FILE))))
    return Face("DemoRegular", "DemoSemibold")


@lru_cache(maxsize=4096)
def wrapped(text: str, font: str, size: float, width: float) -> tuple[str, ...]:
    """`text` broken into lines of at most `width` points; a word longer than a line is cut."""
    if "\n" not in text and pdfmetrics.stringWidth(text, font, size) <= width:
        return (text,)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if pdfmetrics.stringWidth(candidate, font, size) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            line = word
            while pdfmetrics.stringWidth(line, font, size) > width:
                cut = _fitting(line, font, size, width)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return tuple(lines)


def _fitting(word: str, font: str, size: float, width: float) -> int:
    count = 1
    while pdfmetrics.stringWidth(word[: count + 1], font, size) <= width:
        count += 1
    return count
