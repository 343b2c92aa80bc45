"""The file beside the store that says how its key is kept, and keeps it where nothing else can."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import StoreDamaged, StoreNewer
from sozialclient.store.private_file import write_private

VERSION = 1
_NAME = "key.json"


class KeyKind(enum.Enum):
    """Who guards the store key: a plain file with owner-only rights, Windows, or the system's key ring."""

    FILE = "file"
    DPAPI = "dpapi"
    KEYRING = "keyring"


@dataclass(frozen=True, slots=True)
class Wrap:
    """One way to the store key; `value` is the key itself (file), sealed (dpapi), or empty (keyring)."""

    kind: KeyKind
    value: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """What is known of a store key; `check` recognises the right one, `in_use` that data hangs on it."""

    version: int = VERSION
    store: str
    check: bytes
    in_use: bool = False
    wraps: tuple[Wrap, ...]


def read_key_file(folder: Path) -> KeyFile | None:
    """The key file of a data folder, None when there is none. Raises StoreDamaged and StoreNewer."""
    path = folder / _NAME
    with disk_errors():
        if not path.exists():
            return None
        raw = path.read_bytes()
    try:
        found = msgspec.json.decode(raw, type=dict[str, object]).get("version")
        if isinstance(found, int) and found > VERSION:
            raise StoreNewer(found=found, known=VERSION)
        return msgspec.json.decode(raw, type=KeyFile)
    except msgspec.DecodeError:
        raise StoreDamaged(part=_NAME) from None


def write_key_file(folder: Path, content: KeyFile) -> None:
    """Write durably: a store must never exist without the file that leads to its key."""
    with disk_errors():
        write_private(folder / _NAME, msgspec.json.format(msgspec.json.encode(content)))
