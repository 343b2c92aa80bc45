"""Looks at a document through a real worker as the window does, and at what the worker holds meanwhile."""

from __future__ import annotations

import contextlib
import socket
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sozialclient.render.document import OpenDocument
from sozialclient.render.errors import RenderError
from sozialclient.render.limits import DEFAULT, RenderLimits
from sozialclient.render.pages import ActiveContent, PageImage
from sozialclient.render.renderer import DocumentRenderer
from tests.hostile.expect import says_what_to_do
from tests.unit.render import samples

MIB = 1 << 20
MOST_PIXELS = 1_000_000


@dataclass
class View:
    """What came of a document; `memory` is the most its worker had at once in bytes, 0 where nobody may look."""

    image: PageImage | None = None
    words: tuple[str, ...] = ()
    facts: ActiveContent = field(default_factory=ActiveContent)
    error: RenderError | None = None
    memory: int = 0


def view(renderer: DocumentRenderer, data: bytes, hint: str | None = None) -> View:
    """Open, draw, read and list; every error must have its words, and the worker nothing but its pipes."""
    seen = View()
    try:
        with renderer.open(data, hint) as document:
            try:
                seen.image = document.render(0, 1.0, MOST_PIXELS)
                seen.words = tuple(span.text for span in document.text(0))
                seen.facts = document.active_content()
            finally:
                seen.memory = _most_memory(document)
                _require_bare(document)
    except RenderError as error:
        says_what_to_do(error)
        seen.error = error
    return seen


@contextlib.contextmanager
def renderer(limits: RenderLimits = DEFAULT) -> Iterator[DocumentRenderer]:
    """Opens documents with a waiting worker; a sound document must still be shown in the end."""
    made = DocumentRenderer(limits)
    made.prepare()
    try:
        yield made
        after = view(made, samples.letter())
        assert after.image is not None and after.image.width == 595 and "Miete" in after.words
    finally:
        made.close()


@contextlib.contextmanager
def trap() -> Iterator[str]:
    """An address that documents are made to want; nobody may have called there in the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        server.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            server.accept()
            raise AssertionError("a document made something connect")


def flood(size: int) -> bytes:
    """`size` blanks, packed (zlib) by repeating one packed mebibyte, so that making it costs nothing."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (size // MIB - 1) + b"\x03\x00\x00\x00\x00\x00"


def flooded(size: int, entries: bytes = b"") -> bytes:
    """A stream object of a PDF that unpacks to `size` bytes."""
    packed = flood(size)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def _most_memory(document: OpenDocument) -> int:
    if not sys.platform.startswith("linux"):
        return 0
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{document.process_id}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _require_bare(document: OpenDocument) -> None:
    """No child process and no handle but pipes and the null device, as far as the system lets us look."""
    if not sys.platform.startswith("linux"):
        return
    process = Path(f"/proc/{document.process_id}")
    with contextlib.suppress(OSError):
        assert (process / "task" / process.name / "children").read_text() == ""
    with contextlib.suppress(OSError):
        handles = {str(entry.readlink()).partition(":")[0] for entry in (process / "fd").iterdir()}
        assert handles <= {"pipe", "/dev/null"}, handles
