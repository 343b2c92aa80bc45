"""Count working days as the office does: by its Land, its own free days, and its reminders."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date

from sozialclient.documents.ages import Ages
from sozialclient.documents.working_days import LANDS, WorkingDays, working_days
from sozialclient.errors import SozialclientError
from sozialclient.model.calendar import OfficeCalendar, Reminder
from sozialclient.store.store import Store

_YEARS_BACK, _YEARS_AHEAD = 10, 2


class LandUnknown(SozialclientError):
    """A Land that is none; parameter `allowed`."""

    reference = "WORK-NO-LAND"


def load_ages(store: Store, today: date) -> Ages:
    """The office's calendar with its holidays of ten years back and two ahead. Raises StoreDamaged."""
    calendar = store.work.desk.calendar()
    years = range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD + 1)

    def days(land: str) -> WorkingDays:
        # A newer version may know a Land that we do not.
        return working_days(land if land in LANDS else "", years, calendar.days_off)

    return Ages(calendar, days(calendar.land), {name: days(land) for name, land in calendar.lands.items()})


def change_calendar(
    store: Store, *, land: str | None = None, mailbox: str | None = None,
    reminders: Sequence[Reminder] = (), days_off: Sequence[date] | None = None,
) -> OfficeCalendar:
    """Change what is given and leave the rest; with a `mailbox` the Land counts for it alone, "" as for all.

    A removed mailbox has its Land as long as there are applications of it. A reminder of 0 days is switched off.
    Raises LandUnknown, StoreNoSuchMailbox.
    """
    calendar = store.work.desk.calendar()
    if land and land not in LANDS:
        raise LandUnknown(allowed=", ".join(LANDS))
    if land is not None and mailbox is not None:
        if mailbox not in store.listing.mailboxes():
            store.mailbox(mailbox)
        lands = {name: one for name, one in calendar.lands.items() if name != mailbox}
        calendar = dataclasses.replace(calendar, lands=lands | ({mailbox: land} if land else {}))
    elif land is not None:
        calendar = dataclasses.replace(calendar, land=land)
    kept = {one.state: one for one in calendar.reminders} | {one.state: one for one in reminders}
    calendar = dataclasses.replace(calendar, reminders=tuple(one for one in kept.values() if one.days > 0))
    if days_off is not None:
        calendar = dataclasses.replace(calendar, days_off=tuple(sorted(set(days_off))))
    store.work.desk.set_calendar(calendar)
    return calendar
