"""An opened document as the window uses it: pages, pixels, text and facts, fetched from its worker."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

from sozialclient.errors import Cancelled
from sozialclient.render import answers, frames
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.pages import ActiveContent, PageImage, PageSize, TextSpan
from sozialclient.render.process import Ending, WorkerProcess

_FAILURE_BYTES = 4096
_ANSWER = {frames.ANSWER: frames.ANSWER_BYTES, frames.FAILURE: _FAILURE_BYTES}

Answer = TypeVar("Answer")


class OpenDocument:
    """One document in its worker, for any thread.

    Requests wait for one another; `close()` from any thread ends a running request at once,
    which then raises Cancelled, as every later call does. After RenderTimeout or RenderCrashed
    the worker is gone and the document has to be opened again; after the other errors it stays usable.

    `kind` is what the bytes are; `contradicts` is true when the sender declared another kind.
    `confinement` names what the worker gave up: `resources`, `files`, `system_calls`.
    """

    def __init__(
        self, process: WorkerProcess, kind: DocumentKind, opened: answers.OpenAnswer, *, contradicts: bool
    ) -> None:
        self.kind = kind
        self.contradicts = contradicts
        self.confinement = opened.confinement
        self._sizes = opened.sizes
        self._process = process
        self._lock = threading.Lock()
        self._closed = False

    @property
    def process_id(self) -> int:
        """The operating system's number of the worker."""
        return self._process.process_id

    @property
    def page_count(self) -> int:
        """Pages of a PDF, pictures of an image file."""
        return len(self._sizes)

    def page_size(self, page: int) -> PageSize:
        """Size of `page` (from 0) as shown. IndexError outside of the document."""
        return self._sizes[_checked(page, self.page_count)]

    def render(self, page: int, scale: float, max_pixels: int | None = None) -> PageImage:
        """Pixels of `page` at `scale` pixels per point (1.0 is 72 dpi), at most `max_pixels` of them.

        Raises IndexError for a page that is not there, ValueError for a scale that is not
        positive, RenderDamaged, RenderTooLarge, RenderTimeout, RenderCrashed, Cancelled.
        """
        most = min(max_pixels or self._process.limits.raster_pixels, self._process.limits.raster_pixels)
        if not (math.isfinite(scale) and scale > 0 and most > 0):
            raise ValueError(scale)
        request = {"page": _checked(page, self.page_count), "scale": scale, "max_pixels": most}

        def receive() -> PageImage:
            answer = answers.read_raster(receive_answer(self._process), most)
            size = answer.stride * answer.height
            _, pixels = self._process.receive({frames.PIXELS: size})
            if len(pixels) != size:
                raise frames.FrameError
            return PageImage(answer.width, answer.height, answer.stride, "RGB888", bytes(pixels), answer.scale)

        return self._ask(frames.RENDER, request, receive)

    def text(self, page: int) -> tuple[TextSpan, ...]:
        """The words of `page` in reading order; empty for pictures. Raises like `render`."""
        request = {"page": _checked(page, self.page_count)}
        return self._ask(frames.TEXT, request, lambda: answers.read_text(receive_answer(self._process)))

    def active_content(self) -> ActiveContent:
        """What the document carries beyond its pages, listed only. Raises like `render`."""
        return self._ask(frames.FACTS, None, lambda: answers.read_facts(receive_answer(self._process), self.page_count))

    def close(self) -> None:
        """End the worker; what it decoded is gone with it. Closing twice is allowed."""
        self._closed = True
        self._process.end(Ending.CLOSED)
        with self._lock:
            self._process.release()

    def __enter__(self) -> OpenDocument:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, kind: bytes, request: Mapping[str, float] | None, receive: Callable[[], Answer]) -> Answer:
        with self._lock:
            if self._closed:
                raise Cancelled()
            with self._process.watched():
                self._process.send(kind, json.dumps(request).encode("ascii") if request else b"")
                try:
                    return receive()
                except frames.FrameError as error:
                    raise self._process.failure() from error


def receive_answer(process: WorkerProcess) -> bytearray:
    """The next `ANSWER` of the worker; raises the error it answered instead, or FrameError."""
    kind, payload = process.receive(_ANSWER)
    if kind == frames.FAILURE:
        raise answers.read_failure(payload)
    return payload


def _checked(page: int, page_count: int) -> int:
    if not 0 <= page < page_count:
        raise IndexError(page)
    return page
