"""`sozialclient backup missing`: what was fetched after a backup and is not here, and what was deleted on purpose."""

from __future__ import annotations

import argparse
import sys
import threading

from sozialclient.cli.context import opened_workplace, read_pin
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.fetch_command import tell_summary
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import plain, print_json, print_line, print_lines
from sozialclient.documents.local_time import time_text
from sozialclient.store.backup.errors import BackupNotFound
from sozialclient.texts import text
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary, fetch_mailbox
from sozialclient.usecases.missing_messages import MissingMessages, missing_since


def run_missing(arguments: argparse.Namespace) -> ExitCode:
    """Tell it; with `--fetch` get again what is lost, with `--fetch-deleted` also what was deleted on purpose."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        store = workplace.store
        mailbox = store.mailbox(arguments.name)
        restored = store.backup.restored()
        since = arguments.since or (restored.taken if restored else None)
        if since is None:
            raise BackupNotFound
        keys = workplace.unlock(mailbox, read_pin(arguments.pin_file))
        transport = workplace.transport(mailbox, keys)
        missing = missing_since(transport, store, mailbox, since, lambda _: None, stop.is_set)
        wanted = missing.lost if arguments.fetch or arguments.fetch_deleted else ()
        if arguments.fetch_deleted:
            wanted = (*wanted, *missing.deleted)
        summary = None
        if wanted:
            summary = fetch_mailbox(transport, store, mailbox, lambda _: None, stop.is_set,
                                    FetchOptions(message_ids=wanted))
    if arguments.json:
        print_json({
            "missing": list(missing.lost), "untold": missing.untold,
            "deleted": [{"message_id": each, "deleted": at.isoformat()} for each, at in missing.deleted.items()],
            "fetched": None if summary is None else summary.new,
            "not_found": [] if summary is None else list(summary.not_found),
        })
    else:
        _tell(missing, summary, restored=restored is not None)
    sys.stdout.flush()
    return _exit_code(missing, summary)


def _exit_code(missing: MissingMessages, summary: FetchSummary | None) -> ExitCode:
    """OK only where nothing is lost, or all of it was fetched and could be read."""
    if summary is None:
        return ExitCode.FINDINGS if missing.lost else ExitCode.OK
    if summary.error is not None:
        return exit_code(summary.error)
    incomplete = summary.not_found or summary.unreadable or summary.unfinished
    return ExitCode.FINDINGS if incomplete else ExitCode.OK


def _tell(missing: MissingMessages, summary: FetchSummary | None, *, restored: bool) -> None:
    print_line("backup.missing" if missing.lost else "backup.missing-none", count=len(missing.lost))
    print_lines(plain(f"- {message_id}") for message_id in missing.lost)
    if missing.lost and restored:
        print_line("backup.missing-restored")
    if missing.untold:
        print_line("backup.missing-untold", count=missing.untold)
    if missing.deleted:
        print_line("backup.missing-deleted", count=len(missing.deleted))
        print_lines(plain(f"- {message_id}  {text('cli', 'backup.deleted-at', when=time_text(at))}")
                    for message_id, at in missing.deleted.items())
    if summary is not None:
        tell_summary(summary, as_json=False)
