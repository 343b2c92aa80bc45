"""Decides which backups are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the last one of each of `days` days and of each of `weeks` weeks.

    Only days and weeks in which a backup was made count, so that a closed office loses none.
    """

    days: int = 7
    weeks: int = 4

    def chosen(self, moments: Iterable[datetime]) -> set[datetime]:
        """Those of `moments` (aware) whose backups stay; the newest always does."""
        newest_first = sorted(moments, reverse=True)
        days: dict[object, datetime] = {}
        weeks: dict[object, datetime] = {}
        for moment in newest_first:
            days.setdefault(moment.date(), moment)
            weeks.setdefault(moment.isocalendar()[:2], moment)
        kept = {*list(days.values())[: self.days], *list(weeks.values())[: self.weeks]}
        return kept | set(newest_first[:1])
