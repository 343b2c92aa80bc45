"""The worker's side of joining documents: plain pages of one after another, then all of them together."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pikepdf

from sozialclient.render import frames
from sozialclient.render.errors import RenderDamaged, RenderError
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import RenderLimits
from sozialclient.render.merge.joined import Joining
from sozialclient.render.merge.picture_pages import picture_pages
from sozialclient.render.merge.plain_pages import plain_pages
from sozialclient.render.merge.plan import Bookmark, MergePlan, PageRange
from sozialclient.render.resource_limits import limit_processor
from sozialclient.render.serving import Answers, receive_document
from sozialclient.render.worker import decoder_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import ReadableBuffer

_REQUESTS = {frames.PART: frames.REQUEST_BYTES, frames.SOURCE: 0, frames.PLAN: frames.PLAN_BYTES}


class MergeService:
    """Answers until the other side goes away; keeps what it was given as `SOURCE`."""

    def __init__(self, requests: frames.Pipe, answers: Answers, limits: RenderLimits, effects: Sequence[str]) -> None:
        self._requests, self._out, self._limits, self._effects = requests, answers, limits, effects
        self._joining = Joining()

    def serve(self) -> None:
        """Returns never but by an exception of the pipe."""
        self._out.send({"confinement": list(self._effects)})
        while True:
            kind, payload = frames.read_frame(self._requests, _REQUESTS)
            try:
                self._serve_one(kind, payload)
            except (RenderError, MemoryError) as error:
                self._out.fail(error, self._limits)

    def _serve_one(self, kind: bytes, payload: bytearray) -> None:
        if kind == frames.PLAN:
            limit_processor(self._limits.request_seconds)
            self._join(_plan(payload))
            return
        data = receive_document(self._requests, self._limits)
        limit_processor(self._limits.request_seconds)
        if kind == frames.SOURCE:
            self._joining.add(data)
            self._out.send({})
        else:
            self._make_plain(DocumentKind(json.loads(payload)["kind"]), data)

    def _make_plain(self, kind: DocumentKind, data: bytearray) -> None:
        if not data:
            raise RenderDamaged(part="document")
        if kind is DocumentKind.PDF:
            pdf = plain_pages(data, self._limits)
        else:
            pdf = picture_pages(decoder_of(kind, data, self._limits), self._limits)
        with pdf:
            made = io.BytesIO()
            pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            self._out.send({"pages": len(pdf.pages)})
        outgoing = _Outgoing(self._out.pipe)
        outgoing.write(made.getbuffer())
        outgoing.finish()

    def _join(self, plan: MergePlan) -> None:
        outgoing = _Outgoing(self._out.pipe)
        self._joining.write(plan, outgoing)
        outgoing.finish()


class _Outgoing(io.RawIOBase):
    """Sends what is written in frames of one size, without keeping it."""

    def __init__(self, pipe: frames.Pipe) -> None:
        super().__init__()
        self._pipe = pipe
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Yes; the library asks."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take some bytes."""
        view = memoryview(data)
        for start in range(0, len(view), frames.DATA_BYTES):
            self._waiting += view[start : start + frames.DATA_BYTES]
            if len(self._waiting) >= frames.DATA_BYTES:
                frames.write_frame(self._pipe, frames.DATA, memoryview(self._waiting)[: frames.DATA_BYTES].tobytes())
                del self._waiting[: frames.DATA_BYTES]
        return len(view)

    def finish(self) -> None:
        """The document is complete."""
        if self._waiting:
            frames.write_frame(self._pipe, frames.DATA, self._waiting)
        frames.write_frame(self._pipe, frames.END)


def _plan(payload: bytearray) -> MergePlan:
    plan = MergePlan(*json.loads(payload))
    return plan._replace(
        ranges=tuple(PageRange(*each) for each in plan.ranges),
        bookmarks=tuple(Bookmark(*each) for each in plan.bookmarks),
    )
