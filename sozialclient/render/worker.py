"""The process that decodes strangers' documents: no keys, no store, no network, no files."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from sozialclient.errors import SozialclientError
from sozialclient.render import frames
from sozialclient.render.errors import RenderDamaged, RenderError, RenderTooLarge
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT, RenderLimits
from sozialclient.render.raster import Decoder
from sozialclient.render.resource_limits import limit_processor, limit_resources

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
_REQUESTS = {
    frames.RENDER: frames.REQUEST_BYTES, frames.TEXT: frames.REQUEST_BYTES, frames.FACTS: 0,
}


class Worker:
    """Serves one document over two pipes until the other side goes away."""

    def __init__(self, requests: frames.Pipe, answers: frames.Pipe) -> None:
        self._requests = requests
        self._answers = answers
        self._limits = DEFAULT

    def serve(self) -> None:
        """Returns when there is nothing more to do; a broken frame ends the worker like a closed pipe."""
        try:
            decoder = self._open()
            while decoder:
                kind, payload = frames.read_frame(self._requests, _REQUESTS)
                limit_processor(self._limits.request_seconds)
                self._answer_or_fail(decoder, kind, payload)
        except (EOFError, BrokenPipeError, frames.FrameError):
            return

    def _open(self) -> Decoder | None:
        _, payload = frames.read_frame(self._requests, {frames.OPEN: frames.REQUEST_BYTES})
        request = json.loads(payload)
        kind, self._limits = DocumentKind(request["kind"]), RenderLimits(*request["limits"])
        load_decoder(kind)
        effects = confine(self._limits)
        data = self._receive()
        limit_processor(self._limits.request_seconds)
        try:
            decoder = _decoder(kind, data, self._limits)
            self._send({"sizes": decoder.sizes(), "confinement": effects})
        except (RenderError, MemoryError) as error:
            self._fail(error)
            return None
        return decoder

    def _receive(self) -> bytearray:
        data = bytearray()
        while True:
            kind, payload = frames.read_frame(self._requests, {frames.DATA: frames.DATA_BYTES, frames.END: 0})
            if kind == frames.END:
                return data
            data += payload
            if len(data) > self._limits.document_bytes:
                raise frames.FrameError

    def _answer_or_fail(self, decoder: Decoder, kind: bytes, payload: bytearray) -> None:
        try:
            self._answer(decoder, kind, json.loads(payload) if payload else {})
        except (RenderError, MemoryError) as error:
            self._fail(error)

    def _answer(self, decoder: Decoder, kind: bytes, request: dict[str, Any]) -> None:
        if kind == frames.RENDER:
            raster = decoder.render(request["page"], request["scale"], request["max_pixels"])
            self._send(
                {"width": raster.width, "height": raster.height, "stride": raster.stride, "scale": raster.scale}
            )
            frames.write_frame(self._answers, frames.PIXELS, raster.pixels)
        elif kind == frames.TEXT:
            self._send(decoder.text(request["page"]))
        else:
            self._send(decoder.facts())

    def _send(self, answer: object) -> None:
        payload = json.dumps(answer, allow_nan=False).encode("ascii")
        if len(payload) > frames.ANSWER_BYTES:
            raise RenderTooLarge(limit="answer_bytes", allowed=frames.ANSWER_BYTES)
        frames.write_frame(self._answers, frames.ANSWER, payload)

    def _fail(self, error: RenderError | MemoryError) -> None:
        told: SozialclientError
        if isinstance(error, RenderError):
            told = error
        else:
            told = RenderTooLarge(limit="memory_bytes", allowed=self._limits.memory_bytes)
        payload = json.dumps({"reference": told.reference, "parameters": told.parameters}).encode("ascii")
        frames.write_frame(self._answers, frames.FAILURE, payload)


def load_decoder(kind: DocumentKind) -> None:
    """Import what `kind` needs, so that nothing has to be read from disk afterwards."""
    if kind is DocumentKind.PDF:
        import sozialclient.render.pdf
    elif kind is DocumentKind.HEIC:
        import sozialclient.render.heic
    else:
        import sozialclient.render.pictures  # noqa: F401


def _decoder(kind: DocumentKind, data: bytearray, limits: RenderLimits) -> Decoder:
    if not data:
        raise RenderDamaged(part="document")
    if kind is DocumentKind.PDF:
        from sozialclient.render.pdf import PdfDecoder

        return PdfDecoder(data, limits)
    if kind is DocumentKind.HEIC:
        from sozialclient.render.heic import HeicDecoder

        return HeicDecoder(bytes(data), limits)
    from sozialclient.render.pictures import PictureDecoder

    return PictureDecoder(bytes(data), kind, limits)


def confine(limits: RenderLimits) -> list[str]:
    """Give up what decoding does not need, for good; returns what took effect."""
    effects = ["resources"] if limit_resources(limits.memory_bytes) else []
    if sys.platform.startswith("linux"):
        from sozialclient.render.linux_seal import seal

        effects += seal((*_code_folders(), *_FONT_FOLDERS))
    return effects


def _code_folders() -> set[str]:
    # Where code was loaded from already; a checkout's own folder and its neighbours are not among them.
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {os.path.dirname(file) for file in files if file}  # noqa: PTH120  # start-up time


def main() -> None:
    """Run on standard input and output, which nothing else can reach afterwards."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    # A library that prints must not be able to write into the answers.
    os.dup2(nowhere, 1)
    if "--warm" in sys.argv:
        for kind in DocumentKind:
            load_decoder(kind)
    Worker(open(requests, "rb", buffering=0), open(answers, "wb", buffering=0)).serve()  # noqa: PTH123, SIM115
    # Nothing here is worth an orderly end, and a library's exit code could hang.
    os._exit(0)


if __name__ == "__main__":
    main()
