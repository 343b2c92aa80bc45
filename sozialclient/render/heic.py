"""Decodes HEIC pictures, as telephones take them; runs in the worker only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pi_heif  # type: ignore[import-untyped]  # ships no types

from sozialclient.render.errors import RenderDamaged, RenderTooLarge
from sozialclient.render.pictures import POINTS_PER_PIXEL, decoding, on_paper, reduced, scaled
from sozialclient.render.raster import Raster, Word, raster_size

if TYPE_CHECKING:
    from PIL import Image

    from sozialclient.render.limits import RenderLimits

# libheif's own limits stay on, whatever a later version of the binding defaults to.
pi_heif.options.DISABLE_SECURITY_LIMITS = False
pi_heif.options.DECODE_THREADS = 1
pi_heif.options.THUMBNAILS = False
pi_heif.options.DEPTH_IMAGES = False
pi_heif.options.AUX_IMAGES = False


class HeicDecoder:
    """One HEIC file; each of its pictures is a page. The decoder turns them upright itself."""

    def __init__(self, data: bytes, limits: RenderLimits) -> None:
        self._data = data
        self._limits = limits
        self._page = -1
        self._decoded: Image.Image | None = None
        with decoding():
            self._sizes = [(int(picture.size[0]), int(picture.size[1])) for picture in pi_heif.open_heif(data)]
        if not self._sizes or min(map(min, self._sizes)) < 1:
            raise RenderDamaged(part="picture")
        if len(self._sizes) > limits.pages:
            raise RenderTooLarge(limit="pages", allowed=limits.pages)
        if max(width * height for width, height in self._sizes) > limits.heic_pixels:
            raise RenderTooLarge(limit="heic_pixels", allowed=limits.heic_pixels)

    def sizes(self) -> list[tuple[float, float]]:
        """Every picture at 96 pixels per inch."""
        return [(width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL) for width, height in self._sizes]

    def render(self, page: int, scale: float, max_pixels: int) -> Raster:
        """The picture scaled; the last decoded one is kept for zooming."""
        width, height = self.sizes()[page]
        across, down, fitting = raster_size(width, height, scale, max_pixels)
        with decoding():
            if self._decoded is None or self._page != page:
                self._decoded = None
                # Opened anew, so that the file object does not keep a second copy of the pixels.
                picture = pi_heif.open_heif(self._data)[page].to_pillow()
                self._decoded = on_paper(reduced(picture, self._limits.raster_pixels))
                self._page = page
            return scaled(self._decoded, across, down, fitting)

    def text(self, page: int) -> list[Word]:
        """A picture has no text."""
        return []

    def facts(self) -> dict[str, object]:
        """A picture has nothing but pixels; its metadata is not passed on."""
        return {}
