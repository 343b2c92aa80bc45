"""The one door for XML: what passes, what does not, and under which name it is refused."""

from __future__ import annotations

import pytest

from sozialclient.wire.limits import XmlLimits
from sozialclient.wire.namespaces import OSCI, q
from sozialclient.wire.xml import (
    XmlDuplicateIdError,
    XmlEncodingError,
    XmlError,
    compile_schema,
    parse_xml,
    text_of,
    unique_ids,
)

MESSAGE = XmlLimits()
@pytest.mark.parametrize(
    "data",
    [b"", b"<a>", b"<a></b>", b"<p:a/>", b'<a xmlns:x="u:1" xmlns:y="u:1" x:i="1" y:i="2"/>', b"<a xmlns:p=''/>"],
)
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    with pytest.raises(XmlError):
        parse_xml(data)


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n", b"\r\n\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_one_mark_and_line_ends_may_stand_before_a_document(start: bytes) -> None:
    assert parse_xml(start + b"<?xml version='1.0'?><a/>").tag == "a"


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf" * 2, b"\xef\xbb\xbf\n\xef\xbb\xbf", b"\xef\xbb\xbf\xff\xfe"])
def test_a_second_mark_is_refused(start: bytes) -> None:
    with pytest.raises(XmlEncodingError):
        parse_xml(start + b"<a/>")


def test_a_value_has_no_elements_inside() -> None:
    with pytest.raises(XmlError):
        text_of(parse_xml(b"<a>x<b/></a>"))
    assert text_of(parse_xml(b"<a/>")) == ""


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


NAME = MESSAGE.xml_name + 1
def test_just_within_the_limits() -> None:
    assert parse_xml(nested(64), limits=MESSAGE).tag == "a"
    parse_xml(b"<a " + b" ".join(b"b%d=''" % n for n in range(64)) + b"/>", limits=MESSAGE)
    parse_xml(b"<" + b"a" * (NAME - 1) + b" c='" + b"n" * NAME + b"'/>", limits=MESSAGE)


OSCI_ROOT = f'<osci:a xmlns:osci="{OSCI}" xmlns:x="urn:x" xmlns:xml="http://www.w3.org/XML/1998/namespace"'


def test_ids_are_found_by_their_exact_name() -> None:
    root = parse_xml(f'{OSCI_ROOT} Id="1"><osci:b Id="b"/><c xmlns="urn:c" Id="ü"/></osci:a>'.encode())
    assert {name: element.tag for name, element in unique_ids(root).items()} == {
        "1": q(OSCI, "a"),
        "b": q(OSCI, "b"),
        "ü": "{urn:c}c",
    }


@pytest.mark.parametrize(
    "inner",
    [
        '<osci:b Id="x"/><osci:c Id="x"/>',
        '<osci:b Id="x"><osci:c Id="&#x78;"/></osci:b>',
        '<b xmlns="" Id="x"/><x:c Id="x"/>',
        '<osci:b Id=""/>',
        '<osci:b id="x"/>',
        '<osci:b ID="x"/>',
        '<osci:b iD="x" Id="y"/>',
        '<osci:b xml:id="x"/>',
        '<osci:b osci:Id="x"/>',
        '<osci:b x:Id="x"/>',
        f'<b xmlns="{OSCI}" id="x"/>',
    ],
)
def test_repeated_and_imitated_ids_are_refused(inner: str) -> None:
    with pytest.raises(XmlDuplicateIdError):
        unique_ids(parse_xml(f"{OSCI_ROOT}>{inner}</osci:a>".encode()))


def test_ids_that_differ_are_different() -> None:
    """Case and composition count; nothing is normalised."""
    inner = '<osci:b Id="body"/><osci:b Id="Body"/><osci:b Id=" body"/><osci:b Id="\u00e9"/><osci:b Id="e\u0301"/>'
    assert len(unique_ids(parse_xml(f"{OSCI_ROOT}>{inner}</osci:a>".encode()))) == 5


def test_a_foreign_header_may_have_names_of_its_own() -> None:
    assert unique_ids(parse_xml(f'{OSCI_ROOT}><x:b id="1"/><x:b id="1"/></osci:a>'.encode())) == {}


@pytest.mark.parametrize("inner", [
    '<xs:element name="a" type="unknown"/>',
    '<xs:element name="a"/><xs:element name="a"/>',
    '<xs:nothing/>',
])
def test_a_faulty_schema_is_no_schema(inner: str) -> None:
    with pytest.raises(XmlError) as caught:
        compile_schema({"a.xsd": _schema(inner)}, "", ("a.xsd",), MESSAGE)
    assert caught.value.parameters["reason"]


def test_a_schema_tells_what_fits() -> None:
    schema = compile_schema({"a.xsd": _schema('<xs:element name="a" type="xs:int"/>')}, "", ("a.xsd",), MESSAGE)
    assert schema.validate(parse_xml(b"<a>1</a>"))
    assert not schema.validate(parse_xml(b"<a>one</a>"))


def _schema(inner: str) -> bytes:
    return f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{inner}</xs:schema>'.encode()
