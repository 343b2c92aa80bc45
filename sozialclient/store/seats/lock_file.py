"""Locks of the operating system on files that name their holder."""

from __future__ import annotations

import dataclasses
import os
import platform
import secrets
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

# Windows' locks forbid reading the locked bytes, so they lie far behind the text.
_LOCKED_BYTE = 1 << 30
# Every writing has the same length, so that a reader never sees the end of an older one.
_LENGTH = 512
_LONGEST_NAME = 60
# On a share others make files too: a link would lead our name into somebody's file, a pipe would never answer.
_PLAIN_FILE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock.

    `since` is aware UTC by the holder's own clock. `machine` tells running systems apart that
    have the same name; `sign` changes with every sign of life. Seats of older versions lack both.
    """

    host: str
    user: str
    pid: int
    since: datetime
    machine: str = ""
    sign: str = ""

    @property
    def here(self) -> bool:
        """Whether it is a process of this PC as it runs now."""
        return self.host == platform.node() and self.machine in ("", this_machine())


def ourselves() -> Holder:
    """This process as a holder from now on."""
    user = os.environ.get("USERNAME") or os.environ.get("USER") or ""
    return Holder(platform.node(), user, os.getpid(), datetime.now(UTC), this_machine(), secrets.token_hex(8))


class LockFile:
    """An exclusive lock of the operating system on a file that names its holder.

    The system drops the lock with the process, so what a crash leaves is only a file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_lock(self, holder: Holder | None = None) -> bool:
        """Take the lock if it is free, and write the name of `holder` (None: leave what is there). Raises OSError."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | _PLAIN_FILE, 0o600)
        taken = False
        try:
            taken = _lock(descriptor)
        finally:
            if not taken:
                os.close(descriptor)
        if not taken:
            return False
        self._descriptor = descriptor
        try:
            if holder is not None:
                self.write(holder)
        except OSError:
            # A lock nobody knows of would keep everyone out until this process ends.
            self.release()
            raise
        return True

    def write(self, holder: Holder) -> None:
        """Write the name of who has the lock, in one piece. Raises OSError, ValueError when it is not held."""
        if self._descriptor is None:
            raise ValueError("the lock is not held")
        text = msgspec.json.encode(_shortened(holder)).ljust(_LENGTH)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text)

    def release(self) -> None:
        """Give the lock back. Twice is allowed."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def raw(self) -> bytes:
        """What is written in the file, as far as a name can reach; nothing when it can't be read."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | _PLAIN_FILE)
        except OSError:
            return b""
        try:
            return os.read(descriptor, _LENGTH)
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def holder(self) -> Holder | None:
        """Who wrote the name in the file last, None when it can't be read."""
        try:
            found = msgspec.json.decode(self.raw(), type=Holder)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        # A time at the edge of the calendar can't be told in local time.
        return _shortened(found) if 1 < found.since.year < 9999 else None


def _shortened(holder: Holder) -> Holder:
    return dataclasses.replace(holder, host=_told(holder.host), user=_told(holder.user))


def _told(name: str) -> str:
    """A name as it may stand in a sentence: on a share anybody may have written it."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:_LONGEST_NAME])


@cache
def this_machine() -> str:
    """What tells this running system from others of the same name, such as PCs made from one image."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


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
