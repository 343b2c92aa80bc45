"""Decodes PDF documents with PDFium; runs in the worker only."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from sozialclient.render.errors import RenderDamaged, RenderPasswordProtected, RenderTooLarge
from sozialclient.render.pdf_facts import read_facts
from sozialclient.render.pdf_text import read_words
from sozialclient.render.pdfium import api, initialise
from sozialclient.render.raster import Raster, Word, raster_size

if TYPE_CHECKING:
    from sozialclient.render.limits import RenderLimits

_WHITE = 0xFFFFFFFF
_A4 = (595.0, 842.0)


class PdfDecoder:
    """One PDF document.

    Scripts, actions and links never run: the library is built without a script engine and
    nobody asks it to execute an action. Form fields are drawn with the values they hold.
    """

    def __init__(self, data: bytearray, limits: RenderLimits) -> None:
        initialise()
        self._limits = limits
        self._data = data
        self._memory = (ctypes.c_char * len(data)).from_buffer(data)
        self._document = api.FPDF_LoadMemDocument64(self._memory, len(data), None)
        if not self._document:
            raise _opening_failure(api.FPDF_GetLastError())
        self._count = int(api.FPDF_GetPageCount(self._document))
        if self._count < 1:
            raise RenderDamaged(part="document")
        if self._count > limits.pages:
            raise RenderTooLarge(limit="pages", allowed=limits.pages)
        self._form = self._prepare_form()
        self._page_number = -1
        self._page: Any = None

    def sizes(self) -> list[tuple[float, float]]:
        """Sizes as shown; a page that cannot be read counts as A4 and fails when it is rendered."""
        found = []
        for number in range(self._count):
            size = api.FS_SIZEF()
            known = api.FPDF_GetPageSizeByIndexF(self._document, number, size) and size.width > 0 and size.height > 0
            found.append((float(size.width), float(size.height)) if known else _A4)
        return found

    def render(self, page: int, scale: float, max_pixels: int) -> Raster:
        """The page drawn on white, with annotations and form fields."""
        handle = self._load(page)
        width, height = float(api.FPDF_GetPageWidthF(handle)), float(api.FPDF_GetPageHeightF(handle))
        across, down, fitting = raster_size(width, height, scale, max_pixels)
        stride = (across * 3 + 3) // 4 * 4
        pixels = bytearray(stride * down)
        bitmap = api.FPDFBitmap_CreateEx(
            across, down, api.FPDFBitmap_BGR, (ctypes.c_char * len(pixels)).from_buffer(pixels), stride
        )
        if not bitmap:
            raise RenderDamaged(part="page")
        try:
            flags = api.FPDF_ANNOT | api.FPDF_REVERSE_BYTE_ORDER
            api.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, _WHITE)
            api.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, across, down, 0, flags)
            if self._form:
                api.FPDF_FFLDraw(self._form, bitmap, handle, 0, 0, across, down, 0, flags)
        finally:
            api.FPDFBitmap_Destroy(bitmap)
        return Raster(across, down, stride, fitting, memoryview(pixels))

    def text(self, page: int) -> list[Word]:
        """The words of a page that lie on it."""
        return read_words(self._load(page), self._limits.text_characters)

    def facts(self) -> dict[str, object]:
        """Links, outline, embedded files and markers; nothing of it is followed."""
        return read_facts(self._document, self._data, self._count, self._limits)

    def close(self) -> None:
        """Give the library's memory back; nothing may be asked afterwards."""
        if self._page:
            api.FPDF_ClosePage(self._page)
        if self._form:
            api.FPDFDOC_ExitFormFillEnvironment(self._form)
        api.FPDF_CloseDocument(self._document)

    def _prepare_form(self) -> Any:
        if api.FPDF_GetFormType(self._document) == api.FORMTYPE_NONE:
            return None
        self._form_callbacks = api.FPDF_FORMFILLINFO(version=2)
        return api.FPDFDOC_InitFormFillEnvironment(self._document, self._form_callbacks)

    def _load(self, page: int) -> Any:
        if page == self._page_number:
            return self._page
        if self._page:
            api.FPDF_ClosePage(self._page)
        self._page_number, self._page = -1, None
        handle = api.FPDF_LoadPage(self._document, page)
        if not handle:
            raise RenderDamaged(part="page")
        if self._form:
            api.FORM_OnAfterLoadPage(handle, self._form)
        self._page_number, self._page = page, handle
        return handle


def _opening_failure(code: int) -> Exception:
    if code in (api.FPDF_ERR_PASSWORD, api.FPDF_ERR_SECURITY):
        return RenderPasswordProtected()
    return RenderDamaged(part="document")
