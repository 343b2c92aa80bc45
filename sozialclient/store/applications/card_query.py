"""Makes SQL of what a list shall hold."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

import apsw

from sozialclient.documents.local_time import at_month_change
from sozialclient.model.listing import ListQuery
from sozialclient.store.database.clock import microseconds, moment
from sozialclient.store.search.word_index import match_of

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
    if query.service:
        conditions.append("service_name = :service")
        values["service"] = query.service
    if query.assigned is not None:
        conditions.append("assigned = :assigned")
        values["assigned"] = query.assigned
    if query.due_until is not None:
        conditions.append("due <= :due")
        values["due"] = query.due_until.isoformat()
    if query.words:
        conditions.append(_found(query.words, values))
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def source(query: ListQuery) -> str:
    """What follows FROM: who looks for words reads every row, and fastest in the order they lie in."""
    return "application NOT INDEXED" if query.words else "application"


def make_functions(connection: apsw.Connection) -> None:
    """Teach a connection the functions that conditions use."""
    connection.create_scalar_function("casefold", _casefold, 1, deterministic=True)
    connection.create_scalar_function("month_change", _month_change, 1, deterministic=True)


def _found(words: tuple[str, ...], values: Values) -> str:
    waiting = " AND ".join(_holds(number, word, values) for number, word in enumerate(words))
    unindexed = f"number IN (SELECT number FROM application WHERE indexed = 0 AND {waiting})"
    values["match"] = match_of(words)
    if not values["match"]:
        return unindexed
    return f"(number IN (SELECT rowid FROM found WHERE found MATCH :match) OR {unindexed})"


def _holds(number: int, word: str, values: Values) -> str:
    # SQLite folds ASCII itself, while others may use the interpreter. Python is called only where the text has a
    # letter that folds into one of the word's: a capital umlaut, an eszett, rarely another.
    values[f"word{number}"] = word
    foreign = sorted({letter for one in word for letter in _unfolded().get(one, "")})
    names = [f"letter{number}_{at}" for at in range(len(foreign))]
    values |= dict(zip(names, foreign, strict=True))
    plain = f"instr(lower({_TEXT}), :word{number})"
    if not names:
        return plain
    found = " OR ".join(f"instr({_TEXT}, :{name})" for name in names)
    beyond_ascii = f"octet_length({_TEXT}) > length({_TEXT})"
    return f"({plain} OR ({beyond_ascii} AND ({found}) AND instr(casefold({_TEXT}), :word{number})))"


@cache
def _unfolded() -> dict[str, str]:
    """Letters beyond ASCII by each letter of their folded form; the alphabets that occur in names, and ligatures."""
    found: defaultdict[str, str] = defaultdict(str)
    for letter in map(chr, (*range(0x80, 0x2200), *range(0xFB00, 0xFB18))):
        folded = letter.casefold()
        if folded != letter:
            for one in folded:
                found[one] += letter
    return dict(found)


def _casefold(text: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
    return str(text).casefold()


def _month_change(received: apsw.SQLiteValue = None, *_: apsw.SQLiteValue) -> apsw.SQLiteValue:
    return isinstance(received, int) and _hour_at_month_change(received // _HOUR)


@lru_cache(maxsize=4096)
def _hour_at_month_change(hour: int) -> bool:
    # Whole hours do: Germany's distance from UTC is one.
    return at_month_change(moment(hour * _HOUR))
