"""Read the profile file in which an operator hands out address and certificates of its intermediary."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from sozialclient.crypto.certificates import certificate_from_file, read_certificate
from sozialclient.errors import SozialclientError
from sozialclient.net.address import parse_address

_LARGEST = 1024 * 1024
_REQUIRED = frozenset({"url", "cipher_certificate"})
_KNOWN = _REQUIRED | {"name", "signature_certificate", "training"}


class ProfileUnreadable(SozialclientError):
    """The file is missing, too large or not TOML; parameter `cause`."""

    reference = "PROFILE-FILE"


class ProfileInvalid(SozialclientError):
    """A key is missing, unknown or of the wrong kind; parameter `key`."""

    reference = "PROFILE-KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxProfile:
    """Where mailboxes of an operator are; certificates in DER, `name` as the file or the certificate says."""

    name: str
    url: str
    cipher_certificate: bytes
    signature_certificate: bytes | None
    training: bool


def read_profile(path: Path) -> MailboxProfile:
    """Read a TOML file with `url`, `cipher_certificate` and perhaps `name`, `signature_certificate`, `training`.

    Certificates are PEM text, or the name of a file beside the profile. Raises ProfileUnreadable,
    ProfileInvalid, AddressInvalid and CertificateUnreadable.
    """
    table = _table(path)
    for key in sorted(_REQUIRED - set(table)) + sorted(set(table) - _KNOWN):
        raise ProfileInvalid(key=key[:40])
    url = _text(table, "url")
    parse_address(url)
    cipher = _certificate(path, _text(table, "cipher_certificate"))
    signature = table.get("signature_certificate")
    facts = read_certificate(cipher)
    training = table.get("training", False)
    if not isinstance(training, bool):
        raise ProfileInvalid(key="training")
    return MailboxProfile(
        name=_text(table, "name") if "name" in table else facts.common_name or facts.subject,
        url=url,
        cipher_certificate=cipher,
        signature_certificate=None if signature is None else _certificate(path, _text(table, "signature_certificate")),
        training=training,
    )


def describe_intermediary(url: str, cipher: Path, signature: Path | None) -> MailboxProfile:
    """The same from an address and certificate files; raises like `read_profile`."""
    parse_address(url)
    cipher_certificate = certificate_from_file(_bytes(cipher))
    facts = read_certificate(cipher_certificate)
    return MailboxProfile(
        name=facts.common_name or facts.subject,
        url=url,
        cipher_certificate=cipher_certificate,
        signature_certificate=None if signature is None else certificate_from_file(_bytes(signature)),
        training=False,
    )


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError):  # no UTF-8, no TOML, a number of thousands of digits, deep nesting
        raise ProfileUnreadable(cause="TOML") from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ProfileUnreadable(cause=error.errno or 0) from None
    if len(data) > _LARGEST:
        raise ProfileUnreadable(cause="1 MiB")
    return data


def _text(table: dict[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ProfileInvalid(key=key)
    return value.strip()


def _certificate(path: Path, value: str) -> bytes:
    if "-----BEGIN" in value:
        return certificate_from_file(value.encode("utf-8"))
    if Path(value).name != value:
        raise ProfileInvalid(key="certificate")
    return certificate_from_file(_bytes(path.parent / value))
