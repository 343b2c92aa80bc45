"""Puts pictures on pages, decoded and packed anew; runs in the worker only."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image

from sozialclient.render.merge.sheet import Area, blank_page
from sozialclient.render.raster import Decoder, Raster

if TYPE_CHECKING:
    from sozialclient.render.limits import RenderLimits

_DOTS_PER_POINT = 200 / 72
_QUALITY = 82

Render = Callable[[float, int], Raster]


def picture_pages(decoder: Decoder, limits: RenderLimits) -> pikepdf.Pdf:
    """A new PDF with each picture of `decoder` on a page; raises RenderDamaged for one that cannot be decoded."""
    pdf = pikepdf.new()
    for number, (width, height) in enumerate(decoder.sizes()):
        _add_raster(pdf, width, height, partial(decoder.render, number), limits)
    return pdf


def _add_raster(pdf: pikepdf.Pdf, width: float, height: float, render: Render, limits: RenderLimits) -> None:
    """A new last page with a picture of `width` x `height` points, made smaller where it does not fit, never larger.

    `render` gives its pixels for a scale in pixels per point and a largest number of pixels.
    """
    page, area = blank_page(pdf, landscape=width > height)
    shrunk = min(1.0, (area.right - area.left) / width, (area.top - area.bottom) / height)
    raster = render(shrunk * _DOTS_PER_POINT, limits.raster_pixels)
    _place(pdf, page, area, raster, (width * shrunk, height * shrunk))


def _place(pdf: pikepdf.Pdf, page: pikepdf.Page, area: Area, raster: Raster, size: tuple[float, float]) -> None:
    image = pdf.make_stream(
        _packed(raster), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=raster.width,
        Height=raster.height, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )
    name = page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name("/Picture"))
    across, down = size
    left, bottom = (area.left + area.right - across) / 2, area.top - down
    content = f"q {across:.3f} 0 0 {down:.3f} {left:.3f} {bottom:.3f} cm {name} Do Q"
    page.contents_add(content.encode("ascii"))


def _packed(raster: Raster) -> bytes:
    """The pixels as JPEG, without anything the sender wrote beside them."""
    buffer = io.BytesIO()
    image = Image.frombuffer("RGB", (raster.width, raster.height), bytes(raster.pixels), "raw", "RGB", raster.stride, 1)
    image.save(buffer, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return buffer.getvalue()
