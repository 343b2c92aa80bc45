"""Decodes JPEG and PNG pictures; runs in the worker only."""

from __future__ import annotations

import io
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from sozialclient.render.errors import RenderDamaged, RenderTooLarge
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.raster import Raster, Word, raster_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sozialclient.render.limits import RenderLimits

PLUGINS = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin)
"""Loaded before the worker is sealed; TIFF only because EXIF data is read by it."""

POINTS_PER_PIXEL = 72 / 96
_TRUSTED_DPI = (72.5, 1200.0)
_TURNED = (5, 6, 7, 8)
_JPEG_REDUCTIONS = (8, 4, 2, 1)
_LARGEST_JPEG = 4**2

# Pillow's own guard is by warning; the header is checked here against the table of limits.
Image.MAX_IMAGE_PIXELS = None


@contextmanager
def decoding() -> Iterator[None]:
    """Turn what Pillow and its plugins raise on bad bytes into RenderDamaged."""
    try:
        yield
    except (OSError, ValueError, SyntaxError, struct.error, LookupError, TypeError, EOFError,
            ArithmeticError, RuntimeError) as error:
        raise RenderDamaged(part="picture") from error


class PictureDecoder:
    """One JPEG or PNG picture as a document of one page."""

    def __init__(self, data: bytes, kind: DocumentKind, limits: RenderLimits) -> None:
        self._data = data
        self._kind = kind
        self._limits = limits
        self._decoded: Image.Image | None = None
        self._reduction = 0
        with decoding():
            header = self._header()
            self._width, self._height = header.size
            if self._width * self._height > self._most_pixels():
                raise RenderTooLarge(limit="image_pixels", allowed=limits.image_pixels)
            # PNG's own getexif would decode the whole picture to look behind it.
            self._orientation = Image.Image.getexif(header).get(ExifTags.Base.Orientation, 1)
            self._points = _points_per_pixel(header)

    def sizes(self) -> list[tuple[float, float]]:
        """One page: the picture, upright."""
        width, height = self._width * self._points, self._height * self._points
        return [(height, width) if self._orientation in _TURNED else (width, height)]

    def render(self, page: int, scale: float, max_pixels: int) -> Raster:
        """The picture scaled; decoded again only when more detail is asked for than before."""
        width, height = self.sizes()[page]
        across, down, fitting = raster_size(width, height, scale, max_pixels)
        reduction = self._reduction_for(fitting)
        with decoding():
            if self._decoded is None or self._reduction > reduction:
                self._decoded = None
                self._decoded = upright(self._decode(reduction), self._orientation)
                self._reduction = reduction
            return scaled(self._decoded, across, down, fitting)

    def text(self, page: int) -> list[Word]:
        """A picture has no text."""
        return []

    def facts(self) -> dict[str, object]:
        """A picture has nothing but pixels; its metadata is not passed on."""
        return {}

    def _header(self) -> Image.Image:
        return Image.open(io.BytesIO(self._data), formats=[self._kind.name])

    def _most_pixels(self) -> int:
        # A JPEG decodes straight to a quarter of its sides, so its header may promise more. To an eighth would
        # fit as well, but a header alone could then claim pixels for longer than anybody waits.
        spared = _LARGEST_JPEG if self._kind is DocumentKind.JPEG else 1
        return self._limits.image_pixels * spared

    def _reduction_for(self, scale: float) -> int:
        if self._kind is not DocumentKind.JPEG:
            return 1
        spare = max(1.0, 1.0 / (scale * self._points))
        return max(candidate for candidate in _JPEG_REDUCTIONS if candidate <= spare)

    def _decode(self, reduction: int) -> Image.Image:
        image = self._header()
        if self._kind is DocumentKind.JPEG:
            while self._width * self._height > self._limits.image_pixels * reduction**2:
                reduction *= 2
            if reduction > 1:
                image.draft(None, (self._width // reduction, self._height // reduction))
        image.load()
        return on_paper(reduced(high_bytes(image), self._limits.raster_pixels))


def reduced(image: Image.Image, most: int) -> Image.Image:
    """`image` averaged down until it has at most `most` pixels, so that little is kept in memory."""
    factor = 1
    while image.width * image.height > most * factor**2:
        factor += 1
    if factor == 1:
        return image
    return (image.convert("RGBA") if image.mode in ("P", "PA", "1") else image).reduce(factor)


def high_bytes(image: Image.Image) -> Image.Image:
    """Sixteen-bit grey as eight-bit grey; Pillow's own conversion would cut off instead of scale."""
    if image.mode not in ("I;16", "I;16B"):
        return image
    most_significant = 1 if image.mode == "I;16" else 0
    return Image.frombytes("L", image.size, image.tobytes()[most_significant::2])


def on_paper(image: Image.Image) -> Image.Image:
    """RGB on white, whatever the mode: palette, grey, CMYK, with or without transparency."""
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("RGB")


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """`image` turned as its EXIF orientation (1 to 8) demands; other values change nothing."""
    if orientation not in range(2, 9):
        return image
    image.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(image)


def scaled(image: Image.Image, across: int, down: int, scale: float) -> Raster:
    """`image` (RGB) resized to `across` x `down` pixels."""
    if image.size != (across, down):
        image = image.resize((across, down), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return Raster(across, down, across * 3, scale, memoryview(image.tobytes()))


def _points_per_pixel(image: Image.Image) -> float:
    # Cameras write 72 or nothing at all; only a scanner's resolution says how large the paper was.
    dpi = image.info.get("dpi", (0, 0))
    across = float(dpi[0])
    return 72 / across if _TRUSTED_DPI[0] <= across <= _TRUSTED_DPI[1] else POINTS_PER_PIXEL

