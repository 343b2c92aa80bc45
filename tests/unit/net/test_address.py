from __future__ import annotations

import pytest

from sozialclient.net.address import Address, parse_address
from sozialclient.net.errors import AddressInvalid


@pytest.mark.parametrize(
    ("url", "address", "authority"),
    [
        ("http://osci.example/", Address("http", "osci.example", 80, "/"), "osci.example"),
        ("https://OSCI.Example", Address("https", "osci.example", 443, "/"), "osci.example"),
        ("http://h:8080/a/b?c=d", Address("http", "h", 8080, "/a/b?c=d"), "h:8080"),
        ("https://[::1]:8443/x", Address("https", "::1", 8443, "/x"), "[::1]:8443"),
        ("https://grünanger.example/", Address("https", "xn--grnanger-75a.example", 443, "/"), None),
    ],
)
def test_addresses(url: str, address: Address, authority: str | None) -> None:
    parsed = parse_address(url)
    assert parsed == address
    assert authority is None or parsed.authority == authority
    assert parse_address(parsed.url) == parsed


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("ftp://h/", "scheme"),
        ("h/osci", "scheme"),
        ("", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://user@h/", "user"),
        ("http://user:pin@h/", "user"),
        ("http://h/#x", "fragment"),
        ("http://h/#", "fragment"),
        ("http://", "host"),
        ("http:///x", "host"),
        ("http://h:0/", "host"),
        ("http://h:99999/", "host"),
        ("http://h:x/", "host"),
        ("http://[::1/", "host"),
        ("http://" + "ä" * 70 + ".de/", "host"),
        ("http://h/ä", "path"),
        ("http://h/a b", "characters"),
        ("http://h/\r\nX: y", "characters"),
        ("http://h/\t", "characters"),
        ("http://h\\@g/", "characters"),
        ("http://h/" + "x" * 3000, "characters"),
    ],
)
def test_what_is_no_address(url: str, part: str) -> None:
    with pytest.raises(AddressInvalid) as caught:
        parse_address(url)
    assert caught.value.parameters == {"part": part}
