"""`sozialclient fetch`: fetch a mailbox into the store."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sozialclient.cli.context import opened_workplace, read_pin
from sozialclient.cli.drop_commands import report_json, tell_report
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, error_json, plain, print_error, print_json, print_line
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.drop import DropReport
from sozialclient.texts import error_text, text
from sozialclient.transports.base import Phase, Progress
from sozialclient.usecases.drop_applications import drop_after_fetch
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary, fetch_mailbox
from sozialclient.usecases.workplace import Workplace


def run_fetch(arguments: argparse.Namespace) -> ExitCode:
    """Fetch, tell in words what came; Ctrl+C stops safely. Of several mailboxes the next comes also after a failure."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        if len(arguments.names) == 1:
            outcomes = [MailboxFetch(arguments.names[0], _fetch(workplace, arguments.names[0], arguments, stop))]
        else:
            outcomes = [_tried(workplace, name, arguments, stop) for name in dict.fromkeys(arguments.names)]
        report = drop_after_fetch(workplace, stop.is_set)
    if arguments.json:
        dropped: Json = {"drop": report_json(report)} if report != DropReport() else {}
        print_json((summary_json(outcomes[0].summary) if len(outcomes) == 1 and outcomes[0].summary is not None
                    else round_json(outcomes)) | dropped)
    else:
        for outcome in outcomes:
            _tell(outcome, named=len(outcomes) > 1)
        if report != DropReport():
            tell_report(report)
    return _exit_code(outcomes)


@dataclass(frozen=True, slots=True)
class MailboxFetch:
    """What a fetch of one mailbox brought; `refused` where none began."""

    name: str
    summary: FetchSummary | None = None
    refused: SozialclientError | None = None

    @property
    def error(self) -> SozialclientError | None:
        """Why it is not whole."""
        return self.summary.error if self.summary is not None else self.refused


def _fetch(workplace: Workplace, name: str, arguments: argparse.Namespace, stop: threading.Event) -> FetchSummary:
    mailbox = workplace.store.mailbox(name)
    keys = workplace.unlock(mailbox, read_pin(arguments.pin_file))
    options = FetchOptions(message_ids=tuple(arguments.message_id or ()), received_since=arguments.since)
    return fetch_mailbox(
        workplace.transport(mailbox, keys, arguments.chunk_size), workplace.store, mailbox,
        _listener(quiet=arguments.json), stop.is_set, options)


def _tried(workplace: Workplace, name: str, arguments: argparse.Namespace, stop: threading.Event) -> MailboxFetch:
    if stop.is_set():
        return MailboxFetch(name, refused=Cancelled())
    try:
        return MailboxFetch(name, _fetch(workplace, name, arguments, stop))
    except SozialclientError as error:
        return MailboxFetch(name, refused=error)


def _tell(outcome: MailboxFetch, *, named: bool) -> None:
    if named:
        print_line("fetch.mailbox", name=outcome.name)
    if outcome.summary is not None:
        tell_summary(outcome.summary, as_json=False)
    elif outcome.refused is not None:
        print_error(outcome.refused, as_json=False)


def _exit_code(outcomes: Sequence[MailboxFetch]) -> ExitCode:
    """That of the first error; findings where there is none."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if errors:
        return exit_code(errors[0])
    summaries = [outcome.summary for outcome in outcomes if outcome.summary is not None]
    findings = any(one.with_findings or one.waiting or one.unreadable or one.not_found for one in summaries)
    return ExitCode.FINDINGS if findings else ExitCode.OK


def round_json(outcomes: Sequence[MailboxFetch]) -> Json:
    """The sum of several mailboxes, and each by name."""
    return {
        "new": sum(outcome.summary.new for outcome in outcomes if outcome.summary is not None),
        "mailboxes": [
            {"name": outcome.name} | (
                summary_json(outcome.summary) if outcome.summary is not None
                else {"error": error_json(outcome.refused)} if outcome.refused is not None else {})
            for outcome in outcomes],
    }


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
