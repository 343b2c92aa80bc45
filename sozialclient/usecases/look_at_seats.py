"""Tells where a data folder lies and who has it open, without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sozialclient.store.seats.folder_kind import FolderKind, FolderPlace, folder_place
from sozialclient.store.seats.lock_file import Holder
from sozialclient.store.seats.seats import seated


@dataclass(frozen=True, slots=True)
class SeatsReport:
    """Where the folder lies, and every process that has it open (None: one whose name can't be read)."""

    place: FolderPlace
    holders: tuple[Holder | None, ...]

    @property
    def shared(self) -> bool:
        """Whether several PCs can reach the folder, of which one at a time may write."""
        return self.place.kind in (FolderKind.NETWORK, FolderKind.LOCKLESS)

    @property
    def elsewhere(self) -> bool:
        """Whether another PC has it open, so that this one can only read."""
        return any(holder is None or not holder.here for holder in self.holders)


def look_at_seats(folder: Path) -> SeatsReport:
    """The report on a data folder, which need not exist; changes nothing. Raises OSError."""
    return SeatsReport(folder_place(folder), tuple(seated(folder / "seats")))
