"""The language between window and worker: length-checked frames over two pipes."""

from __future__ import annotations

import struct
from typing import Protocol

_HEADER = struct.Struct(">4sI")

OPEN = b"OPEN"
"""To the worker: JSON with `kind` and `limits`."""
DATA = b"DATA"
"""To the worker: the next bytes of the document; from it: the next bytes of a document it made."""
END = b"ENDD"
"""To the worker: the document is complete; answered by `ANSWER`."""
RENDER = b"REND"
"""To the worker: JSON with `page`, `scale`, `max_pixels`; answered by `ANSWER`, then `PIXELS`."""
TEXT = b"TEXT"
"""To the worker: JSON with `page`; answered by `ANSWER`."""
FACTS = b"FACT"
"""To the worker: empty; answered by `ANSWER`."""
MERGE = "merge"
"""As `kind` of `OPEN`: not one document but many, one after another, to be joined (`render.merge`)."""
VALIDATE = "validate"
"""As `kind` of `OPEN`: schemas and a message follow as `DATA` and `END`; answered by `ANSWER` (`render.validation`)."""
PART = b"PART"
"""To the worker: JSON with `kind` of a document that follows as `DATA` and `END`; answered by `ANSWER` with the
number of its pages, then the pages as a PDF in `DATA` and `END`."""
SOURCE = b"SRCE"
"""To the worker: empty; a PDF made of plain pages follows as `DATA` and `END` and is kept; answered by `ANSWER`."""
PLAN = b"PLAN"
"""To the worker: JSON of a `MergePlan`; answered by `DATA` and `END`: the joined PDF."""
ANSWER = b"ANSW"
"""From the worker: JSON."""
PIXELS = b"PIXL"
"""From the worker: rows of pixels."""
FAILURE = b"FAIL"
"""From the worker, instead of any `ANSWER`: JSON with `reference` and `parameters` of a `RenderError`."""

DATA_BYTES = 1024 * 1024
"""Largest payload of a `DATA` frame."""
REQUEST_BYTES = 4096
"""Largest payload of any other frame to the worker."""
PLAN_BYTES = 8 * 1024 * 1024
"""Largest payload of a `PLAN`."""
ANSWER_BYTES = 32 * 1024 * 1024
"""Largest payload of an `ANSWER` or `FAILURE`."""


class FrameError(Exception):
    """The other side ended in the middle or broke the rules; nothing it says is used any more."""


class Pipe(Protocol):
    """An unbuffered binary stream."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill some of `buffer`; returns how many bytes, 0 at the end."""

    def write(self, data: memoryview, /) -> int | None:
        """Take some of `data`; returns how many bytes."""


def write_frame(pipe: Pipe, kind: bytes, payload: bytes | bytearray | memoryview = b"") -> None:
    """Send one frame; OSError when the other side is gone."""
    for part in (_HEADER.pack(kind, len(payload)), payload):
        view = memoryview(part)
        while view:
            view = view[pipe.write(view) or 0 :]


def read_frame(pipe: Pipe, most: dict[bytes, int]) -> tuple[bytes, bytearray]:
    """The next frame; `most` names the kinds expected and the largest payload of each.

    Raises FrameError for any other kind or length before room is made for it, EOFError when
    the stream ends between two frames.
    """
    header = _exactly(pipe, _HEADER.size, between=True)
    kind, length = _HEADER.unpack(header)
    if length > most.get(kind, -1):
        raise FrameError
    return kind, _exactly(pipe, length)


def _exactly(pipe: Pipe, length: int, *, between: bool = False) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        count = pipe.readinto(view) or 0
        if count == 0:
            raise EOFError if between and len(view) == length else FrameError
        view = view[count:]
    return data
