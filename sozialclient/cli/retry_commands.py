"""`sozialclient retry|original`: deliveries that could not be read."""

from __future__ import annotations

import argparse
import threading

from sozialclient.cli.context import opened_workplace, read_pin
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, error_json, print_error, print_json, print_line
from sozialclient.errors import SozialclientError
from sozialclient.store.errors import StoreNoSuchMailbox
from sozialclient.texts import error_text
from sozialclient.usecases.retry_application import Outcome, Retried, Retry, to_retry
from sozialclient.usecases.save_original import save_original
from sozialclient.usecases.workplace import Workplace


def run_retry(arguments: argparse.Namespace) -> ExitCode:
    """Try the named applications again, or everything that could not be read."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        store = workplace.store
        if arguments.mailbox is not None:
            store.mailbox(arguments.mailbox)
        cards = [store.card(each) for each in arguments.id] or to_retry(store, arguments.mailbox)
        by_mailbox: dict[str, list[str]] = {}
        for card in cards:
            by_mailbox.setdefault(card.mailbox, []).append(card.id)
        pin = read_pin(arguments.pin_file)
        done = [each for name, ids in by_mailbox.items() for each in _retry(workplace, name, ids, pin, stop)]
    tell_retried(done, as_json=arguments.json)
    error = _first_error(done)
    if error is not None:
        return exit_code(error)
    unread = any(each.outcome is not Outcome.READ for each in done)
    return ExitCode.FINDINGS if unread else ExitCode.OK


def _retry(workplace: Workplace, name: str, ids: list[str], pin: str | None, stop: threading.Event) -> list[Retried]:
    try:
        mailbox = workplace.store.mailbox(name)
    except StoreNoSuchMailbox as removed:
        # Its key went with it; the others are tried all the same.
        return [Retried(each, Outcome.NOT_TRIED, failure=removed) for each in ids]
    transport = workplace.transport(mailbox, workplace.unlock(mailbox, pin))
    return Retry(transport, workplace.store, mailbox, lambda _: None, stop.is_set).run(ids)


def tell_retried(done: list[Retried], *, as_json: bool) -> None:
    """Print what came of each."""
    if as_json:
        value: Json = {"retried": [_retried_json(each) for each in done]}
        error = _first_error(done)
        print_json(value if error is None else {**value, "error": error_json(error)})
        return
    if not done:
        print_line("retry.none")
    for each in done:
        print_line(f"retry.{each.outcome.value}", id=each.application_id)
        if each.failure is not None:
            words = error_text(each.failure.reference, each.failure.parameters)
            print_line("retry.reason", reason=words.happened, reference=words.reference)
    error = _first_error(done)
    if error is not None:
        print_error(error, as_json=False)


def _retried_json(retried: Retried) -> Json:
    failure = None if retried.failure is None else retried.failure.reference
    return {"id": retried.application_id, "outcome": retried.outcome.value, "failure": failure}


def _first_error(done: list[Retried]) -> SozialclientError | None:
    return next((each.error for each in done if each.error is not None), None)


def run_original(arguments: argparse.Namespace) -> ExitCode:
    """Write a message as it was received to a file."""
    with opened_workplace(arguments) as workplace:
        save_original(workplace.store, arguments.id, arguments.out, earlier=arguments.earlier)
    if arguments.json:
        print_json({"id": arguments.id, "path": str(arguments.out)})
    else:
        print_line("original.done", id=arguments.id, path=str(arguments.out))
    return ExitCode.OK
