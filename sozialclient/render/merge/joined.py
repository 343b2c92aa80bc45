"""Joins PDF documents made of plain pages by a plan; runs in the worker only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO, cast

import pikepdf

from sozialclient.render.errors import RenderDamaged
from sozialclient.render.merge.plan import Bookmark, MergePlan, PageRange
from sozialclient.render.merge.sheet import draw_page, stamp_area

_LANGUAGE = "de-DE"


def load_joining() -> None:
    """Join something of our own, so that nothing has to be read from disk afterwards."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        page = io.BytesIO()
        pdf.save(page)
    plan = MergePlan((PageRange(0, 0, 1),), 0, (Bookmark("1", 0, 0),), "1", "1", "D:20000101000000+00'00'")
    write_joined([page.getvalue()], plan, io.BytesIO())


def write_joined(sources: Sequence[bytes], plan: MergePlan, target: io.RawIOBase | io.BytesIO) -> None:
    """Write the document of `plan` to `target`, which is given every byte once. Raises RenderDamaged."""
    try:
        opened = [pikepdf.open(io.BytesIO(source)) for source in sources]
        pdf = pikepdf.new()
        for source, first, pages in plan.ranges:
            pdf.pages.extend(opened[source].pages[first : first + pages])
        if len(pdf.pages) != plan.page_count:
            raise RenderDamaged(part="plan")
        if plan.stamps is not None:
            _stamp(pdf, opened[plan.stamps])
        _describe(pdf, plan)
        pdf.save(cast(BinaryIO, target), object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except (pikepdf.PikepdfError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise RenderDamaged(part="document") from error


def _stamp(pdf: pikepdf.Pdf, stamps: pikepdf.Pdf) -> None:
    for page, stamp in zip(pdf.pages, stamps.pages, strict=True):
        draw_page(page, stamp, stamp_area(page), "/Stamp")


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
