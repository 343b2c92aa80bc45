"""Asks the disk for room before anything is begun that would need it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.errors import StoreNoRoom

SPARE = 32 * 1024 * 1024
"""Bytes for the index and what else grows beside the contents."""

SPARE_BEFORE_A_FETCH = 200_000_000
"""Bytes that must be free besides before a delivery is even asked for (security catalogue D-13)."""


def require_room(folder: Path, size: int, spare: int = SPARE) -> None:
    """Raise StoreNoRoom when the disk of `folder` cannot take `size` bytes; `spare` bytes stay free besides.

    The bytes lie once in the spool or the WAL and once in the database, and what belongs to them
    takes its share (security catalogue D-13: 2.2 times).
    """
    needed = size * 22 // 10 + spare
    with disk_errors():
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreNoRoom(needed=-(-needed // 1_000_000), free=free // 1_000_000)
