"""The page of our own that a stranger's page is put on, and where on it; runs in the worker only."""

from __future__ import annotations

from typing import NamedTuple

import pikepdf

MILLIMETRE = 72 / 25.4
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
EDGE = 6 * MILLIMETRE
FOOT = 15 * MILLIMETRE
"""Height at the lower end of every page that only we write on; a stranger's page is clipped before it."""


class Area(NamedTuple):
    """A rectangle on a page in points, from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def blank_page(pdf: pikepdf.Pdf, *, landscape: bool) -> tuple[pikepdf.Page, Area]:
    """A new last page of `pdf`, A4, and the area for what comes on it."""
    width, height = (A4[1], A4[0]) if landscape else A4
    page = pdf.add_blank_page(page_size=(width, height))
    return page, Area(EDGE, FOOT, width - EDGE, height - EDGE)


def stamp_area(page: pikepdf.Page) -> Area:
    """The strip at the lower end of `page` that is ours."""
    _, _, width, _ = (float(side) for side in page.mediabox)
    return Area(EDGE, EDGE, width - EDGE, FOOT - 2 * MILLIMETRE)


def draw_page(page: pikepdf.Page, other: pikepdf.Page, area: Area, name: str) -> None:
    """Draw `other` in the middle of `area` on `page`, clipped to its own edges and made smaller where it must be.

    `name` is what the page calls it: the same for the same page, so that the same parts give the same bytes.
    """
    form = other.as_form_xobject()
    known = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))
    content = page.calc_form_xobject_placement(
        form, known, pikepdf.Rectangle(*area), invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + content)
    page.contents_coalesce()
