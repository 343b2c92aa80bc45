"""The document type declarations of rows X-01 to X-06, and proofs that nobody acted on one."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from xml.parsers import expat

import pytest
from lxml import etree

_ROOT = re.compile(rb"<(?=[A-Za-z_])")


@dataclass(frozen=True)
class Doctype:
    """A declaration, and what stands at the end of the root element to make it act."""

    declaration: bytes
    use: bytes = b""

    def put_into(self, document: bytes) -> bytes:
        """The document with the declaration in front of its root element and its use inside."""
        root = _ROOT.search(document)
        assert root is not None
        end = document.rindex(b"</")
        return document[: root.start()] + self.declaration + document[root.start() : end] + self.use + document[end:]


    def put_into_envelope(self, message: bytes) -> bytes:
        """The same to the envelope of a MIME message."""
        start, end = message.index(b"<soap:Envelope"), message.index(b"</soap:Envelope>") + len(b"</soap:Envelope>")
        return message[:start] + self.put_into(message[start:end]) + message[end:]


_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))

EIGHT = {
    "X-01 alone": Doctype(b"<!DOCTYPE a>"),
    "X-02 file": Doctype(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', b"<x>&x;</x>"),
    "X-03 parameter entity": Doctype(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;]>'),
    "X-04 text": Doctype(b'<!DOCTYPE a [<!ENTITY x "EVIL">]>', b"<x>good&x;</x>"),
    "X-04 attribute": Doctype(b'<!DOCTYPE a [<!ENTITY x "EVIL">]>', b'<x b="good&x;"></x>'),
    "X-05 laughs": Doctype(b'<!DOCTYPE a [<!ENTITY l0 "lol">' + _LAUGHS + b"]>", b"<x>&l9;</x>"),
    "X-05 quadratic": Doctype(
        b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 100_000 + b'">]>', b"<x>" + b"&x;" * 1000 + b"</x>"
    ),
    "X-06 default Id": Doctype(b'<!DOCTYPE a [<!ATTLIST x Id CDATA "body">]>', b"<x></x>"),
}
"""One or two for each of the rows X-01 to X-06, as they go into any document."""


class _Loads(etree.Resolver):
    """Told by libxml2 of everything outside the document that it is about to load; changes nothing."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def resolve(self, system_url: str, public_id: str, *context: object) -> None:
        self._names.append(str(system_url))


class Parsers:
    """Which parsers were started, in order, and what libxml2 set out to load; each still does its real work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[str] = []
        self.loads: list[str] = []
        begin, fromstring = expat.ParserCreate, etree.fromstring

        def expat_started(encoding: str) -> expat.XMLParserType:
            self.started.append("expat")
            return begin(encoding)

        def libxml2_started(data: bytes, parser: etree.XMLParser) -> etree._Element:
            self.started.append("libxml2")
            parser.resolvers.add(_Loads(self.loads))
            return fromstring(data, parser)

        monkeypatch.setattr(expat, "ParserCreate", expat_started)
        monkeypatch.setattr(etree, "fromstring", libxml2_started)


@dataclass
class Visitors:
    """A listening port, and how many connections it had."""

    port: int
    count: int = 0


@contextmanager
def visitors() -> Iterator[Visitors]:
    """A port of this computer that closes every connection at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen = Visitors(listener.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    seen.count += 1
                    connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield seen
        with suppress(OSError):
            # Closing alone does not wake the thread that waits in accept.
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
