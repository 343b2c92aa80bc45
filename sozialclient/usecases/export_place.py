"""Says of a folder chosen for an export that what lies there does not stay on this PC, or does not stay at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sozialclient.store.seats.folder_kind import FolderKind, folder_place

SYNCED, ROAMING, TEMPORARY = "synced", "roaming", "temporary"


def doubt_about(folder: Path, *, environment: Mapping[str, str] | None = None) -> str:
    """Why `folder`, which need not exist, is a doubtful place for social data; empty when it is not.

    `SYNCED`: a service such as OneDrive copies it elsewhere. `ROAMING`: it belongs to the part of a Windows
    profile that is copied to a server and to other PCs. `TEMPORARY`: the system may empty it at any time.
    `environment` stands in for the system's.
    """
    known = os.environ if environment is None else environment
    if folder_place(folder, environment=known).kind is FolderKind.SYNCED:
        return SYNCED
    if _inside(folder, known.get("APPDATA", "")):
        return ROAMING
    places = (known.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    return TEMPORARY if any(_inside(folder, place) for place in (*places, tempfile.gettempdir())) else ""


def _inside(folder: Path, place: str) -> bool:
    return bool(place) and folder.absolute().resolve().is_relative_to(Path(place).resolve())
