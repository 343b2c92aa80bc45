"""`sozialclient fetch`: fetch a mailbox into the store."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable

from sozialclient.cli.context import opened_workplace, read_pin
from sozialclient.cli.drop_commands import report_json, tell_report
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, error_json, plain, print_error, print_json, print_line
from sozialclient.model.drop import DropReport
from sozialclient.texts import error_text, text
from sozialclient.transports.base import Phase, Progress
from sozialclient.usecases.drop_applications import drop_after_fetch
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary, fetch_mailbox


def run_fetch(arguments: argparse.Namespace) -> ExitCode:
    """Fetch, tell in words what came; Ctrl+C stops safely."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        mailbox = workplace.store.mailbox(arguments.name)
        keys = workplace.unlock(mailbox, read_pin(arguments.pin_file))
        options = FetchOptions(message_ids=tuple(arguments.message_id or ()), received_since=arguments.since)
        summary = fetch_mailbox(
            workplace.transport(mailbox, keys, arguments.chunk_size),
            workplace.store,
            mailbox,
            _listener(quiet=arguments.json),
            stop.is_set,
            options,
        )
        report = drop_after_fetch(workplace, stop.is_set)
    if arguments.json:
        print_json(summary_json(summary) | ({"drop": report_json(report)} if report != DropReport() else {}))
    else:
        tell_summary(summary, as_json=False)
        if report != DropReport():
            tell_report(report)
    if summary.error is not None:
        return exit_code(summary.error)
    findings = summary.with_findings or summary.waiting or summary.unreadable or summary.not_found
    return ExitCode.FINDINGS if findings else ExitCode.OK


def tell_summary(summary: FetchSummary, *, as_json: bool) -> None:
    """Print what a fetch brought."""
    if as_json:
        print_json(summary_json(summary))
        return
    print_line({0: "fetch.result-none", 1: "fetch.result-one"}.get(summary.new, "fetch.result"), new=summary.new)
    if summary.duplicates:
        print_line("fetch.duplicates-one" if summary.duplicates == 1 else "fetch.duplicates", count=summary.duplicates)
    if summary.with_findings:
        print_line("fetch.findings", count=summary.with_findings)
    for application_id, failure in zip(summary.unreadable, summary.failures, strict=True):
        words = error_text(failure.reference, failure.parameters)
        print_line("fetch.unreadable", id=application_id, reason=words.happened, reference=failure.reference)
    if summary.waiting:
        print_line("fetch.waiting-one" if summary.waiting == 1 else "fetch.waiting", count=summary.waiting)
    for message_id in summary.not_found:
        print_line("fetch.not-found", id=message_id)
    if summary.unfinished:
        print_line("fetch.unfinished")
    for error in (summary.error, summary.closing_error):
        if error is not None:
            print_error(error, as_json=False)


def summary_json(summary: FetchSummary) -> Json:
    """A fetch summary."""
    value: Json = {
        "new": summary.new,
        "duplicates": summary.duplicates,
        "with_findings": summary.with_findings,
        "application_ids": list(summary.application_ids),
        "unreadable": [
            {"id": application_id, "failure": failure.reference}
            for application_id, failure in zip(summary.unreadable, summary.failures, strict=True)
        ],
        "waiting": summary.waiting,
        "unfinished": summary.unfinished,
        "not_found": list(summary.not_found),
        "closing_error": None if summary.closing_error is None else error_json(summary.closing_error),
    }
    if summary.error is not None:
        value["error"] = error_json(summary.error)
    return value


def _listener(*, quiet: bool) -> Callable[[Progress], None]:
    if quiet or not sys.stderr.isatty():
        return lambda _: None

    def show(progress: Progress) -> None:
        if progress.phase in (Phase.RECEIVING, Phase.STORING):
            line = text("cli", f"fetch.{progress.phase.value}", number=progress.number, size=progress.received_bytes)
            print(f"\r{plain(line):<70}", end="", file=sys.stderr)
        elif progress.phase is Phase.CLOSING:
            print("\r" + " " * 70 + "\r", end="", file=sys.stderr)

    return show
