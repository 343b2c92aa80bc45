"""Small files that appear complete or not at all, readable by their owner only."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

_ATTEMPTS = 8
_PAUSE_SECONDS = 0.1


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by a synced file with `data`; the old one stays whole if anything fails. Raises OSError."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file its final name. Raises OSError.

    On Windows a virus scanner, or someone who reads the old file, can keep it from moving for a moment.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            temporary.replace(path)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    temporary.replace(path)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` durable; Windows does so by itself and has no call for it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
