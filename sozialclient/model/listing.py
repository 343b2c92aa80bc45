"""Which applications a list shows, and in what order, without holding their cards."""

from __future__ import annotations

import enum
import re
from array import array
from dataclasses import dataclass, field
from datetime import date, datetime

from sozialclient.model.application import State

_ID = re.compile(r"A-(\d{4})-(\d{6,})", re.ASCII)
YEAR_SHIFT = 40


class Indexed(enum.Enum):
    """How much of an application can be searched: what its card says, its fields and names too, or its PDFs too."""

    CARD = 0
    FIELDS = 1
    DOCUMENTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What a list shall hold; every condition that is given must be met.

    `mailbox` None: all of them; `states` empty: every state. `words` are casefolded; of each, a
    word of the application must begin with it. One that was not indexed yet is found by words
    that occur in service, applicant, subject, message id or id. `received_before` (UTC) and
    `month_change` (first or last day of a month in Germany) ask for the legal Eingang and are
    not met where there is none. `service` is a name as cards have it, `assigned` a person ("": nobody), `due_until`
    the last day on which an application must come up again. The order is by Eingang, else by our time of fetching.
    """

    mailbox: str | None = None
    states: frozenset[State] = frozenset()
    words: tuple[str, ...] = ()
    with_findings: bool = False
    month_change: bool = False
    received_before: datetime | None = None
    service: str = ""
    assigned: str | None = None
    due_until: date | None = None
    newest_first: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """Applications in order, eight bytes each: `code_of` their id.

    `recent` says how many of them arrived within the time that was asked for.
    """

    codes: array[int] = field(default_factory=lambda: array("q"))
    recent: int = 0

    def __len__(self) -> int:
        return len(self.codes)


def code_of(application_id: str) -> int:
    """The id as one number of 8 bytes. Raises ValueError for what is no id of an application."""
    found = _ID.fullmatch(application_id)
    if found is None:
        raise ValueError("not the id of an application")
    return int(found[1]) << YEAR_SHIFT | int(found[2])


def id_of(code: int) -> str:
    """The id that `code_of` made into `code`."""
    return f"A-{code >> YEAR_SHIFT:04}-{code & (1 << YEAR_SHIFT) - 1:06}"
