"""Where the golden stores are."""

from __future__ import annotations

import shutil
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def versions() -> list[int]:
    """All versions of the index that have a golden store."""
    return sorted(int(path.name) for path in _HERE.iterdir() if path.name.isdecimal())


def expected_path(version: int) -> Path:
    """What must be found in the golden store of a version."""
    return _HERE / str(version) / "expected.json"


def golden_store(version: int, folder: Path) -> None:
    """Copy the golden store of a version of the index to `folder`, which is not there yet."""
    shutil.copytree(_HERE / str(version), folder, ignore=shutil.ignore_patterns("expected.json"))
