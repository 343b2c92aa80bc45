"""Documents made to cost time: each is read, or refused by name, within a moment."""

from __future__ import annotations

import contextlib

import pytest

from sozialclient.documents.fields import read_fields
from sozialclient.documents.listed import listed_documents
from sozialclient.documents.parsing import LIMITS
from sozialclient.documents.recognition import recognise
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError
from tests.pace import within
from tests.unit.documents.samples import Sample

ALLOWED = 60
MOST = LIMITS.xml_elements - 1_000


def _bracketed(before: str, inner: str, times: int) -> bytes:
    """`inner` repeated within `before` and its end tags."""
    ends = "".join(f"</{name}>" for name in reversed(before.strip("<>").split("><"))) if before else ""
    return f"<m>{before}{inner * times}{ends}</m>".encode()


_SIXTY = "".join(f"<a{number}>" for number in range(60))
_PERSON = "<p><familienname>A</familienname></p>"
_ATTRIBUTES = " ".join(f'a{number}=""' for number in range(64))
FLOODS = {
    "empty": _bracketed("", "<vorgangsID/>", MOST),
    "equal": _bracketed("", "<y>1</y>", MOST),
    "attributes": _bracketed("", f"<y {_ATTRIBUTES}/>", 6_000),
    "mixed": _bracketed("", "x<a/>", MOST),
    "deep": _bracketed(_SIXTY, "<q>1</q><r>2</r>", MOST // 2),
    "sections": ("<m>" + "".join(f"<x{n}><y>1</y><z>1</z></x{n}>" for n in range(MOST // 3)) + "</m>").encode(),
    "codes": _bracketed("<p><q>", "<code/>", MOST),
    "nested applicants": _bracketed("<antragsteller>" * 20, "<x/>", MOST),
    "people in the head": _bracketed(
        "<antragsteller><nachrichtenkopf>" + _SIXTY.replace("<a58><a59>", ""), _PERSON, MOST // 2 - 100
    ),
    "one group": _bracketed("<g>", "<dateiname>a</dateiname>", MOST),
    "untitled": _bracketed(
        "", "<dokumentRepraesentation><dateiname>a</dateiname></dokumentRepraesentation>", 2_000
    ).replace(b"<m>", b"<m>" + b"<x/>" * (MOST - 5_000)),
    "blanks": ("<?xml" + " " * 60_000 + "version='1.0'").encode("utf-16"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_no_document_takes_long(name: str) -> None:
    """`recognise` asks for the listed documents and the applicant too."""
    sample = Sample().data(FLOODS[name])
    within(ALLOWED, lambda: recognise(sample.delivery(), sample.read))
    within(ALLOWED, lambda: _read(FLOODS[name], refused=name == "blanks"))


def _read(flood: bytes, *, refused: bool) -> None:
    with pytest.raises(XmlError) if refused else contextlib.nullcontext():
        read_fields(flood)


def test_many_documents_take_no_longer_than_one() -> None:
    flood = FLOODS["empty"]
    sample = Sample()
    for _ in range(20):
        sample = sample.data(flood)
    assert within(2 * ALLOWED, lambda: recognise(sample.delivery(), sample.read)).main_xml_key == "c0"


@pytest.mark.parametrize(
    "data", [_bracketed("", "<a/>", LIMITS.xml_elements), b"<m>" + b"x" * LIMITS.xml_bytes + b"</m>"]
)
def test_what_is_too_large_is_refused_by_name(data: bytes) -> None:
    for read in (read_fields, listed_documents):
        with pytest.raises(LimitExceeded):
            read(data)


def test_the_title_of_a_shared_group_is_kept() -> None:
    one = "<dokumentRepraesentation><dateiname>{0}.pdf</dateiname></dokumentRepraesentation>"
    data = f"<d><e>{one.format('a')}{one.format('b')}<name>Mietvertrag</name></e></d>".encode()
    assert [(item.title, item.file_name) for item in listed_documents(data)] == [
        ("Mietvertrag", "a.pdf"),
        ("Mietvertrag", "b.pdf"),
    ]
