from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from sozialclient.net.errors import CaFileUnreadable, TlsCertificate, TlsExpired, TlsFailed, TlsHostMismatch
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.net.tls import client_context
from tests.unit.net.conftest import Authority
from tests.unit.net.exchanges import post
from tests.unit.net.servers import Server, says, serving

OK = says("HTTP/1.1 200 OK", "Content-Length: 6", body=b"Antrag")


def secure(server: Server, host: str = "127.0.0.1") -> str:
    return f"https://{host}:{server.port}/osci"


def trusting(authority: Authority) -> NetSettings:
    return NetSettings(proxy="direct", ca_file=authority.file)


def test_an_answer_over_tls(authority: Authority) -> None:
    with serving(OK, tls=authority.context()) as server:
        assert post(secure(server), settings=trusting(authority)).body == b"Antrag"


def test_a_large_message_over_tls(authority: Authority) -> None:
    body = os.urandom(3_000_000)
    with serving(says("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", body=body), tls=authority.context()) as server:
        assert post(secure(server), body, settings=trusting(authority)).body == body
    assert server.requests[0].endswith(body)


def test_one_client_serves_several_exchanges(authority: Authority) -> None:
    client = HttpClient(trusting(authority))
    with serving(OK, tls=authority.context()) as server:
        for _ in range(3):
            with client.post(
                secure(server), b"x", 1, cancelled=lambda: False, on_bytes=lambda received, total: None
            ) as response:
                assert b"".join(response) == b"Antrag"


def test_a_certificate_nobody_vouches_for(authority: Authority) -> None:
    with serving(OK, tls=authority.context()) as server, pytest.raises(TlsCertificate):
        post(secure(server))
    assert server.requests == []


def test_a_certificate_for_another_host(authority: Authority) -> None:
    context = authority.context(x509.DNSName("other.example"))
    for host in ("127.0.0.1", "localhost"):
        with serving(OK, tls=context) as server, pytest.raises(TlsHostMismatch) as caught:
            post(secure(server, host), settings=trusting(authority))
        assert caught.value.parameters == {"host": host}
        assert server.requests == []


@pytest.mark.parametrize("days", [-1, 30])
def test_a_certificate_out_of_its_time(authority: Authority, days: int) -> None:
    """It is valid for twenty days: until yesterday, or only from ten days on."""
    with serving(OK, tls=authority.context(days=days)) as server, pytest.raises(TlsExpired):
        post(secure(server), settings=trusting(authority))


@pytest.mark.parametrize(
    "cipher",
    ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-CHACHA20-POLY1305"],
)
def test_other_ciphers_of_tls_1_2_are_refused(authority: Authority, cipher: str) -> None:
    context = authority.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(cipher)
    with serving(OK, tls=context) as server, pytest.raises(TlsFailed):
        post(secure(server), settings=trusting(authority))


def test_tls_1_2_with_ecdhe_and_gcm_is_accepted(authority: Authority) -> None:
    context = authority.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving(OK, tls=context) as server:
        assert post(secure(server), settings=trusting(authority)).body == b"Antrag"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_old_versions_are_refused(authority: Authority) -> None:
    context = authority.context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with serving(OK, tls=context) as server, pytest.raises(TlsFailed):
        post(secure(server), settings=trusting(authority))


def test_what_is_offered(authority: Authority) -> None:
    context = client_context(authority.file)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    names = [cipher["name"] for cipher in context.get_ciphers()]
    assert all(name.startswith("TLS_") or (name.startswith("ECDHE") and "GCM" in name) for name in names), names


def test_an_unusable_file_of_authorities(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="ascii")
    for file in (tmp_path / "ca.pem", tmp_path / "missing.pem", tmp_path):
        with pytest.raises(CaFileUnreadable):
            post("https://127.0.0.1:9/", settings=NetSettings(proxy="direct", ca_file=file))
