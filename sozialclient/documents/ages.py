"""Tells how long applications have been waiting, in working days, and whether the office wants to be reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sozialclient.documents.local_time import berlin
from sozialclient.documents.working_days import WorkingDays
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.calendar import OfficeCalendar, Reminder
from sozialclient.model.listing import ListQuery
from sozialclient.model.view import Filters


@dataclass(frozen=True, slots=True)
class Ages:
    """Tells how long applications have been waiting; `whole` counts where no mailbox is looked at alone.

    Until holidays are loaded every Monday to Friday is a working day.
    """

    calendar: OfficeCalendar = field(default_factory=OfficeCalendar)
    whole: WorkingDays = WorkingDays()
    single: Mapping[str, WorkingDays] = field(default_factory=dict)

    def days_of(self, mailbox: str | None) -> WorkingDays:
        """What counts as a working day for a mailbox."""
        return self.single.get(mailbox, self.whole) if mailbox is not None else self.whole

    def age(self, card: ApplicationCard, today: date) -> int:
        """Working days since the Eingang, where there is none since it was fetched."""
        return self.days_of(card.mailbox).since(berlin(card.received or card.fetched).date(), today)

    def reminder(self, card: ApplicationCard, today: date) -> tuple[Reminder, int] | None:
        """The reminder that is met, and the working days in this state; a new one is reckoned from its Eingang."""
        wanted = next((one for one in self.calendar.reminders if one.state is card.state), None)
        if wanted is None:
            return None
        begun = card.received if card.state is State.NEW else card.state_since
        waited = self.days_of(card.mailbox).since(berlin(begun or card.fetched).date(), today)
        return (wanted, waited) if waited >= wanted.days else None

    def narrowed(self, query: ListQuery, filters: Filters, today: date) -> ListQuery:
        """`query` with the conditions of `filters` as they are meant today."""
        older = filters.older_than
        before = None if older is None else self.received_before(query.mailbox, older, today)
        return filters.narrow(query, today=today, received_before=before)

    def received_before(self, mailbox: str | None, older_than: int, today: date) -> datetime:
        """An Eingang before this time (UTC) lies more than `older_than` working days back."""
        first = self.days_of(mailbox).oldest_within(older_than, today)
        midnight = berlin(datetime.combine(first, time(12), UTC)).replace(hour=0)
        return midnight.astimezone(UTC)
