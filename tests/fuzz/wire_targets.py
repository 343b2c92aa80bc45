"""MIME and XML from the first byte."""

from __future__ import annotations

import codecs
from xml.parsers import expat

from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.wire.limits import DEFAULT_LIMITS, DOCUMENT_LIMITS
from sozialclient.wire.xml import canonical, parse_xml, unique_ids
from tests.fuzz.choices import Choices
from tests.fuzz.edits import edited_bytes
from tests.unit.wire.mime_samples import SMALL, Part, message
from tests.unit.wire.mime_samples import read as read_mime

_FOLDED = b"Content-Type: text/plain;\r\n\tname=x"
_MESSAGES = (
    SMALL,
    message(b"Content-ID: <a>", b"Content-Transfer-Encoding: base64", body=b"QUJD\r\nREVG"),
    message(b"Content-ID: <a>", b"Content-Type: text/base64", body=b"QUI="),
    message(b"Content-ID: <a>", b"Content-Transfer-Encoding: binary", _FOLDED, body=b"\r\n--B\r" * 3),
    SMALL.replace(b"MIME-Version: 1.0", b"mime-version: 1.0 (x)").replace(b"boundary=B", b'boundary="B"'),
    b"",
)
_DOCUMENTS = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n<!-- c --><a xmlns='urn:a' Id='i'><b c='d'>text</b><?p x?></a>",
    b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
    b"\xef\xbb\xbf<?p?><!--<!DOCTYPE a>--><a><![CDATA[<!DOCTYPE a>]]></a>",
    b"<o:a xmlns:o='http://www.osci.de/2002/04/osci' Id='x' xml:lang='de'><b xmlns='' Id='y'>&lt;&#228;</b></o:a>",
    b"",
)


def read_mime_in_pieces(choices: Choices) -> None:
    """Whether bytes are refused, and their parts if not, does not depend on how the network cut them.

    Which of several faults is named may: the first that was seen.
    """
    size = 1 + choices.number(64)
    data = edited_bytes(choices, choices.pick(_MESSAGES)) + choices.rest()
    whole = _parts([data])
    assert whole == _parts([data[i : i + size] for i in range(0, len(data), size)])
    read_mime([data])


def _parts(pieces: list[bytes]) -> list[Part] | None:
    try:
        return read_mime(pieces)
    except SozialclientError:
        return None


def read_document(choices: Choices) -> None:
    """What passes the door has no DOCTYPE for another parser either, and one canonical form."""
    limits = choices.pick((DEFAULT_LIMITS.xml, DOCUMENT_LIMITS))
    data = edited_bytes(choices, choices.pick(_DOCUMENTS)) + choices.rest()
    root = parse_xml(data, limits=limits)
    _demand_no_doctype(data)
    assert not list(root.iter(etree.Comment, etree.PI, etree.Entity))
    unique_ids(root)
    form = canonical(root)
    assert canonical(parse_xml(form, limits=limits)) == form


def _demand_no_doctype(data: bytes) -> None:
    seen: list[object] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *arguments: seen.append(arguments)
    blanks = b" \t\r\n"
    parser.Parse(data.lstrip(blanks).removeprefix(codecs.BOM_UTF8).lstrip(blanks), True)
    assert seen == []
