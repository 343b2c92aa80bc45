"""Turns a stranger's PDF into pages that hold nothing but their picture; runs in the worker only."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import pikepdf

from sozialclient.render.errors import RenderDamaged, RenderError, RenderPasswordProtected, RenderTooLarge
from sozialclient.render.merge.picture_pages import picture_pages
from sozialclient.render.merge.scrub import scrub
from sozialclient.render.merge.sheet import blank_page, draw_page
from sozialclient.render.pdf import PdfDecoder

if TYPE_CHECKING:
    from sozialclient.render.limits import RenderLimits

_LOOK = 0.1
_MOST_ANNOTATIONS = 2_000
"""Of a document; making more of them part of their pages takes the square of their number."""
_FAULTS = (pikepdf.PikepdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError)


def plain_pages(data: bytearray, limits: RenderLimits) -> pikepdf.Pdf:
    """A new PDF with the pages of `data`, each drawn on an A4 sheet of ours.

    What is on a page stays text and lines where the two libraries that read it agree on the pages; else,
    and where the document cannot be copied, its pages become pictures of what the window would show.
    Annotations and form fields become part of the page; nothing else of the document is taken over.
    Raises RenderDamaged, RenderPasswordProtected, RenderTooLarge.
    """
    try:
        shown: PdfDecoder | None = PdfDecoder(data, limits)
    except RenderDamaged:
        shown = None
    if shown is None:
        return _copied(data, None, limits)
    with closing(shown):
        # Drawn once, small: what cannot be drawn in time must not make the whole paper endless.
        pages = len(shown.sizes())
        for page in range(pages):
            _look_at(shown, page, limits)
        try:
            return _copied(data, pages, limits)
        except RenderPasswordProtected:
            raise
        except RenderError:
            return picture_pages(shown, limits)


def _look_at(shown: PdfDecoder, page: int, limits: RenderLimits) -> None:
    try:
        shown.render(page, _LOOK, limits.raster_pixels)
    except RenderDamaged:
        return


def _copied(data: bytearray, expected: int | None, limits: RenderLimits) -> pikepdf.Pdf:
    """The pages with their text; RenderDamaged when there are not as many as `expected`, or none."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            found = len(source.pages)
            if found < 1 or expected not in (None, found):
                raise RenderDamaged(part="pages")
            if found > limits.pages:
                raise RenderTooLarge(limit="pages", allowed=limits.pages)
            if sum(len(page.obj.get("/Annots", ())) for page in source.pages) > _MOST_ANNOTATIONS:
                raise RenderDamaged(part="annotations")
            source.generate_appearance_streams()
            source.flatten_annotations("all")
            # Saved before the source is closed, because pages are copied only then.
            return _saved(_sheets(source))
    except pikepdf.PasswordError as error:
        raise RenderPasswordProtected from error
    except _FAULTS as error:
        raise RenderDamaged(part="document") from error


def _sheets(source: pikepdf.Pdf) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for page in source.pages:
        left, bottom, right, top = _shown(page)
        # What is taken over of a page is its trim box, which only printers care for; what is shown of it must be there.
        page.trimbox = pikepdf.Array([left, bottom, right, top])
        wide = right - left > top - bottom
        turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
        sheet, area = blank_page(pdf, landscape=wide is not turned)
        draw_page(sheet, page, area, "/Page")
    scrub(pdf)
    return pdf


def _shown(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """What viewers show of a page: its crop box as far as that lies on the sheet (ISO 32000-1, 14.11.2)."""
    sheet, crop = _box(page.mediabox), _box(page.cropbox)
    left, bottom, right, top = (
        max(sheet[0], crop[0]), max(sheet[1], crop[1]), min(sheet[2], crop[2]), min(sheet[3], crop[3]))
    return (left, bottom, right, top) if left < right and bottom < top else sheet


def _box(sides: pikepdf.Array) -> tuple[float, float, float, float]:
    one, two, three, four = (float(side) for side in sides)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _saved(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    buffer = io.BytesIO()
    pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return pikepdf.open(buffer)
