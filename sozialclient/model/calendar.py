"""What an office counts working days by, and after how many of them it wants to be reminded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sozialclient.model.application import State


@dataclass(frozen=True, slots=True)
class Reminder:
    """Applications that have been in `state` for `days` working days are marked; a neutral hint, no deadline."""

    state: State
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCalendar:
    """Kept with the store, so that every place counts alike.

    `land` is one of `documents.working_days.LANDS`, "" for the holidays of all of Germany; `lands` says
    otherwise for single mailboxes, by name. `days_off` are free days of the office itself, such as 24.12.
    """

    land: str = ""
    lands: dict[str, str] = field(default_factory=dict)
    days_off: tuple[date, ...] = ()
    reminders: tuple[Reminder, ...] = (
        Reminder(State.NEW, 5), Reminder(State.IN_REVIEW, 10), Reminder(State.QUERY, 20),
    )

    def land_of(self, mailbox: str) -> str:
        """Whose holidays count for a mailbox."""
        return self.lands.get(mailbox, self.land)
