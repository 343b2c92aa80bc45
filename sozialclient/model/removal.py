"""What removing a mailbox means, so that a person can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.application import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """`applications` stay, per state; `unread` of them still wait at the intermediary.

    `pin_kept`: a sealed PIN goes with the key file. `opens_store`: until then the key file opens the store;
    `last_way`: nothing else would open it on another PC, and it holds something. `fetched`: the last
    time without an error (UTC), None: never.
    """

    name: str
    url: str
    training: bool
    applications: Mapping[State, int]
    unread: int
    pin_kept: bool
    opens_store: bool
    last_way: bool
    fetched: datetime | None

    @property
    def total(self) -> int:
        """Applications that stay."""
        return sum(self.applications.values())
