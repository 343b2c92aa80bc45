"""Reads the words of a PDF page and where they stand; runs in the worker only."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

from sozialclient.render.pdfium import api
from sozialclient.render.raster import Word

_GRID = 1_000_000
_HYPHENS = (0x02, 0xFFFE)


class PagePosition(NamedTuple):
    """The affine map from a page's own coordinates to points from the top left of the page as shown."""

    width: float
    height: float
    xx: float
    xy: float
    yx: float
    yy: float
    x0: float
    y0: float

    @classmethod
    def of(cls, page: Any) -> PagePosition | None:
        """Asks PDFium, which knows about rotation and crop boxes, where three points go; None where no page is left."""
        width, height = float(api.FPDF_GetPageWidthF(page)), float(api.FPDF_GetPageHeightF(page))
        if not (width > 0 and height > 0):
            return None
        x0, y0 = _to_device(page, width, height, 0, 0)
        x1, y1 = _to_device(page, width, height, width, 0)
        x2, y2 = _to_device(page, width, height, 0, height)
        return cls(
            width, height, (x1 - x0) / width, (y1 - y0) / width, (x2 - x0) / height, (y2 - y0) / height, x0, y0
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float] | None:
        """`(x, y, width, height)` of the part of a rectangle that lies on the page; None when none does."""
        xs = [self.x0 + x * self.xx + y * self.yx for x in (left, right) for y in (bottom, top)]
        ys = [self.y0 + x * self.xy + y * self.yy for x in (left, right) for y in (bottom, top)]
        x, y = max(min(xs), 0.0), max(min(ys), 0.0)
        across, down = min(max(xs), self.width) - x, min(max(ys), self.height) - y
        if not (across > 0 and down > 0):
            return None
        return round(x, 2), round(y, 2), round(across, 2), round(down, 2)


def _to_device(page: Any, width: float, height: float, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    api.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value * width / _GRID, down.value * height / _GRID


class _Collector:
    """Joins characters to words and counts lines."""

    def __init__(self, position: PagePosition) -> None:
        self.words: list[Word] = []
        self._position = position
        self._line = 0
        self._fresh_line = True
        self._units: list[int] = []
        self._box = [0.0, 0.0, 0.0, 0.0]

    def add(self, unit: int, left: float, bottom: float, right: float, top: float) -> None:
        box = self._box
        if self._units:
            self._box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
        else:
            self._box = [left, bottom, right, top]
        self._units.append(unit)

    def end_word(self) -> None:
        units, self._units = self._units, []
        text = _printable(units)
        placed = self._position.box(*self._box) if text else None
        if placed:
            self.words.append((text, *placed, self._line))
            self._fresh_line = False

    def end_line(self) -> None:
        self.end_word()
        if not self._fresh_line:
            self._line += 1
            self._fresh_line = True


def read_words(page: Any, most_characters: int) -> list[Word]:
    """The words on `page` in reading order, at most `most_characters` characters of them.

    Bidirectional controls and other invisible characters are left out; surrogate halves, which
    some platforms deliver, are joined.
    """
    textpage = api.FPDFText_LoadPage(page)
    if not textpage:
        return []
    try:
        position = PagePosition.of(page)
        return _collect(textpage, position, most_characters) if position is not None else []
    finally:
        api.FPDFText_ClosePage(textpage)


def _collect(textpage: Any, position: PagePosition, most_characters: int) -> list[Word]:
    collector = _Collector(position)
    rectangle = api.FS_RECTF()
    reference = ctypes.byref(rectangle)
    unicode_of, box_of = api.FPDFText_GetUnicode, api.FPDFText_GetLooseCharBox
    for index in range(min(api.FPDFText_CountChars(textpage), most_characters)):
        unit = unicode_of(textpage, index)
        if unit in (0x0A, 0x0D):
            collector.end_line()
        elif unit in _HYPHENS or not _is_blank(unit):
            box_of(textpage, index, reference)
            shown = 0x2D if unit in _HYPHENS else unit
            collector.add(shown, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        else:
            collector.end_word()
    collector.end_word()
    return collector.words


def _is_blank(unit: int) -> bool:
    return unit == 0 or (unit < 0x110000 and chr(unit).isspace())


def _printable(units: list[int]) -> str:
    text = "".join(chr(unit) for unit in units if unit < 0x110000)
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return "".join(character for character in joined if character.isprintable())
