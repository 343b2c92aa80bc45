"""Joins PDF documents made of plain pages by a plan; runs in the worker only."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, cast

import pikepdf

from sozialclient.render.errors import RenderDamaged
from sozialclient.render.merge.plan import Bookmark, MergePlan, PageRange
from sozialclient.render.merge.sheet import draw_page, stamp_area

_LANGUAGE = "de-DE"


class Joining:
    """Takes documents one after another, then writes them as one.

    The library copies pages with all they need, so a document's own bytes are let go as soon as it was taken.
    """

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._firsts: list[int] = []

    def add(self, source: bytes | bytearray) -> None:
        """Take the next document of plain pages; raises RenderDamaged."""
        with _faults(), pikepdf.open(io.BytesIO(source)) as pdf:
            self._firsts.append(len(self._pdf.pages))
            self._pdf.pages.extend(pdf.pages)

    def write(self, plan: MergePlan, target: io.RawIOBase | io.BytesIO) -> None:
        """Write the document of `plan` to `target`, which is given every byte once; nothing may follow.

        Raises RenderDamaged where the plan does not fit what was taken.
        """
        with _faults():
            pdf, pages = self._pdf, list(self._pdf.pages)
            chosen = [page for each in plan.ranges for page in self._pages(pages, *each)]
            stamps = [] if plan.stamps is None else self._pages(pages, plan.stamps, 0, len(chosen))
            del pdf.pages[:]
            pdf.pages.extend(chosen)
            for page, stamp in zip(pdf.pages, stamps, strict=bool(stamps)):
                draw_page(page, stamp, stamp_area(page), "/Stamp")
            _describe(pdf, plan)
            pdf.save(cast(BinaryIO, target), object_stream_mode=pikepdf.ObjectStreamMode.generate,
                     deterministic_id=True)

    def _pages(self, pages: Sequence[pikepdf.Page], source: int, first: int, count: int) -> Sequence[pikepdf.Page]:
        ends = [*self._firsts[1:], len(pages)]
        start = self._firsts[source] + first
        if start + count > ends[source]:
            raise RenderDamaged(part="plan")
        return pages[start : start + count]


def load_joining() -> None:
    """Join something of our own, so that nothing has to be read from disk afterwards."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        page = io.BytesIO()
        pdf.save(page)
    joining = Joining()
    joining.add(page.getvalue())
    plan = MergePlan((PageRange(0, 0, 1),), 0, (Bookmark("1", 0, 0),), "1", "1", "D:20000101000000+00'00'")
    joining.write(plan, io.BytesIO())


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (pikepdf.PikepdfError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise RenderDamaged(part="document") from error


def _describe(pdf: pikepdf.Pdf, plan: MergePlan) -> None:
    pdf.Root.Lang = pikepdf.String(_LANGUAGE)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.docinfo["/Title"] = plan.title
    pdf.docinfo["/Producer"] = plan.producer
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = plan.created
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = plan.title
        metadata["dc:language"] = [_LANGUAGE]
        metadata["pdf:Producer"] = plan.producer
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = _iso(plan.created)
    _list(pdf, plan.bookmarks)


def _list(pdf: pikepdf.Pdf, bookmarks: Sequence[Bookmark]) -> None:
    with pdf.open_outline() as outline:
        for title, level, page in bookmarks:
            item = pikepdf.OutlineItem(title, page)
            last = outline.root[-1] if outline.root else None
            if level and last is not None:
                last.children.append(item)
            else:
                outline.root.append(item)


def _iso(created: str) -> str:
    return datetime.strptime(created, "D:%Y%m%d%H%M%S+00'00'").strftime("%Y-%m-%dT%H:%M:%S+00:00")
