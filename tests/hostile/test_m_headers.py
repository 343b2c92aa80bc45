"""Rows M-04, M-05, M-11, M-12 and M-15: headers that could be read in two ways, or for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, NotMimeError
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.spoiled_mime import assert_refused, replaced
from tests.unit.osci.answers import read as received
from tests.unit.osci.answers import receiver, unsigned_answer
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, message, read

MIB = 1024 * 1024
UTF_8 = b"text/xml; charset=UTF-8"


@guarded_by("sozialclient.wire.mime_headers.read_headers")
@pytest.mark.parametrize("header", [
    b"no colon", b": no name", b"Bad Name: x", b"X : y", b"X: a\nY: b", b"X: a\rY: b", b"X: a\r", b"X: a\0b", b"\0X: a",
    b"X: a\x1bb", b"X\x7f: a", b"\xc3\xa4: a", b"\tX: a\r\n: b",
])
def test_m_04_a_header_that_is_none_is_refused(header: bytes) -> None:
    """Lone line ends, control characters, blanks in a name or no colon at all make a header that is refused."""
    of_message = SMALL.replace(b"Content-Type: M", header + b"\r\nContent-Type: M")
    for raw in (message(b"Content-ID: <a>", header), of_message):
        for step in (1, 10_000):
            with refused(MimeError):
                read(raw[start : start + step] for start in range(0, len(raw), step))


@guarded_by("sozialclient.wire.mime_headers.read_headers")
def test_m_04b_lines_that_end_otherwise_are_refused() -> None:
    """Headers that end in bare line feeds, all or one of them, are called damaged and not cut off or too long."""
    raw = message(b"Content-ID: <a>")
    long = message(*(b"X%d: %s" % (number, b"y" * 500) for number in range(60)))
    endless = message(*(b"X%d: %s" % (number, b"y" * 500) for number in range(200)))
    for changed in (
        raw.replace(b"\r\nContent-ID: <osci", b"\nContent-ID: <osci"),
        raw.replace(b"<a>\r\n", b"<a>\n"),
        raw.replace(b"\r\n", b"\n"),
        long.replace(b"y\r\n", b"y\n"),
        endless.replace(b"y\r\n", b"y\n"),
    ):
        with refused(MimeError):
            read([changed])
    assert_refused("bare line feed", MimeError)


@guarded_by("sozialclient.wire.mime_headers.read_headers")
def test_m_04c_what_is_usual_is_read() -> None:
    """Folded headers, names in any case and UTF-8 in a value are read; other bytes in a value are refused by name."""
    folded = message(b"CONTENT-ID:<a>", b"X-Note: one\r\n\ttwo\r\n  three", "X-Ort: Köln".encode())
    assert read([folded])[1].headers == {"content-id": "<a>", "x-note": "one two three", "x-ort": "Köln"}
    with refused(MimeHeaderError, header="x-ort"):
        read([message(b"Content-ID: <a>", b"X-Ort: K\xf6ln")])


@guarded_by("sozialclient.wire.mime_headers.read_headers")
def test_m_04d_a_strangers_name_of_a_header_is_clipped() -> None:
    """The name of a header that a stranger chose comes into the error clipped."""
    name = "x" * 10_000
    with refused(MimeHeaderError, header=name[:60]):
        read([message(b"Content-ID: <a>", f"{name}: a".encode(), f"{name}: b".encode())])


@guarded_by("sozialclient.wire.mime_headers.read_headers", "sozialclient.wire.mime._Source.header_block")
@pytest.mark.parametrize(("raw", "limit", "allowed"), [
    (message(b"Content-ID: <a>", b"X: " + b"y" * 2 * MIB), "header_block_bytes", 64 * 1024),
    (message(b"Content-ID: <a>", b"X: " + b"y" * 16 * 1024), "header_line_bytes", 16 * 1024),
    (message(b"Content-ID: <a>", *(b"X: y\r\n z" * 4_000,)), "header_line_bytes", 16 * 1024),
    (message(b"Content-ID: <a>", *(b"X%d: y" % number for number in range(64))), "mime_headers", 64),
    (message(b"Content-ID: <a>", *(b"X%d: y" % number for number in range(1_000))), "mime_headers", 64),
    (message(b"Content-ID: <" + b"a" * 1025 + b">"), "content_id_bytes", 1024),
    (b"\r\n" * 100_000 + SMALL, "header_block_bytes", 64 * 1024),
    (TOP + b"\r\n" * 100_000 + ROOT + END, "header_block_bytes", 64 * 1024),
    (SMALL.replace(b"--B\r\n", b"--B" + b" " * 20_000 + b"\r\n"), "header_line_bytes", 16 * 1024),
])
def test_m_05_headers_are_bounded(raw: bytes, limit: str, allowed: int) -> None:
    """One line of megabytes, a thousand headers, or empty lines by the hundred thousand are refused by their limit."""
    assert len(read([message(b"Content-ID: <a>", *(b"X%d: y" % number for number in range(63)))])) == 2
    for step in (999, len(raw)):
        with refused(LimitExceeded, limit=limit, allowed=allowed):
            read(raw[start : start + step] for start in range(0, len(raw), step))


@guarded_by("sozialclient.wire.mime._Source.header_block")
@pytest.mark.parametrize("start", [b"MIME-Version: 1.0\r\n", TOP + b"--B\r\n", TOP + ROOT + b"\r\n--B\r\n"])
def test_m_05b_headers_without_end_are_given_up(start: bytes) -> None:
    """Headers that never end are given up after 64 KB, and a delivery with too many is not acknowledged."""
    taken = 0

    def far_too_much() -> Iterator[bytes]:
        nonlocal taken
        yield start
        while taken < 1_000_000:
            taken += 1000
            yield b"X: " + b"y" * 995 + b"\r\n"

    with refused(LimitExceeded, limit="header_block_bytes"):
        read(far_too_much())
    assert taken < 80_000
    assert_refused("many headers", LimitExceeded, limit="mime_headers", allowed=64)


@guarded_by("sozialclient.osci.receive.Receiver._read_root")
@pytest.mark.parametrize("charset", [b"iso-8859-1", b"utf-16", b"utf-7", b"us-ascii", b"x", b'"ISO-8859-15"'])
def test_m_11_another_charset_is_refused(charset: bytes) -> None:
    """An envelope that announces another character set than UTF-8 is refused and not acknowledged."""
    for spelling in (b"utf-8", b'"UTF-8"', b"utf8"):
        received(unsigned_answer().replace(UTF_8, b"text/xml; charset=" + spelling, 1))
    with refused(MimeHeaderError, header="charset"):
        receiver().read([replaced(UTF_8, b"text/xml; charset=" + charset)(unsigned_answer())])
    assert_refused("charset", MimeHeaderError, header="charset")


@guarded_by("sozialclient.wire.mime_headers.MimeHeaders.parameter")
def test_m_11b_two_charsets_are_refused() -> None:
    """Two character sets, of which one is right, are refused; one that only stands inside another value is none."""
    for both in (b"UTF-8; charset=utf-16", b"utf-16; CHARSET=UTF-8", b'"UTF-8"; charset="UTF-8"'):
        with refused(MimeHeaderError, header="charset"):
            receiver().read([replaced(UTF_8, b"text/xml; charset=" + both)(unsigned_answer())])
    received(replaced(UTF_8, b'text/xml; x="; charset=utf-16"; charset=UTF-8')(unsigned_answer()))


@guarded_by("sozialclient.wire.mime_headers.read_headers")
@pytest.mark.parametrize("header", [b"Content-Type", b"content-TYPE", b"Content-ID", b"Content-Transfer-Encoding"])
def test_m_11c_a_header_twice_is_refused(header: bytes) -> None:
    """A header that stands there twice, in whatever case, is refused by its name, even with the same value."""
    part = (b"Content-Type: text/xml", b"Content-ID: <a>", b"Content-Transfer-Encoding: 8bit")
    (known,) = (each for each in part if each.lower().startswith(header.lower() + b":"))
    with refused(MimeHeaderError, header=header.decode().lower()):
        read([message(*part, header + known[len(header) :])])
    with refused(MimeHeaderError, header="content-type"):
        read([SMALL.replace(b"Content-Type: M", b"Content-Type: text/plain\r\nContent-Type: M")])


@guarded_by("sozialclient.wire.mime.MimeReader._check_part")
@pytest.mark.parametrize("encoding", [
    b"quoted-printable", b"x-foo", b"uuencode", b"gzip", b"", b"base64, 8bit", b"base64 8bit", b"base64; x",
])
def test_m_12_an_unknown_transfer_encoding_is_refused(encoding: bytes) -> None:
    """A part in another transfer encoding than 7bit, 8bit, binary or base64, or in two, is refused by the header."""
    with refused(MimeHeaderError, header="Content-Transfer-Encoding"):
        read([message(b"Content-ID: <a>", b"Content-Transfer-Encoding: " + encoding)])
    assert_refused("quoted-printable", MimeHeaderError, header="Content-Transfer-Encoding")


@guarded_by("sozialclient.wire.mime_headers.MimeHeaders.is_base64")
@pytest.mark.parametrize(("headers", "body"), [
    ((b"Content-Transfer-Encoding: BASE64",), b"ABC"),
    ((b"Content-Transfer-Encoding: 7bit", b"Content-Type: Text/Base64"), b"ABC"),
    ((b"Content-Type: text/base64; name=x",), b"ABC"),
    ((b"Content-Transfer-Encoding: Binary",), b"QUJD"),
    ((b"Content-Transfer-Encoding: 8-bit",), b"QUJD"),
    ((b"Content-Transfer-Encoding: 7bit",), b"QUJD"),
])
def test_m_12b_known_transfer_encodings_are_read(headers: tuple[bytes, ...], body: bytes) -> None:
    """The encodings that OSCI libraries write are read, also the old form that names base64 as a media type."""
    assert read([message(b"Content-ID: <a>", *headers, body=b"QUJD")])[1].body == body


@guarded_by("sozialclient.wire.mime.MimeReader._top_headers")
@pytest.mark.parametrize("version", [b"2.0", b"1.1", b"", b"1.0 x", b"11.0", b"1.0 (x) (y)", b"1.0, 2.0", b"(x) 1.0"])
def test_m_15_another_version_of_mime_is_refused(version: bytes) -> None:
    """A version of MIME other than 1.0 is refused by the header, and the delivery is not acknowledged."""
    with refused(MimeHeaderError, header="MIME-Version"):
        read([replaced(b"MIME-Version: 1.0", b"MIME-Version: " + version)(SMALL)])
    assert_refused("version", MimeHeaderError, header="MIME-Version")


@guarded_by("sozialclient.wire.mime.MimeReader._top_headers")
def test_m_15b_version_one_may_be_missing_or_explained() -> None:
    """No version, or 1.0 with a comment, is read as libraries write it; another kind of message is told apart."""
    for version in (b"", b"MIME-Version: 1.0 (made by hand)\r\n", b"mime-version:1.0(x)\r\n"):
        assert len(read([replaced(b"MIME-Version: 1.0\r\n", version)(SMALL)])) == 1
    for kind in (b"multipart/mixed", b"multipart/form-data", b"text/xml"):
        with refused(NotMimeError):
            MimeReader([replaced(b"Multipart/Related", kind)(SMALL)])
