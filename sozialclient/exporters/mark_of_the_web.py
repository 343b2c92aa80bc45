"""Marks files as coming from outside, so that Windows and Office open them guarded."""

from __future__ import annotations

import os
from pathlib import Path

ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"
"""Zone 3 (internet) and nothing else: HostUrl and ReferrerUrl would tell where a file came from."""


def mark(path: Path, *, windows: bool = os.name == "nt") -> bool:
    """Attach the mark; False where the file system has no streams. Elsewhere there is nothing to do.

    Raises no OSError: a missing mark must not cost the export.
    """
    if not windows:
        return True
    try:
        Path(f"{path}:Zone.Identifier").write_bytes(ZONE)
    except OSError:
        return False
    return True
