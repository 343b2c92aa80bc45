"""Decisions read from bytes, so that whatever mutates bytes changes decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Choices:
    """Reads one decision after the other; where the bytes have ended, each is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes have not been used."""
        return len(self._data) - self._at

    def number(self, limit: int) -> int:
        """From 0 up to, but not, `limit` (at most 65536)."""
        size = 1 if limit <= 256 else 2
        return int.from_bytes(self.take(size), "big") % max(1, limit)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of `items`, which must not be empty."""
        return items[self.number(len(items))]

    def take(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        taken = self._data[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def piece(self) -> bytes:
        """Some bytes, at most 255."""
        return self.take(self.number(256))

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.take(self.left)
