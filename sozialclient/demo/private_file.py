"""Writes small files that only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, data: bytes) -> None:
    """`data` under a temporary name beside `path`, synced, then renamed; raises OSError."""
    partial = path.with_name(f"{path.name}.part-{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(path)
