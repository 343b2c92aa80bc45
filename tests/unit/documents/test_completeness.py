"""Every value of a message is in the view model, once, with label, path, raw and formatted value."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialclient.documents.field_model import FieldDocument
from sozialclient.documents.fields import read_fields
from sozialclient.documents.values import FieldKind
from tests.unit.documents.samples import SHARED
from tests.unit.documents.xml_leaves import xml_leaves

FOLDERS = ("hzl-synthetic", "xsozial-2.4.0", "xwasser-1.0.0/nachrichten")
FILE_HEAD = 100


def _messages() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in SHARED.glob(f"xoev/{folder}/*.xml"))


def assert_complete(data: bytes, document: FieldDocument) -> None:
    """Each (path, value) that expat finds stands in exactly one field, and no field holds anything else."""
    wanted = xml_leaves(data)
    shown: Counter[tuple[str, str]] = Counter()
    for field in document.every_field():
        assert field.label.strip() and field.section and field.path
        assert not field.raw_value or field.value
        for leaf in field.leaves():
            raw = leaf.raw
            if field.kind is FieldKind.FILE and leaf.path == field.path:
                raw = next((text for path, text in wanted if path == leaf.path and text[:FILE_HEAD] == raw), raw)
            shown[leaf.path, raw] += 1
    assert shown == wanted
    assert document.complete
    paths = [leaf.path for field in document.every_field() for leaf in field.leaves()]
    assert len(set(paths)) == len(paths)


def test_the_shared_messages_are_all_there() -> None:
    if not SHARED.exists():
        pytest.skip("shared test data absent")
    assert len(_messages()) == 17


@pytest.mark.parametrize("path", _messages(), ids=lambda path: path.name)
def test_every_value_of_a_shared_message_appears_once(path: Path) -> None:
    data = path.read_bytes()
    document = read_fields(data)
    assert_complete(data, document)
    assert sum(xml_leaves(data).values()) > 10


_NAMES = st.sampled_from(
    ["a", "b", "code", "name", "vorname", "person", "personID", "betrag", "dokument", "inhalt", "p:a", "p:code",
     "q:b", "Ü"]
)  # fmt: skip
_TEXTS = st.one_of(
    st.sampled_from(["", " ", "1", "x y", "2026-02-28", "true", "12.50", "DE89370400440532013000"]),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_categories=["Cc", "Cs"]), max_size=8),
)
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "listURI", "listVersionID", "x", "p:x", "q:x", "xml:lang", "xsi:nil", "currencyID"]),
    _TEXTS, max_size=3,
)  # fmt: skip


@st.composite
def _pieces(draw: st.DrawFn) -> str:
    """Text as it may be written: plain, as CDATA, cut by a comment or an instruction."""
    text = draw(_TEXTS)
    way = draw(st.sampled_from(["plain", "cdata", "comment", "instruction"]))
    if way == "cdata" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    between = {"comment": "<!--no <value>-->", "instruction": "<?no value?>"}.get(way, "")
    middle = len(text) // 2
    return f"{escape(text[:middle])}{between}{escape(text[middle:])}"


@st.composite
def _elements(draw: st.DrawFn, depth: int = 4) -> str:
    name = draw(_NAMES)
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in draw(_ATTRIBUTES).items())
    inner = draw(_pieces())
    if depth:
        for child in draw(st.lists(_elements(depth - 1), max_size=3)):
            inner += child + draw(_pieces())
    return f"<{name}{attributes}>{inner}</{name}>"


@settings(max_examples=150, deadline=None)
@given(_elements())
def test_every_value_of_any_xml_appears_once(element: str) -> None:
    space = ' xmlns:p="urn:p" xmlns:q="urn:q" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    data = f"<root{space}>{element}</root>".encode()
    assert_complete(data, read_fields(data))


@pytest.mark.parametrize(
    "data",
    [
        b"<a>alone</a>",
        b"<a x='1'/>",
        b"<a><vorname>left <name>Ada</name> right</vorname></a>",
        b"<a><vorname><name x='1'>Ada</name></vorname></a>",
        b"<a><b><code>1</code><code>2</code></b></a>",
        b"<a><b>loose<code y='2'>1</code><name>One</name></b></a>",
        b"<a><b listURI='urn:l' listVersionID='3' z='4'><code>1</code><name>One</name></b></a>",
        b"<a><k xmlns='urn:1'>1</k><k xmlns='urn:2'>2</k></a>",
        b'<r xmlns:a="urn:1" xmlns:b="urn:2"><x a:iban="1" b:iban="2"/></r>',
        b'<r><a:iban xmlns:a="urn:1">1</a:iban><a:iban xmlns:a="urn:2">2</a:iban></r>',
        b"<a><ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#' Id='s'>"
        b"<ds:SignatureValue>AA==</ds:SignatureValue></ds:Signature></a>",
    ],
)
def test_odd_shapes_lose_nothing(data: bytes) -> None:
    assert_complete(data, read_fields(data))


def test_what_is_for_programs_only_stays_apart() -> None:
    document = read_fields(
        b"<a xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><b id='1'>x</b>"
        b"<ds:Signature><ds:SignatureValue>AA==</ds:SignatureValue></ds:Signature></a>"
    )
    assert [field.path for field in document.fields] == ["/a/b"]
    assert [field.path for field in document.technical_fields] == ["/a/b/@id", "/a/ds:Signature/ds:SignatureValue"]
    assert document.technical_fields[1].section == "Elektronische Signatur"


def test_unknown_elements_are_counted_and_listed() -> None:
    document = read_fields(b"<a><person><neuesFeld>1</neuesFeld><neuesFeld>2</neuesFeld></person><iban>x</iban></a>")
    assert [(one.name, one.path, one.count) for one in document.unknown] == [("neuesFeld", "/a/person/neuesFeld", 2)]
    assert [field.value for field in document.fields] == ["1", "2", "x"]


def test_nothing_of_the_known_messages_is_unknown() -> None:
    for folder in ("hzl-synthetic", "xsozial-2.4.0"):
        for path in SHARED.glob(f"xoev/{folder}/*.xml"):
            assert read_fields(path.read_bytes()).unknown == (), path.name
