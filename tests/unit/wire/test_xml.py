"""The one door for XML: what passes, what does not, and under which name it is refused."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from lxml import etree

from sozialclient.wire.limits import LimitExceeded, XmlLimits
from sozialclient.wire.namespaces import OSCI, q
from sozialclient.wire.xml import (
    XmlDoctypeError,
    XmlDuplicateIdError,
    XmlEncodingError,
    XmlError,
    XmlInstructionError,
    parse_xml,
    text_of,
    unique_ids,
)

MESSAGE = XmlLimits()
BOM = b"\xef\xbb\xbf"
DOCTYPES = {
    "alone": b"<!DOCTYPE a><a/>",
    "white space": b" \r\n\t<!DOCTYPE a><a/>",
    "declaration": b'<?xml version="1.0"?>\n<!DOCTYPE a><a/>',
    "comment and instruction": b"<!-- x --><?p q?><!-- <a> --><!DOCTYPE a><a/>",
    "byte order mark": BOM + b"<!DOCTYPE a><a/>",
    "external": b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
    "public": b'<!DOCTYPE a PUBLIC "-//x" "http://192.0.2.1/x.dtd"><a/>',
    "file entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;]><a/>',
    "entity in text": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "entity in an attribute": b'<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
    "default Id": b'<!DOCTYPE a [<!ATTLIST a Id CDATA "body">]><a/>',
    "billion laughs": b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
    "quadratic": b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 100_000 + b'">]><a>' + b"&a;" * 1000 + b"</a>",
    "lower case": b"<!doctype a><a/>",
}


@pytest.mark.parametrize("data", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_a_doctype_is_refused_at_once(data: bytes) -> None:
    begun = time.perf_counter()
    with pytest.raises(XmlDoctypeError):
        parse_xml(data)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("asleep", [[], ["_refuse_doctype"], ["_refuse_doctype", "_count"]])
def test_each_of_three_guards_stops_a_doctype(asleep: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in asleep:
        monkeypatch.setattr(f"sozialclient.wire.xml.{name}", lambda *_: None)
    with pytest.raises(XmlDoctypeError):
        parse_xml(DOCTYPES["alone"])


def test_a_doctype_in_utf_16_is_refused() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        with pytest.raises(XmlEncodingError):
            parse_xml("<!DOCTYPE a><a/>".encode(encoding))


@pytest.mark.parametrize(
    "data", [b"<a><![CDATA[<!DOCTYPE a>]]></a>", b"<!-- <!DOCTYPE a> --><a/>", b'<a b="&lt;!DOCTYPE"/>']
)
def test_the_word_alone_is_no_doctype(data: bytes) -> None:
    assert parse_xml(data).tag == "a"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        b"<?xml version='1.0' encoding = 'UTF-16'?><a/>",
        b'\r\n<?xml version="1.0" encoding="x"?><a/>',
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-le"),
        "<a/>".encode("utf-32"),
        "<a/>".encode("utf-32-be"),
    ],
)
def test_only_utf_8_is_read(data: bytes) -> None:
    with pytest.raises(XmlEncodingError):
        parse_xml(data)


@pytest.mark.parametrize("name", [b"UTF-8", b"utf-8", b"utf8", b"US-ASCII"])
def test_utf_8_may_be_named_and_marked(name: bytes) -> None:
    data = b'<?xml version="1.0" encoding="' + name + b'"?>\r\n\r\n<a>\xc3\xbc</a>'
    assert parse_xml(data.replace(b"\xc3\xbc", b"u")).text == "u"
    assert parse_xml(BOM + "<a>ü</a>".encode()).text == "ü"
    assert parse_xml(b"\r\n " + data.replace(b"\xc3\xbc", b"u")).text == "u"


@pytest.mark.parametrize(
    "data",
    [
        "<a>ü</a>".encode("latin-1"),
        b"<a>\xc0\xaf</a>",
        b"<a>\xed\xa0\x80</a>",
        b"<a>\xef\xbf\xbe</a>",
        b"<a>\0</a>",
        b"<a>&#0;</a>",
        b"<a>&#x1;</a>",
        b"<a>&undefined;</a>",
        b'<?xml version="1.1"?><a/>',
        b'<?xml version="1.0"?><?xml version="1.0"?><a/>',
        b"<a/>text",
        b"<a/><b/>",
        b"",
        b"<a>",
        b"<a b='1' b='2'/>",
        b'<a xmlns:x="u:1" xmlns:y="u:1" x:i="1" y:i="2"/>',
        b"<p:a/>",
        '<?xml version="1.0"?><a/>'.encode("cp500"),
    ],
)
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    with pytest.raises(XmlError):
        parse_xml(data)


def test_an_entity_we_do_not_know_never_vanishes() -> None:
    with pytest.raises(XmlError):
        parse_xml(b"<a>before&x;after</a>")


def test_every_truncation_is_refused() -> None:
    data = '<?xml version="1.0"?><a b="ü"><c xmlns="urn:d">text &amp; <![CDATA[more]]></c><!-- end --></a>'.encode()
    for length in range(len(data)):
        with pytest.raises(XmlError):
            parse_xml(data[:length])
    assert parse_xml(data).tag == "a"


@pytest.mark.parametrize("inner", ["Mueller<!--x-->-Evil", "Mueller<?p q?>-Evil", "Mueller<![CDATA[-]]>Evil"])
def test_a_value_is_always_the_whole_value(inner: str) -> None:
    """A reader that stopped at a comment would see less than the signature covers."""
    element = parse_xml(f"<a>{inner}</a>".encode())
    assert text_of(element) == "Mueller-Evil"
    assert element.text == "Mueller-Evil"


def test_a_value_has_no_elements_inside() -> None:
    with pytest.raises(XmlError):
        text_of(parse_xml(b"<a>x<b/></a>"))
    assert text_of(parse_xml(b"<a/>")) == ""


@pytest.mark.parametrize("data", [b"<a><?p?></a>", b"<?p?><a/>", b"<a/><?xml-stylesheet href='http://192.0.2.1/'?>"])
def test_instructions_are_refused_in_messages_and_dropped_in_documents(data: bytes) -> None:
    with pytest.raises(XmlInstructionError):
        parse_xml(data, limits=MESSAGE)
    assert etree.tostring(parse_xml(data)) == b"<a/>"


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


NAME = MESSAGE.xml_name + 1
SCOPE = b" ".join(b"xmlns:p%d='u:n'" % n for n in range(MESSAGE.xml_namespaces_in_scope // 2 + 1))
MANY = b" ".join(b"b%d=''" % n for n in range(60))


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (nested(65), "xml_depth"),
        (nested(100_000), "xml_depth"),
        (b"<a>" + b"<b/>" * 200_000 + b"</a>", "xml_elements"),
        (b"<a " + b" ".join(b"b%d=''" % n for n in range(65)) + b"/>", "xml_attributes"),
        (b"<a " + b" ".join(b"xmlns:b%d='u:n'" % n for n in range(10_000)) + b"/>", "xml_namespaces_in_scope"),
        (b"<a>" * 5 + b"<b %s>" % SCOPE + b"<b %s/>" % SCOPE + b"</b>" + b"</a>" * 5, "xml_namespaces_in_scope"),
        (b"<a>" + b"<b xmlns:p='u:n'/>" * (MESSAGE.xml_namespaces + 1) + b"</a>", "xml_namespaces"),
        (b"<a>" + b"<b %s/>" % MANY * 8_000 + b"</a>", "xml_attributes_total"),
        (b"<" + b"a" * NAME + b"/>", "xml_name"),
        (b"<a " + b"b" * NAME + b"=''/>", "xml_name"),
        (b"<a xmlns='" + b"n" * NAME + b"'/>", "xml_name"),
        (b"<a xmlns:p='" + b"n" * NAME + b"'/>", "xml_name"),
        (b"<a/>" + b" " * MESSAGE.xml_bytes, "xml_bytes"),
    ],
)
def test_limits_are_named_and_quick(data: bytes, limit: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(LimitExceeded) as caught:
        parse_xml(data, limits=MESSAGE)
    assert caught.value.parameters["limit"] == limit
    assert time.perf_counter() - begun < 2


def test_just_within_the_limits() -> None:
    assert parse_xml(nested(64), limits=MESSAGE).tag == "a"
    parse_xml(b"<a " + b" ".join(b"b%d=''" % n for n in range(64)) + b"/>", limits=MESSAGE)
    parse_xml(b"<" + b"a" * (NAME - 1) + b" c='" + b"n" * NAME + b"'/>", limits=MESSAGE)


def test_a_long_text_costs_little_more_than_itself() -> None:
    data = b"<a>" + b"QUJD" * 5_000_000 + b"</a>"
    tracemalloc.start()
    try:
        assert len(text_of(parse_xml(data))) == 20_000_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(data)


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
