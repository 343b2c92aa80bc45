"""The HTTP side of the training intermediary: every habit of clients, and bytes that are none."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sozialclient.demo.server import OsciServer
from sozialclient.osci import request_envelopes
from sozialclient.osci.compose import new_challenge
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.receive import Fault
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import codes, office, rig


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OsciServer]:
    with rig(tmp_path).served(largest=200_000) as running:
        yield running


def connect(server: OsciServer) -> socket.socket:
    return socket.create_connection((str(server.server_address[0]), int(server.server_address[1])), timeout=10)


def init_request() -> bytes:
    client = office(lambda request: b"")
    return client.encode(request_envelopes.init_dialog(ControlBlock(challenge=new_challenge()), client.identity))


def read_answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one answer, by its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        assert piece, data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        piece = connection.recv(65536)
        assert piece
        body += piece
    assert len(body) == length
    return head, body


def understood(body: bytes) -> list[str]:
    return codes(office(lambda request: b"").decode(body))


def with_length(version: str, *lines: str) -> Callable[[bytes], bytes]:
    def build(request: bytes) -> bytes:
        head = [f"POST / HTTP/{version}", *lines, f"Content-Length: {len(request)}", "", ""]
        return "\r\n".join(head).encode() + request

    return build


def chunked(request: bytes) -> bytes:
    pieces = [request[start : start + 1000] for start in range(0, len(request), 1000)]
    body = b"".join(b"%x;x=y\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"POST /any/path HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\nT: x\r\n\r\n"


@pytest.mark.parametrize("build", [
    with_length("1.1", "Host: x", "Content-Type: text/xml", "charset: utf-8"),
    with_length("1.1", "Host: x"),
    with_length("1.0", "Connection: keep-alive", "Host: x"),
    with_length("1.0"),
    chunked,
], ids=["java", "1.1 bare", "dotnet", "1.0 bare", "chunked"])
def test_habits_of_clients(server: OsciServer, build: Callable[[bytes], bytes]) -> None:
    with connect(server) as connection:
        connection.sendall(build(init_request()))
        head, body = read_answer(connection)
        assert head.startswith(b"HTTP/1.1 200 ") and b"\r\nContent-Type: text/xml" in head
        assert understood(body) == ["0801"]


@pytest.mark.parametrize(("version", "lines", "stays"), [
    ("1.1", (), True), ("1.1", ("Connection: close",), False), ("1.0", (), False),
    ("1.0", ("Connection: keep-alive",), True),
])
def test_connections_are_kept_as_asked(
    server: OsciServer, version: str, lines: tuple[str, ...], stays: bool
) -> None:
    request = with_length(version, "Host: x", *lines)(init_request())
    with connect(server) as connection:
        connection.sendall(request)
        assert understood(read_answer(connection)[1]) == ["0801"]
        if not stays:
            assert connection.recv(1) == b""
            return
        connection.sendall(request)
        assert understood(read_answer(connection)[1]) == ["0801"]


def test_a_client_may_wait_before_it_sends(server: OsciServer) -> None:
    request = init_request()
    head, _, body = with_length("1.1", "Host: x", "Expect: 100-continue")(request).partition(b"\r\n\r\n")
    with connect(server) as connection:
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert understood(read_answer(connection)[1]) == ["0801"]


def fault(body: bytes) -> str:
    answer = office(lambda request: b"").decode(body)
    assert isinstance(answer, Fault)
    return answer.code


def test_a_fault_comes_with_status_200_and_leaves_the_connection_usable(server: OsciServer) -> None:
    with connect(server) as connection:
        for junk in (b"", b"rubbish" * 1000, b"\x00" * 100_000):
            connection.sendall(with_length("1.1", "Host: x")(junk))
            head, body = read_answer(connection)
            assert head.startswith(b"HTTP/1.1 200 ") and fault(body) == "9100"
        connection.sendall(with_length("1.1", "Host: x")(init_request()))
        assert understood(read_answer(connection)[1]) == ["0801"]


@pytest.mark.parametrize("request_head", [
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200001\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nMIME",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nMIMExx",
])
def test_framing_that_is_wrong_or_too_large(server: OsciServer, request_head: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(request_head)
        head, body = read_answer(connection)
        assert fault(body) == "9100" and b"Connection: close" in head
        assert connection.recv(1) == b""


@pytest.mark.parametrize("noise", [
    b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"A" * 70_000 + b"\r\n", b"PUT / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
])
def test_noise_does_not_stop_it(server: OsciServer, noise: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    with connect(server) as connection:
        connection.sendall(with_length("1.1", "Host: x")(init_request()))
        assert understood(read_answer(connection)[1]) == ["0801"]


def test_a_connection_cut_in_the_middle_is_forgotten(server: OsciServer) -> None:
    request = with_length("1.1", "Host: x")(init_request())
    for cut in (10, 200, len(request) // 2, len(request) - 1):
        with connect(server) as connection:
            connection.sendall(request[:cut])
    with connect(server) as connection:
        connection.sendall(request)
        assert understood(read_answer(connection)[1]) == ["0801"]


def test_the_address_may_be_of_the_newer_kind(tmp_path: Path) -> None:
    made = rig(tmp_path)
    try:
        server = OsciServer(("::1", 0), made.intermediary, MemorySpool)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        assert server.url == f"http://[::1]:{server.server_address[1]}/"
