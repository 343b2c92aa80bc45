"""Counts working days: Monday to Friday without the public holidays of a Land and an office's own free days.

Nothing here is a legal deadline. The day of the Eingang itself does not count (§ 187 Abs. 1 BGB).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LANDS = ("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH", "Augsburg")
"""ISO 3166-2:DE without its `DE-`, and the one town with a holiday of its own (Art. 1 BayFTG)."""

_FRIDAY = 4
_MOST_DAYS = 3660
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are free besides Saturdays and Sundays."""

    free: frozenset[date] = frozenset()

    def is_one(self, day: date) -> bool:
        """Whether the office works on that day."""
        return day.weekday() <= _FRIDAY and day not in self.free

    def after(self, start: date, number: int) -> date:
        """The `number`-th working day after `start`; `start` itself when `number` is 0. Raises OverflowError."""
        day = start
        while number > 0:
            day += _DAY
            number -= self.is_one(day)
        return day

    def since(self, start: date, today: date) -> int:
        """Working days from the day after `start` up to `today`; 0 when that lies ahead. Ten years are the most."""
        span = min((today - start).days, _MOST_DAYS)
        return sum(self.is_one(start + timedelta(days=step)) for step in range(1, span + 1))

    def oldest_within(self, number: int, today: date) -> date:
        """The first day from which not more than `number` working days have passed until `today`."""
        day, passed = today, int(self.is_one(today))
        while passed <= number:
            day -= _DAY
            passed += self.is_one(day)
        return day


def working_days(land: str, years: Iterable[int], days_off: Iterable[date] = ()) -> WorkingDays:
    """The working days in `years` of a Land of `LANDS`; with "" only what is free in all of Germany.

    Loads a library that takes a fifth of a second. Raises ValueError for a Land that is none.
    """
    from holidays.countries.germany import Germany

    if land and land not in LANDS:
        raise ValueError(land)
    public = Germany(subdiv=land or None, years=list(years), language="de")
    return WorkingDays(frozenset(public) | frozenset(days_off))
