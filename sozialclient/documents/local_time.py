"""Times as an office reads them: Europe/Berlin, with seconds and MEZ or MESZ, never rounded."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from sozialclient.documents.label_data import value_words


@cache
def _berlin() -> ZoneInfo:
    return ZoneInfo("Europe/Berlin")


def berlin(instant: datetime) -> datetime:
    """An aware datetime in local time of Germany; ValueError for a naive one.

    The last hour of the year 9999, by which certificates say that they never end (RFC 5280, 4.1.2.5),
    has no such time: it stays what it is.
    """
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    try:
        return instant.astimezone(_berlin())
    except OverflowError:
        return instant.replace(tzinfo=_berlin())


def zone_word(local: datetime) -> str:
    """MEZ or MESZ for a time made by `berlin`."""
    return value_words().summer if local.dst() else value_words().winter


def date_text(instant: datetime) -> str:
    """`10.01.2026`."""
    return f"{berlin(instant):%d.%m.%Y}"


def time_text(instant: datetime) -> str:
    """`Sa, 10.01.2026, 12:06:44 MEZ`."""
    local = berlin(instant)
    return f"{value_words().weekdays[local.weekday()]}, {local:%d.%m.%Y, %H:%M:%S} {zone_word(local)}"


def at_month_change(instant: datetime) -> bool:
    """Whether the time lies on the last or the first day of a month in Germany."""
    local = berlin(instant)
    return local.day in (1, monthrange(local.year, local.month)[1])
