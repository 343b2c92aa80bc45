"""Puts the applications a list asks for in order, from the index `application_list` and the words alone.

Whole columns come out of SQLite as one JSON text each: fifty thousand rows one by one would take Python longer
than everything else. What the index does not hold becomes a set of numbers first.
"""

from __future__ import annotations

import dataclasses
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter

import apsw
import msgspec

from sozialclient.model.application import State
from sozialclient.model.listing import YEAR_SHIFT, Listing, ListQuery
from sozialclient.store.applications.card_query import SORT, Values, conditions, make_functions, noted
from sozialclient.store.database.clock import microseconds
from sozialclient.store.search.word_query import numbers_with

FEW = 300
"""Rows that are looked up one by one; more of them lie everywhere, and the index is read faster than their pages."""

_CODE = f"CAST(substr(id, 3, 4) AS INTEGER) << {YEAR_SHIFT} | number"
_NUMBER = (1 << YEAR_SHIFT) - 1
_COLUMNS = f"SELECT json_group_array({SORT}), json_group_array({_CODE}) FROM application"
# From one name to the next through the index, instead of every row of it.
_MAILBOXES = """
WITH RECURSIVE known(name) AS (
  SELECT min(mailbox) FROM application
  UNION ALL SELECT (SELECT min(mailbox) FROM application WHERE mailbox > name) FROM known WHERE name IS NOT NULL
) SELECT name FROM known WHERE name IS NOT NULL
"""
_decoder = msgspec.json.Decoder(list[int])

Run = tuple[list[int], list[int]]


def ordered(connection: apsw.Connection, query: ListQuery, recent_since: datetime) -> Listing:
    """What `query` asks for, in its order; those from `recent_since` (UTC) on are counted as recent."""
    make_functions(connection)
    wanted = _wanted(connection, query)
    if wanted is not None and len(wanted) <= FEW:
        runs: Iterable[Run] = (_looked_up(connection, query, wanted),)
    else:
        runs = _runs(connection, query)
    pairs = [pair for run in runs for pair in _pairs(run, wanted)]
    pairs.sort(reverse=query.newest_first)
    since = microseconds(recent_since)
    if query.newest_first:
        recent = bisect_right(pairs, -since, key=lambda pair: -pair[0])
    else:
        recent = len(pairs) - bisect_left(pairs, since, key=itemgetter(0))
    return Listing(array("q", map(itemgetter(1), pairs)), recent)


def _wanted(connection: apsw.Connection, query: ListQuery) -> set[int] | None:
    """Numbers of the applications that meet what the index cannot tell; None: it can tell everything."""
    found: set[int] | None = None
    if query.words:
        found = numbers_with(connection, query.words)
    listed, values = noted(query)
    if listed and found != set():
        text = connection.execute(
            f"SELECT json_group_array(number) FROM application NOT INDEXED WHERE {' AND '.join(listed)}", values).get
        numbers = set(_decoder.decode(text))
        found = numbers if found is None else found & numbers
    return found


def _looked_up(connection: apsw.Connection, query: ListQuery, numbers: set[int]) -> Run:
    covered, values = conditions(query)
    values["numbers"] = msgspec.json.encode(sorted(numbers)).decode()
    listed = ["number IN (SELECT value FROM json_each(:numbers))", *(f"+{each}" for each in covered)]
    return _read(connection, f"{_COLUMNS} WHERE {' AND '.join(listed)}", values)


def _runs(connection: apsw.Connection, query: ListQuery) -> Iterator[Run]:
    """One for each mailbox and state, each already in order: so sorting them is little more than putting together."""
    covered, values = conditions(dataclasses.replace(query, mailbox=None, states=frozenset()))
    where = " AND ".join(("mailbox = :mailbox", "state = :state", *covered))
    mailboxes = [query.mailbox] if query.mailbox is not None else [name for (name,) in connection.execute(_MAILBOXES)]
    for mailbox in mailboxes:
        for state in State:
            if not query.states or state in query.states:
                here: Values = {**values, "mailbox": mailbox, "state": state.value}
                yield _read(connection, f"{_COLUMNS} INDEXED BY application_list WHERE {where}", here)


def _read(connection: apsw.Connection, statement: str, values: Values) -> Run:
    sorts, codes = connection.execute(statement, values).fetchone() or ("[]", "[]")
    return _decoder.decode(sorts), _decoder.decode(codes)


def _pairs(run: Run, wanted: set[int] | None) -> Iterable[tuple[int, int]]:
    pairs = zip(*run, strict=True)
    return pairs if wanted is None else (pair for pair in pairs if pair[1] & _NUMBER in wanted)
