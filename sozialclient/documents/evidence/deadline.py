"""Proposes days by which evidence should be there; people choose one.

The law names no number, only that the time must be appropriate (§ 66 Abs. 3 SGB I).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sozialclient.documents.working_days import LANDS, WorkingDays, working_days

SHORTEST = 10
"""Days below which a deadline needs a reason."""
POST = 4
"""Days we allow for the letter to arrive."""
_LONGEST = 366


class Unit(enum.Enum):
    """What a deadline is counted in; the word is the one of the settings."""

    DAYS = "days"
    WEEKS = "weeks"
    WORKING_DAYS = "working days"


@dataclass(frozen=True, slots=True)
class Span:
    """How long people get."""

    number: int
    unit: Unit


def span(written: str) -> Span:
    """`3 weeks`, `14 days`, `10 working days`. Raises ValueError."""
    number, _, unit = written.partition(" ")
    return Span(int(number), Unit(unit))


def office_days(land: str, today: date) -> WorkingDays:
    """The working days of a Land; where none is set, days on which the whole of Germany works."""
    years = (today.year, today.year + 1)
    if land in LANDS:
        return working_days(land, years)
    return WorkingDays(frozenset().union(*(working_days(one, years).free for one in LANDS)))


def proposals(today: date, days: WorkingDays, spans: Sequence[Span]) -> tuple[date, ...]:
    """One day for each span, counted from when the letter arrives: never a Saturday, a Sunday or a holiday."""
    return tuple(_last_day(today + timedelta(days=POST), days, each) for each in spans)


def unsuitable(deadline: date, today: date, days: WorkingDays) -> str:
    """Why a day cannot be the last one: `past`, `far`, `free`; empty where it can be."""
    if deadline <= today:
        return "past"
    if (deadline - today).days > _LONGEST:
        return "far"
    return "" if days.is_one(deadline) else "free"


def _last_day(start: date, days: WorkingDays, length: Span) -> date:
    if length.unit is Unit.WORKING_DAYS:
        return days.after(start, length.number)
    in_days = length.number * (7 if length.unit is Unit.WEEKS else 1)
    return _next_working_day(start + timedelta(days=in_days), days)


def _next_working_day(day: date, days: WorkingDays) -> date:
    while not days.is_one(day):
        day += timedelta(days=1)
    return day
