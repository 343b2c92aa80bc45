"""Rows X-09 to X-14: size, depth, number and names are bounded before a tree is built."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from sozialclient.documents.parsing import LIMITS as BUSINESS
from sozialclient.documents.parsing import parse_document
from sozialclient.wire.limits import DOCUMENT_LIMITS, LimitExceeded, Limits, XmlLimits
from sozialclient.wire.xml import parse_xml, text_of
from tests.conftest import CHECKOUT
from tests.hostile.colliding_names import alike, colliding, harmless, unsalted
from tests.hostile.doctypes import Parsers
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.pace import within
from tests.unit.osci.answers import receiver, signed_answer

MESSAGE = XmlLimits()
ALL = pytest.mark.parametrize("limits", [MESSAGE, DOCUMENT_LIMITS, BUSINESS], ids=["message", "document", "business"])
MIB = 1024 * 1024
ALLOWED = 40


def _refused_soon(data: bytes, limits: XmlLimits, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused under the name of that limit, by the counting pass, before libxml2 begins."""
    parsers = Parsers(monkeypatch)
    with refused(LimitExceeded, limit=name, allowed=getattr(limits, name)):
        within(ALLOWED, lambda: parse_xml(data, limits=limits))
    assert set(parsers.started) == {"expat"}


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_x_09_a_very_long_text_is_read_within_thrice_its_size() -> None:
    """A legal text of 60 MB, longer than libxml2 takes by itself, opens with at most three times its size in memory."""
    command = [sys.executable, "-m", "tests.hostile.large_text", "60"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["decoded"] == (found["size"] - len("<a>")) // 77 * 57 + 57
    assert found["size"] < found["peak"] <= 3 * found["size"]


@guarded_by("sozialclient.wire.xml.parse_xml")
@ALL
def test_x_10_one_byte_over_the_limit_is_refused(limits: XmlLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document one byte longer than allowed is refused by the name of the limit before anything looks at it."""
    parsers = Parsers(monkeypatch)
    with refused(LimitExceeded, limit="xml_bytes", allowed=limits.xml_bytes):
        parse_xml(bytes(limits.xml_bytes + 1), limits=limits)
    assert parsers.started == []
    small = XmlLimits(xml_bytes=1000)
    assert len(text_of(parse_xml(b"<a>" + b"x" * 993 + b"</a>", limits=small))) == 993
    with refused(LimitExceeded, limit="xml_bytes", allowed=1000):
        parse_xml(b"<a>" + b"x" * 994 + b"</a>", limits=small)


@guarded_by("sozialclient.osci.receive.Receiver._read_xml")
def test_x_10b_an_envelope_without_end_is_cut_at_the_limit() -> None:
    """An envelope that never ends is given up at the limit and not read on."""
    taken = 0

    def far_too_much() -> Iterator[bytes]:
        nonlocal taken
        yield signed_answer()[: signed_answer().index(b"<soap:Body")]
        while taken < 1_000_000:
            taken += 1000
            yield b" " * 1000

    with refused(LimitExceeded, limit="xml_bytes", allowed=50_000):
        receiver(limits=Limits(xml=XmlLimits(xml_bytes=50_000))).read(far_too_much())
    assert taken < 100_000


@guarded_by("sozialclient.wire.xml._Counter.start")
@ALL
@pytest.mark.parametrize("depth", [65, 257, 100_000])
def test_x_11_depth_is_bounded(depth: int, limits: XmlLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """64 elements within each other are read; one more, or a hundred thousand, are refused without a deep stack."""
    deepest = parse_xml(_nested(64), limits=limits)
    assert sum(1 for _ in deepest.iter()) == 64
    _refused_soon(_nested(depth), limits, "xml_depth", monkeypatch)
    _refused_soon(b"<a>" * depth, limits, "xml_depth", monkeypatch)


@guarded_by("sozialclient.wire.xml._Counter.start")
@ALL
@pytest.mark.parametrize("kind", ["siblings", "attributes", "namespaces"])
def test_x_12_numbers_are_bounded(kind: str, limits: XmlLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million siblings, 100,000 attributes or 10,000 namespaces on one element are refused by the counting pass."""
    data, name = {
        "siblings": (b"<a>" + b"<b/>" * 1_000_000 + b"</a>", "xml_elements"),
        "attributes": (_element(b"b%d=''" % number for number in range(100_000)), "xml_attributes"),
        "namespaces": (_element(b"xmlns:n%d='u:n'" % number for number in range(10_000)), "xml_namespaces_in_scope"),
    }[kind]
    _refused_soon(data, limits, name, monkeypatch)


@guarded_by("sozialclient.wire.xml._Counter.start")
@pytest.mark.parametrize("kind", ["attributes", "namespaces", "scope"])
def test_x_12b_numbers_are_bounded_over_the_whole_document(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many elements, each with as much as one may have, are refused by what all of them have together."""
    attributes = b" ".join(b"b%d=''" % number for number in range(60))
    scope = b" ".join(b"xmlns:p%d='u:n'" % number for number in range(MESSAGE.xml_namespaces_in_scope // 2 + 1))
    data, name = {
        "attributes": (b"<a>" + b"<b %s/>" % attributes * 8_000 + b"</a>", "xml_attributes_total"),
        "namespaces": (b"<a>" + b"<b xmlns:p='u:n'/>" * (MESSAGE.xml_namespaces + 1) + b"</a>", "xml_namespaces"),
        "scope": (b"<a><b %s><b %s/></b></a>" % (scope, scope), "xml_namespaces_in_scope"),
    }[kind]
    _refused_soon(data, MESSAGE, name, monkeypatch)


@guarded_by("sozialclient.wire.xml._Counter.check_names")
@ALL
@pytest.mark.parametrize("form", [b"<%s/>", b"<a %s=''/>", b"<a xmlns='u:%s'/>", b"<a xmlns:p='u:%s'/>", b"<%s:a/>"])
def test_x_13_names_are_bounded(form: bytes, limits: XmlLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of an element, attribute, prefix or namespace of a megabyte is refused; a value of that size is none."""
    _refused_soon(form % (b"n" * MIB), limits, "xml_name", monkeypatch)
    assert len(parse_xml(b"<a b='%s'/>" % (b"n" * MIB), limits=limits).get("b") or "") == MIB


@guarded_by("sozialclient.wire.xml._Counter.start")
@pytest.mark.parametrize("kind", ["expat", "libxml2"])
def test_x_14_colliding_names_cost_no_more_than_others(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attribute names made to share one place of a hash table cost about what others cost; many on one are refused."""
    names = colliding(14) if kind == "expat" else alike(16_384)
    assert len(set(names)) == 16_384
    assert kind != "expat" or len({unsalted(name) for name in names}) == 1
    usual = _least_time(_spread(harmless(len(names), len(names[0]))))
    assert _least_time(_spread(names)) < 6 * usual + 0.05
    _refused_soon(_element(f"{name}=''".encode() for name in names), MESSAGE, "xml_attributes", monkeypatch)


def _nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


def _element(attributes: Iterator[bytes]) -> bytes:
    return b"<a " + b" ".join(attributes) + b"/>"


def _spread(names: list[str]) -> bytes:
    """A document with these attributes, 60 on each element."""
    rows = (names[start : start + 60] for start in range(0, len(names), 60))
    return b"<a>" + b"".join(_element(f"{name}=''".encode() for name in row) for row in rows) + b"</a>"


def _least_time(data: bytes) -> float:
    times = []
    for _ in range(3):
        begun = time.process_time()
        parse_document(data)
        times.append(time.process_time() - begun)
    return min(times)
