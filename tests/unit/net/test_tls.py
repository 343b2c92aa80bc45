from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest

from sozialclient.net.errors import CaFileUnreadable
from sozialclient.net.http_client import HttpClient, NetSettings
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


def test_tls_1_2_with_ecdhe_and_gcm_is_accepted(authority: Authority) -> None:
    context = authority.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving(OK, tls=context) as server:
        assert post(secure(server), settings=trusting(authority)).body == b"Antrag"


def test_an_unusable_file_of_authorities(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="ascii")
    for file in (tmp_path / "ca.pem", tmp_path / "missing.pem", tmp_path):
        with pytest.raises(CaFileUnreadable):
            post("https://127.0.0.1:9/", settings=NetSettings(proxy="direct", ca_file=file))
