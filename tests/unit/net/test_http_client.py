from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from sozialclient.net.errors import (
    BadFraming,
    ConnectionLost,
    HostUnknown,
    NetError,
    NotHttp,
    Redirected,
    Refused,
    ResponseTooLarge,
    TlsFailed,
    TruncatedResponse,
    UnexpectedEncoding,
)
from sozialclient.net.http_client import HttpClient, NetSettings
from tests.unit.net.exchanges import REQUEST, post
from tests.unit.net.servers import raw, reset, says, serving

OK = "HTTP/1.1 200 OK"


def test_what_goes_over_the_wire() -> None:
    with serving(says(OK, "Content-Type: text/xml", "Content-Length: 7", body=b"Antwort")) as server:
        answer = post(server.url)
    assert (answer.status, answer.body, answer.length) == (200, b"Antwort", 7)
    assert answer.steps == [(7, 7)]
    header, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = header.decode("ascii").split("\r\n")
    assert lines[0] == "POST /osci HTTP/1.1"
    assert sorted(lines[1:]) == [
        "Accept-Encoding: identity",
        "Connection: close",
        f"Content-Length: {len(REQUEST)}",
        "Content-Type: text/xml",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: Sozialclient",
    ]
    assert body == REQUEST


def test_the_media_type_is_handed_on_unchecked() -> None:
    with serving(says(OK, "Content-Type: text/html", "Content-Length: 0")) as server:
        client = HttpClient(NetSettings(proxy="direct"))
        with client.post(
            server.url, REQUEST, len(REQUEST), cancelled=lambda: False, on_bytes=lambda received, total: None
        ) as response:
            assert response.untrusted_media_type == "text/html"
            assert list(response) == []


def test_a_large_message_both_ways_in_pieces() -> None:
    size = 5_000_000
    sent, received = os.urandom(size), os.urandom(size)

    def pieces() -> Iterator[bytes]:
        for start in range(0, size, 1_234_567):
            yield sent[start : start + 1_234_567]

    with serving(says(OK, f"Content-Length: {size}", body=received)) as server:
        answer = post(server.url, pieces(), size)
    assert server.requests[0].endswith(sent)
    assert answer.body == received
    assert answer.steps[-1] == (size, size)
    assert [step[0] for step in answer.steps] == sorted({step[0] for step in answer.steps})
    assert max(b[0] - a[0] for a, b in zip(answer.steps, answer.steps[1:], strict=False)) <= 256 * 1024


@pytest.mark.parametrize("status", ["201 Created", "400 Bad Request", "404 Not Found", "500 Fault", "503 Busy"])
def test_other_statuses_still_carry_their_body(status: str) -> None:
    with serving(says(f"HTTP/1.1 {status}", "Content-Length: 5", body=b"Fault")) as server:
        answer = post(server.url)
    assert (answer.status, answer.body) == (int(status[:3]), b"Fault")


def test_an_empty_answer() -> None:
    with serving(says("HTTP/1.1 204 No Content")) as server:
        assert post(server.url).body == b""


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with serving(says(OK, "Content-Length: 0")) as target:
        with (
            serving(says(f"HTTP/1.1 {status} Elsewhere", f"Location: {target.url}", "Content-Length: 0")) as server,
            pytest.raises(Redirected) as caught,
        ):
            post(server.url)
        assert caught.value.parameters == {"status": str(status)}
        assert target.requests == []


def test_a_chunked_answer() -> None:
    body = b"4\r\nAntr\r\n6;ext=1\r\nag XYZ\r\n0\r\nTrailer: x\r\n\r\n"
    with serving(says(OK, "Transfer-Encoding: chunked", body=body)) as server:
        answer = post(server.url)
    assert (answer.body, answer.length) == (b"Antrag XYZ", None)
    assert answer.steps[-1] == (10, None)


def test_http_1_0_without_a_length_ends_with_the_connection() -> None:
    with serving(says("HTTP/1.0 200 OK", body=b"bis zum Ende")) as server:
        answer = post(server.url)
    assert (answer.body, answer.length) == (b"bis zum Ende", None)


@pytest.mark.parametrize("cut", [0, 1, 10, 4999])
def test_a_body_cut_short_is_truncated(cut: int) -> None:
    with serving(says(OK, "Content-Length: 5000", body=bytes(cut))) as server, pytest.raises(TruncatedResponse):
        post(server.url)


@pytest.mark.parametrize(
    "body",
    [b"", b"5", b"5\r\n", b"5\r\nAn", b"5\r\nAntra", b"5\r\nAntra\r\n", b"5\r\nAntra\r\n3\r\nab", b"0\r\nX: y\r\n"],
)
def test_a_chunked_body_cut_short_is_truncated(body: bytes) -> None:
    with serving(says(OK, "Transfer-Encoding: chunked", body=body)) as server, pytest.raises(TruncatedResponse):
        post(server.url)


@pytest.mark.parametrize(
    "body",
    [
        *(size + b"\r\nAntrag\r\n0\r\n\r\n" for size in (b"-6", b"+6", b"0x6", b"0_6", b" 6", b"6 ", b"zz")),
        b"\r\nAntrag\r\n0\r\n\r\n",
        b"6\nAntrag\r\n0\r\n\r\n",
        b"f" * 17 + b"\r\nAntrag\r\n0\r\n\r\n",
        b"6;" + b"x" * 1100 + b"\r\nAntrag\r\n0\r\n\r\n",
        b"6\r\nAntragXY0\r\n\r\n",
        b"6\r\nAntrag\r\n-0\r\n\r\n",
    ],
)
def test_a_chunk_whose_size_is_not_plain_is_refused(body: bytes) -> None:
    with serving(says(OK, "Transfer-Encoding: chunked", body=body)) as server, pytest.raises(BadFraming):
        post(server.url)


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 6\r\n\r\nAntrag"


def test_a_connection_closed_after_any_byte_is_an_error() -> None:
    for length in range(len(ANSWER)):
        with serving(raw(ANSWER[:length])) as server, pytest.raises(NetError):
            post(server.url)


def test_bytes_behind_the_announced_end_are_left_alone() -> None:
    with serving(raw(ANSWER + b" und mehr")) as server:
        assert post(server.url).body == b"Antrag"


@pytest.mark.parametrize("sent", [b"", ANSWER[:20], ANSWER[:-3]])
def test_a_reset_is_an_error(sent: bytes) -> None:
    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(sent)
        reset(connection)

    with serving(script) as server, pytest.raises((ConnectionLost, TruncatedResponse)):
        post(server.url)


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 6", "Transfer-Encoding: chunked"),
        ("Content-Length: 6", "Content-Length: 6"),
        ("Content-Length: 6, 6",),
        ("Content-Length: 6", "Content-Length: 7"),
        ("Content-Length: -6",),
        ("Content-Length: +6",),
        ("Content-Length: 0x6",),
        ("Content-Length: " + "9" * 30,),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: identity",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    ],
)
def test_contradicting_lengths_are_refused(lines: tuple[str, ...]) -> None:
    with serving(says(OK, *lines, body=b"6\r\nAntrag\r\n0\r\n\r\n")) as server, pytest.raises(BadFraming):
        post(server.url)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "x-unknown", "identity, gzip"])
def test_compressed_answers_are_refused(encoding: str) -> None:
    with (
        serving(says(OK, f"Content-Encoding: {encoding}", "Content-Length: 3", body=b"abc")) as server,
        pytest.raises(UnexpectedEncoding),
    ):
        post(server.url)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x03\x00\x02\x02\x0a",
        b"<html>Hallo</html>",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
def test_what_is_not_http_is_named(answer: bytes) -> None:
    with serving(raw(answer)) as server, pytest.raises(NotHttp):
        post(server.url)


def test_answers_that_only_say_continue_are_skipped() -> None:
    with serving(raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 8 + ANSWER)) as server:
        assert post(server.url).body == b"Antrag"


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_cut(announced: bool) -> None:
    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 9999999\r\n" if announced else b"") + b"\r\n")
        while True:
            connection.sendall(bytes(65536))

    with serving(script) as server, pytest.raises(ResponseTooLarge) as caught:
        post(server.url, settings=NetSettings(proxy="direct", largest_response=1_000_000))
    assert caught.value.parameters == {"limit": "1000000"}


def test_a_body_exactly_at_the_limit_passes() -> None:
    with serving(says(OK, "Content-Length: 1000", body=bytes(1000))) as server:
        assert len(post(server.url, settings=NetSettings(proxy="direct", largest_response=1000)).body) == 1000


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(Refused) as caught:
        post(f"http://127.0.0.1:{port}/")
    assert caught.value.parameters == {"host": "127.0.0.1", "port": str(port)}


def test_an_unknown_name() -> None:
    with pytest.raises(HostUnknown):
        post("http://gibt-es-nicht.invalid/")


def test_tls_against_a_server_without() -> None:
    with serving(says(OK, "Content-Length: 0"), read_request=False) as server, pytest.raises(TlsFailed):
        post(server.url.replace("http:", "https:"))


@pytest.mark.parametrize(("body", "length"), [([b"ab"], 3), ([b"ab", b"cd"], 3), ([], 1), ([b"a"], 0)])
def test_a_body_of_another_length_is_a_mistake_of_ours(body: list[bytes], length: int) -> None:
    with serving(says(OK, "Content-Length: 0")) as server, pytest.raises(ValueError, match="than announced"):
        post(server.url, body, length)


def test_an_error_of_the_consumer_passes_unchanged() -> None:
    client = HttpClient(NetSettings(proxy="direct"))

    def consume(url: str) -> None:
        with client.post(
            url, REQUEST, len(REQUEST), cancelled=lambda: False, on_bytes=lambda received, total: None
        ) as response:
            next(response)
            raise OSError("disk full")

    with serving(says(OK, "Content-Length: 6", body=b"Antrag")) as server, pytest.raises(OSError, match="disk full"):
        consume(server.url)
