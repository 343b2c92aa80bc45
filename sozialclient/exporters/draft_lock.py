"""Tells a draft that somebody is writing from one that was left by a crash."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from pathlib import Path

LOCK_NAME = ".schreibt"
"""File in the draft of a folder that is locked as long as it is written."""

_DRAFT = re.compile(r".+\.[0-9a-f]{8}(?:\.zip)?\.teil")
# Drafts of versions that made no lock; nobody writes that slowly.
_ABANDONED_SECONDS = 24 * 3600
# Windows forbids reading locked bytes, so the locked one lies behind the end of every archive.
_LOCKED_BYTE = 1 << 40
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class DraftLock:
    """The lock on a file; the system drops it with the process."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises OSError, also when somebody else has it."""
        self._descriptor: int | None = os.open(path, _FLAGS | (os.O_CREAT if create else 0), 0o600)
        try:
            _lock(self._descriptor)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let it go; twice is allowed."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def unlocked(folder: Path) -> None:
    """Take the lock file out of an export that has its final name; one that stays does no harm."""
    with contextlib.suppress(OSError):
        (folder / LOCK_NAME).unlink()


def sweep(target: Path) -> int:
    """Remove the drafts in `target` that a crash left; returns how many. Raises nothing: an export does not need it."""
    removed = 0
    with contextlib.suppress(OSError):
        for entry in target.iterdir():
            if _DRAFT.fullmatch(entry.name) and not entry.is_symlink() and _abandoned(entry):
                _remove(entry)
                removed += 1
    return removed


def _abandoned(draft: Path) -> bool:
    locked = draft / LOCK_NAME if draft.is_dir() else draft
    try:
        lock = DraftLock(locked)
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            # A kill between making and locking it; who is just about to lock it makes another one.
            empty = draft.is_dir() and not any(draft.iterdir())
            return empty or time.time() - draft.stat().st_mtime > _ABANDONED_SECONDS
        return False
    except OSError:
        return False
    lock.release()
    return True


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)
