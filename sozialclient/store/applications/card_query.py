"""Makes SQL of what a list shall hold."""

from __future__ import annotations

from functools import lru_cache

import apsw

from sozialclient.documents.local_time import at_month_change
from sozialclient.model.listing import ListQuery
from sozialclient.store.database.clock import microseconds, moment

Values = dict[str, str | int | None]

SORT = "coalesce(received, fetched)"
_HOUR = 3_600_000_000


def order_of(query: ListQuery) -> str:
    """What follows ORDER BY."""
    direction = "DESC" if query.newest_first else "ASC"
    return f"{SORT} {direction}, number {direction}"


def where(query: ListQuery) -> tuple[str, Values]:
    """WHERE and the conditions that the index can tell, or nothing, with their values; needs `make_functions`."""
    listed, values = conditions(query)
    return f"WHERE {' AND '.join(listed)}" if listed else "", values


def conditions(query: ListQuery) -> tuple[list[str], Values]:
    """What the index `application_list` holds; `noted` and the words are asked for elsewhere."""
    values: Values = {}
    listed: list[str] = []
    if query.mailbox is not None:
        listed.append("mailbox = :mailbox")
        values["mailbox"] = query.mailbox
    if query.states:
        listed.append(f"state IN ({', '.join(sorted(repr(state.value) for state in query.states))})")
    if query.with_findings:
        listed.append("finding_count > 0")
    if query.received_before is not None:
        listed.append("received < :before")
        values["before"] = microseconds(query.received_before)
    if query.month_change:
        listed.append("month_change(received)")
    return listed, values


def noted(query: ListQuery) -> tuple[list[str], Values]:
    """What only the rows themselves hold."""
    values: Values = {}
    listed: list[str] = []
    if query.service:
        listed.append("service_name = :service")
        values["service"] = query.service
    if query.assigned is not None:
        listed.append("assigned = :assigned")
        values["assigned"] = query.assigned
    if query.due_until is not None:
        listed.append("due <= :due")
        values["due"] = query.due_until.isoformat()
    return listed, values


def make_functions(connection: apsw.Connection) -> None:
    """Teach a connection the function that conditions use."""
    connection.create_scalar_function("month_change", _month_change, 1, deterministic=True)


def _month_change(received: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
    return isinstance(received, int) and _hour_at_month_change(received // _HOUR)


@lru_cache(maxsize=4096)
def _hour_at_month_change(hour: int) -> bool:
    # Whole hours do: Germany's distance from UTC is one.
    return at_month_change(moment(hour * _HOUR))
