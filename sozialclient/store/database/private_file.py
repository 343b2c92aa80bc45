"""Small files that appear complete or not at all, readable by their owner only."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

T = TypeVar("T")

# With 0o700 Python shuts out everyone else on Windows since 3.12.4, also colleagues who share the data folder.
INNER_FOLDER = 0o777 if os.name == "nt" else 0o700
"""Mode of a folder inside the data folder: it is for whom the data folder is for."""

_PATIENCE_SECONDS = 0.8
# Windows moves no folder while a file in it is open, and a virus scanner reads all that is new.
_FOLDER_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.1


def new_private(path: Path) -> BinaryIO:
    """A new file that only its owner may read, open for writing. Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by a synced file with `data`; the old one stays whole if anything fails. Raises OSError."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    made = new_private(temporary)
    try:
        with made as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file or folder its final name. Raises OSError."""
    _patiently(lambda: temporary.replace(path), _FOLDER_PATIENCE_SECONDS if temporary.is_dir() else _PATIENCE_SECONDS)


def read_whole(path: Path) -> bytes:
    """The bytes of a small file, which another process may be replacing. Raises OSError."""
    return _patiently(path.read_bytes)


def take_away(path: Path) -> None:
    """Remove a file, if there is one. Raises OSError."""
    _patiently(lambda: path.unlink(missing_ok=True))


def _patiently(act: Callable[[], T], seconds: float = _PATIENCE_SECONDS) -> T:
    """Do it again while Windows refuses: somebody who has the file open, such as a virus scanner, keeps all others out.

    Without a wait where the system is another one. Raises OSError.
    """
    for _ in range(round(seconds / _PAUSE_SECONDS) - 1):
        try:
            return act()
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(_PAUSE_SECONDS)
    return act()


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` durable; Windows does so by itself and has no call for it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
