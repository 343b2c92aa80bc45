"""Changes to DER that know where its elements are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fuzz.choices import Choices
from tests.fuzz.edits import MOST_EDITS

_CONSTRUCTED = 0x20
_OCTET_STRING = 0x04
_TAGS = (0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x1E, 0x30, 0x31, 0xA0, 0xA1, 0x80, 0x24, 0xFF)
_VALUES = (b"", b"\0", b"\xff" * 9, b"\x7f" * 5, b"\x01", b"\x30\x80", b"\x00" * 300)


@dataclass(frozen=True)
class _Element:
    start: int
    content: int
    end: int


def edited_der(choices: Choices, data: bytes) -> bytes:
    """`data` with elements changed, doubled, left out or moved; the lengths around them are set right mostly."""
    for _ in range(choices.number(MOST_EDITS)):
        elements = list(_elements(data, 0, len(data)))
        if not elements:
            return data
        one, other = choices.pick(elements), choices.pick(elements)
        own, change = data[one.start : one.end], choices.number(7)
        if change == 0:
            new = b""
        elif change == 1:
            new = own * (2 + choices.number(30))
        elif change == 2:
            new = data[other.start : other.end]
        elif change == 3:
            new = bytes([choices.pick(_TAGS)]) + own[1:]
        elif change == 4:
            new = own[:1] + _length(len(value := choices.pick(_VALUES))) + value
        elif change == 5:
            new = own[:1] + _length(len(value := choices.piece())) + value
        else:
            new = own[:1] + bytes([choices.number(256)]) + own[2:]
        data = _replaced(data, one, new, right=choices.number(4) != 1)
    return data


def _elements(data: bytes, start: int, end: int) -> Iterator[_Element]:
    while start + 2 <= end:
        size = data[start + 1] & 0x7F if data[start + 1] & 0x80 else 0
        content = start + 2 + size
        length = int.from_bytes(data[start + 2 : content], "big") if size else data[start + 1]
        if content + length > end:
            return
        yield _Element(start, content, content + length)
        if data[start] & _CONSTRUCTED or (data[start] == _OCTET_STRING and data[content : content + 1] == b"\x30"):
            yield from _elements(data, content, content + length)
        start = content + length


def _replaced(data: bytes, element: _Element, new: bytes, *, right: bool) -> bytes:
    """With `right` every element around it gets its length anew."""
    around = [each for each in _elements(data, 0, len(data)) if each.start < element.start and element.end <= each.end]
    changed = data[: element.start] + new + data[element.end :]
    grown = len(new) - (element.end - element.start)
    for each in reversed(around) if right else ():
        length = _length(each.end - each.content + grown)
        changed = changed[: each.start + 1] + length + changed[each.content :]
        grown += len(length) - (each.content - each.start - 1)
    return changed


def _length(value: int) -> bytes:
    if value < 0x80:
        return bytes([value])
    size = (value.bit_length() + 7) // 8
    return bytes([0x80 | size]) + value.to_bytes(size, "big")
