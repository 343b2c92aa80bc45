"""Reads a worker's answers as a stranger's words: anything unexpected is a FrameError."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NamedTuple

from sozialclient.render.errors import ANSWERED, RenderError
from sozialclient.render.frames import FrameError
from sozialclient.render.limits import LONGEST_SIDE
from sozialclient.render.pages import ActiveContent, Link, LinkKind, OutlineEntry, PageSize, TextSpan

_PARAMETER = re.compile(r"[a-z0-9_]{1,40}\Z")
_LARGEST = 1e9
_PADDING = 64
_MOST_ROWS = 1_000_000


class OpenAnswer(NamedTuple):
    """The first answer about a document."""

    sizes: tuple[PageSize, ...]
    confinement: tuple[str, ...]


class RasterAnswer(NamedTuple):
    """What the pixels that follow look like."""

    width: int
    height: int
    stride: int
    scale: float


def read_failure(payload: bytearray) -> RenderError:
    """The error a worker reports; only the kinds it may report, with harmless parameters."""
    fields = _object(_json(payload))
    kind = ANSWERED.get(_text(fields.get("reference")))
    if kind is None:
        raise FrameError
    parameters = {key: _text(value) for key, value in _object(fields.get("parameters")).items()}
    if not all(_PARAMETER.match(text) for pair in parameters.items() for text in pair):
        raise FrameError
    return kind(**parameters)


def read_open(payload: bytearray, most_pages: int) -> OpenAnswer:
    """Page sizes and what the worker gave up."""
    fields = _object(_json(payload))
    sizes = tuple(PageSize(*_numbers(row, 2)) for row in _list(fields.get("sizes")))
    if not 0 < len(sizes) <= most_pages or any(min(size.width, size.height) <= 0 for size in sizes):
        raise FrameError
    return OpenAnswer(sizes, tuple(_text(effect) for effect in _list(fields.get("confinement"))))


def read_confinement(payload: bytearray) -> tuple[str, ...]:
    """What a worker that joins documents gave up."""
    return tuple(_text(effect) for effect in _list(_object(_json(payload)).get("confinement")))


def read_page_count(payload: bytearray, most_pages: int) -> int:
    """How many pages a document has that is now plain pages."""
    pages = _whole(_object(_json(payload)).get("pages"))
    if not 0 < pages <= most_pages:
        raise FrameError
    return pages


def read_raster(payload: bytearray, max_pixels: int) -> RasterAnswer:
    """Size of a picture, checked against what was asked for."""
    fields = _object(_json(payload))
    width, height, stride = (_whole(fields.get(name)) for name in ("width", "height", "stride"))
    (scale,) = _numbers([fields.get("scale")], 1)
    sides_fit = 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= max_pixels
    if not sides_fit or not width * 3 <= stride <= width * 3 + _PADDING or scale <= 0:
        raise FrameError
    return RasterAnswer(width, height, stride, scale)


def read_text(payload: bytearray) -> tuple[TextSpan, ...]:
    """The words of a page."""
    spans = []
    for row in _list(_json(payload)):
        text, *box, line = _row(row, 6)
        x, y, width, height = _numbers(box, 4)
        spans.append(TextSpan(_text(text), x, y, width, height, _whole(line)))
    return tuple(spans)


def read_facts(payload: bytearray, page_count: int) -> ActiveContent:
    """What a document carries beyond its pages; absent fields are empty."""
    fields = _object(_json(payload))
    complete = fields.get("complete", True)
    if not isinstance(complete, bool):
        raise FrameError
    return ActiveContent(
        links=tuple(_link(row, page_count) for row in _list(fields.get("links", []))),
        outline=tuple(_entry(row, page_count) for row in _list(fields.get("outline", []))),
        embedded_files=tuple(_text(name) for name in _list(fields.get("embedded_files", []))),
        markers=tuple(_text(name) for name in _list(fields.get("markers", []))),
        complete=complete,
    )


def _link(row: object, page_count: int) -> Link:
    page, kind, target, *box = _row(row, 7)
    try:
        known = LinkKind(kind)
    except ValueError as error:
        raise FrameError from error
    if not 0 <= _whole(page) < page_count:
        raise FrameError
    return Link(_whole(page), known, _text(target), *_numbers(box, 4))


def _entry(row: object, page_count: int) -> OutlineEntry:
    title, level, page = _row(row, 3)
    known = page is not None and 0 <= _whole(page) < page_count
    return OutlineEntry(_text(title), _whole(level), _whole(page) if known else None)


def _json(payload: bytearray) -> object:
    try:
        value: object = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise FrameError from error
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FrameError
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST_ROWS:
        raise FrameError
    return value


def _row(value: object, length: int) -> list[Any]:
    row = _list(value)
    if len(row) != length:
        raise FrameError
    return row


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise FrameError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise FrameError
    return value


def _numbers(values: object, length: int) -> list[float]:
    row = _row(values, length)
    for value in row:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or abs(value) > _LARGEST:
            raise FrameError
    return [float(value) for value in row]
