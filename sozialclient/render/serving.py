"""What every service of the worker process does alike: take a document's bytes, answer, say what failed."""

from __future__ import annotations

import json

from sozialclient.errors import SozialclientError
from sozialclient.render import frames
from sozialclient.render.errors import RenderError, RenderTooLarge
from sozialclient.render.limits import RenderLimits


class Answers:
    """The worker's side of the pipe that leads out."""

    def __init__(self, pipe: frames.Pipe) -> None:
        self.pipe = pipe

    def send(self, answer: object) -> None:
        """One `ANSWER`; raises RenderTooLarge for one that nobody would read."""
        payload = json.dumps(answer, allow_nan=False).encode("ascii")
        if len(payload) > frames.ANSWER_BYTES:
            raise RenderTooLarge(limit="answer_bytes", allowed=frames.ANSWER_BYTES)
        frames.write_frame(self.pipe, frames.ANSWER, payload)

    def fail(self, error: RenderError | MemoryError, limits: RenderLimits) -> None:
        """One `FAILURE` instead of an answer."""
        told: SozialclientError
        if isinstance(error, RenderError):
            told = error
        else:
            told = RenderTooLarge(limit="memory_bytes", allowed=limits.memory_bytes)
        payload = json.dumps({"reference": told.reference, "parameters": told.parameters}).encode("ascii")
        frames.write_frame(self.pipe, frames.FAILURE, payload)


def receive_document(requests: frames.Pipe, limits: RenderLimits) -> bytearray:
    """Everything up to `END`; raises FrameError for more than `document_bytes`."""
    data = bytearray()
    while True:
        kind, payload = frames.read_frame(requests, {frames.DATA: frames.DATA_BYTES, frames.END: 0})
        if kind == frames.END:
            return data
        data += payload
        if len(data) > limits.document_bytes:
            raise frames.FrameError
