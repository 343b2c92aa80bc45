"""Rows X-15, X-16 and X-20: one encoding, one version, one root, and all of it."""

from __future__ import annotations

import pytest

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.parsing import parse_document
from sozialclient.wire.xml import XmlDoctypeError, XmlEncodingError, XmlError, parse_xml
from tests.hostile.doctypes import Parsers
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by

WRONG_ENCODING = {
    "UTF-7 declared": b'<?xml version="1.0" encoding="UTF-7"?><a>+AOQ-</a>',
    "Latin-1 declared": b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe4</a>',
    "unknown": b'<?xml version="1.0" encoding="x"?><a/>',
    "UTF-16 declared": b"<?xml version='1.0' encoding = 'UTF-16'?><a/>",
    "behind line ends": b'\r\n<?xml version="1.0" encoding="UTF-16LE"?><a/>',
    "UTF-16": "<a/>".encode("utf-16"),
    "UTF-16 without a mark": "<a/>".encode("utf-16-le"),
    "UTF-16BE without a mark": "<a/>".encode("utf-16-be"),
    "UTF-32": "<a/>".encode("utf-32"),
    "UTF-16 behind blanks": " <a/>".encode("utf-16-le"),
    "marked twice": b"\xef\xbb\xbf\xef\xbb\xbf<a/>",
    "marked again behind line ends": b"\xef\xbb\xbf\r\n\xef\xbb\xbf<a/>",
}
NOT_WELL_FORMED = {
    "UTF-7": b"+ADw-a/+AD4-",
    "EBCDIC": '<?xml version="1.0"?><a/>'.encode("cp500"),
    "Latin-1": '<?xml version="1.0" encoding="UTF-8"?><a>ü</a>'.encode("latin-1"),
    "overlong": b"<a>\xc0\xaf</a>",
    "overlong bracket": b"<a>\xc0\xbcb/></a>",
    "lone surrogate": b"<a>\xed\xa0\x80</a>",
    "pair of surrogates": b"<a>\xed\xa0\xbd\xed\xb8\x80</a>",
    "beyond Unicode": b"<a>\xf4\x90\x80\x80</a>",
    "U+FFFE": b"<a>\xef\xbf\xbe</a>",
    "NUL": b"<a>\0</a>",
    "NUL between": b"<a>x</a>\0<b/>",
    "written NUL": b"<a>&#0;</a>",
    "written control": b"<a>&#x1;</a>",
    "written surrogate": b"<a>&#xD800;</a>",
}
FORBIDDEN = {
    "standalone of another value": b'<?xml version="1.0" standalone="maybe"?><a/>',
    "encoding after standalone": b"<?xml version='1.0' standalone='>' encoding='UTF-16'?><a/>",
    "second declaration": b'<?xml version="1.0"?><?xml version="1.0"?><a/>',
    "declaration inside": b'<a><?xml version="1.0"?></a>',
    "text after the root": b"<a/>text",
    "text before the root": b"text<a/>",
    "CDATA after the root": b"<a/><![CDATA[x]]>",
    "two roots": b"<a/><b/>",
    "no root": b"<!-- nothing -->",
    "attribute twice": b"<a b='1' b='2'/>",
    "unknown entity": b"<a>before&x;after</a>",
}
SAMPLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n\r\n<s:Envelope xmlns:s="urn:soap" xmlns:x="urn:x"><!-- Anfang -->'
    '<s:Body Id="body">' + "".join(
        f'<x:antrag Nummer="{number}" x:art="ä &amp; ö"><name>Müller &#223; &lt;{number}&gt;</name>'
        f"<![CDATA[<b>]]]]><betrag  waehrung='EUR' />\n<leer xmlns=\"urn:leer\"/></x:antrag>"
        for number in range(12)
    ) + "</s:Body></s:Envelope>"
).encode()


@guarded_by("sozialclient.wire.xml._utf8")
@pytest.mark.parametrize("name", WRONG_ENCODING)
def test_x_15_only_utf_8_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message in another encoding, or that announces one, is refused for that before any parser starts."""
    parsers = Parsers(monkeypatch)
    with refused(XmlEncodingError):
        parse_xml(WRONG_ENCODING[name])
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._count")
@pytest.mark.parametrize("name", NOT_WELL_FORMED)
def test_x_15b_bytes_that_are_no_text_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that are no UTF-8, and characters that XML does not know, written out or not, are refused as damage."""
    for read in (parse_xml, parse_document):
        parsers = Parsers(monkeypatch)
        with refused(XmlError):
            read(NOT_WELL_FORMED[name])
        assert parsers.started == ["expat"]


@guarded_by("sozialclient.wire.xml.parse_xml", "sozialclient.wire.xml._utf8")
def test_x_15c_utf_8_may_be_marked_and_named() -> None:
    """UTF-8 with a mark or by another name is the same text; what calls itself ASCII and is not is refused."""
    assert parse_xml(b"\xef\xbb\xbf" + "<a>ü</a>".encode()).text == "ü"
    for name in ("UTF-8", "utf-8", "utf8"):
        assert parse_xml(f'\r\n<?xml version="1.0" encoding="{name}"?>\r\n<a>ü</a>'.encode()).text == "ü"
    assert parse_xml(b'<?xml version="1.0" encoding="US-ASCII"?><a>u</a>').text == "u"
    with refused(XmlError):
        parse_xml('<?xml version="1.0" encoding="US-ASCII"?><a>ü</a>'.encode())


@guarded_by("sozialclient.documents.encoding.to_utf8")
def test_x_15d_contents_have_a_few_encodings_more() -> None:
    """Old encodings occur in contents: they are read as what they declare, and refused where that is not true."""
    assert parse_document('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>'.encode("latin-1")).text == "ü"
    assert parse_document("<a>ü</a>".encode("utf-16")).text == "ü"
    with refused(DocumentEncodingError, encoding="cp1252"):
        parse_document(b'<?xml version="1.0" encoding="windows-1252"?><a>\x81</a>')
    with refused(DocumentEncodingError, encoding="utf-16-le"):
        parse_document(b"\xff\xfe\x00\xd8<\x00")
    for name in ("UTF-7 declared", "unknown", "UTF-16 declared", "UTF-16 without a mark"):
        with refused(XmlEncodingError):
            parse_document(WRONG_ENCODING[name])


@guarded_by("sozialclient.wire.xml._Counter.declaration")
@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0", "1"])
def test_x_16_another_version_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """XML 1.1 or any version but 1.0, in which other characters would be names and line ends, is refused."""
    parsers = Parsers(monkeypatch)
    with refused(XmlError):
        parse_xml(f'<?xml version="{version}"?><a/>'.encode())
    assert parsers.started == ["expat"]


@guarded_by("sozialclient.wire.xml._count")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_x_16b_one_declaration_and_one_root(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second declaration or root, anything beside the root, and a declaration out of form are refused."""
    for read in (parse_xml, parse_document):
        parsers = Parsers(monkeypatch)
        with refused(XmlError):
            read(FORBIDDEN[name])
        assert parsers.started == ["expat"]


@guarded_by("sozialclient.wire.xml._refuse_doctype")
def test_x_16c_standalone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`standalone="yes"` is accepted and means nothing, because what it speaks of, a declaration of types, is refused.

    The catalogue would refuse it; common tools for Java write it into every business message.
    """
    assert parse_xml(b'<?xml version="1.0" standalone="yes"?><a>x</a>').text == "x"
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(b'<?xml version="1.0" standalone="yes"?><!DOCTYPE a SYSTEM "x.dtd"><a>x</a>')
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._count", "sozialclient.wire.xml.parse_xml")
def test_x_20_cut_off_at_every_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document cut off at any byte whatever is refused as damaged; never is a part of it given out."""
    assert len(SAMPLE) >= 2_000 and len(list(parse_xml(SAMPLE).iter())) == 2 + 4 * 12
    parsers = Parsers(monkeypatch)
    for length in range(len(SAMPLE)):
        with refused(XmlError):
            parse_xml(SAMPLE[:length])
    assert set(parsers.started) == {"expat"}
    monkeypatch.setattr("sozialclient.wire.xml._count", lambda data, limits: None)
    for length in range(len(SAMPLE)):
        with refused(XmlError):
            parse_xml(SAMPLE[:length])
