"""MIME headers: what the libraries write is read, everything doubtful is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sozialclient.wire.limits import LimitExceeded, Limits
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, NotMimeError
from sozialclient.wire.mime_headers import MimeHeaders
from sozialclient.wire.mime_writer import OutgoingPart, write_mime
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, message, read


@pytest.mark.parametrize(
    "value",
    [b'"B"', b"B", b'"B" ; type="text/xml"', b"B;type=text/xml"],
)
def test_the_boundary_may_be_quoted(value: bytes) -> None:
    top = b"mime-version: 1.0\r\ncontent-type: multipart/RELATED; BOUNDARY=" + value + b"\r\n\r\n"
    assert len(read([top + ROOT + END])) == 1


def test_a_boundary_may_hold_anything_of_base64_and_patterns() -> None:
    boundary = "MIME_boundary_a/b+c==.*["
    raw = SMALL.replace(b"boundary=B", f"boundary={boundary}".encode()).replace(b"--B", f"--{boundary}".encode())
    assert len(read([raw])) == 1


@pytest.mark.parametrize("value", [b"", b'boundary=""', b"boundary=", b"start=x"])
def test_without_a_boundary_nothing_is_read(value: bytes) -> None:
    with pytest.raises(MimeHeaderError) as caught:
        read([b"MIME-Version: 1.0\r\nContent-Type: multipart/related; " + value + b"\r\n\r\n" + ROOT + END])
    assert caught.value.parameters["header"] == "boundary"


@pytest.mark.parametrize("version", [b"1.0", b"1.0 (made by hand)", b"1.0(x)"])
def test_version_one_is_read(version: bytes) -> None:
    assert len(read([SMALL.replace(b"MIME-Version: 1.0", b"MIME-Version: " + version)])) == 1


@pytest.mark.parametrize("version", [b"2.0", b"1.1", b"", b"1.0 x", b"11.0"])
def test_other_versions_are_refused(version: bytes) -> None:
    with pytest.raises(MimeHeaderError):
        read([SMALL.replace(b"MIME-Version: 1.0", b"MIME-Version: " + version)])


def test_a_missing_version_is_tolerated() -> None:
    assert len(read([SMALL.replace(b"MIME-Version: 1.0\r\n", b"")])) == 1


def test_another_kind_of_message_is_not_ours() -> None:
    with pytest.raises(NotMimeError):
        read([SMALL.replace(b"Multipart/Related", b"multipart/mixed")])


def test_headers_may_be_folded_and_in_any_order() -> None:
    raw = message(b"CONTENT-ID:<a>", b"X-Note: one\r\n\ttwo\r\n  three")
    assert read([raw])[1].headers == {"content-id": "<a>", "x-note": "one two three"}


@pytest.mark.parametrize(
    "header",
    [
        b"no colon",
        b": no name",
        b"Bad Name: x",
        b"X: a\nY: b",
        b"X: a\rY: b",
        b"X: a\0b",
        b"X: a\x1bb",
        b"X\x7f: a",
        b"X: \xff",
        b"Content-ID: <b>",
    ],
)
def test_headers_that_can_be_read_in_two_ways_are_refused(header: bytes) -> None:
    with pytest.raises(MimeError):
        read([message(b"Content-ID: <a>", header)])


def test_a_message_with_bare_line_feeds_is_refused() -> None:
    with pytest.raises(MimeError):
        read([message(b"Content-ID: <a>").replace(b"\r\nContent-ID: <osci", b"\nContent-ID: <osci")])


def test_every_part_needs_a_name() -> None:
    with pytest.raises(MimeHeaderError) as caught:
        read([message(b"Content-Type: image/png")])
    assert caught.value.parameters["header"] == "Content-ID"


@pytest.mark.parametrize(
    ("written", "name"), [("<a b/ü>", "a b/ü"), ("a", "a"), ("<<a>>", "<a>"), ("<a", "a"), ("<>", "")]
)
def test_a_name_loses_one_pair_of_brackets_only(written: str, name: str) -> None:
    assert MimeHeaders({"content-id": written}).content_id == name


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "8-bit", "binary", "BASE64", "Binary"])
def test_known_transfer_encodings_are_read(encoding: str) -> None:
    (_, part) = read([message(b"Content-ID: <a>", b"Content-Transfer-Encoding: " + encoding.encode(), body=b"QUJD")])
    assert part.body == (b"ABC" if encoding == "BASE64" else b"QUJD")


@pytest.mark.parametrize("encoding", [b"quoted-printable", b"x-foo", b"", b"base64, 8bit"])
def test_other_transfer_encodings_are_refused(encoding: bytes) -> None:
    with pytest.raises(MimeHeaderError) as caught:
        read([message(b"Content-ID: <a>", b"Content-Transfer-Encoding: " + encoding)])
    assert caught.value.parameters["header"] == "Content-Transfer-Encoding"


def test_the_media_type_text_base64_means_base64() -> None:
    (_, part) = read(
        [message(b"Content-ID: <a>", b"Content-Transfer-Encoding: 7bit", b"Content-Type: Text/Base64", body=b"QUJD")]
    )
    assert part.body == b"ABC"


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/xml; charset=UTF-8", "text/xml", "utf-8"),
        ('Text/XML;CHARSET = "utf-8"', "text/xml", "utf-8"),
        ("text/xml", "text/xml", None),
        ("text", "text", None),
    ],
)
def test_media_type_and_charset(value: str, media_type: str, charset: str | None) -> None:
    headers = MimeHeaders({"content-type": value})
    assert (headers.media_type, headers.charset) == (media_type, charset)


def test_an_announced_length_means_nothing() -> None:
    assert read([message(b"Content-ID: <a>", b"Content-Length: 4000000000")])[1].body == b"x"


@pytest.mark.parametrize(
    ("limits", "raw", "limit"),
    [
        (Limits(message_bytes=len(SMALL) - 1), SMALL, "message_bytes"),
        (Limits(message_bytes=len(SMALL)), SMALL + b"x", "message_bytes"),
        (Limits(mime_parts=1), message(b"Content-ID: <a>"), "mime_parts"),
        (Limits(), message(b"Content-ID: <a>", b"X: " + b"y" * 16 * 1024), "header_line_bytes"),
        (Limits(), message(b"Content-ID: <a>", *(b"X%d: y" % n for n in range(9000))), "header_block_bytes"),
        (Limits(), message(b"Content-ID: <" + b"a" * 1025 + b">"), "content_id_bytes"),
        (Limits(), SMALL.replace(b"=B;", b"=" + b"B" * 71 + b";"), "boundary_bytes"),
        (Limits(), b"\r\n" * 40_000 + SMALL, "header_block_bytes"),
        (Limits(), TOP + b"\r\n" * 40_000 + ROOT + END, "header_block_bytes"),
        (Limits(), SMALL.replace(b"--B\r\n", b"--B" + b" " * 20_000 + b"\r\n"), "header_line_bytes"),
    ],
)
def test_limits_are_named(limits: Limits, raw: bytes, limit: str) -> None:
    for chunks in ([raw], [raw[start : start + 999] for start in range(0, len(raw), 999)]):
        with pytest.raises(LimitExceeded) as caught:
            read(chunks, limits)
        assert caught.value.parameters["limit"] == limit


def test_a_long_message_with_bare_line_feeds_is_called_damaged() -> None:
    """Not too long a line, which would send its reader to look for a limit."""
    raw = message(*[b"X%d: %s" % (number, b"y" * 500) for number in range(60)])
    with pytest.raises(MimeError):
        read([raw.replace(b"y\r\n", b"y\n")])


@pytest.mark.parametrize("start", [b"MIME-Version: 1.0\r\n", TOP + b"--B\r\n", TOP + ROOT + b"\r\n--B\r\n"])
def test_headers_without_end_are_given_up_early(start: bytes) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield start
        while True:
            taken += 1000
            yield b"X: " + b"y" * 995 + b"\r\n"

    with pytest.raises(LimitExceeded):
        read(endless())
    assert taken < 80_000


def test_just_within_the_limits() -> None:
    assert len(read([SMALL], Limits(message_bytes=len(SMALL), mime_parts=1))) == 1


@pytest.mark.parametrize("header", ["a\r\nX: y", "a\nb"])
def test_nothing_writes_a_header_of_its_own(header: str) -> None:
    with pytest.raises(ValueError, match="line end"):
        list(write_mime("B", [OutgoingPart(header, "text/plain", (b"x",))]))
    with pytest.raises(ValueError, match="line end"):
        list(write_mime("B", [OutgoingPart("a", "text/plain", (b"x",), extra=(("X", header),))]))


def test_parts_are_written_as_the_libraries_write_them() -> None:
    part = OutgoingPart("test.txt", "image/png", (b"ab", b"c"), base64=True, extra=(("X-Note", "y"),))
    assert b"".join(write_mime("B", [part])) == (
        b"MIME-Version: 1.0\r\nContent-Type: Multipart/Related; boundary=B; type=text/xml\r\n\r\n--B\r\n"
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <test.txt>\r\nX-Note: y\r\n\r\n"
        b"YWJj\r\n--B--\r\n"
    )
