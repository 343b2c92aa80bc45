"""How a person looks at applications: what a list is narrowed to, views with a name, what a row says."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sozialclient.model.application import State
from sozialclient.model.listing import ListQuery

OPEN = frozenset({State.NEW, State.IN_REVIEW, State.QUERY})
"""States in which somebody still has to do something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Conditions that must all be met; those left as they are ask for nothing.

    `states` empty: every one. `assigned` is a name, "" for nobody's. `older_than` counts working days since the
    Eingang, `due` asks for what comes up again today or should have before. `words` as of `ListQuery`.
    """

    states: frozenset[State] = frozenset()
    service: str = ""
    assigned: str | None = None
    with_findings: bool = False
    month_change: bool = False
    due: bool = False
    older_than: int | None = None
    words: tuple[str, ...] = ()

    @property
    def whole_mailbox(self) -> bool:
        """Whether they look beyond one folder."""
        return bool(self.states or self.words)

    def named(self) -> tuple[str, ...]:
        """Names of the fields that ask for something, in the order in which they are shown."""
        return tuple(each.name for each in dataclasses.fields(self) if getattr(self, each.name) != each.default)

    def without(self, name: str) -> Filters:
        """The same but for one field."""
        left: dict[str, Any] = {each: getattr(self, each) for each in self.named() if each != name}
        return Filters(**left)

    def narrow(self, query: ListQuery, *, today: date, received_before: datetime | None) -> ListQuery:
        """`query` with these conditions too; `received_before` (UTC) is what `older_than` means today."""
        narrowed = dataclasses.replace(
            query, states=self.states or query.states, words=self.words or query.words,
            with_findings=query.with_findings or self.with_findings,
            month_change=query.month_change or self.month_change,
            service=self.service or query.service, due_until=today if self.due else query.due_until,
            assigned=query.assigned if self.assigned is None else self.assigned,
        )
        if received_before is None:
            return narrowed
        both = (query.received_before, received_before)
        return dataclasses.replace(narrowed, received_before=min(each for each in both if each is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """Filters under a name, and the order they are shown in; the mailbox is whichever is open."""

    name: str
    filters: Filters
    newest_first: bool = True


@dataclass(frozen=True, slots=True)
class SavedViews:
    """All of them, by name."""

    views: tuple[SavedView, ...] = ()


class RowFact(enum.Enum):
    """What the third line of a row can say; what warns stands there always."""

    AGE = "age"
    DUE = "due"
    PROGRESS = "progress"
    PERSON = "person"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What rows say, and whether they leave the third line out (`dense`)."""

    dense: bool = False
    facts: frozenset[RowFact] = frozenset(RowFact)
