from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator

import pytest

from sozialclient.net.address import Address, parse_address
from sozialclient.net.errors import ProxyAuthentication, ProxyFailed, ProxyInvalid, TimedOut
from sozialclient.net.http_client import NetSettings
from sozialclient.net.proxy import Proxy, proxy_for
from tests.unit.net.conftest import Authority
from tests.unit.net.exchanges import post
from tests.unit.net.servers import Server, raw, read_message, says, serving

FAR = parse_address("https://osci.example/x")
PLAIN = parse_address("http://osci.example:8080/x?y")


def test_settings_say_direct_or_which() -> None:
    assert proxy_for(FAR, "direct") is None
    assert proxy_for(FAR, "http://proxy.example:3128") == Proxy("proxy.example", 3128)
    assert proxy_for(FAR, "proxy.example:3128/") == Proxy("proxy.example", 3128)
    assert proxy_for(FAR, "http://proxy.example") == Proxy("proxy.example", 8080)


def test_credentials_become_a_header_and_stay_out_of_repr() -> None:
    proxy = proxy_for(FAR, "http://gr%C3%BCn:a%3Ab@proxy.example:3128")
    assert proxy is not None
    assert proxy.headers == {"Proxy-Authorization": "Basic " + base64.b64encode("grün:a:b".encode()).decode()}
    assert "Basic" not in repr(proxy)


@pytest.mark.parametrize(
    "setting", ["socks5://p:1", "https://p:1", "http://", "http://p:x", "http://p:1/pac.js", "http://p:70000"]
)
def test_other_proxies_are_refused(setting: str) -> None:
    with pytest.raises(ProxyInvalid):
        proxy_for(FAR, setting)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_our_own_machine_is_reached_directly(host: str) -> None:
    assert proxy_for(Address("http", host, 80, "/"), "http://proxy.example:3128") is None


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets requests to 127.0.0.1 take the proxy of the setting, which otherwise they never do."""
    monkeypatch.setattr(
        "sozialclient.net.http_client.proxy_for",
        lambda address, setting: proxy_for(Address(address.scheme, "far.example", address.port, "/"), setting),
    )
    yield


def settings(server: Server, authority: Authority | None = None) -> NetSettings:
    return NetSettings(proxy=f"http://u:p@127.0.0.1:{server.port}", ca_file=authority.file if authority else None)


@pytest.mark.usefixtures("through")
def test_plain_http_is_forwarded() -> None:
    with serving(says("HTTP/1.1 200 OK", "Content-Length: 2", body=b"ok")) as proxy:
        assert post("http://127.0.0.1:9/x?y", settings=settings(proxy)).body == b"ok"
    header = proxy.requests[0].partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert header[0] == "POST http://127.0.0.1:9/x?y HTTP/1.1"
    assert "Host: 127.0.0.1:9" in header
    assert "Proxy-Authorization: Basic dTpw" in header


@pytest.mark.usefixtures("through")
def test_https_goes_through_a_tunnel(authority: Authority) -> None:
    context = authority.context()

    def tunnel(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(connection, server_side=True) as inner:
            seen.append(read_message(inner))
            inner.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    seen: list[bytes] = []
    with serving(tunnel) as proxy:
        assert post("https://127.0.0.1:9/x", settings=settings(proxy, authority)).body == b"ok"
    assert proxy.requests[0].startswith(b"CONNECT 127.0.0.1:9 HTTP/1.")
    assert b"Proxy-Authorization: Basic dTpw" in proxy.requests[0]
    assert seen[0].startswith(b"POST /x HTTP/1.1\r\n")
    assert b"Proxy-Authorization" not in seen[0]


@pytest.mark.usefixtures("through")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password(scheme: str) -> None:
    answer = raw(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    with serving(answer) as proxy, pytest.raises(ProxyAuthentication):
        post(f"{scheme}://127.0.0.1:9/", settings=settings(proxy))


@pytest.mark.usefixtures("through")
def test_a_proxy_that_does_not_connect() -> None:
    with serving(raw(b"HTTP/1.1 503 Down\r\n\r\n")) as proxy, pytest.raises(ProxyFailed) as caught:
        post("https://127.0.0.1:9/", settings=settings(proxy))
    assert caught.value.parameters == {"reason": "503"}


@pytest.mark.usefixtures("through")
def test_a_proxy_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(ProxyFailed):
        post("http://127.0.0.1:9/", settings=NetSettings(proxy=f"http://127.0.0.1:{port}"))


@pytest.mark.usefixtures("through")
def test_a_proxy_that_stalls_is_cut_off() -> None:
    over = threading.Event()

    def stall(connection: socket.socket, request: bytes) -> None:
        over.wait(5)

    with serving(stall) as proxy:
        quick = NetSettings(proxy=f"http://127.0.0.1:{proxy.port}", grace_seconds=0.4)
        with pytest.raises(TimedOut):
            post("https://127.0.0.1:9/", settings=quick)
        over.set()
