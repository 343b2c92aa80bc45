"""The file beside the store that says how its key is kept, and keeps it where nothing else can."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import read_whole, write_private
from sozialclient.store.errors import StoreDamaged, StoreNewer

VERSION = 2
NAME = "key.json"


class KeyKind(enum.Enum):
    """A way to the store key.

    The first three open without asking and belong to one PC: a plain file with owner-only
    rights, Windows, the system's key ring. The others open it anywhere: an office's key file
    with its PIN, the printed recovery key, a passphrase.
    """

    FILE = "file"
    DPAPI = "dpapi"
    KEYRING = "keyring"
    CERTIFICATE = "certificate"
    RECOVERY = "recovery"
    PASSPHRASE = "passphrase"


SYSTEM = frozenset({KeyKind.FILE, KeyKind.DPAPI, KeyKind.KEYRING})
"""Ways that only this PC and this user have."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of Argon2id (RFC 9106): passes, lanes, memory in KiB."""

    passes: int
    lanes: int
    memory: int


@dataclass(frozen=True, slots=True)
class Wrap:
    """One way to the store key.

    `value` is the store key itself (FILE) or sealed for `public`: an X25519 key, of a CERTIFICATE
    the certificate (DER). `guarded` is the private half where Windows seals it. `label` names the
    PC or the mailbox. `seal` is made with the store key over everything else. Wraps of version 1
    have kind and value only: there Windows and the key ring hold the store key itself.
    """

    kind: KeyKind
    value: bytes = b""
    public: bytes = b""
    guarded: bytes = b""
    salt: bytes = b""
    cost: Cost | None = None
    label: str = ""
    made: datetime | None = None
    seal: bytes = b""


@dataclass(frozen=True, slots=True)
class NextKey:
    """The key a rotation leads to: what recognises it, and its wraps."""

    check: bytes
    wraps: tuple[Wrap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """What is known of a store key; `check` recognises the right one, `in_use` that data hangs on it.

    `next` is there while a rotation is under way: one of the two keys opens the index.
    """

    version: int = VERSION
    store: str
    check: bytes
    in_use: bool = False
    wraps: tuple[Wrap, ...]
    next: NextKey | None = None


def read_key_file(folder: Path) -> KeyFile | None:
    """The key file of a data folder, None when there is none. Raises StoreDamaged and StoreNewer."""
    path = folder / NAME
    with disk_errors():
        if not path.exists():
            return None
        raw = read_whole(path)
    try:
        found = msgspec.json.decode(raw, type=dict[str, object]).get("version")
        if isinstance(found, int) and found > VERSION:
            raise StoreNewer(found=found, known=VERSION)
        return msgspec.json.decode(raw, type=KeyFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise StoreDamaged(part=NAME) from None


def encoded_key_file(content: KeyFile) -> bytes:
    """The bytes `read_key_file` reads."""
    return msgspec.json.format(msgspec.json.encode(content))


def write_key_file(folder: Path, content: KeyFile) -> None:
    """Write durably: a store must never exist without the file that leads to its key."""
    with disk_errors():
        write_private(folder / NAME, encoded_key_file(content))
