"""Compares versions of standards and code lists, which are numbers, dates or both."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

_PIECES = re.compile(r"\d{1,12}|[A-Za-z]{1,20}")


@lru_cache(maxsize=10_000)
def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts `2` before `10`, `2.4.0` before `2.10`, `2019-04-01` before `2024-08-01`."""
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece.lower()) for piece in _PIECES.findall(version))


def nearest(wanted: str, there: Iterable[str]) -> str | None:
    """`wanted` itself, else the next newer version, else the newest older one; without a wish the newest."""
    return KnownVersions(there).nearest(wanted)


class KnownVersions:
    """Versions that are put in order once, for whoever asks often."""

    def __init__(self, there: Iterable[str]) -> None:
        self._there = frozenset(there)
        self._ordered = sorted(sorted(self._there), key=version_key)

    def nearest(self, wanted: str) -> str | None:
        """As `nearest`."""
        if not self._ordered or wanted in self._there:
            return wanted if self._ordered else None
        newer = bisect_right(self._ordered, version_key(wanted), key=version_key) if wanted else len(self._ordered)
        return self._ordered[min(newer, len(self._ordered) - 1)]
