"""Makes one PDF of many documents: every stranger's byte is read in a process of its own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator

from sozialclient.render import answers, frames
from sozialclient.render.document import receive_answer
from sozialclient.render.errors import RenderCrashed, RenderDamaged, RenderTimeout, RenderTooLarge, RenderUnsupported
from sozialclient.render.kinds import recognise
from sozialclient.render.limits import MIB, RenderLimits
from sozialclient.render.merge.plan import MergePlan
from sozialclient.render.process import CancelCheck, Watch, WorkerProcess
from sozialclient.render.sending import send_pieces, split_head

MERGE_LIMITS = RenderLimits(request_seconds=60.0, memory_bytes=1536 * MIB, document_bytes=256 * MIB)
"""More than for one document in the window: here somebody waits for all of them, and nobody for one."""
_LEAST_SECONDS = 2.0
_DOCUMENT = {frames.DATA: frames.DATA_BYTES, frames.END: 0, frames.FAILURE: frames.REQUEST_BYTES}


class DocumentMerger:
    """For one thread. Documents go through one worker after another; one that failed takes its worker with it.

    Each that came to no end halves the time of those after it: a thousand of them must not take a thousand minutes.
    """

    def __init__(self, limits: RenderLimits = MERGE_LIMITS, cancelled: CancelCheck | None = None) -> None:
        """`cancelled` is asked from another thread; once true, the running call raises Cancelled."""
        self._limits = self._all = limits
        self._cancelled = cancelled
        self._worker: WorkerProcess | None = None
        self.confinement: tuple[str, ...] = ()

    @property
    def process_id(self) -> int | None:
        """The operating system's number of the worker, None while there is none."""
        return self._worker.process_id if self._worker else None

    def plain_pages(self, data: Iterable[bytes]) -> tuple[int, Iterator[bytes]]:
        """A document's pages as a PDF that holds nothing but what is drawn: their number, and the PDF in pieces.

        The pieces have to be taken before the next call. What the document is its first bytes decide.
        Raises RenderUnsupported, RenderDamaged, RenderTooLarge, RenderPasswordProtected, RenderTimeout,
        RenderCrashed, Cancelled, and whatever reading `data` raises; taking the pieces raises RenderTooLarge,
        RenderCrashed, RenderTimeout and Cancelled.
        """
        head, pieces = split_head(data)
        if not head:
            raise RenderDamaged(part="document")
        kind = recognise(head)
        if kind is None:
            raise RenderUnsupported
        with self._working() as (worker, watch):
            worker.send(frames.PART, json.dumps({"kind": kind.value}).encode("ascii"))
            send_pieces(worker, watch, pieces)
            pages = answers.read_page_count(receive_answer(worker), self._limits.pages)
        return pages, self._taken(self._limits.document_bytes)

    def join(self, sources: Iterable[Iterable[bytes]], plan: MergePlan) -> Iterator[bytes]:
        """The document of `plan`; every source is a PDF of our own or one made by `plain_pages`.

        Raises RenderTooLarge, RenderDamaged, RenderTimeout, RenderCrashed, Cancelled.
        """
        payload = json.dumps(plan).encode("ascii")
        if len(payload) > frames.PLAN_BYTES:
            raise RenderTooLarge(limit="plan_bytes", allowed=frames.PLAN_BYTES)
        # What earlier documents left behind in a worker's memory has no business in the joining.
        self.close()
        self._limits = self._all
        with self._working() as (worker, watch):
            for source in sources:
                worker.send(frames.SOURCE)
                send_pieces(worker, watch, source)
                receive_answer(worker)
            worker.send(frames.PLAN, payload)
        yield from self._taken(None)

    def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.release()

    def __enter__(self) -> DocumentMerger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _working(self) -> Iterator[tuple[WorkerProcess, Watch]]:
        """Within, the worker is at work and watched; whatever goes wrong ends it."""
        if self._worker is None:
            # To start has its whole time, however much the documents before have lost.
            self._worker = WorkerProcess(self._all)
            self._begin(self._worker)
            self._worker.limits = self._limits
        worker = self._worker
        try:
            with worker.watched(self._cancelled) as watch:
                try:
                    yield worker, watch
                except frames.FrameError as error:
                    raise worker.failure() from error
        except BaseException as error:
            self.close()
            if isinstance(error, RenderTimeout | RenderCrashed):
                less = max(self._limits.request_seconds / 2, min(_LEAST_SECONDS, self._all.request_seconds))
                self._limits = self._limits._replace(request_seconds=less)
            raise

    def _begin(self, worker: WorkerProcess) -> None:
        try:
            with worker.watched(self._cancelled):
                request = json.dumps({"kind": frames.MERGE, "limits": self._limits})
                worker.send(frames.OPEN, request.encode("ascii"))
                try:
                    self.confinement = answers.read_confinement(receive_answer(worker))
                except frames.FrameError as error:
                    raise worker.failure() from error
        except BaseException:
            self.close()
            raise

    def _taken(self, most: int | None) -> Iterator[bytes]:
        """The document the worker sends now."""
        taken = 0
        with self._working() as (worker, watch):
            while True:
                watch.restart()
                kind, payload = worker.receive(_DOCUMENT)
                watch.pause()
                if kind == frames.FAILURE:
                    raise answers.read_failure(payload)
                if kind == frames.END:
                    return
                taken += len(payload)
                if most is not None and taken > most:
                    raise RenderTooLarge(limit="document_bytes", allowed=most)
                yield bytes(payload)
