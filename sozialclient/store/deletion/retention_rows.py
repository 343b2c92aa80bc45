"""Reads and keeps what retention works with: the rules, the applications they look at, the deletion records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import apsw
import msgspec

from sozialclient.model.application import State
from sozialclient.model.retention import Candidate, DeletionRecord, Retention
from sozialclient.store.database.clock import moment, moment_or_none
from sozialclient.store.database.encoding import decoded, encoded
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.deletion.trash import PREFIX
from sozialclient.store.errors import StoreNoSuchApplication

RULES = "retention/rules"

_Row = tuple[str, str, str | None, str, str, bytes | None, int | None, int | None, int, int]
_CANDIDATE = (
    "SELECT id, mailbox, service_key, service_name, state, (SELECT value FROM memo WHERE name = ? || id),"
    " state_since, transferred, held, acknowledged FROM application"
)
_LOOKED_AT = (State.TRANSFERRED, State.ARCHIVED, State.TRASH)


def read_rules(connection: apsw.Connection) -> Retention:
    """The rules of this store, those of delivery when none were kept yet. Raises StoreDamaged."""
    raw = read_memo(connection, RULES)
    return Retention() if raw is None else decoded(raw, Retention)


def write_rules(connection: apsw.Connection, retention: Retention) -> None:
    """Keep the rules within the caller's transaction."""
    write_memo(connection, RULES, encoded(retention))


def read_candidates(connection: apsw.Connection) -> list[Candidate]:
    """All applications in states that rules may touch."""
    rows: Iterator[_Row] = connection.execute(
        f"{_CANDIDATE} WHERE state IN (?, ?, ?)", (PREFIX, *(state.value for state in _LOOKED_AT))
    )
    return [_candidate(row) for row in rows]


def read_candidate(connection: apsw.Connection, application_id: str) -> Candidate:
    """One application in any state. Raises StoreNoSuchApplication."""
    row: _Row | None = connection.execute(f"{_CANDIDATE} WHERE id = ?", (PREFIX, application_id)).fetchone()
    if row is None:
        raise StoreNoSuchApplication(application=application_id)
    return _candidate(row)


def read_records(connection: apsw.Connection, application_ids: Sequence[str] | None = None) -> list[DeletionRecord]:
    """Deletion records, oldest first; of all, or of these applications."""
    condition = "" if application_ids is None else "WHERE application IN (SELECT value FROM json_each(?))"
    values = () if application_ids is None else (msgspec.json.encode(list(application_ids)).decode(),)
    rows = connection.execute(
        f"SELECT number, at, mailbox, application, original, rule FROM deletion {condition} ORDER BY number", values
    )
    return [
        DeletionRecord(
            number=number, at=moment(at), mailbox=mailbox, application_id=identifier,
            original_sha256=original.hex(), rule=rule,
        )
        for number, at, mailbox, identifier, original, rule in rows
    ]


def _candidate(row: _Row) -> Candidate:
    identifier, mailbox, service_key, service_name, state, before, since, transferred, held, acknowledged = row
    return Candidate(
        id=identifier,
        mailbox=mailbox,
        service_key=service_key,
        service_name=service_name,
        state=State(state),
        before=None if before is None else State(before.decode()),
        since=moment_or_none(since),
        transferred=moment_or_none(transferred),
        held=bool(held),
        acknowledged=bool(acknowledged),
    )
