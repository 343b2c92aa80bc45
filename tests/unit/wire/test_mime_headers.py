"""MIME headers: what the libraries write is read, everything doubtful is refused by name."""

from __future__ import annotations

import pytest

from sozialclient.wire.limits import Limits
from sozialclient.wire.mime_errors import MimeError
from sozialclient.wire.mime_headers import MimeHeaders
from sozialclient.wire.mime_writer import OutgoingPart, write_mime
from tests.unit.wire.mime_samples import END, ROOT, SMALL, message, read


@pytest.mark.parametrize(
    "value",
    [b'"B"', b"B", b'"B" ; type="text/xml"', b"B;type=text/xml"],
)
def test_the_boundary_may_be_quoted(value: bytes) -> None:
    top = b"mime-version: 1.0\r\ncontent-type: multipart/RELATED; BOUNDARY=" + value + b"\r\n\r\n"
    assert len(read([top + ROOT + END])) == 1


@pytest.mark.parametrize(
    ("written", "name"), [("<a b/ü>", "a b/ü"), ("a", "a"), ("<<a>>", "<a>"), ("<a", "a"), ("<>", "")]
)
def test_a_name_loses_one_pair_of_brackets_only(written: str, name: str) -> None:
    assert MimeHeaders({"content-id": written}).content_id == name


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


def test_headers_ended_by_bare_line_feeds_are_called_that_however_long_they_seem() -> None:
    with pytest.raises(MimeError) as caught:
        read([message(b"X: y\n" * 4000)])
    assert type(caught.value) is MimeError
