"""MIME as OSCI writes it, in whatever pieces it arrives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_errors import MimeError, MimeTruncated, NotMimeError
from sozialclient.wire.mime_writer import OutgoingPart, root_part, write_mime
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, message, read

BOUNDARY = "MIME_boundary_/+=0123"
# Bytes that look like the beginning of a delimiter, so that every edge is met.
TRICKY = st.lists(
    st.sampled_from([b"\r", b"\n", b"-", b"--", b"\r\n--", b"\r\n--MIME_boundary_/+=012", b"3", b"A", b"\0"]),
    max_size=30,
).map(b"".join)
PARTS = st.lists(st.tuples(st.one_of(TRICKY, st.binary(max_size=120)), st.booleans()), max_size=4)
DELIMITER = f"\r\n--{BOUNDARY}".encode()


def cut(data: bytes, steps: list[int]) -> Iterator[bytes]:
    """`data` in pieces of the given sizes, over and over; empty pieces included."""
    start = 0
    while start < len(data):
        for step in steps or [len(data)]:
            yield data[start : start + step]
            start += step


@given(PARTS, st.lists(st.integers(min_value=1, max_value=60), max_size=6))
def test_what_is_written_is_read_in_any_cut(parts: list[tuple[bytes, bool]], steps: list[int]) -> None:
    bodies = [(body.replace(DELIMITER, b""), is_base64) for body, is_base64 in parts]
    bodies = [(body, is_base64) for body, is_base64 in bodies if DELIMITER not in b"\r\n" + body]
    outgoing = [root_part(b"<a/>")] + [
        OutgoingPart(f"Anlage ä {number}", "image/png", (body,), base64=is_base64)
        for number, (body, is_base64) in enumerate(bodies)
    ]
    found = read(cut(b"".join(write_mime(BOUNDARY, outgoing)), steps))
    assert [(part.name, part.body) for part in found] == [("osci@message", b"<a/>")] + [
        (f"Anlage ä {number}", body) for number, (body, _) in enumerate(bodies)
    ]


@given(TRICKY, st.integers(min_value=1, max_value=50))
def test_a_body_ends_where_a_plain_search_says(body: bytes, step: int) -> None:
    raw = message(b"Content-ID: <a>", body=body)
    ends = raw.index(b"\r\n--B", raw.index(b"<a>") + 7)
    (_, part) = read(cut(raw, [step]))
    assert part.body == raw[raw.index(b"<a>") + 7 : ends]


@pytest.mark.parametrize("offset", range(-40, 41))
def test_the_delimiter_is_found_across_the_edge_of_a_piece(offset: int) -> None:
    raw = message(b"Content-ID: <a>", body=bytes(32768))
    edge = raw.index(b"\0\r\n--B") + offset
    assert [part.body for part in read([raw[:edge], raw[edge:]])] == [b"<a/>", bytes(32768)]


def test_every_cut_off_message_is_refused() -> None:
    raw = message(b"Content-ID: <a>", b"Content-Transfer-Encoding: base64", body=b"QUJD")
    complete = len(raw) - len(b"\r\n")
    for length in range(complete):
        with pytest.raises(MimeError):
            read([raw[:length]])
    assert len(read([raw[:complete]])) == 2


def test_a_cut_off_message_says_so() -> None:
    with pytest.raises(MimeTruncated):
        read([SMALL[: -len(END)]])
    with pytest.raises(MimeTruncated):
        read([TOP])
    with pytest.raises(MimeTruncated):
        read([])


def test_a_part_that_is_not_read_is_stepped_over() -> None:
    reader = MimeReader([message(b"Content-ID: <a>")])
    assert [part.headers.content_id for part in reader.parts()] == ["osci@message", "a"]


def test_line_ends_in_front_are_tolerated() -> None:
    assert read([b"\r\n\r\n" + SMALL]) == read([SMALL])
    for cut in range(6):
        raw = b"\r\n\r\n" + SMALL
        assert read([raw[:cut], raw[cut:]]) == read([SMALL])


@pytest.mark.parametrize(
    "other",
    [b"<html><body>Proxy</body></html>", b"HTTP/1.1 502", b"{}", b"\r\n", b"x" * 5, b"Content-Type: text/html\r\n\r\n"],
)
def test_what_is_no_multipart_message_is_told_apart(other: bytes) -> None:
    with pytest.raises((NotMimeError, MimeTruncated)) as caught:
        read([other])
    assert isinstance(caught.value, NotMimeError) or not other.strip()


@pytest.mark.parametrize("preamble", [b"", b"\r\n", b" \r\n\r\n"])
def test_only_white_space_stands_before_the_first_part(preamble: bytes) -> None:
    assert len(read([TOP + preamble + ROOT + END])) == 1
    with pytest.raises(MimeError):
        read([TOP + b"This is MIME\r\n" + preamble + ROOT + END])


def test_what_follows_the_end_is_read_and_ignored() -> None:
    seen = []

    def source() -> Iterator[bytes]:
        yield SMALL
        seen.append("epilogue")
        yield b"--B\r\nContent-ID: <late>\r\n\r\nx\r\n--B--\r\n"
        seen.append("end")

    assert [part.name for part in read(source())] == ["osci@message"]
    assert seen == ["epilogue", "end"]


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_what_follows_the_end_may_be_refused(step: int) -> None:
    def names(data: bytes) -> list[str]:
        pieces = (data[start : start + step] for start in range(0, len(data), step))
        return [part.headers.content_id for part in MimeReader(pieces, epilogue=False).parts()]

    for tail in (b"", b"\r\n", b" \t\r\n\n"):
        assert names(SMALL + tail) == ["osci@message"]
    for tail in (b"x", b"\r\n\r\nx", b"\0"):
        with pytest.raises(MimeError):
            names(SMALL + tail)


def test_what_follows_the_end_is_given_up_when_it_goes_on() -> None:
    taken = 0

    def source() -> Iterator[bytes]:
        nonlocal taken
        yield SMALL
        while True:
            taken += 1000
            yield b" " * 1000

    with pytest.raises(LimitExceeded):
        read(source())
    assert taken < 80_000


def test_an_error_of_the_source_behind_the_end_comes_through() -> None:
    def source() -> Iterator[bytes]:
        yield SMALL
        raise RuntimeError("wrong tag")

    with pytest.raises(RuntimeError):
        read(source())


@pytest.mark.parametrize("line", [b"--B  \r\n", b"--B\t\r\n"])
def test_white_space_may_follow_a_delimiter(line: bytes) -> None:
    assert len(read([(TOP + ROOT + END).replace(b"--B\r\n", line)])) == 1
    assert len(read(bytes([byte]) for byte in (TOP + ROOT + END).replace(b"--B\r\n", line))) == 1


@pytest.mark.parametrize("rest", [b"xyz\r\n", b"zzX: y\r\n", b"-x\r\n", b" x\r\n", b"\n\n"])
def test_a_line_that_only_begins_like_a_delimiter_is_refused(rest: bytes) -> None:
    with pytest.raises(MimeError):
        read([message(b"Content-ID: <a>", body=b"x\r\n--B" + rest + b"Content-ID: <evil>\r\n\r\nevil")])


def test_a_multipart_inside_a_part_stays_closed() -> None:
    inner = SMALL.replace(b"boundary=B", b"boundary=C").replace(b"--B", b"--C")
    (_, part) = read([message(b"Content-ID: <a>", b"Content-Type: multipart/related; boundary=C", body=inner)])
    assert part.body == inner
