"""Keeps the books of the store: every source that knows of an application must know the same ones."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import apsw

from sozialclient.model.application import State
from sozialclient.model.books import AuditReport, Discrepancy, Fault, JournalCheck, MailboxBooks
from sozialclient.store.books import journal
from sozialclient.store.books.actions import ARRIVALS
from sozialclient.store.books.byte_check import check_bytes
from sozialclient.store.books.journal_head import HeadKeeper
from sozialclient.store.database.clock import now
from sozialclient.store.holdings import Holdings

NAMED = 100
"""How many ids a discrepancy names."""

Progress = Callable[[int, int], None]
CancelCheck = Callable[[], bool]


class Books:
    """Checks what the store counts against what it holds."""

    def __init__(self, holdings: Holdings, heads: HeadKeeper) -> None:
        self._holdings = holdings
        self._heads = heads

    def audit(self) -> AuditReport:
        """The quick form: counts, rows, keys, journal and deletion records of one moment, no contents."""
        # The head is read before the index: a line that is added in between makes the index newer, never older.
        kept = self._heads.kept()
        with _moment(self._holdings) as connection:
            mailboxes = _mailboxes(connection)
            found = [*_sums(connection, mailboxes), *_rows(connection)]
            lines = connection.execute("SELECT count(*) FROM journal").get
        check = JournalCheck(lines=lines, kept=kept.number if kept else None, older=not self._heads.fits(kept))
        return _report(mailboxes, check, found, full=False)

    def full_audit(self, progress: Progress, cancelled: CancelCheck) -> AuditReport:
        """Reads every byte, checks every seal and SHA-256, follows the whole journal.

        `progress(done, total)` counts applications. Raises Cancelled. Applications that come or go
        meanwhile are no discrepancy.
        """
        quick = self.audit()
        check = self.check_journal()
        damaged = list(check_bytes(self._holdings, progress, cancelled))
        found = [item for item in quick.discrepancies if item.fault is not Fault.JOURNAL_OLDER]
        return _report(quick.mailboxes, check, [*found, *damaged], full=True)

    def check_journal(self) -> JournalCheck:
        """Follow the chain from the first line to the last and compare with what was noted outside."""
        kept = self._heads.kept()
        with _moment(self._holdings) as connection:
            broken = journal.first_broken_line(connection)
            lines = connection.execute("SELECT count(*) FROM journal").get
        return JournalCheck(
            lines=lines, broken_line=broken, kept=kept.number if kept else None, older=not self._heads.fits(kept)
        )

    def schema_versions(self) -> tuple[int, int]:
        """Versions of the tables of index and contents."""
        with self._holdings.index.reading() as index, self._holdings.contents.reading() as contents:
            return index.pragma("user_version"), contents.pragma("user_version")


@contextlib.contextmanager
def _moment(holdings: Holdings) -> Iterator[apsw.Connection]:
    """The index as it is at one moment, whatever others write meanwhile."""
    with holdings.index.reading() as connection:
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")


def _report(
    mailboxes: tuple[MailboxBooks, ...], check: JournalCheck, found: list[Discrepancy], *, full: bool
) -> AuditReport:
    if check.broken_line is not None:
        found = [*found, Discrepancy(fault=Fault.JOURNAL_BROKEN, ids=(str(check.broken_line),), found=1)]
    if check.older:
        found = [*found, Discrepancy(fault=Fault.JOURNAL_OLDER, expected=check.kept or 0, found=check.lines)]
    states = {state: sum(books.states[state] for books in mailboxes) for state in State}
    total = MailboxBooks(
        mailbox="",
        arrived=sum(books.arrived for books in mailboxes),
        deleted=sum(books.deleted for books in mailboxes),
        states=states,
        unacknowledged=sum(books.unacknowledged for books in mailboxes),
    )
    return AuditReport(
        at=now(), full=full, total=total, mailboxes=mailboxes, journal=check, discrepancies=tuple(found)
    )


def _mailboxes(connection: apsw.Connection) -> tuple[MailboxBooks, ...]:
    tally = {name: (arrived, deleted) for name, arrived, deleted in connection.execute("SELECT * FROM tally")}
    states: dict[str, dict[State, int]] = {}
    for name, state, count in connection.execute(
        "SELECT mailbox, state, count(*) FROM application GROUP BY mailbox, state"
    ):
        states.setdefault(name, dict.fromkeys(State, 0))[State(state)] = count
    waiting: dict[str, int] = _pairs(
        connection,
        "SELECT mailbox, count(*) FROM application WHERE state = 'unprocessable' AND acknowledged = 0 GROUP BY mailbox",
    )
    set_up = {name for (name,) in connection.execute("SELECT name FROM mailbox")}
    return tuple(
        MailboxBooks(
            mailbox=name,
            arrived=tally.get(name, (0, 0))[0],
            deleted=tally.get(name, (0, 0))[1],
            states=states.get(name, dict.fromkeys(State, 0)),
            unacknowledged=waiting.get(name, 0),
        )
        for name in sorted({*tally, *states, *set_up})
    )


def _sums(connection: apsw.Connection, mailboxes: tuple[MailboxBooks, ...]) -> Iterator[Discrepancy]:
    records: dict[str, int] = _pairs(connection, "SELECT mailbox, count(*) FROM deletion GROUP BY mailbox")
    for books in mailboxes:
        if not books.balanced:
            yield Discrepancy(
                fault=Fault.SUM, mailbox=books.mailbox, expected=books.arrived, found=books.present + books.deleted
            )
        if books.deleted != records.get(books.mailbox, 0):
            yield Discrepancy(
                fault=Fault.DELETIONS, mailbox=books.mailbox, expected=books.deleted,
                found=records.get(books.mailbox, 0),
            )


def _rows(connection: apsw.Connection) -> Iterator[Discrepancy]:
    """What each single application must have; ids, so that someone can look for them.

    The database compares: tens of thousands of ids are no values of ours.
    """
    places = ", ".join("?" * len(ARRIVALS))
    noted = f"SELECT application FROM journal WHERE action IN ({places})"
    known = "SELECT id FROM application UNION SELECT application FROM deletion"
    yield from _named(connection, Fault.NOT_NOTED, _ids(connection, f"{known} EXCEPT {noted}", ARRIVALS))
    yield from _named(connection, Fault.VANISHED, _ids(connection, f"{noted} EXCEPT SELECT * FROM ({known})", ARRIVALS))
    yield from _named(connection, Fault.NUMBER_MISSING, {str(number) for number in _gaps(connection)})
    without_key = _ids(
        connection,
        "SELECT id FROM application WHERE NOT EXISTS(SELECT 1 FROM message_key WHERE application = number)",
    )
    yield from _named(connection, Fault.KEY_MISSING, without_key)
    without_original = _ids(
        connection,
        "SELECT id FROM application AS a WHERE NOT EXISTS("
        "SELECT 1 FROM content WHERE application = a.number AND kind = 'original' AND key = '')",
    )
    yield from _named(connection, Fault.ORIGINAL_MISSING, without_original)


def _ids(connection: apsw.Connection, query: str, values: tuple[str, ...] = ()) -> set[str]:
    rows: Iterator[tuple[str]] = connection.execute(query, values)
    return {identifier for (identifier,) in rows}


def _pairs(connection: apsw.Connection, query: str) -> dict[Any, Any]:
    rows: Iterator[tuple[Any, Any]] = connection.execute(query)
    return dict(rows)


def _gaps(connection: apsw.Connection) -> set[int]:
    """Numbers up to the last one given out that belong neither to an application nor to a deleted one."""
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'application'").get or 0
    there: int = connection.execute("SELECT count(*) FROM application").get
    deleted: int = connection.execute("SELECT count(DISTINCT application) FROM deletion").get
    highest: int = connection.execute("SELECT max(number) FROM application").get or 0
    if there + deleted == last and highest <= last:
        return set()
    numbers = {number for (number,) in connection.execute("SELECT number FROM application")}
    gone = _ids(connection, "SELECT application FROM deletion")
    numbers |= {int(identifier.rpartition("-")[2]) for identifier in gone}
    return set(range(1, max(last, highest) + 1)) - numbers


def _named(connection: apsw.Connection, fault: Fault, ids: set[str]) -> Iterator[Discrepancy]:
    """One discrepancy for each mailbox with such ids."""
    if not ids:
        return
    known = "SELECT application, mailbox FROM deletion UNION ALL SELECT id, mailbox FROM application"
    mailbox_of: dict[str, str] = _pairs(connection, known)
    by_mailbox: dict[str | None, list[str]] = {}
    for identifier in sorted(ids, key=lambda text: (len(text), text)):
        by_mailbox.setdefault(mailbox_of.get(identifier), []).append(identifier)
    for mailbox, found in by_mailbox.items():
        yield Discrepancy(fault=fault, mailbox=mailbox, ids=tuple(found[:NAMED]), found=len(found))
