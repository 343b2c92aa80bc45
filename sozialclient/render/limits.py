"""The table of limits a document is shown under."""

from __future__ import annotations

from typing import NamedTuple

MIB = 1024 * 1024


class RenderLimits(NamedTuple):
    """What one document may cost; every name can appear as `limit` in `RenderTooLarge`.

    `request_seconds` wall clock for each answer of the worker, the first one included
    `memory_bytes` address space of the worker beyond what the interpreter itself needs
    `document_bytes` size of the document
    `pages` pages of a PDF, pictures of a HEIC file
    `image_pixels` pixels of a picture by its header; a JPEG may have sixteen times as many and is decoded smaller
    `heic_pixels` the same for HEIC, whose decoder holds several copies at once
    `raster_pixels` pixels of one answered picture, and of a decoded picture kept for zooming
    `text_characters` characters of text read from one page
    `facts` links, outline entries and embedded files listed
    """

    request_seconds: float = 10.0
    memory_bytes: int = 1024 * MIB
    document_bytes: int = 128 * MIB
    pages: int = 5_000
    image_pixels: int = 100_000_000
    heic_pixels: int = 64_000_000
    raster_pixels: int = 40_000_000
    text_characters: int = 200_000
    facts: int = 1_000


DEFAULT = RenderLimits()

LONGEST_SIDE = 30_000
"""Pixels of one side of an answered picture; Qt's rasters end at 32,767."""
