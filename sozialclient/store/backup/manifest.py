"""What a backup consists of, written down, and guarded against changes with a key derived from the store's."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec

from sozialclient.store.backup.errors import BackupDamaged, BackupNewer

FORMAT = 1
GUARD = "backup"
"""Purpose of the key that guards the manifest."""


class PackEntry(NamedTuple):
    """One application's sealed contents in a file of their own.

    `number` is the row number, `identity` (24 hex digits) changes whenever other bytes would be
    sealed, `sha256` (hex) and `size` are of the file.
    """

    number: int
    identity: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """Path of the file below the backups of a store, with slashes."""
        return f"packs/{self.number // 1000:05}/{self.stem}-{self.sha256}.pack"

    @property
    def stem(self) -> str:
        """What the file's name begins with, known before it is written."""
        return f"{self.number:08}-{self.identity}"


class FileEntry(NamedTuple):
    """A file of one backup: size and SHA-256 (hex)."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. `index_version` is the schema's; counts are of the whole store at that moment."""

    format: int = FORMAT
    store: str
    created: datetime
    program_version: str
    index_version: int
    applications: int
    contents: int
    index: FileEntry
    key: FileEntry
    packs: tuple[PackEntry, ...]

    @property
    def size(self) -> int:
        """Bytes of all files, the manifest itself excepted."""
        return self.index.size + self.key.size + sum(pack.size for pack in self.packs)


class _Guarded(msgspec.Struct):
    manifest: msgspec.Raw
    mac: str


class _Version(msgspec.Struct):
    format: int


def written_manifest(manifest: Manifest, key: bytes) -> bytes:
    """`manifest` with its guard under `key` (32 bytes)."""
    body = msgspec.json.encode(manifest)
    return msgspec.json.encode(_Guarded(msgspec.Raw(body), _mac(body, key)))


def read_manifest(raw: bytes, name: str, key: bytes | None = None) -> Manifest:
    """The manifest in `raw`, of the backup called `name`; without `key` its guard is not checked.

    Raises BackupDamaged and BackupNewer.
    """
    try:
        guarded = msgspec.json.decode(raw, type=_Guarded)
        body = bytes(guarded.manifest)
        found = msgspec.json.decode(body, type=_Version).format
        if found > FORMAT:
            raise BackupNewer(found=found, known=FORMAT)
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BackupDamaged(part="manifest", backup=name) from None
    if key is not None and not hmac.compare_digest(_mac(body, key), guarded.mac):
        raise BackupDamaged(part="manifest", backup=name)
    return manifest


def _mac(body: bytes, key: bytes) -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()
