"""Nothing a server does or leaves undone keeps us longer than allowed."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sozialclient.errors import Cancelled
from sozialclient.net import guarded_socket
from sozialclient.net.errors import NotHttp, TimedOut
from sozialclient.net.guard import Guard
from sozialclient.net.http_client import NetSettings
from tests.unit.net.conftest import Authority
from tests.unit.net.exchanges import post
from tests.unit.net.servers import Server, serving

PROMPT = 4.0
"""Seconds that a busy machine may need beyond a limit; the servers here hold on for ten."""
HURRIED = NetSettings(proxy="direct", grace_seconds=0.5)
Misbehaviour = Callable[[Server], Callable[[socket.socket, bytes], None]]


def silent(server: Server) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: _wait(server)


def silent_after_header(server: Server) -> Callable[[socket.socket, bytes], None]:
    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nAn")
        _wait(server)

    return script


def dripping_header(server: Server) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: _drip(connection, server, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000)


def dripping_body(server: Server) -> Callable[[socket.socket, bytes], None]:
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"

    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        _drip(connection, server, bytes(100_000))

    return script


def dripping_chunks(server: Server) -> Callable[[socket.socket, bytes], None]:
    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        _drip(connection, server, b"1;" + b"x" * 100_000)

    return script


def forever_trailers(server: Server) -> Callable[[socket.socket, bytes], None]:
    """Faster than the least rate, so that they would buy time for ever if they counted."""

    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n0\r\n")
        while not server.stopped.wait(0.02):
            connection.sendall(b"X: y\r\n" * 350)

    return script


def _wait(server: Server) -> None:
    server.stopped.wait(10)


def _drip(connection: socket.socket, server: Server, data: bytes) -> None:
    for position in range(len(data)):
        if server.stopped.wait(0.02):
            return
        connection.sendall(data[position : position + 1])


@contextlib.contextmanager
def misbehaving(how: Misbehaviour) -> Iterator[Server]:
    holder: list[Server] = []
    with serving(lambda connection, request: how(holder[0])(connection, request)) as server:
        holder.append(server)
        yield server


EVERY = [silent, silent_after_header, dripping_header, dripping_body, dripping_chunks, forever_trailers]


@pytest.mark.parametrize("how", EVERY)
def test_the_total_deadline_holds(how: Misbehaviour) -> None:
    with misbehaving(how) as server:
        begin = time.monotonic()
        with pytest.raises(TimedOut) as caught:
            post(server.url, settings=HURRIED)
        assert 0.4 < time.monotonic() - begin < 0.5 + PROMPT
    assert caught.value.parameters["phase"] == "answer"


@pytest.mark.parametrize(
    ("start", "repeated"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n" + b"X: " + b"y" * 60_000 + b"\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n0\r\n", b"X: " + b"y" * 60_000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n0\r\n", b"X: y\r\n" * 1000),
    ],
)
def test_a_flood_of_headers_ends_the_exchange(start: bytes, repeated: bytes) -> None:
    holder: list[Server] = []

    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        while not holder[0].stopped.is_set():
            connection.sendall(repeated)

    with serving(script) as server, pytest.raises(NotHttp):
        holder.append(server)
        post(server.url, settings=NetSettings(proxy="direct", grace_seconds=5))


@pytest.mark.parametrize("how", EVERY)
def test_cancelling_takes_effect_at_once(how: Misbehaviour) -> None:
    wanted = threading.Event()
    moment: list[float] = []

    def press() -> None:
        moment.append(time.monotonic())
        wanted.set()

    with misbehaving(how) as server:
        timer = threading.Timer(0.3, press)
        timer.start()
        with pytest.raises(Cancelled):
            post(server.url, cancelled=wanted.is_set)
        assert time.monotonic() - moment[0] < PROMPT
        timer.join()


def test_cancelled_is_asked_in_the_calling_thread() -> None:
    threads = set()

    def cancelled() -> bool:
        threads.add(threading.get_ident())
        return len(server.requests) > 0

    with misbehaving(silent) as server, pytest.raises(Cancelled):
        post(server.url, cancelled=cancelled)
    assert threads == {threading.get_ident()}


def test_cancelled_before_anything_sends_nothing() -> None:
    with misbehaving(silent) as server:
        with pytest.raises(Cancelled):
            post(server.url, cancelled=lambda: True)
        assert server.requests == []


def test_a_server_that_does_not_read_is_cut_off() -> None:
    holder: list[Server] = []
    with serving(lambda connection, _: _wait(holder[0]), read_request=False) as server:
        holder.append(server)
        hurried = NetSettings(proxy="direct", grace_seconds=0.5, minimum_rate=10**9)
        begin = time.monotonic()
        with pytest.raises(TimedOut):
            post(server.url, bytes(50_000_000), settings=hurried)
        assert time.monotonic() - begin < 0.5 + PROMPT


def test_a_stalled_handshake_is_cut_off_and_cancelled(authority: Authority) -> None:
    """The server accepts, then never says anything in TLS."""
    holder: list[Server] = []
    with serving(lambda connection, _: _wait(holder[0]), read_request=False) as server:
        holder.append(server)
        url = f"https://127.0.0.1:{server.port}/"
        begin = time.monotonic()
        with pytest.raises(TimedOut) as caught:
            post(url, settings=NetSettings(proxy="direct", grace_seconds=0.5, ca_file=authority.file))
        assert caught.value.parameters["phase"] == "connect"
        assert time.monotonic() - begin < 0.5 + PROMPT


@pytest.fixture
def deaf() -> Iterator[tuple[str, int]]:
    """A port whose queue of connections is full, so that connecting hangs."""
    if sys.platform == "win32":
        pytest.skip("Windows refuses connections beyond the queue instead of letting them wait")
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(address)
            waiting.append(client)
        yield address
        for client in waiting:
            client.close()


def test_connecting_has_its_own_limit(deaf: tuple[str, int]) -> None:
    begin = time.monotonic()
    with pytest.raises(TimedOut) as caught:
        post(f"http://127.0.0.1:{deaf[1]}/", settings=NetSettings(proxy="direct", connect_seconds=0.5))
    assert time.monotonic() - begin < 0.5 + PROMPT
    assert caught.value.parameters["phase"] == "connect"


def test_connecting_can_be_cancelled(deaf: tuple[str, int]) -> None:
    end = time.monotonic() + 0.3
    with pytest.raises(Cancelled):
        post(f"http://127.0.0.1:{deaf[1]}/", cancelled=lambda: time.monotonic() > end)
    assert time.monotonic() - end < PROMPT


def test_looking_up_a_name_has_a_limit_and_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one place with a stand-in: no resolver here hangs on demand."""
    released = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        released.wait(60)
        return []

    monkeypatch.setattr(guarded_socket, "getaddrinfo", hang)
    end = time.monotonic() + 0.3
    with pytest.raises(Cancelled):
        post("http://name.invalid/", cancelled=lambda: time.monotonic() > end)
    assert time.monotonic() - end < PROMPT
    with pytest.raises(TimedOut) as caught:
        post("http://name.invalid/", settings=NetSettings(proxy="direct", connect_seconds=0.3))
    assert caught.value.parameters["phase"] == "dns"
    released.set()


def test_bytes_buy_time() -> None:
    guard = Guard(lambda: False, grace=0.05, rate=1000)
    guard.moved(100_000)
    time.sleep(0.1)
    guard.check()
    slow = Guard(lambda: False, grace=0.05, rate=1000)
    slow.moved(10)
    time.sleep(0.1)
    with pytest.raises(TimedOut):
        slow.check()
