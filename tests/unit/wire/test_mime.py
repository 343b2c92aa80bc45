"""MIME as OSCI writes it, in whatever pieces it arrives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
