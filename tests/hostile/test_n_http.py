"""HTTP answers of a wrong length, encoding, status or form (group N)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.net.errors import (
    BadFraming,
    NotHttp,
    ProxyAuthentication,
    Redirected,
    ResponseTooLarge,
    TruncatedResponse,
    UnexpectedEncoding,
    UnexpectedStatus,
)
from sozialclient.net.http_client import NetSettings
from sozialclient.osci import receive
from sozialclient.osci.compose import write_fault
from sozialclient.transports.base import Selection
from sozialclient.transports.osci12_exchange import IntermediaryFault
from sozialclient.wire.limits import XmlLimits
from sozialclient.wire.mime_errors import MimeTruncated
from sozialclient.wire.xml import parse_xml
from tests.e2e.conftest import MakeScene, Scene
from tests.e2e.wire_between import Harm, Visit
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask, opened

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"


def body_of(visit: Visit) -> bytes:
    return visit.forward().partition(b"\r\n\r\n")[2]


def under(*lines: str) -> Harm:
    """The right body under other lines about its length; {n} is its true length."""

    def harm(visit: Visit) -> None:
        body = body_of(visit)
        head = "".join(f"{line}\r\n" for line in lines).replace("{n}", str(len(body)))
        for name, step in (("{less}", -100), ("{more}", 100)):
            head = head.replace(name, str(len(body) + step))
        visit.send(OK + head.encode() + b"\r\n" + body)

    return harm


def closed_early(visit: Visit) -> None:
    visit.send(OK + b"\r\n" + body_of(visit)[:-10])


LENGTHS: dict[str, tuple[Harm, type[SozialclientError]]] = {
    "too small": (under("Content-Length: {less}"), MimeTruncated),
    "too large": (under("Content-Length: {more}"), TruncatedResponse),
    "zero": (under("Content-Length: 0"), MimeTruncated),
    "negative": (under("Content-Length: -1"), BadFraming),
    "with sign": (under("Content-Length: +{n}"), BadFraming),
    "twice, equal": (under("Content-Length: {n}", "Content-Length: {n}"), BadFraming),
    "twice, different": (under("Content-Length: {n}", "Content-Length: {less}"), BadFraming),
    "as a list": (under("Content-Length: {n}, {n}"), BadFraming),
    "1e9": (under("Content-Length: 1e9"), BadFraming),
    "hexadecimal": (under("Content-Length: 0x10"), BadFraming),
    "thirty digits": (under("Content-Length: " + "9" * 30), BadFraming),
    "petabytes": (under("Content-Length: " + "9" * 15), ResponseTooLarge),
    "with chunks": (under("Content-Length: {n}", "Transfer-Encoding: chunked"), BadFraming),
    "not chunked, but said so": (under("Transfer-Encoding: chunked"), BadFraming),
    "gzip and chunks": (under("Transfer-Encoding: gzip, chunked"), BadFraming),
    "unknown transfer": (under("Transfer-Encoding: identity"), BadFraming),
    "closed early": (closed_early, MimeTruncated),
}


@guarded_by("sozialclient.net.framing.body_length")
@pytest.mark.parametrize("name", LENGTHS)
def test_n_05_what_is_said_of_the_length(quiet: Scene, name: str) -> None:
    """Lengths that are wrong, contradict each other or are none; nothing is guessed, nothing acknowledged."""
    harm, kind = LENGTHS[name]
    with refused(kind):
        ask(quiet, harm)


@guarded_by("sozialclient.net.framing.body_length")
def test_n_05b_a_body_that_ends_with_the_connection(quiet: Scene) -> None:
    """No length at all is taken, but only because the message itself has an end (see "closed early" above)."""
    quiet.between.harmed, quiet.between.harm = len(quiet.between.requests) + 1, under("X-Nothing: said")
    session = opened(quiet)
    fetched = session.next(None, Selection())
    assert fetched is not None and fetched.delivery.message_id == quiet.sent[0]
    for spool in (*fetched.payloads.values(), fetched.original):
        spool.close()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "deflate": zlib.compress, "br": bytes, "zstd": bytes, "GZIP": gzip.compress,
    "identity, gzip": gzip.compress, "x-unknown": bytes,
}


@guarded_by("sozialclient.net.framing.body_length")
@pytest.mark.parametrize("name", PACKED)
def test_n_06_packed_although_not_asked_for(quiet: Scene, name: str) -> None:
    """A compressed answer is refused by its header, before a byte is unpacked."""

    def harm(visit: Visit) -> None:
        body = PACKED[name](body_of(visit))
        visit.send(OK + f"Content-Encoding: {name}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    with refused(UnexpectedEncoding):
        ask(quiet, harm)
    assert all(b"\r\nAccept-Encoding: identity\r\n" in request for request in quiet.between.requests)


PAGE = b"<?xml version='1.0'?><!DOCTYPE html><html><body>Fehler</body></html>"
STATUSES: dict[str, type[SozialclientError]] = {
    "201 Created": UnexpectedStatus,
    "204 No Content": UnexpectedStatus,
    "206 Partial Content": UnexpectedStatus,
    **{f"{status} Elsewhere": Redirected for status in (300, 301, 302, 303, 304, 307, 308)},
    "400 Bad Request": UnexpectedStatus,
    "401 Unauthorized": UnexpectedStatus,
    "403 Forbidden": UnexpectedStatus,
    "404 Not Found": UnexpectedStatus,
    "407 Proxy Authentication Required": ProxyAuthentication,
    "413 Too Large": UnexpectedStatus,
    "429 Too Many Requests\r\nRetry-After: 1": UnexpectedStatus,
    "500 Server Error": UnexpectedStatus,
    "502 Bad Gateway": UnexpectedStatus,
    "503 Busy\r\nRetry-After: 1": UnexpectedStatus,
}


@guarded_by("sozialclient.net.framing.body_length", "sozialclient.transports.osci12_exchange._read")
@pytest.mark.parametrize("status", STATUSES)
def test_n_07_every_other_status(quiet: Scene, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another status with a page is named by its number; it is never parsed, followed, or tried again at once."""
    parsed: list[bytes] = []

    def watched(data: bytes, limits: XmlLimits) -> etree._Element:
        parsed.append(data)
        return parse_xml(data, limits=limits)

    monkeypatch.setattr(receive, "parse_xml", watched)

    def harm(visit: Visit) -> None:
        visit.forward()
        parsed.clear()  # the intermediary, which read the request, is in this program
        head = f"HTTP/1.1 {status}\r\nLocation: {quiet.hub.url}\r\nProxy-Authenticate: Basic\r\n"
        visit.send(f"{head}WWW-Authenticate: Basic\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE)

    parameters = {} if STATUSES[status] is ProxyAuthentication else {"status": int(status[:3])}
    with refused(STATUSES[status], **parameters):
        ask(quiet, harm)
    assert parsed == []
    assert not any(b"\r\nAuthorization:" in request for request in quiet.between.requests)


@guarded_by("sozialclient.net.strict_response.StrictResponse._read_status")
def test_n_07b_a_flood_of_interim_answers(scene: Scene) -> None:
    """Some "100 Continue" are passed over; hundreds are no HTTP."""
    with refused(NotHttp):
        ask(scene, lambda visit: visit.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 500 + visit.forward()))
    scene.between.harmed, scene.between.harm = 3, lambda visit: visit.send(
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + visit.forward()
    )
    scene.between.requests[3:] = []
    scene.assert_next_fetch_completes()


@guarded_by("sozialclient.transports.osci12_exchange._understood")
@pytest.mark.parametrize("status", ["200 OK", "500 Server Error", "404 Not Found"])
def test_n_07c_a_fault_under_any_status(quiet: Scene, status: str) -> None:
    """A SOAP fault counts under any status (PROTOCOL 1.1), as what it is: an unconfirmed word of somebody."""
    with refused(IntermediaryFault, code="9000"):
        ask(quiet, lambda visit: visit.send_body(b"".join(write_fault("9000", "Nein")), status))


def headed(lines: bytes) -> Harm:
    """A right answer with these lines among its headers."""

    def harm(visit: Visit) -> None:
        head, _, body = visit.forward().partition(b"\r\n\r\n")
        visit.send(head + b"\r\n" + lines + b"\r\n\r\n" + body)

    return harm


def instead(data: bytes) -> Harm:
    """Something else than the right answer."""

    def harm(visit: Visit) -> None:
        visit.forward()
        visit.send(data)

    return harm


ODD: dict[str, Harm] = {
    "two hundred headers": headed(b"\r\n".join(b"X-%d: y" % number for number in range(200))),
    "a header of a megabyte": headed(b"X: " + b"y" * 1_000_000),
    "headers of a megabyte": headed(b"\r\n".join(b"X-%d: " % number + b"y" * 20_000 for number in range(50))),
    "folded": headed(b"X: a\r\n b"),
    "folded by a tab": headed(b"X: a\r\n\tb"),
    "NUL in a value": headed(b"X: a\0b"),
    "NUL in a name": headed(b"X\0: a"),
    "a lone carriage return": headed(b"X: a\rContent-Encoding: gzip"),
    "another protocol": instead(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "HTTP/0.9": instead(b"<html>Hallo</html>"),
    "HTTP/2": instead(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "frames of HTTP/2": instead(b"\0\0\x12\x04\0\0\0\0\0" + bytes(18)),
    "an alert of TLS": instead(b"\x15\x03\x03\x00\x02\x02\x0a"),
    "a status of letters": instead(b"HTTP/1.1 abc OK\r\n\r\n"),
    "switching protocols": instead(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
}


@guarded_by("sozialclient.net.strict_response._Lines.readline", "sozialclient.net.translation._typed")
@pytest.mark.parametrize("name", ODD)
def test_n_08_what_is_no_http(quiet: Scene, name: str) -> None:
    """Headers without measure or with signs that no header may have, or another protocol: named as no HTTP."""
    with refused(NotHttp):
        ask(quiet, ODD[name])


def endless(visit: Visit, head: bytes, data: bytes) -> None:
    visit.forward()
    visit.client.settimeout(5)
    try:
        visit.client.sendall(head)
        for _ in range(2_000):
            visit.client.sendall(data)
    except OSError:
        visit.between.failures.clear()
        return
    raise AssertionError("the client took more than it may")


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BEGUN = (
    b"MIME-Version: 1.0\r\nContent-Type: Multipart/Related; boundary=B; type=text/xml\r\n\r\n"
    b"--B\r\nContent-Type: text/xml\r\nContent-ID: <osci@message>\r\n\r\n"
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


WITHOUT_END: dict[str, tuple[bytes, bytes, type[SozialclientError]]] = {
    "body": (OK + b"\r\n" + BEGUN, bytes(65536), ResponseTooLarge),
    "chunks": (CHUNKED + chunk(BEGUN), chunk(bytes(65536)), ResponseTooLarge),
    "chunk extension": (CHUNKED + b"1;", b"x" * 65536, BadFraming),
    "chunk size": (CHUNKED, b"0" * 65536, BadFraming),
    "header": (b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 65000 + b"\r\n", NotHttp),
    "trailers": (CHUNKED + b"1\r\nA\r\n0\r\n", b"X: " + b"y" * 65000 + b"\r\n", NotHttp),
}
SMALL = NetSettings(proxy="direct", connect_seconds=5, grace_seconds=20, largest_response=2_000_000)


@guarded_by("sozialclient.net.exchange.HttpResponse._check_limit", "sozialclient.net.strict_response.StrictResponse")
@pytest.mark.parametrize("name", WITHOUT_END)
def test_n_09_without_end(make_scene: MakeScene, name: str) -> None:
    """Body, chunks, chunk extension, header or trailers go on for ever: cut off at a limit."""
    scene = make_scene(SMALL)
    head, data, kind = WITHOUT_END[name]
    with refused(kind):
        ask(scene, lambda visit: endless(visit, head, data))
