"""`sozialclient audit`: whether everything that was fetched is accounted for."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, plain, print_json, print_line, print_lines
from sozialclient.model.books import AuditReport, JournalCheck, MailboxBooks
from sozialclient.reports.audit_words import balance_words, fault_words, journal_words, verdict_words
from sozialclient.texts import text
from sozialclient.usecases.audit import audit, audit_fully
from sozialclient.usecases.day_sheet import save_day_sheet


def run_audit(arguments: argparse.Namespace) -> ExitCode:
    """Check the books, on request every byte; FINDINGS when something does not add up."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        if arguments.full:
            report = audit_fully(workplace.store, _listener(quiet=arguments.json), stop.is_set)
        else:
            report = audit(workplace.store)
        if arguments.sheet is not None:
            save_day_sheet(workplace.store, report, arguments.sheet)
    if arguments.json:
        print_json(audit_json(report))
    else:
        _tell(report)
        if arguments.sheet is not None:
            print_line("audit.sheet", path=str(arguments.sheet))
    return ExitCode.OK if report.balanced else ExitCode.FINDINGS


def _tell(report: AuditReport) -> None:
    for books in (*report.mailboxes, report.total):
        name = books.mailbox or text("audit", "row.total")
        print_line("audit.row", mailbox=name, balance=balance_words(books))
        states = ", ".join(
            f"{text('audit', f'state.{state.value}')} {number}" for state, number in books.states.items() if number
        )
        if states:
            print_line("audit.states", states=states)
    print_lines([journal_words(report.journal, full=report.full)])
    print_lines(f"- {plain(fault_words(item))}" for item in report.discrepancies)
    print_lines([verdict_words(report)])


def _listener(*, quiet: bool) -> Callable[[int, int], None]:
    if quiet or not sys.stderr.isatty():
        return lambda _done, _total: None

    def show(done: int, total: int) -> None:
        end = "\r" + " " * 70 + "\r" if done == total else ""
        print(f"\r{text('cli', 'audit.progress', done=done, total=total):<70}", end=end, file=sys.stderr)

    return show


def audit_json(report: AuditReport) -> Json:
    """An audit report."""
    return {
        "at": report.at.isoformat(),
        "full": report.full,
        "balanced": report.balanced,
        "total": _books(report.total),
        "mailboxes": [{"name": books.mailbox, **_books(books)} for books in report.mailboxes],
        "journal": journal_check_json(report.journal),
        "discrepancies": [
            {"fault": item.fault.value, "mailbox": item.mailbox, "ids": list(item.ids), "expected": item.expected,
             "found": item.found, "text": fault_words(item)}
            for item in report.discrepancies
        ],
    }


def _books(books: MailboxBooks) -> Json:
    return {
        "arrived": books.arrived,
        "states": {state.value: number for state, number in books.states.items()},
        "present": books.present,
        "deleted": books.deleted,
        "unacknowledged": books.unacknowledged,
        "balanced": books.balanced,
    }


def journal_check_json(check: JournalCheck) -> Json:
    """What a look at the journal found."""
    return {
        "sound": check.sound, "lines": check.lines, "broken_line": check.broken_line, "kept": check.kept,
        "older": check.older,
    }
