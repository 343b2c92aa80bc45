"""The books of the store: what arrived, where it is now, and what does not add up."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.application import State


class Fault(enum.Enum):
    """What can be wrong with the books; each is a key of `resources/texts/audit.toml`."""

    SUM = "sum"
    """Counted arrivals are not what is there plus what was deleted."""

    DELETIONS = "deletions"
    """Counted deletions are not the deletion records."""

    NOT_NOTED = "not_noted"
    """Applications, there or deleted, whose arrival the journal does not know."""

    VANISHED = "vanished"
    """The journal saw them arrive; they are neither there nor deleted."""

    NUMBER_MISSING = "number_missing"
    """Numbers that were given out and belong to nothing; `ids` are numbers."""

    KEY_MISSING = "key_missing"
    """Applications without the key that opens them."""

    ORIGINAL_MISSING = "original_missing"
    """Applications without their original message or its SHA-256."""

    CHUNKS_MISSING = "chunks_missing"
    """Applications of which sealed bytes are missing."""

    DAMAGED = "damaged"
    """Applications whose bytes are not what was written (seal, size or SHA-256)."""

    JOURNAL_BROKEN = "journal_broken"
    """A journal line was changed, or one before it removed; `ids` is its number."""

    JOURNAL_OLDER = "journal_older"
    """The store is older than it was, or the end of its journal was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that does not add up; `ids` names at most the first hundred of `found`."""

    fault: Fault
    mailbox: str | None = None
    ids: tuple[str, ...] = ()
    expected: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxBooks:
    """One mailbox, or all together: counted arrivals and deletions, applications per state.

    `unacknowledged` of the unprocessable ones still wait at the intermediary as well.
    """

    mailbox: str
    arrived: int
    deleted: int
    states: Mapping[State, int]
    unacknowledged: int = 0

    @property
    def present(self) -> int:
        """Applications that are there, in whatever state."""
        return sum(self.states.values())

    @property
    def balanced(self) -> bool:
        """Whether what arrived is there or was deleted on purpose."""
        return self.arrived == self.present + self.deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCheck:
    """What a look at the journal found.

    `broken_line` is the first line that does not follow from the one before it. `kept` is the last
    line noted outside the journal, None where nothing was noted yet; `older` means that this line
    is not, or no longer, in the journal.
    """

    lines: int
    broken_line: int | None = None
    kept: int | None = None
    older: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed or set back."""
        return self.broken_line is None and not self.older


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The books at one moment; `full` when every byte was read and the whole journal followed."""

    at: datetime
    full: bool
    total: MailboxBooks
    mailboxes: tuple[MailboxBooks, ...]
    journal: JournalCheck
    discrepancies: tuple[Discrepancy, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether everything that ever arrived is accounted for."""
        return not self.discrepancies

    def of(self, mailbox: str) -> tuple[Discrepancy, ...]:
        """What is wrong in one mailbox."""
        return tuple(item for item in self.discrepancies if item.mailbox == mailbox)
