"""Compares versions of standards and code lists, which are numbers, dates or both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_PIECES = re.compile(r"\d{1,12}|[A-Za-z]{1,20}")


@lru_cache(maxsize=10_000)
def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts `2` before `10`, `2.4.0` before `2.10`, `2019-04-01` before `2024-08-01`."""
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece.lower()) for piece in _PIECES.findall(version))


def nearest(wanted: str, there: Iterable[str]) -> str | None:
    """`wanted` itself, else the next newer version, else the newest older one; without a wish the newest."""
    known = sorted(set(there), key=version_key)
    if not known or wanted in known:
        return wanted if known else None
    if not wanted:
        return known[-1]
    newer = [version for version in known if version_key(version) > version_key(wanted)]
    return newer[0] if newer else known[-1]
