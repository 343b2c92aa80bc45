"""Retention and deletion in the store: Papierkorb, Löschsperre, final deletion, and what is left to prove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import apsw

from sozialclient.model.application import State
from sozialclient.model.retention import Candidate, DeletionRecord, Due, Retention, Stage, next_step, rule_words
from sozialclient.store.applications.rows import update_state
from sozialclient.store.books import actions, journal
from sozialclient.store.database.clock import microseconds, moment
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.deletion import retention_rows
from sozialclient.store.deletion.deleted_messages import deleted_at, untold_since
from sozialclient.store.deletion.errors import ApplicationHeld, NotInTrash, StillWaiting, UntransferredKept
from sozialclient.store.deletion.removal import remove_rows, sweep
from sozialclient.store.deletion.trash import state_before
from sozialclient.store.holdings import Holdings
from sozialclient.store.mailboxes import is_set_up

BATCH = 100
"""Applications deleted in one transaction."""

Done = Callable[[int], None]
_COMPACT_FROM = 64 * 1024 * 1024


class Deletion:
    """`Store.deletion`. Raises the errors of the disk like the store; calls may take long."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def rules(self) -> Retention:
        """The rules of this store. Raises StoreDamaged."""
        with self._holdings.index.reading() as connection:
            return retention_rows.read_rules(connection)

    def save_rules(self, retention: Retention) -> None:
        """Keep new rules. Raises RetentionInvalid."""
        retention.check()
        with self._holdings.index.writing() as connection:
            retention_rows.write_rules(connection, retention)
            journal.write_entry(connection, actions.RETENTION_CHANGED, None, retention.mode.value)

    def candidates(self) -> list[Candidate]:
        """What rules may look at: transferred, archived and thrown away applications."""
        with self._holdings.index.reading() as connection:
            return retention_rows.read_candidates(connection)

    def candidate(self, application_id: str) -> Candidate:
        """One application in any state. Raises StoreNoSuchApplication."""
        with self._holdings.index.reading() as connection:
            return retention_rows.read_candidate(connection, application_id)

    def records(self, application_ids: Sequence[str] | None = None) -> list[DeletionRecord]:
        """Deletion records, oldest first; of all or of these applications."""
        with self._holdings.index.reading() as connection:
            return retention_rows.read_records(connection, application_ids)

    def deleted_messages(self, mailbox: str, message_ids: Sequence[str]) -> dict[str, datetime]:
        """As `deleted_at`."""
        with self._holdings.index.reading() as connection:
            return deleted_at(connection, mailbox, message_ids)

    def untold_since(self, mailbox: str, at: datetime) -> int:
        """As `deleted_messages.untold_since`."""
        with self._holdings.index.reading() as connection:
            return untold_since(connection, mailbox, at)

    def export_count(self, application_ids: Sequence[str]) -> int:
        """How many times these applications were exported, by the journal."""
        wanted = set(application_ids)
        with self._holdings.index.reading() as connection:
            rows = connection.execute("SELECT application FROM journal WHERE action = ?", (actions.EXPORTED,))
            return sum(identifier in wanted for (identifier,) in rows)

    def hold(self, application_ids: Sequence[str], held: bool) -> None:
        """Set or lift the Löschsperre, all or none. Raises StoreNoSuchApplication."""
        with self._holdings.index.writing() as connection:
            for identifier in application_ids:
                if retention_rows.read_candidate(connection, identifier).held is not held:
                    connection.execute("UPDATE application SET held = ? WHERE id = ?", (held, identifier))
                    journal.write_entry(connection, actions.HELD if held else actions.RELEASED, identifier, "")

    def throw_away(self, application_ids: Sequence[str]) -> None:
        """Move applications into the Papierkorb, all or none.

        Raises StoreNoSuchApplication and ApplicationHeld.
        """
        with self._holdings.index.writing() as connection:
            for identifier in application_ids:
                if retention_rows.read_candidate(connection, identifier).state is not State.TRASH:
                    _move(connection, identifier, State.TRASH)

    def restore(self, application_ids: Sequence[str]) -> None:
        """Move applications out of the Papierkorb to where they were, all or none.

        Raises StoreNoSuchApplication and NotInTrash.
        """
        with self._holdings.index.writing() as connection:
            for identifier in application_ids:
                if retention_rows.read_candidate(connection, identifier).state is not State.TRASH:
                    raise NotInTrash(application=identifier)
                _move(connection, identifier, state_before(connection, identifier))

    def require_deletable(self, application_ids: Sequence[str]) -> list[Candidate]:
        """The applications, if a person may delete every one of them for good.

        Raises StoreNoSuchApplication, NotInTrash, ApplicationHeld, StillWaiting, UntransferredKept.
        """
        with self._holdings.index.reading() as connection:
            return _deletable(connection, application_ids)

    def delete(self, application_ids: Sequence[str], rule: str) -> None:
        """Delete by hand what lies in the Papierkorb, all or none, in one transaction.

        Give at most `BATCH`. The bytes go with the next `sweep`. Raises as `require_deletable`.
        """
        with self._holdings.index.writing() as connection:
            _deletable(connection, application_ids)
            remove_rows(connection, [(identifier, rule) for identifier in application_ids])

    def carry_out(self, dues: Sequence[Due], at: datetime) -> tuple[int, int]:
        """Do what rules ask for in one transaction; returns how many were thrown away and deleted.

        Give at most `BATCH`. What is not due any more, by the rules and the state of now, is left alone.
        """
        with self._holdings.index.writing() as connection:
            rules = retention_rows.read_rules(connection)
            still = [due for due in dues if _is_still_due(connection, rules, due, at)]
            trashed = [due for due in still if due.stage is Stage.TRASH]
            deleted = [due for due in still if due.stage is Stage.DELETE]
            for due in trashed:
                update_state(connection, due.id, State.TRASH)
                journal.write_entry(connection, actions.TRASHED_BY_RULE, due.id, rule_words(due.rule))
            if deleted:
                remove_rows(connection, [(due.id, due.rule) for due in deleted])
        return len(trashed), len(deleted)

    def sweep(self) -> bool:
        """Delete the bytes of deleted applications and empty both WALs; False: a reader kept one from that."""
        holdings = self._holdings
        sweep(holdings.index, holdings.contents)
        for database in (holdings.contents, holdings.index):
            database.checkpoint()
        return holdings.index.wal_size == 0 and holdings.contents.wal_size == 0

    def compact(self) -> None:
        """Give free room of the contents back to the disk, where a quarter of the file and 64 MB are free.

        In short transactions, so that a fetch in another process waits for none of them long.
        """
        contents = self._holdings.contents
        free, page, pages = self._room()
        if free * page < _COMPACT_FROM or free < pages // 4:
            return
        while free:
            contents.give_back(_COMPACT_FROM // page)
            contents.checkpoint()
            before, (free, page, pages) = free, self._room()
            if free >= before:
                return

    def _room(self) -> tuple[int, int, int]:
        with self._holdings.contents.reading() as connection:
            names = ("freelist_count", "page_size", "page_count")
            free, page, pages = (int(connection.execute(f"PRAGMA {name}").get or 0) for name in names)
        return free, page, pages

    def deletions_since(self, at: datetime) -> int:
        """How many applications were deleted after `at`."""
        with self._holdings.index.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM deletion WHERE at > ?", (microseconds(at),)).get or 0)

    def begun(self) -> datetime:
        """When the store was made."""
        with self._holdings.index.reading() as connection:
            return moment(connection.execute("SELECT min(at) FROM migration").get or 0)

    def noted(self, name: str) -> datetime | None:
        """A time kept by `note`, None: never."""
        with self._holdings.index.reading() as connection:
            raw = read_memo(connection, f"retention/{name}")
        return None if raw is None else datetime.fromisoformat(raw.decode())

    def note(self, name: str, at: datetime) -> None:
        """Remember a time (aware UTC): `checked`."""
        with self._holdings.index.writing() as connection:
            write_memo(connection, f"retention/{name}", at.isoformat().encode())


def _move(connection: apsw.Connection, application_id: str, state: State) -> None:
    update_state(connection, application_id, state)
    journal.write_entry(connection, actions.STATE_CHANGED, application_id, state.value)


def _deletable(connection: apsw.Connection, application_ids: Sequence[str]) -> list[Candidate]:
    rules = retention_rows.read_rules(connection)
    found = [retention_rows.read_candidate(connection, identifier) for identifier in application_ids]
    for each in found:
        if each.state is not State.TRASH:
            raise NotInTrash(application=each.id)
        if each.held:
            raise ApplicationHeld(application=each.id)
        if not each.acknowledged and is_set_up(connection, each.mailbox):
            # Nothing fetches for a removed mailbox, so nothing comes back.
            raise StillWaiting(application=each.id)
        if not each.done and not rules.untransferred_by_hand:
            raise UntransferredKept(application=each.id)
    return found


def _is_still_due(connection: apsw.Connection, rules: Retention, due: Due, at: datetime) -> bool:
    row = connection.execute("SELECT 1 FROM application WHERE id = ?", (due.id,)).get
    if row is None:
        return False
    step = next_step(retention_rows.read_candidate(connection, due.id), rules)
    return step is not None and step.stage is due.stage and step.rule == due.rule and step.at <= at
