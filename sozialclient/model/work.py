"""What the office notes about an application while it works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A step of carrying over that was done.

    `step` as in `documents.transfer.plan`; `at` UTC, `who` as `account@PC`. `second_at` and `second_who`
    are there once somebody else has compared it. `note`: what was entered instead, and why.
    """

    step: str
    at: datetime
    who: str
    second_at: datetime | None = None
    second_who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of the office; `at` UTC, `who` as `account@PC`."""

    number: int
    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who works on an application, what it is called in the office's own files, and what is still to be done.

    `assigned` is a name as the office writes it, `file_number` the Aktenzeichen of the other program, both may be
    empty; `due` is the day on which it should come up again. `steps` and `ticked` count the fields to carry over
    and those that were, 0 and 0 before anybody began.
    """

    assigned: str = ""
    file_number: str = ""
    due: date | None = None
    steps: int = 0
    ticked: int = 0
