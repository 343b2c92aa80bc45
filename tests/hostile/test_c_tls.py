"""Rows C-19 and C-20: which TLS is accepted, and that every Python decides the same."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from sozialclient.net.errors import NetError, TlsCertificate, TlsExpired, TlsFailed, TlsHostMismatch
from sozialclient.net.http_client import NetSettings
from sozialclient.net.tls import client_context
from tests.hostile.expect import refused
from tests.hostile.issuing import Party, root, rsa_key
from tests.hostile.rows import guarded_by
from tests.hostile.tls_servers import (
    DAY,
    LEAVES,
    TODAY,
    accepts,
    authorities_file,
    issuers,
    server,
    server_context,
    today,
)
from tests.unit.net.exchanges import post
from tests.unit.net.servers import says, serving

OK = says("HTTP/1.1 200 OK", "Content-Length: 6", body=b"Antrag")
HOST = "127.0.0.1"


def certificates() -> dict[str, tuple[Callable[[Party], Party], str, type[NetError]]]:
    """A server's certificate, the host that is asked for, and what is said of it."""
    stranger = root("Fremde Wurzel", 61, **today())
    return {
        "self-signed": (lambda top: server(None, HOST), HOST, TlsCertificate),
        "unknown root": (lambda top: server(stranger, HOST), HOST, TlsCertificate),
        "wrong host": (lambda top: server(top, "osci.amt.example"), "localhost", TlsHostMismatch),
        "address only": (lambda top: server(top, HOST), "localhost", TlsHostMismatch),
        "name only in the subject": (lambda top: server(top), "localhost", TlsHostMismatch),
        "wildcard for an address": (lambda top: server(top, "*.0.0.1"), HOST, TlsHostMismatch),
        "expired": (lambda top: server(top, HOST, ends=TODAY - DAY), HOST, TlsExpired),
        "not yet": (lambda top: server(top, HOST, begins=TODAY + DAY), HOST, TlsExpired),
    }


@guarded_by("sozialclient.net.tls.client_context")
@pytest.mark.parametrize("case", certificates())
def test_c_19_a_server_that_proves_nothing_gets_nothing(case: str, tmp_path: Path) -> None:
    """Self-signed, another host, out of its time: refused before a byte of a message leaves; there is no way around."""
    make, host, kind = certificates()[case]
    top = root(**today())
    trusting = NetSettings(proxy="direct", ca_file=authorities_file(tmp_path, top))
    with serving(OK, tls=server_context(tmp_path, make(top))) as running, refused(kind):
        post(f"https://{host}:{running.port}/osci", settings=trusting)
    assert running.requests == []
    good = server_context(tmp_path, server(top, HOST, "localhost"))
    with serving(OK, tls=good) as running:
        assert post(f"https://{host}:{running.port}/osci", settings=trusting).body == b"Antrag"
    assert {field.name for field in fields(NetSettings)} == {
        "proxy", "ca_file", "connect_seconds", "grace_seconds", "minimum_rate", "largest_response"}


def only(version: ssl.TLSVersion, ciphers: str) -> Callable[[ssl.SSLContext], None]:
    def limit(context: ssl.SSLContext) -> None:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = version
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")

    return limit


def no_such_name(context: ssl.SSLContext) -> None:
    """The server has no certificate for the name that is asked for."""
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME


OLD = ssl.TLSVersion.TLSv1_2
OFFERS: dict[str, Callable[[ssl.SSLContext], None]] = {
    "TLS 1.0": only(ssl.TLSVersion.TLSv1, "ALL"),
    "TLS 1.1": only(ssl.TLSVersion.TLSv1_1, "ALL"),
    "RSA key exchange": only(OLD, "AES256-GCM-SHA384"),
    "CBC": only(OLD, "ECDHE-RSA-AES256-SHA384"),
    "CBC with SHA-1": only(OLD, "ECDHE-RSA-AES128-SHA"),
    "ChaCha20": only(OLD, "ECDHE-RSA-CHACHA20-POLY1305"),
    "finite-field DH": only(OLD, "DHE-RSA-AES256-GCM-SHA384"),
    "no certificate for the name": no_such_name,
}


@guarded_by("sozialclient.net.tls._CIPHERS_TLS_1_2", "sozialclient.net.tls.client_context")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
@pytest.mark.parametrize("offer", OFFERS)
def test_c_19b_old_tls_is_not_spoken(offer: str, tmp_path: Path) -> None:
    """Old versions, key exchange without forward secrecy, CBC, a name nobody answers for: no connection comes about."""
    top = root(**today())
    context = server_context(tmp_path, server(top, HOST, "localhost", private=rsa_key()))
    OFFERS[offer](context)
    trusting = NetSettings(proxy="direct", ca_file=authorities_file(tmp_path, top))
    with serving(OK, tls=context) as running, refused(TlsFailed):
        post(f"https://localhost:{running.port}/osci", settings=trusting)
    assert running.requests == []


@guarded_by("sozialclient.net.tls.client_context", "sozialclient.net.tls._CIPHERS_TLS_1_2")
def test_c_19c_what_is_offered_at_all() -> None:
    """TLS 1.3, or 1.2 with ECDHE and GCM; no 3DES, no RC4, no CBC, no compression, no renegotiation."""
    context = client_context(None)
    names = [cipher["name"] for cipher in context.get_ciphers()]
    assert names and all(name.startswith("TLS_") or (name.startswith("ECDHE") and "GCM" in name) for name in names)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    for option in (ssl.OP_NO_COMPRESSION, ssl.OP_NO_RENEGOTIATION):
        assert context.options & option


@guarded_by("sozialclient.net.tls.client_context")
def test_c_20_every_python_gives_the_same_verdict(tmp_path: Path) -> None:
    """Forty chains have fixed verdicts, whatever flags this version of Python sets by default."""
    judged = 0
    for leaf, (names, changes, leaf_good) in LEAVES.items():
        for kind, (chain, trusted, issuer_good) in issuers().items():
            client = client_context(authorities_file(tmp_path, *trusted))
            party = server(chain[0], *names, **changes)
            served = server_context(tmp_path, party, *chain)
            assert accepts(client, served, "osci.amt.example") is (leaf_good and issuer_good), (leaf, kind)
            judged += 1
    assert judged == 40
    assert client_context(None).verify_flags == ssl.VerifyFlags.VERIFY_X509_TRUSTED_FIRST
