"""The size of an answered picture, and the form in which decoders hand it over."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

from sozialclient.render.errors import RenderDamaged
from sozialclient.render.limits import LONGEST_SIDE


class Raster(NamedTuple):
    """Pixels as in `PageImage`, still in the decoder's own memory."""

    width: int
    height: int
    stride: int
    scale: float
    pixels: memoryview


Word = tuple[str, float, float, float, float, int]
"""Text, x, y, width, height, line: as in `TextSpan`."""


class Decoder(Protocol):
    """One opened document in the worker; pages count from 0.

    Each method raises a `RenderError` that the worker may answer, or MemoryError.
    """

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of every page in points, as shown."""

    def render(self, page: int, scale: float, max_pixels: int) -> Raster:
        """Pixels of a page at `scale` pixels per point, or less where `raster_size` says so."""

    def text(self, page: int) -> list[Word]:
        """The words of a page in reading order."""

    def facts(self) -> dict[str, object]:
        """The fields of `ActiveContent` as JSON; what is absent is empty."""


def raster_size(width: float, height: float, scale: float, max_pixels: int) -> tuple[int, int, float]:
    """Pixels across and down, and the scale that gives them, for a page of `width` x `height` points.

    The scale shrinks until the picture has at most `max_pixels` and no side over `LONGEST_SIDE`.
    """
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise RenderDamaged(part="page")
    fitting = min(scale, math.sqrt(max_pixels / width / height), LONGEST_SIDE / max(width, height))
    across = min(max(1, round(width * fitting)), max_pixels)
    down = min(max(1, round(height * fitting)), max_pixels // across)
    return across, down, fitting
