"""Who has the store open: seats of one PC may share it, a seat at another PC is turned away."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import FetchRunning, StoreBusy, StoreLocked

_GATE_SECONDS = 5.0
# Windows' locks forbid reading the locked bytes, so they lie far behind the text.
_LOCKED_BYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; `since` is aware UTC."""

    host: str
    user: str
    pid: int
    since: datetime


class LockFile:
    """An exclusive lock of the operating system on a file that names its holder.

    The system drops the lock with the process, so what a crash leaves is only a file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_lock(self) -> bool:
        """Take the lock if it is free, and write our name. Raises OSError."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        if not _lock(descriptor):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        user = os.environ.get("USERNAME") or os.environ.get("USER") or ""
        name = msgspec.json.encode(Holder(platform.node(), user, os.getpid(), datetime.now(UTC)))
        os.ftruncate(descriptor, 0)
        os.write(descriptor, name)
        return True

    def release(self) -> None:
        """Give the lock back. Twice is allowed."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> Holder | None:
        """Who wrote the name in the file last, None when it can't be read."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Holder)
        except (OSError, msgspec.DecodeError):
            return None


class Seats:
    """The seats at one data folder.

    Every process that opens the store sits down under a lock of its own. SQLite's WAL needs
    shared memory, so only processes of one PC can work on the same store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seat: LockFile | None = None

    def sit_down(self) -> None:
        """Take a seat. Raises StoreLocked, StoreBusy, StoreReadOnly and its siblings."""
        with disk_errors():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self.turn():
                self._clear_other_seats()
                seat = LockFile(self._folder / f"{secrets.token_hex(8)}.seat")
                seat.try_lock()
                self._seat = seat

    def stand_up(self) -> None:
        """Leave the seat. Twice is allowed."""
        if self._seat is not None:
            self._seat.release()
            with contextlib.suppress(OSError):
                self._seat.path.unlink(missing_ok=True)
            self._seat = None

    @contextlib.contextmanager
    def fetching(self, mailbox: str) -> Iterator[None]:
        """Hold the right to fetch `mailbox` for the length of a `with`. Raises FetchRunning."""
        name = hashlib.sha256(mailbox.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        lock = LockFile(self._folder / f"fetch-{name}.lock")
        with disk_errors():
            taken = lock.try_lock()
        if not taken:
            raise FetchRunning(**_named(lock.holder()))
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only one to prepare the store for the length of a `with`. Raises StoreBusy."""
        gate = LockFile(self._folder / "gate.lock")
        end = time.monotonic() + _GATE_SECONDS
        while not gate.try_lock():
            if time.monotonic() > end:
                raise StoreBusy()
            time.sleep(0.01)
        try:
            yield
        finally:
            gate.release()

    def _clear_other_seats(self) -> None:
        for path in self._folder.glob("*.seat"):
            other = LockFile(path)
            holder = other.holder()
            if other.try_lock():
                other.release()
                path.unlink(missing_ok=True)
            elif holder is None or holder.host != platform.node():
                raise StoreLocked(**_named(holder))


def _named(holder: Holder | None) -> dict[str, str]:
    if holder is None:
        return {"host": "?", "since": "?"}
    return {"host": holder.host, "since": holder.since.astimezone().strftime("%d.%m.%Y, %H:%M")}


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
