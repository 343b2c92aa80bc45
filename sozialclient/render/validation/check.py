"""Has a message checked against a schema by a worker that sees nothing else, within bounded time and memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from sozialclient.errors import Cancelled
from sozialclient.render import frames
from sozialclient.render.document import receive_answer
from sozialclient.render.limits import MIB, RenderLimits
from sozialclient.render.process import CancelCheck, WorkerProcess
from sozialclient.render.validation.finding import SchemaAnswer

LIMITS = RenderLimits(request_seconds=20.0, memory_bytes=1024 * MIB, document_bytes=160 * MIB)
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaQuestion:
    """What a message is checked against: `files` by stored name, of which `entries` make up `namespace`."""

    files: Mapping[str, bytes]
    namespace: str
    entries: tuple[str, ...]
    message: bytes


def check_against_schema(
    question: SchemaQuestion, limits: RenderLimits = LIMITS, *, cancelled: CancelCheck | None = None
) -> SchemaAnswer:
    """What the schema says of a message (UTF-8, without a DOCTYPE).

    Raises RenderTimeout, RenderCrashed, RenderTooLarge, RenderDamaged and Cancelled; then nothing is known.
    """
    process = WorkerProcess(limits)
    try:
        with process.watched(cancelled):
            process.send(frames.OPEN, json.dumps({"kind": frames.VALIDATE, "limits": limits}).encode("ascii"))
            for piece in _pieces(question):
                process.send(frames.DATA, piece)
            process.send(frames.END)
            answer = receive_answer(process)
        if cancelled is not None and cancelled():
            # It was given up while the answer came.
            raise Cancelled()
        try:
            return msgspec.json.decode(answer, type=SchemaAnswer)
        except msgspec.MsgspecError:
            raise process.failure() from None
    finally:
        process.release()


def _pieces(question: SchemaQuestion) -> Iterator[memoryview]:
    head = json.dumps({
        "namespace": question.namespace, "entries": question.entries,
        "files": [(name, len(data)) for name, data in question.files.items()],
    }).encode("ascii")
    for part in (len(head).to_bytes(_LENGTH_BYTES, "big") + head, *question.files.values(), question.message):
        view = memoryview(part)
        for start in range(0, len(view), frames.DATA_BYTES):
            yield view[start : start + frames.DATA_BYTES]
