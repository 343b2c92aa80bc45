"""Spools whose bytes touch the disk only sealed under a key that never leaves memory."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import INNER_FOLDER
from sozialclient.store.errors import StoreDamaged

SMALL = 256 * 1024
"""Bytes up to which a spool stays in memory, as long as all of them together stay below `MEMORY`."""

MEMORY = 16 * 1024 * 1024
SLOT = 64 * 1024
_TAG = 16
_SUFFIX = ".spool"


class SpoolFile:
    """One temporary file shared by many spools, cut into slots of equal size.

    A delivery may have hundreds of attachments; one file each would run into the limit of open
    files. Every sealed piece has a nonce of its own that is remembered in memory only, so pieces
    can neither be read nor moved nor replayed by someone who sees the file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cipher = AESGCM(AESGCM.generate_key(bit_length=256))
        self._sealed = bytearray(SLOT + _TAG)
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._path: Path | None = None
        self._free: list[int] = []
        self._slots = 0
        self._nonce = 0
        self._memory = 0

    def has_memory(self, length: int) -> bool:
        """Whether a small spool may keep `length` more bytes in memory."""
        return self._memory + length <= MEMORY

    def hold(self, length: int) -> None:
        """Note that a spool keeps `length` more bytes (or fewer) in memory."""
        with self._lock:
            self._memory += length

    def put(self, data: bytes | bytearray | memoryview) -> tuple[int, int]:
        """Seal up to `SLOT` bytes into the file; returns slot and nonce. Raises StoreFull and its siblings."""
        with self._lock, disk_errors():
            descriptor = self._opened()
            slot = self._free[-1] if self._free else self._slots
            self._nonce += 1
            length = len(data) + _TAG
            view = memoryview(self._sealed)[:length]
            self._cipher.encrypt_into(self._nonce.to_bytes(12, "big"), data, None, view)
            os.lseek(descriptor, slot * (SLOT + _TAG), os.SEEK_SET)
            while view:
                view = view[os.write(descriptor, view) :]
            if self._free:
                self._free.pop()
            else:
                self._slots += 1
            return slot, self._nonce

    def get(self, slot: int, nonce: int, length: int) -> bytes:
        """The `length` bytes sealed by `put`. Raises StoreDamaged when they are not intact."""
        with self._lock, disk_errors():
            descriptor = self._opened()
            os.lseek(descriptor, slot * (SLOT + _TAG), os.SEEK_SET)
            sealed = os.read(descriptor, length + _TAG)
            try:
                return self._cipher.decrypt(nonce.to_bytes(12, "big"), sealed, None)
            except InvalidTag:
                raise StoreDamaged(part="spool") from None

    def release(self, slots: list[int]) -> None:
        """Give slots back; the file shrinks to nothing when none is in use."""
        with self._lock, disk_errors():
            self._free.extend(slots)
            if self._descriptor is not None and len(self._free) == self._slots:
                os.ftruncate(self._descriptor, 0)
                self._free.clear()
                self._slots = 0

    def close(self) -> None:
        """Remove the file; spools still in use become unreadable. Closing twice is allowed."""
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
            if self._path is not None:
                self._path.unlink(missing_ok=True)
                self._path = None
            self._free.clear()
            self._slots = 0

    def _opened(self) -> int:
        if self._descriptor is None:
            self._folder.mkdir(mode=INNER_FOLDER, parents=True, exist_ok=True)
            path = self._folder / f"{secrets.token_hex(16)}{_SUFFIX}"
            # On Windows the file goes with its last handle and is kept in the cache where possible.
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
            for name in ("O_BINARY", "O_TEMPORARY", "O_SHORT_LIVED", "O_NOINHERIT", "O_CLOEXEC"):
                flags |= getattr(os, name, 0)
            self._descriptor = os.open(path, flags, 0o600)
            self._path = path
            if os.name == "posix":
                path.unlink()
                self._path = None
        return self._descriptor


def remove_leftovers(folder: Path) -> None:
    """Delete what a crash left behind; files another process still holds open stay."""
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            continue


class SealedSpool:
    """A `Spool` in memory while small, in sealed pieces of a `SpoolFile` beyond that.

    Not for use by two threads at once. Raises StoreFull, StoreReadOnly or StoreInputOutput when
    writing fails, StoreDamaged when the pieces on disk changed, ValueError after `close`.
    """

    def __init__(self, file: SpoolFile) -> None:
        self._file = file
        self._tail = bytearray()
        self._pieces: list[tuple[int, int]] = []
        self._digest = hashlib.sha256()
        self._closed = False

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return len(self._pieces) * SLOT + len(self._tail)

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the bytes written so far."""
        return self._digest.digest()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append `data`."""
        self._require_open()
        before = len(self._tail)
        try:
            self._append(memoryview(data).cast("B"))
            self._digest.update(data)
        finally:
            self._file.hold(len(self._tail) - before)

    def _append(self, rest: memoryview) -> None:
        if not self._pieces and self.size + len(rest) <= SMALL and self._file.has_memory(len(rest)):
            self._tail += rest
            return
        while len(self._tail) >= SLOT:
            self._pieces.append(self._file.put(self._tail[:SLOT]))
            del self._tail[:SLOT]
        while len(self._tail) + len(rest) >= SLOT:
            missing = SLOT - len(self._tail)
            if self._tail:
                self._pieces.append(self._file.put(self._tail + rest[:missing]))
                self._tail.clear()
            else:
                self._pieces.append(self._file.put(rest[:missing]))
            rest = rest[missing:]
        self._tail += rest

    def chunks(self) -> Iterator[bytes]:
        """The written bytes from the start, in pieces of at most 256 KiB."""
        self._require_open()
        for slot, nonce in self._pieces:
            self._require_open()
            yield self._file.get(slot, nonce, SLOT)
        self._require_open()
        if self._tail:
            yield bytes(self._tail)

    def close(self) -> None:
        """Forget the bytes. Closing twice is allowed."""
        if not self._closed:
            self._closed = True
            self._file.hold(-len(self._tail))
            self._tail = bytearray()
            self._file.release([slot for slot, _ in self._pieces])
            self._pieces = []

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError("the spool is closed")
