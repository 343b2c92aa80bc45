"""Makes SQL of what a list shall hold."""

from __future__ import annotations

from functools import lru_cache

import apsw

from sozialclient.documents.local_time import at_month_change
from sozialclient.model.listing import ListQuery
from sozialclient.store.clock import microseconds, moment

Values = dict[str, str | int | None]

SORT = "coalesce(received, fetched)"
_TEXT = "(service_name || ' ' || applicant || ' ' || subject || ' ' || message_id || ' ' || id)"
_HOUR = 3_600_000_000


def order_of(query: ListQuery) -> str:
    """What follows ORDER BY."""
    direction = "DESC" if query.newest_first else "ASC"
    return f"{SORT} {direction}, number {direction}"


def where(query: ListQuery) -> tuple[str, Values]:
    """WHERE and its conditions, or nothing, with their values; needs `make_functions` for the connection."""
    values: Values = {}
    conditions: list[str] = []
    if query.mailbox is not None:
        conditions.append("mailbox = :mailbox")
        values["mailbox"] = query.mailbox
    if query.states:
        conditions.append(f"state IN ({', '.join(sorted(repr(state.value) for state in query.states))})")
    if query.with_findings:
        conditions.append("finding_count > 0")
    if query.received_before is not None:
        conditions.append("received < :before")
        values["before"] = microseconds(query.received_before)
    if query.month_change:
        conditions.append("month_change(received)")
    if query.words:
        conditions.append(f"mentions({_TEXT})")
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def source(query: ListQuery) -> str:
    """What follows FROM: who looks for words reads every row, and fastest in the order they lie in."""
    return "application NOT INDEXED" if query.words else "application"


def make_functions(connection: apsw.Connection, query: ListQuery) -> None:
    """Teach a connection the functions that the conditions of this query use."""

    def mentions(text: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
        folded = str(text).casefold()
        return all(word in folded for word in query.words)

    connection.create_scalar_function("mentions", mentions, 1, deterministic=True)
    connection.create_scalar_function("month_change", _month_change, 1, deterministic=True)


def _month_change(received: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
    return isinstance(received, int) and _hour_at_month_change(received // _HOUR)


@lru_cache(maxsize=4096)
def _hour_at_month_change(hour: int) -> bool:
    # Whole hours do: Germany's distance from UTC is one.
    return at_month_change(moment(hour * _HOUR))
