"""A folder that another program watches: who we are to it, that we write now, and what is ready to be taken."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sozialclient.exporters.draft import sync_folder
from sozialclient.exporters.draft_lock import DraftLock
from sozialclient.exporters.errors import ExportBlockedError, ExportTargetError, export_error

IDENTITY = ".sozialclient-ablage"
"""Says which route the folder belongs to; where it is missing, the share is gone or is another one."""
LOCK = ".sozialclient-sperre"
"""There and locked as long as we write."""
DONE_ENDING = ".fertig"
"""Behind the name of an export: it may be taken. Written last."""

_LONGEST_IDENTITY = 200
# Whoever may write to the folder could put something there that never answers, or leads elsewhere.
_LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def claim(folder: Path) -> str:
    """Make an existing folder one of ours; returns what its identity says, which an earlier claim may have written.

    Raises ExportTargetError when there is no such folder, and ExportError when it cannot be written.
    """
    if not folder.is_dir():
        raise ExportTargetError(code=0)
    known = _identity(folder)
    if known:
        return known
    marker = secrets.token_hex(16)
    _write(folder / IDENTITY, marker)
    return marker


def is_there(folder: Path, marker: str) -> bool:
    """Whether the folder can be seen and has this `marker`; on a share that is gone the answer may take a while."""
    return _identity(folder) == marker


@contextmanager
def writing(folder: Path, marker: str) -> Iterator[None]:
    """Hold the folder while we write.

    Raises ExportTargetError when it is gone or no longer the one with this `marker`, ExportBlockedError when
    another program of ours writes there, ExportError when it cannot be written.
    """
    if not is_there(folder, marker):
        raise ExportTargetError(code=0)
    try:
        lock = DraftLock(folder / LOCK, create=True)
    except (BlockingIOError, PermissionError) as error:
        raise ExportBlockedError(code=error.errno or 0) from None
    except OSError as error:
        raise export_error(error, folder, needed=0) from None
    try:
        yield
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            (folder / LOCK).unlink()


@contextmanager
def marked_done(path: Path) -> Iterator[None]:
    """Say that the export at `path` may be taken; where the block fails, take that back.

    Raises ExportError, and what the block raises.
    """
    mark = path.with_name(path.name + DONE_ENDING)
    with contextlib.suppress(FileExistsError):
        _write(mark, "")
    sync_folder(path.parent)
    try:
        yield
    except BaseException:
        mark.unlink(missing_ok=True)
        raise


def _identity(folder: Path) -> str:
    """What the folder says of itself, empty when it says nothing or cannot be read."""
    try:
        with os.fdopen(os.open(folder / IDENTITY, _LOOK), "rb") as file:
            return file.read(_LONGEST_IDENTITY).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write(path: Path, text: str) -> None:
    try:
        with os.fdopen(os.open(path, _FLAGS, 0o644), "wb") as file:
            file.write(text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError as error:
        raise export_error(error, path, needed=0) from None
