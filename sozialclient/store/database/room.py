"""Asks the disk for room before anything is begun that would need it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.errors import StoreNoRoom


def require_room(folder: Path, size: int, spare: int) -> None:
    """Raise StoreNoRoom when the disk of `folder` cannot take `size` bytes; `spare` bytes stay free besides.

    The bytes lie once in the spool or the WAL and once in the database, and what belongs to them
    takes its share (security catalogue D-13: 2.2 times).
    """
    needed = size * 22 // 10 + spare
    with disk_errors():
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreNoRoom(needed=-(-needed // 1_000_000), free=free // 1_000_000)
