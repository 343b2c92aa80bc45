"""Proposes days by which evidence should be there; people choose one.

The law names no number, only that the time must be appropriate (§ 66 Abs. 3 SGB I).
"""

from __future__ import annotations

from datetime import date, timedelta

from sozialclient.documents.working_days import LANDS, WorkingDays, working_days

WEEKS = (2, 3, 4)
SHORTEST = 10
"""Days below which a deadline needs a reason."""
_POST = 4
"""Days we allow for the letter to arrive."""
_LONGEST = 366


def office_days(land: str, today: date) -> WorkingDays:
    """The working days of a Land; where none is set, days on which the whole of Germany works."""
    years = (today.year, today.year + 1)
    if land in LANDS:
        return working_days(land, years)
    return WorkingDays(frozenset().union(*(working_days(one, years).free for one in LANDS)))


def proposals(today: date, days: WorkingDays) -> tuple[date, ...]:
    """One day for each of `WEEKS`: never a Saturday, a Sunday or a holiday."""
    return tuple(_next_working_day(today + timedelta(days=_POST + 7 * weeks), days) for weeks in WEEKS)


def unsuitable(deadline: date, today: date, days: WorkingDays) -> str:
    """Why a day cannot be the last one: `past`, `far`, `free`; empty where it can be."""
    if deadline <= today:
        return "past"
    if (deadline - today).days > _LONGEST:
        return "far"
    return "" if days.is_one(deadline) else "free"


def _next_working_day(day: date, days: WorkingDays) -> date:
    while not days.is_one(day):
        day += timedelta(days=1)
    return day
