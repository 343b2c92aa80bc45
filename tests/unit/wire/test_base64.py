"""Base64 as both libraries write it, whole and in pieces; strict about everything but white space."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.wire.base64 import (
    Base64Error,
    decode_base64,
    decode_base64_stream,
    decode_base64_text,
    encode_base64,
    encode_base64_stream,
    wrap_base64,
)

CUTS = st.lists(st.integers(min_value=0, max_value=2000), max_size=12)


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """`data` cut at the given places, empty pieces included."""
    start = 0
    for end in sorted(cuts):
        yield data[start:end]
        start = max(start, min(end, len(data)))
    yield data[start:]


def in_any_cut(text: bytes) -> list[bytes | None]:
    """What the stream makes of `text` for each way to cut it in two, and byte by byte; None for an error."""
    found: list[bytes | None] = []
    for chunks in [[text[:cut], text[cut:]] for cut in range(len(text) + 1)] + [[bytes([byte]) for byte in text]]:
        try:
            found.append(b"".join(decode_base64_stream(chunks)))
        except Base64Error:
            found.append(None)
    return found


@given(st.binary(max_size=400))
def test_wrapping_is_that_of_the_libraries(data: bytes) -> None:
    line = base64.b64encode(data).decode()
    slices = [line[start : start + 76] for start in range(0, len(line), 76)]
    assert wrap_base64(data) == "".join(part + "\n" if len(part) == 76 else part for part in slices)
    assert encode_base64(data) == line


def test_a_full_last_line_ends_with_a_line_feed() -> None:
    assert wrap_base64(bytes(57)) == "A" * 76 + "\n"
    assert wrap_base64(bytes(56)) == "A" * 75 + "=\n"
    assert wrap_base64(bytes(54)) == "A" * 72
    assert wrap_base64(b"") == ""


@given(st.binary(max_size=1500), CUTS)
def test_a_stream_encodes_like_the_whole(data: bytes, cuts: list[int]) -> None:
    assert b"".join(encode_base64_stream(pieces(data, cuts))) == wrap_base64(data).encode()


@given(st.binary(max_size=1000), CUTS, st.sampled_from([b"", b"\n", b"\r\n", b" \t"]))
def test_a_stream_decodes_like_the_whole(data: bytes, cuts: list[int], between: bytes) -> None:
    line = base64.b64encode(data)
    text = between.join(line[start : start + 5] for start in range(0, len(line), 5)) + between
    assert decode_base64(text) == data
    assert b"".join(decode_base64_stream(pieces(text, cuts))) == data


@given(st.text("AQ=\n!", max_size=12))
def test_any_cut_gives_the_same_answer(text: str) -> None:
    raw = text.encode()
    try:
        whole: bytes | None = decode_base64(raw)
    except Base64Error:
        whole = None
    assert set(in_any_cut(raw)) == {whole}


@pytest.mark.parametrize("text", ["QQ==", "QUI=", "QUJD", "QUJDQQ==", "QUJD\nQQ\n=\n=\n\n", ""])
def test_padding_may_be_cut_anywhere(text: str) -> None:
    assert set(in_any_cut(text.encode())) == {decode_base64(text)}


@pytest.mark.parametrize(
    "text",
    [
        "QQ==QUJD",
        "QUJDQQ==Q",
        "QQ=",
        "QQ",
        "Q",
        "=",
        "====",
        "QQ==\n=",
        "QQ=A",
        "QU!D",
        "QU\0D",
        "QU\x0bD",
        "QU-D",
        "QU_D",
    ],
)
def test_what_is_no_base64_is_refused_in_any_cut(text: str) -> None:
    with pytest.raises(Base64Error):
        decode_base64(text)
    assert set(in_any_cut(text.encode())) == {None}


def test_letters_outside_ascii_are_refused() -> None:
    with pytest.raises(Base64Error):
        decode_base64("QUJä")


@given(st.binary(max_size=300))
def test_a_long_text_decodes_like_the_whole(data: bytes) -> None:
    text = wrap_base64(data) + "\n"
    assert b"".join(decode_base64_text(text)) == data


def test_a_long_text_is_decoded_in_pieces() -> None:
    data = bytes(range(256)) * 4000
    pieces = list(decode_base64_text(wrap_base64(data)))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= 256 * 1024 and len(pieces) > 3
    with pytest.raises(Base64Error):
        list(decode_base64_text(wrap_base64(data) + "ä"))
