"""Opens strangers' documents for the window: every byte is decoded in a process of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable

from sozialclient.render import answers, frames
from sozialclient.render.document import OpenDocument, receive_answer
from sozialclient.render.errors import RenderDamaged, RenderUnsupported
from sozialclient.render.kinds import DocumentKind, kind_of_media_type, recognise
from sozialclient.render.limits import DEFAULT, RenderLimits
from sozialclient.render.process import CancelCheck, Watch, WorkerProcess
from sozialclient.render.sending import ProgressListener, send_pieces, split_head


class DocumentRenderer:
    """Opens documents, each in a new worker.

    After `prepare()` one worker always waits with every decoder loaded, so that the next
    document opens without the time a process needs to start.
    """

    def __init__(self, limits: RenderLimits = DEFAULT) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._spare: WorkerProcess | None = None
        self._keeps_spare = False

    def prepare(self) -> None:
        """Start the waiting worker; returns at once. Raises RenderCrashed when none can be started."""
        with self._lock:
            self._keeps_spare = True
            if self._spare is None:
                self._spare = WorkerProcess(self._limits, warm=True)

    def open(
        self,
        data: Iterable[bytes] | bytes,
        media_type_hint: str | None = None,
        limits: RenderLimits | None = None,
        *,
        progress: ProgressListener | None = None,
        cancelled: CancelCheck | None = None,
    ) -> OpenDocument:
        """Give a document's bytes to a worker and learn its pages.

        What the document is its first bytes decide; `media_type_hint` is compared only, see
        `OpenDocument.contradicts`. `progress` gets the number of bytes handed over so far. `cancelled` is
        asked from another thread; once true, the call raises Cancelled.
        Raises RenderUnsupported, RenderDamaged, RenderTooLarge, RenderPasswordProtected,
        RenderTimeout, RenderCrashed, and whatever reading `data` raises.
        """
        head, pieces = split_head((data,) if isinstance(data, bytes) else data)
        if not head:
            raise RenderDamaged(part="document")
        kind = recognise(head)
        if kind is None:
            raise RenderUnsupported()
        process = self._take_worker(limits or self._limits)
        try:
            with process.watched(cancelled) as watch:
                _hand_over(process, watch, kind, pieces, progress)
                opened = _opened(process)
        except BaseException:
            process.release()
            raise
        finally:
            self._renew_spare()
        hinted = kind_of_media_type(media_type_hint or "")
        return OpenDocument(process, kind, opened, contradicts=hinted not in (None, kind))

    def close(self) -> None:
        """End the waiting worker; open documents are closed by who opened them."""
        with self._lock:
            self._keeps_spare = False
            spare, self._spare = self._spare, None
        if spare:
            spare.release()

    def _take_worker(self, limits: RenderLimits) -> WorkerProcess:
        with self._lock:
            if self._spare is not None and self._spare.alive and self._spare.limits == limits:
                spare, self._spare = self._spare, None
                return spare
        return WorkerProcess(limits)

    def _renew_spare(self) -> None:
        # Only after the document is open: the new worker's start would compete with its decoding.
        with self._lock:
            if self._spare is not None and not self._spare.alive:
                self._spare.release()
                self._spare = None
            if self._keeps_spare and self._spare is None:
                self._spare = WorkerProcess(self._limits, warm=True)


def _hand_over(
    process: WorkerProcess, watch: Watch, kind: DocumentKind, pieces: Iterable[bytes], progress: ProgressListener | None
) -> None:
    request = json.dumps({"kind": kind.value, "limits": process.limits}).encode("ascii")
    process.send(frames.OPEN, request)
    send_pieces(process, watch, pieces, progress)


def _opened(process: WorkerProcess) -> answers.OpenAnswer:
    try:
        return answers.read_open(receive_answer(process), process.limits.pages)
    except frames.FrameError as error:
        raise process.failure() from error
