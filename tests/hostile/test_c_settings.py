"""Rows C-22 to C-24: addresses without TLS, proxies, and settings that would switch a check off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.net.address import Address, parse_address
from sozialclient.net.errors import ProxyAuthentication, ProxyInvalid, TlsCertificate
from sozialclient.net.http_client import NetSettings
from sozialclient.net.proxy import Proxy, proxy_for
from sozialclient.settings import Settings, SettingsUnknown, load_settings, settings_values
from sozialclient.usecases.add_mailbox import MailboxUnprotected, read_mailbox_form
from tests.hostile.expect import refused
from tests.hostile.issuing import root
from tests.hostile.rows import guarded_by, windows_only
from tests.hostile.tls_servers import server, server_context, today
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import run
from tests.unit.net.exchanges import post
from tests.unit.net.servers import says, serving
from tests.unit.usecases.test_add_mailbox import form, p12

FAR = parse_address("https://osci.amt.example/x")
PLAIN = parse_address("http://osci.amt.example/x")
HTTP = "http://osci.amt.example/x"


@guarded_by("sozialclient.usecases.add_mailbox.read_mailbox_form")
def test_c_22_plain_http_needs_both_signatures() -> None:
    """Without TLS a mailbox is refused unless answers must be signed by a known certificate and we sign ourselves.

    The message itself is always encrypted for the intermediary; there is nothing that would switch that off.
    """
    assert read_mailbox_form(replace(form(), url=HTTP)).url == HTTP
    unsigned = replace(form(), intermediary_signature=None)
    cipher_only = replace(form(), key_file=p12(training_pki().office_cipher))
    for changed in (unsigned, cipher_only):
        with refused(MailboxUnprotected):
            read_mailbox_form(replace(changed, url=HTTP))
        for allowed in ("https://osci.amt.example/x", "http://127.0.0.1:9/x"):
            assert read_mailbox_form(replace(changed, url=allowed)).url == allowed


@guarded_by("sozialclient.net.proxy.proxy_for")
@pytest.mark.parametrize("address", [FAR, PLAIN], ids=["https", "http"])
def test_c_23_the_environment_names_no_proxy(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables like HTTPS_PROXY decide nothing, whatever is set; only the setting does."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelt in (name, name.upper()):
            monkeypatch.setenv(spelt, "http://fremd.example:3128")
    configured = "http://proxy.amt.example:3128"
    assert proxy_for(address, "direct") is None
    assert proxy_for(address, configured) == Proxy("proxy.amt.example", 3128)
    found = proxy_for(address, "system")
    assert found is None or found.host != "fremd.example"
    monkeypatch.setenv("no_proxy", "*")
    assert proxy_for(address, configured) == Proxy("proxy.amt.example", 3128)


@windows_only
@guarded_by("sozialclient.net.proxy._of_system")
def test_c_23b_windows_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the setting "system" is what the registry says for this scheme."""
    monkeypatch.setattr("urllib.request.getproxies_registry", lambda: {"https": "http://proxy.amt.example:8080"})
    monkeypatch.setattr("urllib.request.proxy_bypass_registry", lambda host: False)
    assert proxy_for(FAR, "system") == Proxy("proxy.amt.example", 8080)
    assert proxy_for(PLAIN, "system") is None


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets requests to 127.0.0.1 take the proxy of the setting, which otherwise they never do."""
    monkeypatch.setattr(
        "sozialclient.net.http_client.proxy_for",
        lambda address, setting: proxy_for(Address(address.scheme, "far.example", address.port, "/"), setting),
    )
    yield


@guarded_by("sozialclient.net.translation._typed")
@pytest.mark.usefixtures("through")
def test_c_23c_a_proxy_that_asks_gets_no_password_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """407 ends with its own error; a .netrc in the home folder is not looked into, and no message was sent."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login geheim password geheim\n", encoding="ascii")
    (tmp_path / ".netrc").chmod(0o600)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    answer = says("HTTP/1.1 407 Proxy Authentication Required", "Proxy-Authenticate: Basic", "Content-Length: 0")
    with serving(answer) as proxy, refused(ProxyAuthentication):
        post("https://127.0.0.1:9/x", b"Antrag", settings=NetSettings(proxy=f"http://127.0.0.1:{proxy.port}"))
    assert len(proxy.requests) == 1
    assert b"uthorization" not in proxy.requests[0] and b"Antrag" not in proxy.requests[0]


@guarded_by("sozialclient.net.tls.client_context")
@pytest.mark.usefixtures("through")
def test_c_23d_a_proxy_that_breaks_tls_open_is_refused(tmp_path: Path) -> None:
    """A proxy that shows a certificate of its own authority for the server gets nothing of the message."""
    context = server_context(tmp_path, server(root("Proxy-Wurzel", 62, **today()), "127.0.0.1"))
    seen: list[bytes] = []

    def tunnel(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(connection, server_side=True) as inner:
            seen.append(inner.recv(100))

    with serving(tunnel) as proxy, refused(TlsCertificate):
        post("https://127.0.0.1:9/x", settings=NetSettings(proxy=f"http://127.0.0.1:{proxy.port}"))
    assert seen in ([], [b""])


@guarded_by("sozialclient.net.proxy._parsed")
@pytest.mark.parametrize("setting", ["http://proxy.example/proxy.pac", "http://proxy.example/wpad.dat", "socks5://p:1"])
def test_c_23e_no_script_decides(setting: str) -> None:
    """The address of a script (PAC) is no proxy: refused, not fetched, not run."""
    with serving(says("HTTP/1.1 200 OK", "Content-Length: 0")) as nobody, refused(ProxyInvalid):
        proxy_for(FAR, setting)
    assert nobody.requests == []


SWITCHES = (
    "network.verify = false", "network.verify_tls = false", "network.insecure = true", "network.allow_http = true",
    "policy.allow_unsigned = true", 'policy.allowed_algorithms = ["sha1"]', "policy.check_signatures = false",
    "security.enabled = false", "trust.check = false", "osci.encrypt = false", "debug = true",
    "network.Proxy = 'direct'",
)


@guarded_by("sozialclient.settings.load_settings")
@pytest.mark.parametrize("line", SWITCHES)
def test_c_24_no_setting_switches_a_check_off(line: str, tmp_path: Path) -> None:
    """A line that would loosen something stops the start by its name; there is no such setting under any name."""
    (tmp_path / "settings.toml").write_text(line + "\n", encoding="utf-8")
    with refused(SettingsUnknown, key=line.partition(" ")[0]):
        load_settings(tmp_path)
    answer = run("--data", tmp_path, "list", "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "SETTINGS-UNKNOWN")
    assert not (tmp_path / "store.db").exists()


@guarded_by("sozialclient.crypto.policy.Policy.tightened")
def test_c_24b_a_policy_can_only_be_tightened(tmp_path: Path) -> None:
    """The only setting about algorithms refuses more of them; a name the table does not know stops the start."""
    named = {key for key in settings_values(Settings()) if key.startswith(("policy.", "network."))}
    assert named == {
        "network.proxy", "network.ca_file", "network.connect_seconds", "network.grace_seconds", "network.minimum_rate",
        "network.crl_addresses", "policy.refused_algorithms"}
    for line in ('refused_algorithms = ["+sha1"]', 'refused_algorithms = ["-rsa-2048"]', 'refused_algorithms = [""]'):
        (tmp_path / "settings.toml").write_text(f"[policy]\n{line}\n", encoding="utf-8")
        answer = run("--data", tmp_path, "list", "--json")
        assert answer.code == 3
        assert answer.json["error"]["reference"] in ("CRYPTO-POLICY-NAME", "SETTINGS-INVALID")
