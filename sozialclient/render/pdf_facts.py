"""Lists what a PDF carries beyond its pages, without doing any of it; runs in the worker only."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sozialclient.render.pdf_markers import find_markers
from sozialclient.render.pdf_text import PagePosition
from sozialclient.render.pdfium import api, narrow_string, wide_string

if TYPE_CHECKING:
    from sozialclient.render.limits import RenderLimits

_DEEPEST = 16
_SHARE_OF_TIME = 0.1

LinkFact = tuple[int, str, str, float, float, float, float]
OutlineFact = tuple[str, int, int | None]


def read_facts(document: Any, data: bytearray, page_count: int, limits: RenderLimits) -> dict[str, object]:
    """The fields of `ActiveContent` as JSON values; cut, and said so, where a limit is reached."""
    markers = find_markers(data)
    if api.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        markers.add("JavaScript")
    if api.FPDF_GetFormType(document) in (api.FORMTYPE_XFA_FULL, api.FORMTYPE_XFA_FOREGROUND):
        markers.add("XFA")
    links, pinned, all_pages = _on_pages(document, page_count, limits)
    outline = _outline(document, limits.facts)
    attached = max(0, int(api.FPDFDoc_GetAttachmentCount(document)))
    attachments = [api.FPDFDoc_GetAttachment(document, index) for index in range(min(attached, limits.facts))]
    embedded = [*map(_embedded_name, attachments), *pinned]
    return {
        "links": links,
        "outline": outline,
        "embedded_files": embedded[: limits.facts],
        "markers": sorted(markers),
        "complete": all_pages and len(outline) < limits.facts and max(attached, len(embedded)) <= limits.facts,
    }


def _embedded_name(attachment: Any) -> str:
    return wide_string(lambda buffer, size: int(api.FPDFAttachment_GetName(attachment, _wide(buffer), size)))


def _wide(buffer: Any) -> Any:
    return buffer and ctypes.cast(buffer, ctypes.POINTER(api.FPDF_WCHAR))


def _on_pages(document: Any, page_count: int, limits: RenderLimits) -> tuple[list[LinkFact], list[str], bool]:
    """Links and names of files pinned to pages, and whether these are all."""
    # Loading a page parses it, so a long document gets only part of the time of a request.
    until = time.monotonic() + limits.request_seconds * _SHARE_OF_TIME
    links: list[LinkFact] = []
    pinned: list[str] = []
    for number in range(page_count):
        if max(len(links), len(pinned)) >= limits.facts or time.monotonic() > until:
            return links[: limits.facts], pinned, False
        page = api.FPDF_LoadPage(document, number)
        if page:
            try:
                links += _links_of_page(document, page, number, limits.facts)
                pinned += _pinned_to_page(page, limits.facts)
            finally:
                api.FPDF_ClosePage(page)
    return links[: limits.facts], pinned, len(links) <= limits.facts


def _pinned_to_page(page: Any, most: int) -> Iterator[str]:
    for index in range(min(api.FPDFPage_GetAnnotCount(page), most)):
        annotation = api.FPDFPage_GetAnnot(page, index)
        try:
            attachment = api.FPDFAnnot_GetFileAttachment(annotation)
            if attachment:
                yield _embedded_name(attachment)
        finally:
            api.FPDFPage_CloseAnnot(annotation)


def _links_of_page(document: Any, page: Any, number: int, most: int) -> list[LinkFact]:
    position = PagePosition.of(page)
    at, link = ctypes.c_int(0), api.FPDF_LINK()
    found: list[LinkFact] = []
    while len(found) <= most and api.FPDFLink_Enumerate(page, at, link):
        corners = api.FS_RECTF()
        api.FPDFLink_GetAnnotRect(link, corners)
        box = position and position.box(corners.left, corners.bottom, corners.right, corners.top)
        found.append((number, *_target(document, link), *(box or (0.0, 0.0, 0.0, 0.0))))
    return found


def _target(document: Any, link: Any) -> tuple[str, str]:
    action = api.FPDFLink_GetAction(link)
    kind = api.FPDFAction_GetType(action) if action else api.PDFACTION_UNSUPPORTED
    if kind == api.PDFACTION_URI:
        return "address", narrow_string(
            lambda buffer, size: int(api.FPDFAction_GetURIPath(document, action, buffer, size))
        )
    if kind in (api.PDFACTION_LAUNCH, api.PDFACTION_REMOTEGOTO, api.PDFACTION_EMBEDDEDGOTO):
        path = narrow_string(lambda buffer, size: int(api.FPDFAction_GetFilePath(action, buffer, size)))
        return ("program" if kind == api.PDFACTION_LAUNCH else "other_document"), path
    destination = api.FPDFLink_GetDest(document, link) or (action and api.FPDFAction_GetDest(document, action))
    if destination:
        return "page", str(api.FPDFDest_GetDestPageIndex(document, destination))
    return "unknown", ""


def _outline(document: Any, most: int) -> list[OutlineFact]:
    entries: list[OutlineFact] = []
    seen: set[int] = set()
    waiting = [(api.FPDFBookmark_GetFirstChild(document, None), 0)]
    while waiting and len(entries) < most:
        bookmark, level = waiting.pop()
        address = ctypes.cast(bookmark, ctypes.c_void_p).value
        # A bookmark that comes again closes a circle; the file decides, so it is checked.
        if address is None or address in seen:
            continue
        seen.add(address)
        entries.append((_title(bookmark), level, _page_of(document, bookmark)))
        waiting.append((api.FPDFBookmark_GetNextSibling(document, bookmark), level))
        if level < _DEEPEST:
            waiting.append((api.FPDFBookmark_GetFirstChild(document, bookmark), level + 1))
    return entries


def _title(bookmark: Any) -> str:
    return wide_string(lambda buffer, size: int(api.FPDFBookmark_GetTitle(bookmark, buffer, size)))


def _page_of(document: Any, bookmark: Any) -> int | None:
    destination = api.FPDFBookmark_GetDest(document, bookmark)
    page = int(api.FPDFDest_GetDestPageIndex(document, destination)) if destination else -1
    return page if page >= 0 else None
