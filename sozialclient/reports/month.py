"""Month statistics: how many applications came, in which state they are, how long things took; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sozialclient.documents.local_time import time_text
from sozialclient.documents.services import service
from sozialclient.model.application import State
from sozialclient.texts import text

SCHEMA = "sozialclient-monatsstatistik-1"
SPANS = ("fetched", "opened", "transferred")
_MEGABYTE = 1_000_000
_DAY = timedelta(days=2)
_FEW = 3
"""Below it a number may be about one person whom others know (the usual limit of official statistics)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCount:
    """Applications of one service; `key` None: not recognised. `size` in bytes."""

    key: str | None
    count: int
    evidence: int
    findings: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStatistics:
    """What is counted for one month; `month` is its first day, `at` when it was counted (UTC).

    `spans` are the times measured, by one of `SPANS`. `without_received` are counted by our time of fetching.
    """

    month: date
    at: datetime
    services: tuple[ServiceCount, ...]
    states: Mapping[State, int]
    spans: Mapping[str, Sequence[timedelta]]
    deleted: int
    without_received: int

    @property
    def count(self) -> int:
        """All applications of the month."""
        return sum(each.count for each in self.services)


def month_name(month: date) -> str:
    """`Januar 2026`."""
    return f"{text('month', 'months.names').split()[month.month - 1]} {month.year}"


def service_name(key: str | None) -> str:
    """The name of a service in our own words; a stranger's never comes here."""
    known = service(key) if key else None
    return known.name if known else text("month", "unknown_service")


def service_rows(statistics: MonthStatistics) -> list[tuple[str, str, str, str, str]]:
    """Service, applications, evidence, with findings, megabytes; the sum last."""
    rows = [(service_name(each.key), str(each.count), str(each.evidence), str(each.findings), megabytes(each.size))
            for each in statistics.services]
    whole = statistics.services
    return [*rows, (text("month", "total"), str(statistics.count), str(sum(each.evidence for each in whole)),
                    str(sum(each.findings for each in whole)), megabytes(sum(each.size for each in whole)))]


def state_rows(statistics: MonthStatistics) -> list[tuple[str, str]]:
    """State and number, every state once."""
    return [(text("month", f"state.{state.value}"), str(statistics.states.get(state, 0))) for state in State]


def span_rows(statistics: MonthStatistics) -> list[tuple[str, str, str, str]]:
    """Span, how often it could be measured, its median, its longest."""
    rows = []
    for name in SPANS:
        measured = statistics.spans.get(name, ())
        seconds = [span.total_seconds() for span in measured]
        middle = span_text(timedelta(seconds=median(seconds))) if measured else text("month", "none")
        longest = span_text(max(measured)) if measured else text("month", "none")
        rows.append((text("month", f"span.{name}"), str(len(measured)), middle, longest))
    return rows


def sentences(statistics: MonthStatistics) -> list[str]:
    """How it was counted."""
    lines = [text("month", "explained", time=time_text(statistics.at)),
             text("month", "deleted", count=statistics.deleted)]
    if _tells_of_few(statistics):
        lines.append(text("month", "few"))
    if statistics.without_received:
        lines.append(text("month", "without_received", count=statistics.without_received))
    return lines


def _tells_of_few(statistics: MonthStatistics) -> bool:
    counts = [*(each.count for each in statistics.services), *(each.findings for each in statistics.services),
              *statistics.states.values(), *map(len, statistics.spans.values()), statistics.deleted]
    return any(0 < count < _FEW for count in counts)


def lead(statistics: MonthStatistics) -> str:
    """How many came."""
    count = statistics.count
    key = "lead_none" if not count else "lead_one" if count == 1 else "lead"
    return text("month", key, count=count)


def span_text(span: timedelta) -> str:
    """`7,5 Std.` up to two days, then `3,0 Tage`."""
    if span < _DAY:
        return text("month", "hours", hours=_decimal(span / timedelta(hours=1)))
    return text("month", "days", days=_decimal(span / timedelta(days=1)))


def megabytes(size: int) -> str:
    """Millions of bytes as `12,3`."""
    return _decimal(size / _MEGABYTE)


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
