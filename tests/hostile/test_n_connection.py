"""No connection, a slow one, one that breaks: typed, in time, and nothing is acknowledged (group N)."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sozialclient.net import guarded_socket
from sozialclient.net.errors import (
    ConnectionLost,
    HostUnknown,
    NetError,
    NotHttp,
    Refused,
    TimedOut,
    TlsFailed,
    TruncatedResponse,
    Unreachable,
)
from sozialclient.net.http_client import NetSettings
from sozialclient.transports.base import Selection
from sozialclient.wire.mime_errors import MimeTruncated, NotMimeError
from tests.e2e.conftest import MakeScene, Scene
from tests.e2e.wire_between import Visit, pass_through
from tests.hostile.expect import refused, says_what_to_do
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask, opened
from tests.unit.net.exchanges import post
from tests.unit.net.servers import Server, raw, serving

HURRIED = NetSettings(proxy="direct", connect_seconds=0.4, grace_seconds=0.6)


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address whose queue of connections is full, so that connecting hangs."""
    if sys.platform == "win32":
        pytest.skip("Windows refuses connections beyond the queue instead of letting them wait")
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
            waiting.append(client)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for client in waiting:
            client.close()


NOBODY: dict[str, tuple[Callable[[], str], type[NetError]]] = {
    "no such name": (lambda: "http://gibt-es-nicht.invalid/", HostUnknown),
    "nobody listens": (lambda: f"http://127.0.0.1:{unused_port()}/", Refused),
    "no way": (lambda: "http://255.255.255.255/", Unreachable),
}


@guarded_by("sozialclient.net.guarded_socket.connect", "sozialclient.net.translation.translated")
@pytest.mark.parametrize("name", NOBODY)
def test_n_01_nobody_there(make_scene: MakeScene, name: str) -> None:
    """The name is unknown, nobody listens or there is no way: a fetch says which, and what waits stays.

    There is no automatic next try, with or without back-off: a person or a scheduled command starts each fetch.
    """
    scene = make_scene(HURRIED)
    url, kind = NOBODY[name]
    with refused(kind):
        fetch_or_raise(scene, url())
    assert scene.between.requests == [] and scene.hub.received() == []


def fetch_or_raise(scene: Scene, url: str | None = None) -> None:
    summary = scene.desk.fetch(url=url)
    assert summary.error is not None
    raise summary.error


@guarded_by("sozialclient.net.guarded_socket._connect_one")
def test_n_01b_half_open(make_scene: MakeScene, deaf: str) -> None:
    """A connection that is never completed ends after the time for connecting, which is 15 seconds by default."""
    scene = make_scene(HURRIED)
    begin = time.monotonic()
    with refused(TimedOut, phase="connect"):
        fetch_or_raise(scene, deaf)
    assert time.monotonic() - begin < 5
    assert NetSettings().connect_seconds <= 15 and scene.hub.received() == []


@guarded_by("sozialclient.net.guarded_socket.GuardedTlsSocket.do_handshake")
def test_n_01c_a_handshake_that_stalls(make_scene: MakeScene) -> None:
    """A server that takes the connection and never answers in TLS is left at the deadline."""
    scene = make_scene(HURRIED)
    holder: list[Server] = []

    def silent(connection: socket.socket, _: bytes) -> None:
        holder[0].stopped.wait(10)

    with serving(silent, read_request=False) as server:
        holder.append(server)
        with refused(TimedOut, phase="connect"):
            fetch_or_raise(scene, server.url.replace("http:", "https:"))
    with serving(raw(b"HTTP/1.1 200 OK\r\n\r\n"), read_request=False) as plain, refused(TlsFailed):
        fetch_or_raise(scene, plain.url.replace("http:", "https:"))
    assert scene.hub.received() == []


def drip(visit: Visit, *, piece: int, pause: float) -> None:
    """The right answer, far too slowly, but never silent for long."""
    answer = visit.forward()
    end = time.monotonic() + 10
    for start in range(0, len(answer), piece):
        if time.monotonic() > end:
            return
        visit.send(answer[start : start + piece])
        time.sleep(pause)


@guarded_by("sozialclient.net.guard.Guard.check")
@pytest.mark.parametrize(("piece", "pause"), [(1, 0.05), (20, 0.04)])
def test_n_02_slow_drops(make_scene: MakeScene, piece: int, pause: float) -> None:
    """Drop by drop, each well in time for a single read: the deadline of the whole exchange counts."""
    scene = make_scene(HURRIED)
    begin = time.monotonic()
    with refused(TimedOut, phase="answer"):
        ask(scene, partial(drip, piece=piece, pause=pause))
    assert time.monotonic() - begin < 9, "given up before the server was through"


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 6\r\n\r\nAntrag"


@guarded_by("sozialclient.net.strict_response._Lines.readline", "sozialclient.net.exchange.HttpResponse.__next__")
def test_n_03_closed_after_any_byte() -> None:
    """A small answer is cut by an orderly end after each of its bytes: always an error, never a shorter answer."""
    for length in range(len(ANSWER)):
        with serving(raw(ANSWER[:length])) as server, pytest.raises(NetError) as caught:
            post(server.url)
        assert type(caught.value) in (TruncatedResponse, ConnectionLost, NotHttp)
        says_what_to_do(caught.value)
    with serving(raw(ANSWER)) as server:
        assert post(server.url).body == b"Antrag"


def cut(visit: Visit, *, at: Callable[[bytes], int]) -> None:
    answer = visit.forward()
    visit.send(answer[: at(answer)])


def chunked(answer: bytes) -> bytes:
    """The same answer in chunks of 1000 bytes."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    chunks = [body[start : start + 1000] for start in range(0, len(body), 1000)]
    data = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + b"\r\n\r\n" + data


def cut_chunked(visit: Visit, *, at: Callable[[bytes], int]) -> None:
    answer = chunked(visit.forward())
    visit.send(answer[: at(answer)])


CUTS: dict[str, Callable[[bytes], int]] = {
    "before anything": lambda answer: 0,
    "in the status line": lambda answer: 7,
    "in the header": lambda answer: answer.index(b"\r\n\r\n") - 3,
    "before the blank line": lambda answer: answer.index(b"\r\n\r\n") + 2,
    "before the body": lambda answer: answer.index(b"\r\n\r\n") + 4,
    "in the envelope": lambda answer: answer.index(b"EncryptedData") + 5,
    "in the middle": lambda answer: len(answer) // 2,
    "before the last boundary": lambda answer: answer.rindex(b"--", 0, -4),
    "before the last byte": lambda answer: len(answer) - 1,
}


@guarded_by("sozialclient.net.exchange.HttpResponse.__next__", "sozialclient.osci.dialog.Dialog.fail")
@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("way", [cut, cut_chunked])
def test_n_03b_an_answer_of_the_mailbox_cut(quiet: Scene, name: str, way: Callable[..., None]) -> None:
    """An answer with a delivery breaks off in header, body or chunk: nothing of it is used or acknowledged."""
    with refused(NotHttp if name == "in the status line" else TruncatedResponse):
        ask(quiet, partial(way, at=CUTS[name]))


def _reset_in(visit: Visit, *, after: Callable[[bytes], int], forwarded: bool = True, pause: float = 0) -> None:
    answer = visit.forward() if forwarded else b""
    visit.send(answer[: after(answer)])
    time.sleep(pause)
    visit.reset()


@guarded_by("sozialclient.net.translation._typed")
@pytest.mark.parametrize(
    ("forwarded", "after"),
    [(False, len), (True, lambda answer: 0), (True, lambda answer: 20), (True, lambda answer: len(answer) // 2)],
    ids=["before the request came through", "before the answer", "in the header", "in the body"],
)
def test_n_04_reset(quiet: Scene, forwarded: bool, after: Callable[[bytes], int]) -> None:
    """The connection is reset before, in, or instead of the answer: nothing of it is used or acknowledged."""
    with pytest.raises(NetError) as caught:
        ask(quiet, partial(_reset_in, after=after, forwarded=forwarded))
    assert type(caught.value) in (ConnectionLost, TruncatedResponse)
    says_what_to_do(caught.value)


@guarded_by("sozialclient.net.exchange.HttpResponse.__next__")
def test_n_04b_reset_when_all_is_here(quiet: Scene) -> None:
    """A reset behind the last byte takes nothing away: the delivery is used."""
    quiet.between.harmed = len(quiet.between.requests) + 1
    quiet.between.harm = partial(_reset_in, after=len, pause=0.2)
    session = opened(quiet)
    fetched = session.next(None, Selection())
    assert fetched is not None and fetched.delivery.message_id == quiet.sent[0]
    for spool in (*fetched.payloads.values(), fetched.original):
        spool.close()


@guarded_by("sozialclient.net.exchange._answer")
def test_n_10_an_answer_before_the_request_was_read() -> None:
    """A server answers and closes before it has read the request: its answer is what counts, not the broken pipe."""

    def script(connection: socket.socket, _: bytes) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nviel")
        connection.shutdown(socket.SHUT_WR)
        for _turn in range(1000):
            if not connection.recv(65536):
                return

    with serving(script, read_request=False) as server:
        answer = post(server.url, bytes(20_000_000))
    assert (answer.status, answer.body) == (413, b"viel")


@guarded_by("sozialclient.net.exchange._answer")
def test_n_10b_no_leave_is_asked_for(scene: Scene) -> None:
    """We never wait for "100 Continue", so that nobody can let us wait for it."""
    assert scene.desk.fetch().new == 3
    assert len(scene.between.requests) == 6
    assert not any(b"expect:" in request.partition(b"\r\n\r\n")[0].lower() for request in scene.between.requests)


@guarded_by("sozialclient.net.exchange._answer")
def test_n_11_a_connection_that_dies_between_orders(scene: Scene) -> None:
    """Each order has a connection of its own, so none can have died meanwhile; a lost order is never sent again."""
    assert scene.desk.fetch().new == 3
    assert scene.between.accepted == len(scene.between.requests) == 6
    assert all(b"\r\nConnection: close\r\n" in request for request in scene.between.requests)


@guarded_by("sozialclient.osci.dialog.Dialog.fail")
def test_n_11b_a_lost_order_is_not_sent_again(quiet: Scene) -> None:
    """The connection breaks when the order was sent: the dialog is given up, whether it came through or not."""
    before = quiet.between.accepted
    with refused(TruncatedResponse):
        ask(quiet, lambda visit: None)
    assert quiet.between.accepted == before + 2, "initDialog and one order"


PAGES = {
    "login page": b"<!DOCTYPE html><html><body><form action='http://127.0.0.1:9/'>Anmelden</form></body></html>",
    "block page": b"<html><h1>Access denied</h1></html>",
    "XML of another kind": b"<?xml version='1.0'?><status>ok</status>",
    "JSON": b'{"error": "login required"}',
    "nothing": b"",
}


@guarded_by("sozialclient.wire.mime.MimeReader")
@pytest.mark.parametrize("name", PAGES)
def test_n_12_something_else_answers(quiet: Scene, name: str) -> None:
    """A login page, a block page or another service answers with status 200: named as that, never read as XML."""
    with refused(MimeTruncated if name == "nothing" else NotMimeError):
        ask(quiet, lambda visit: visit.send_body(PAGES[name], media_type="text/html"))
    quiet.between.always = lambda visit: visit.send_body(PAGES[name], media_type="text/html")
    try:
        with refused(MimeTruncated if name == "nothing" else NotMimeError):
            fetch_or_raise(quiet)
    finally:
        quiet.between.always = pass_through


@guarded_by("sozialclient.net.guarded_socket.connect")
def test_n_12b_the_first_address_is_a_black_hole(
    make_scene: MakeScene, deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name with two addresses, the first of which swallows everything: the second is reached in time."""
    scene = make_scene(NetSettings(proxy="direct", connect_seconds=1.0, grace_seconds=20))
    hole, good = (int(url.rstrip("/").rpartition(":")[2]) for url in (deaf, scene.between.url))
    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (hole, good)]
    monkeypatch.setattr(guarded_socket, "getaddrinfo", lambda *_, **__: addresses)
    opened(scene, transport=scene.desk.transport(f"http://postfach.invalid:{good}/")).abandon()
    assert scene.between.kinds() == ["InitDialog"]
