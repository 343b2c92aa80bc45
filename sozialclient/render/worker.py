"""The process that decodes strangers' documents: no keys, no store, no network, no files."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from sozialclient.render import frames
from sozialclient.render.errors import RenderDamaged, RenderError
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT, RenderLimits
from sozialclient.render.raster import Decoder
from sozialclient.render.resource_limits import limit_processor, limit_resources
from sozialclient.render.serving import Answers, receive_document

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
_REQUESTS = {
    frames.RENDER: frames.REQUEST_BYTES, frames.TEXT: frames.REQUEST_BYTES, frames.FACTS: 0,
}


class Worker:
    """Serves one document over two pipes until the other side goes away."""

    def __init__(self, requests: frames.Pipe, answers: frames.Pipe) -> None:
        self._requests = requests
        self._out = Answers(answers)
        self._limits = DEFAULT

    def serve(self) -> None:
        """Returns when there is nothing more to do; a broken frame ends the worker like a closed pipe."""
        try:
            _, payload = frames.read_frame(self._requests, {frames.OPEN: frames.REQUEST_BYTES})
            request = json.loads(payload)
            self._limits = RenderLimits(*request["limits"])
            if request["kind"] == frames.MERGE:
                return self._merge()
            if request["kind"] == frames.VALIDATE:
                return self._validate()
            decoder = self._open(DocumentKind(request["kind"]))
            while decoder:
                kind, payload = frames.read_frame(self._requests, _REQUESTS)
                limit_processor(self._limits.request_seconds)
                self._answer_or_fail(decoder, kind, payload)
        except (EOFError, BrokenPipeError, frames.FrameError):
            return None
        return None

    def _merge(self) -> None:
        from sozialclient.render.merge.joined import load_joining
        from sozialclient.render.merge.service import MergeService

        for kind in DocumentKind:
            load_decoder(kind)
        load_joining()
        MergeService(self._requests, self._out, self._limits, confine(self._limits)).serve()

    def _validate(self) -> None:
        from sozialclient.render.validation.service import serve_validation

        serve_validation(self._requests, self._out, self._limits, confine(self._limits))

    def _open(self, kind: DocumentKind) -> Decoder | None:
        load_decoder(kind)
        effects = confine(self._limits)
        data = receive_document(self._requests, self._limits)
        limit_processor(self._limits.request_seconds)
        try:
            decoder = decoder_of(kind, data, self._limits)
            self._out.send({"sizes": decoder.sizes(), "confinement": effects})
        except (RenderError, MemoryError) as error:
            self._out.fail(error, self._limits)
            return None
        return decoder

    def _answer_or_fail(self, decoder: Decoder, kind: bytes, payload: bytearray) -> None:
        try:
            self._answer(decoder, kind, json.loads(payload) if payload else {})
        except (RenderError, MemoryError) as error:
            self._out.fail(error, self._limits)

    def _answer(self, decoder: Decoder, kind: bytes, request: dict[str, Any]) -> None:
        if kind == frames.RENDER:
            raster = decoder.render(request["page"], request["scale"], request["max_pixels"])
            self._out.send(
                {"width": raster.width, "height": raster.height, "stride": raster.stride, "scale": raster.scale}
            )
            frames.write_frame(self._out.pipe, frames.PIXELS, raster.pixels)
        elif kind == frames.TEXT:
            self._out.send(decoder.text(request["page"]))
        else:
            self._out.send(decoder.facts())


def load_decoder(kind: DocumentKind) -> None:
    """Import what `kind` needs, so that nothing has to be read from disk afterwards."""
    if kind is DocumentKind.PDF:
        import sozialclient.render.pdf
    elif kind is DocumentKind.HEIC:
        import sozialclient.render.heic
    else:
        import sozialclient.render.pictures  # noqa: F401


def decoder_of(kind: DocumentKind, data: bytearray, limits: RenderLimits) -> Decoder:
    """What decodes `data`; raises the errors a worker may answer."""
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
