"""Make PDF copies of pictures; the render worker decodes them, only its pixels come here."""

from __future__ import annotations

import io
from collections.abc import Iterable

from sozialclient.render.document import OpenDocument
from sozialclient.render.errors import RenderError
from sozialclient.render.pages import PageImage
from sozialclient.render.renderer import DocumentRenderer

_POINTS_PER_INCH = 72
_LONG_SIDE, _SHORT_SIDE = 842.0, 595.0
"""A4 in points: no page of a copy is larger, so that it prints as it is."""
_DOTS_PER_INCH = 200
_MOST_PIXELS = 12_000_000
_MOST_PAGES = 50
_JPEG_QUALITY = 88


def pdf_copy(renderer: DocumentRenderer, chunks: Iterable[bytes]) -> bytes | None:
    """A PDF of a picture, None where it cannot be read or has more than 50 pages. Raises what `chunks` raise."""
    try:
        with renderer.open(chunks) as document:
            if document.page_count > _MOST_PAGES:
                return None
            return _pdf(document)
    except RenderError:
        return None


def _pdf(document: OpenDocument) -> bytes:
    """One page a picture; each is a JPEG in the PDF (ISO 32000-1, 7.4.8)."""
    import pikepdf

    pdf = pikepdf.new()
    for number in range(document.page_count):
        size = document.page_size(number)
        long_side, short_side = max(size.width, size.height), min(size.width, size.height)
        fit = min(_LONG_SIDE / long_side, _SHORT_SIDE / short_side, 1.0)
        width, height = size.width * fit, size.height * fit
        image = document.render(number, fit * _DOTS_PER_INCH / _POINTS_PER_INCH, _MOST_PIXELS)
        page = pdf.add_blank_page(page_size=(width, height))
        picture = pikepdf.Stream(
            pdf, _jpeg(image), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width,
            Height=image.height, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Bild=picture))
        page.obj.Contents = pikepdf.Stream(pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Bild Do Q".encode())
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _jpeg(image: PageImage) -> bytes:
    from PIL import Image

    picture = Image.frombuffer("RGB", (image.width, image.height), image.pixels, "raw", "RGB", image.stride, 1)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()
