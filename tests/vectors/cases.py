"""The golden messages of the reference libraries, read from beside the checkout."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sozialclient.crypto.certificates import certificate_from_file, read_certificate
from sozialclient.crypto.key_file import open_key_file
from sozialclient.crypto.key_transport import DecryptionKey
from tests.conftest import SHARED

FOLDERS = ("vectors", "vectors-dotnet")
PASSWORD = "Test-1234"
Meta = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One folder of the vectors."""

    folder: Path
    meta: Meta

    @property
    def kind(self) -> str:
        return str(self.meta["kind"])

    @property
    def message(self) -> bytes:
        return (self.folder / "message.msg").read_bytes()

    def file(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def path(self, relative: str) -> Path:
        return (self.folder / relative).resolve()


def all_cases(*kinds: str) -> list[Case]:
    """Every case of those kinds; an empty list when the folder is not there."""
    found: list[Case] = []
    for name in FOLDERS:
        index = SHARED / "osci" / name / "index.json"
        if not index.is_file():
            continue
        for entry in json.loads(index.read_text(encoding="utf-8")):
            folder = index.parent / entry["case"]
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if meta["kind"] in kinds:
                found.append(Case(folder, meta))
    return found


@functools.cache
def decryption_keys(path: Path) -> tuple[DecryptionKey, ...]:
    """Keys of a test .p12."""
    return tuple(i.decryption_key() for i in open_key_file(path.read_bytes(), PASSWORD).identities)


def keys_of(case: Case) -> list[DecryptionKey]:
    """Keys of the office and of every other reader but the stranger."""
    paths = {case.folder.parent / "_pki" / "recipient-cipher.p12"}
    paths |= {case.path(p12) for p12 in _p12_files(case.meta) if "stranger" not in p12}
    return [key for path in sorted(paths) for key in decryption_keys(path)]


def _p12_files(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("p12"), str):
            yield value["p12"]
        for inner in value.values():
            yield from _p12_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _p12_files(inner)


def pinned_signer(case: Case) -> bytes:
    """The intermediary's signature certificate as it would be on file."""
    return certificate_from_file((case.folder.parent / "_pki" / "intermed-sig.cer").read_bytes())


def subject_of(case: Case, certificate: str) -> str:
    """Subject of a certificate file named in the metadata."""
    return read_certificate(certificate_from_file(case.path(certificate).read_bytes())).subject


def expected_containers(case: Case) -> Iterator[Meta]:
    """All containers of the metadata that one of our keys opens, nested ones included."""
    for container in case.meta.get("containers") or []:
        yield from _walk(container)
    for encrypted in case.meta.get("encrypted") or []:
        yield from _walk_encrypted(encrypted)


def _walk(container: Meta) -> Iterator[Meta]:
    yield container
    for content in container.get("contents", []):
        inner = content.get("container")
        if inner:
            yield from _walk(inner)
    for encrypted in container.get("encrypted", []):
        yield from _walk_encrypted(encrypted)


def _walk_encrypted(encrypted: Meta) -> Iterator[Meta]:
    if any("stranger" not in str(reader.get("p12", "stranger")) for reader in encrypted["readers"]):
        yield from _walk(encrypted["container"])
