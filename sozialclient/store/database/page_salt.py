"""Finds the salt of an encrypted database when a power cut spoilt the sector that holds it.

SQLCipher keeps a salt in the first 16 bytes of page 1 and needs it before it can read any page, those in
the WAL included. Page 1 is only ever written from the WAL, and the copy there begins with the same salt.
Layout of the WAL: https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import struct
from pathlib import Path

from sozialclient.store.database.wal import wal_of

SALT_SIZE = 16
_HEADER = struct.Struct(">4sII4x8s8x")
_FRAME = struct.Struct(">I4x8s8x")
_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def salt_in_wal(database: Path) -> bytes | None:
    """The salt before the last page 1 in the WAL of `database`; None: there is none. Raises OSError.

    It may come from a frame that does not count; whether it is right shows when a page is read.
    """
    wal = wal_of(database)
    found: bytes | None = None
    if not wal.exists():
        return None
    with wal.open("rb") as file:
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return None
        magic, _, page_size, generation = _HEADER.unpack(header)
        if magic not in _MAGIC:
            return None
        while len(frame := file.read(_FRAME.size)) == _FRAME.size:
            page, frame_generation = _FRAME.unpack(frame)
            salt = file.read(SALT_SIZE)
            if page == 1 and frame_generation == generation and len(salt) == SALT_SIZE:
                found = salt
            file.seek(page_size - SALT_SIZE, 1)
    return found
