"""Rows M-01 to M-03 and M-14: where a part ends, and that the message does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from random import Random

import pytest

from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, MimeTruncated
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.spoiled_mime import assert_refused
from tests.hostile.whole_splitter import cut, read_pieces, split_whole, tricky_message
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, message, read

EDGE = 32_768
MIB = 1024 * 1024


def with_boundary(boundary: str, announced: str | None = None) -> bytes:
    """A small message with that boundary, announced as written or in another way."""
    parameter = f"boundary={boundary if announced is None else announced};".encode()
    return SMALL.replace(b"boundary=B;", parameter).replace(b"--B", b"--" + boundary.encode())


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter", "sozialclient.wire.mime._Source.need")
@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_m_01_cut_off_at_every_byte(step: int) -> None:
    """A message cut off at any byte, in whatever pieces, is refused as cut off; its last part is not given out."""
    raw = message(b"Content-ID: <a>", b"Content-Transfer-Encoding: base64", body=b"QUJD")
    complete = len(raw) - len(b"\r\n")
    for length in range(complete):
        given: list[str] = []
        with refused(MimeTruncated):
            for part in MimeReader(cut(raw[:length], [step])).parts():
                assert b"".join(part.body()) is not None
                given.append(part.headers.content_id)
        assert given != ["osci@message", "a"] or length >= raw.rindex(b"\r\n--B") + len(b"\r\n--B")
    assert len(read([raw[:complete]])) == len(read([raw])) == 2


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
def test_m_01b_a_delivery_without_end_is_not_acknowledged() -> None:
    """A delivery whose last boundary is missing inside the encryption stays at the intermediary."""
    assert_refused("no end", MimeTruncated)


@guarded_by("sozialclient.wire.mime.MimeReader._boundary")
@pytest.mark.parametrize(
    "boundary", ["B", "=" * 70, "a b", "a'()+_,-./:=?z", ".*[^x]+$", "\\r\\n", "MIME_boundary_/+=0", "ä"]
)
def test_m_02_any_boundary_of_up_to_seventy_bytes_is_read(boundary: str) -> None:
    """Boundaries of 1 to 70 bytes, with blanks and with what patterns are made of, divide parts; longer ones do not."""
    assert len(read([with_boundary(boundary, f'"{boundary}"')])) == 1
    if " " not in boundary:
        assert len(read([with_boundary(boundary)])) == 1
    with refused(LimitExceeded, limit="boundary_bytes", allowed=70):
        read([with_boundary(boundary * 71, f'"{boundary * 71}"')])


@guarded_by("sozialclient.wire.mime.MimeReader._boundary", "sozialclient.wire.mime_headers.MimeHeaders.parameter")
@pytest.mark.parametrize("announced", ["", '""', '"B ', '"B "', '"B\t"', "B; boundary=B", 'B; BOUNDARY="C"'])
def test_m_02b_an_unclear_boundary_is_refused(announced: str) -> None:
    """A boundary that is missing, empty, open, announced twice or ends in a blank is refused by its name."""
    with refused(MimeHeaderError, header="boundary"):
        read([with_boundary("B", announced)])
    with refused(MimeHeaderError, header="boundary"):
        read([SMALL.replace(b" boundary=B;", b"")])


@guarded_by("sozialclient.wire.mime_headers.MimeHeaders.parameter")
def test_m_02c_a_boundary_inside_another_value_is_none() -> None:
    """What looks like a boundary inside the quotes of another parameter does not divide the message."""
    hidden = SMALL.replace(b"boundary=B;", b'x="; boundary=EVIL; "; boundary=B; y="; boundary=EVIL";')
    assert [part.body for part in read([hidden])] == [b"<a/>"]


@guarded_by("sozialclient.wire.mime._Source.header_block", "sozialclient.wire.mime.MimeReader._boundary")
@pytest.mark.parametrize(("size", "limit"), [
    (71, "boundary_bytes"), (17 * 1024, "header_line_bytes"), (MIB, "header_block_bytes"),
])
def test_m_02d_a_huge_boundary_is_refused(size: int, limit: str) -> None:
    """A boundary of a megabyte is refused before it is searched for, and not acknowledged."""
    with refused(LimitExceeded, limit=limit):
        read([with_boundary("B" * size)])
    assert_refused("long boundary", LimitExceeded, limit="boundary_bytes", allowed=70)


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
@pytest.mark.parametrize("tail", [b"", b"\r", b"\r\n", b"\r\n-", b"\r\n--", b"\r\n--C", b"\n--B", b"\r\r\n--A", b"--B"])
def test_m_03_a_delimiter_is_found_across_every_edge(tail: bytes) -> None:
    """Binary data that ends in half a delimiter at the edge of a buffer comes out byte for byte."""
    for offset in range(-40, 41):
        body = bytes(EDGE + offset - len(tail)) + tail
        raw = message(b"Content-ID: <a>", body=body)
        start = raw.index(b"<a>\r\n\r\n") + 7
        pieces = [raw[:start], *(raw[at : at + EDGE] for at in range(start, len(raw), EDGE))]
        assert [part.body for part in read(pieces)] == [b"<a/>", body]


@guarded_by("sozialclient.wire.mime.MimeReader._at_end")
@pytest.mark.parametrize("rest", [b"xyz\r\n", b"B\r\n", b"-x\r\n", b"- -", b" x\r\n", b"\n\n", b"\r\r\n", b"\0\r\n"])
def test_m_03b_a_line_that_only_begins_like_a_delimiter_is_refused(rest: bytes) -> None:
    """A boundary followed by other bytes is neither content nor a delimiter: other readers differ, so it is refused."""
    smuggled = b"x\r\n--B" + rest + b"Content-ID: <evil>\r\n\r\nevil"
    for step in (1, 5, 10_000):
        with refused(MimeError):
            read(cut(message(b"Content-ID: <a>", body=smuggled), [step]))


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter", "sozialclient.wire.mime.MimeReader._at_end")
@pytest.mark.parametrize(
    "cases", [15_000, pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])]
)
def test_m_03c_the_same_parts_as_by_plain_search(cases: int) -> None:
    """In random cuts of random messages the reader finds what a plain search in the whole message finds."""
    random = Random(1203)
    outcomes = {"parts": 0, "MimeTruncated": 0, "MimeError": 0}
    for _ in range(cases):
        raw = tricky_message(random)
        expected = split_whole(raw)
        steps = random.choices(range(1, 40), k=5)
        found = read_pieces(cut(raw, steps))
        assert found == expected, (raw, steps)
        outcomes["parts" if isinstance(found, list) else found.__name__] += 1
    assert min(outcomes.values()) > cases // 10


@guarded_by("sozialclient.wire.mime.MimeReader.parts", "sozialclient.wire.mime._Source.drain")
@pytest.mark.parametrize("place", ["preamble", "epilogue"])
def test_m_14_a_preamble_or_epilogue_without_end_is_given_up(place: str) -> None:
    """Blanks without end before the first boundary or behind the last are given up after 64 KB."""
    taken = 0

    def far_too_many() -> Iterator[bytes]:
        nonlocal taken
        while taken < 1_000_000:
            taken += 1000
            yield b" " * 998 + b"\r\n"

    with refused(LimitExceeded, limit="header_block_bytes", allowed=64 * 1024):
        read(chain([TOP if place == "preamble" else SMALL], far_too_many()))
    assert taken < 80_000


@guarded_by("sozialclient.wire.mime.MimeReader.parts")
def test_m_14b_a_preamble_holds_nothing_but_blanks() -> None:
    """Text before the first boundary is refused, and such a delivery not acknowledged."""
    assert len(read([TOP + b" \r\n\r\n" + ROOT + END])) == 1
    for preamble in (b"This is MIME\r\n", b"\r\n--C\r\n", b"\0\r\n"):
        with refused(MimeError):
            read([TOP + preamble + ROOT + END])
    assert_refused("preamble", MimeError)


@guarded_by("sozialclient.wire.mime._Source.drain")
def test_m_14c_what_follows_the_end_is_never_a_part() -> None:
    """What follows the last boundary is read to its end and ignored; where no tag protects it, it is refused."""
    late = b"--B\r\nContent-ID: <late>\r\n\r\nevil\r\n--B--\r\n"
    assert [part.name for part in read([SMALL + late])] == ["osci@message"]
    with refused(MimeError):
        list(MimeReader([SMALL + late], epilogue=False).parts())
