"""Hands a document's bytes to a worker, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from sozialclient.render import frames
from sozialclient.render.errors import RenderTooLarge
from sozialclient.render.kinds import HEAD_BYTES
from sozialclient.render.process import Watch, WorkerProcess

ProgressListener = Callable[[int], None]


def split_head(data: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first `HEAD_BYTES` of `data` (fewer when there are no more), and all of `data` from its start."""
    rest = iter(data)
    head = b""
    for piece in rest:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    return head[:HEAD_BYTES], chain((head,), rest)


def send_pieces(
    process: WorkerProcess, watch: Watch, pieces: Iterable[bytes], progress: ProgressListener | None = None
) -> None:
    """Send `pieces` and that they are all; `progress` gets the number of bytes handed over so far.

    Raises RenderTooLarge, what `process.send` raises, and whatever reading `pieces` raises.
    """
    most, sent = process.limits.document_bytes, 0
    # The worker's time runs while we write to it, not while we read `pieces` from somewhere slow.
    watch.pause()
    for piece in pieces:
        sent += len(piece)
        if sent > most:
            raise RenderTooLarge(limit="document_bytes", allowed=most)
        watch.restart()
        _send_piece(process, piece)
        watch.pause()
        if progress:
            progress(sent)
    watch.restart()
    process.send(frames.END)


def _send_piece(process: WorkerProcess, piece: bytes) -> None:
    view = memoryview(piece)
    for start in range(0, len(view), frames.DATA_BYTES):
        process.send(frames.DATA, view[start : start + frames.DATA_BYTES])
