"""Remembers outside the index how far the journal had come, so that a store set back is noticed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from sozialclient.store.books.actions import RESTORED
from sozialclient.store.books.journal import last_action, last_line, link_of
from sozialclient.store.database.database import Database
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import read_whole, write_private
from sozialclient.store.errors import StoreError
from sozialclient.store.keys import key_ring
from sozialclient.store.keys.key_file import KeyKind, read_key_file

_log = logging.getLogger(__name__)
_NAME = "journal.head"
_LINK = 32


@dataclass(frozen=True, slots=True)
class Head:
    """A line that was in the journal: its number and its link, which stands for all lines before it."""

    number: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    link: bytes


class HeadKeeper:
    """Keeps the head in a file beside the index, and in the system's key ring where that has the store key.

    A head is written only after the commit that made it durable, so a crash in between leaves an
    older head, which still fits. A head that does not fit is never overwritten by `keep`: the
    finding stays until somebody accepts it.
    """

    def __init__(self, folder: Path, index: Database) -> None:
        self._folder = folder
        self._path = folder / _NAME
        self._index = index

    def kept(self) -> Head | None:
        """The furthest head that was kept. Raises StoreInputOutput and its siblings."""
        heads = [head for head in (self._from_file(), self._from_ring()) if head is not None]
        return max(heads, key=lambda head: head.number, default=None)

    def fits(self, head: Head | None) -> bool:
        """Whether the journal still has the line that `head` names."""
        if head is None:
            return True
        with self._index.reading() as connection:
            return link_of(connection, head.number) == head.link

    def keep(self) -> None:
        """Note how far the journal is now; never raises, for fetching must not fail over it."""
        try:
            if self.fits(self.kept()):
                self.accept()
        except StoreError as error:
            _log.warning("journal.head-not-kept", exc_info=error)

    def accept_restored(self) -> None:
        """As `accept`, where the last thing that happened to the store is that it was restored.

        An old store that somebody else laid ready does not say so of itself.
        """
        with self._index.reading() as connection:
            restored = last_action(connection) == RESTORED
        if restored:
            self.accept()

    def accept(self) -> None:
        """Take the journal as it is for the true one, whatever was kept. Raises the errors of the disk."""
        with self._index.reading() as connection:
            line = last_line(connection)
        if line is None:
            return
        head = Head(*line)
        with disk_errors():
            write_private(self._path, msgspec.json.encode(head))
        ring_name = self._ring_name()
        if ring_name is not None:
            key_ring.keep(ring_name, head.number.to_bytes(8, "big") + head.link)

    def _from_file(self) -> Head | None:
        with disk_errors():
            try:
                raw = read_whole(self._path)
            except FileNotFoundError:
                return None
        try:
            return msgspec.json.decode(raw, type=Head)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            # Written in one step, so damage is no crash of ours: it fits nothing.
            return Head(0, b"")

    def _from_ring(self) -> Head | None:
        ring_name = self._ring_name()
        raw = key_ring.find(ring_name) if ring_name is not None else None
        return Head(int.from_bytes(raw[:8], "big"), raw[8:]) if raw and len(raw) == 8 + _LINK else None

    def _ring_name(self) -> str | None:
        """The entry of the key ring, None where the store key is not there either."""
        file = read_key_file(self._folder)
        if file is None or all(wrap.kind is not KeyKind.KEYRING for wrap in file.wraps):
            return None
        return f"{file.store}.journal"
