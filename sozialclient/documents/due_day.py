"""Reads the day on which an application shall come up again, as people write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from sozialclient.errors import SozialclientError

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?", re.ASCII)
_AHEAD = re.compile(r"\+(\d{1,3})", re.ASCII)
_HALF_A_YEAR = timedelta(days=183)
_CENTURY = 2000


class DueDayUnknown(SozialclientError):
    """What was written is no day."""

    reference = "WORK-NO-DAY"


def due_day(written: str, today: date, working_days_after: Callable[[date, int], date]) -> date | None:
    """`30.11.2026`, `30.11.26`, `30.11.`, `2026-11-30` or `+5` (working days from today); None for nothing.

    A day without its year is the one nearest to come: more than half a year back means next year. Raises
    DueDayUnknown.
    """
    text = written.strip()
    if not text:
        return None
    try:
        if ahead := _AHEAD.fullmatch(text):
            return working_days_after(today, int(ahead[1]))
        if found := _DAY.fullmatch(text):
            return _day(int(found[1]), int(found[2]), found[3], today)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise DueDayUnknown() from None


def _day(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) if len(year) > 2 else _CENTURY + int(year), month, day)
    this = date(today.year, month, day)
    return date(today.year + 1, month, day) if today - this > _HALF_A_YEAR else this
