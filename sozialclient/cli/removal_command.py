"""`sozialclient mailbox remove`: what removing a mailbox means, and with `--yes` the removal."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line, print_lines
from sozialclient.model.removal import Removal
from sozialclient.reports.removal_words import removal_words
from sozialclient.usecases.remove_mailbox import removal_of, remove_mailbox


def run_remove(arguments: argparse.Namespace) -> ExitCode:
    """Without `--yes` nothing changes, and FINDINGS says that it was not done."""
    renewed: bool | None = None
    with opened_workplace(arguments) as workplace:
        removal = removal_of(workplace.store, arguments.name)
        if arguments.yes:
            renewed = remove_mailbox(workplace.store, arguments.name)
    if arguments.json:
        print_json(_json(removal, renewed))
    elif renewed is None:
        print_line("mailbox.would-remove", name=removal.name, url=removal.url)
        print_lines(f"- {sentence}" for sentence in removal_words(removal))
        print_line("mailbox.say-yes")
    else:
        print_line("mailbox.removed", name=removal.name)
        if not renewed:
            print_line("mailbox.key-kept")
    return ExitCode.FINDINGS if renewed is None else ExitCode.OK


def _json(removal: Removal, renewed: bool | None) -> Json:
    return {
        "name": removal.name,
        "url": removal.url,
        "training": removal.training,
        "applications": {state.value: number for state, number in removal.applications.items()},
        "unread_waiting": removal.unread,
        "pin_kept": removal.pin_kept,
        "opens_store": removal.opens_store,
        "last_way": removal.last_way,
        "last_fetch": None if removal.fetched is None else removal.fetched.isoformat(),
        "removed": renewed is not None,
        "key_renewed": renewed if removal.opens_store else None,
    }
