"""Changes to bytes and to trees, as chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, SOAP, XENC
from tests.fuzz.choices import Choices

MOST_EDITS = 6
LARGEST = 2**18
"""Bytes that doubling may come to; the limits of long messages have tests of their own."""
TOKENS = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\r\n--", b"--", b"\0", b" ", b"\t", b":", b";", b'"', b"=", b"<", b"<>",
    b"&#0;", b"&lt;", b"&x;", b"<!DOCTYPE a>", b"<!--", b"-->", b"<?p ?>", b"<?xml version='1.0'?>", b"]]>",
    b"<![CDATA[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80",
    b"Content-ID: <x>\r\n", b"Content-Transfer-Encoding: base64\r\n", b"text/base64", b"boundary=B", b"charset=utf-16",
    b"xmlns:a='b' ", b" xmlns='' ", b"xml:id='body' ", b" Id='body' ", b"cid:x", b"#body", b"-1",
    b"99999999999999999999", b"1e9",
)  # fmt: skip
TEXTS = (
    "", " ", "0", "-1", "99999999999999999999", "body", "#body", "#", "cid:x", "#xpointer(/)", "http://a.example/", "=",
    "AAAA", "A===", "\u202e", "\u00e4", "2026-02-30T25:00:00Z", "99999-01-01T00:00:00", "osci:1", "x" * 300, "9" * 80,
    "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "http://www.w3.org/TR/1999/REC-xslt-19991116", "urn:x",
)  # fmt: skip
NAMESPACES = (OSCI, SOAP, DS, XENC, "urn:x", "")

Surgery = Callable[[Choices, list[etree._Element]], None]


def edited_bytes(choices: Choices, data: bytes, tokens: Sequence[bytes] = TOKENS) -> bytes:
    """`data` after some edits; places are shares of its length, so that they fit any."""
    for _ in range(choices.number(MOST_EDITS)):
        start, end = sorted(choices.number(65536) * (len(data) + 1) // 65536 for _ in range(2))
        change = choices.number(6)
        if change == 0:
            data = data[:start] + choices.pick(tokens) + data[start:]
        elif change == 1:
            data = data[:start] + choices.piece() + data[start:]
        elif change == 2:
            data = data[:start] + data[end:]
        elif change == 3:
            data = (data[:end] + data[start:end] * (1 + choices.number(40)) + data[end:])[:LARGEST]
        elif change == 4:
            data = data[:start]
        else:
            flipped = bytes(byte ^ (1 << choices.number(8)) for byte in data[start : start + 1])
            data = data[:start] + flipped + data[start + 1 :]
    return data


def edited_tree(choices: Choices, root: etree._Element) -> etree._Element:
    """`root` after some operations; it may have another root in the end."""
    for _ in range(choices.number(MOST_EDITS)):
        elements = list(root.iter(etree.Element))
        choices.pick(SURGERIES)(choices, elements)
    return root.getroottree().getroot()


def _two(choices: Choices, elements: list[etree._Element]) -> tuple[etree._Element, etree._Element]:
    return choices.pick(elements), choices.pick(elements)


def _remove(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _twice(choices: Choices, elements: list[etree._Element]) -> None:
    element, place = _two(choices, elements)
    for _ in range(1 + choices.number(3)):
        place.insert(choices.number(4), deepcopy(element))


def _move(choices: Choices, elements: list[etree._Element]) -> None:
    element, place = _two(choices, elements)
    if element not in place.iterancestors() and element is not place and element.getparent() is not None:
        place.insert(choices.number(4), element)


def _swap(choices: Choices, elements: list[etree._Element]) -> None:
    one, other = _two(choices, elements)
    parent, twin = one.getparent(), deepcopy(other)
    if parent is not None:
        twin.tail = one.tail
        parent.replace(one, twin)


def _say(choices: Choices, elements: list[etree._Element]) -> None:
    choices.pick(elements).text = choices.pick(TEXTS)


def _shorten(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    text = element.text or ""
    element.text = text[: choices.number(65536) * (len(text) + 1) // 65536]


def _attribute(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    names = [*element.attrib, "Id", "href", "URI", "Algorithm", f"{{{OSCI}}}Id", "{http://www.w3.org/XML/1998/namespace}id"]
    name = str(choices.pick(names))
    value = choices.pick([*TEXTS, *(str(other.get(name, "")) for other in elements[:40])])
    element.set(name, value)


def _forget(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    if element.attrib:
        del element.attrib[choices.pick(list(element.attrib))]


def _rename(choices: Choices, elements: list[etree._Element]) -> None:
    element, other = _two(choices, elements)
    name = etree.QName(other).localname
    namespace = choices.pick(NAMESPACES)
    element.tag = f"{{{namespace}}}{name}" if namespace else name


def _instruct(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    element.insert(choices.number(3), choices.pick([etree.Comment("c"), etree.PI("p", "v")]))


def _nest(choices: Choices, elements: list[etree._Element]) -> None:
    element = choices.pick(elements)
    for _ in range(1 + choices.number(100)):
        element = etree.SubElement(element, element.tag)


SURGERIES: tuple[Surgery, ...] = (
    _remove, _twice, _move, _swap, _say, _shorten, _attribute, _forget, _rename, _instruct, _nest
)  # fmt: skip
