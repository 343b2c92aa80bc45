"""`sozialclient journal list|verify`: what happened, by whom, and whether the record is whole."""

from __future__ import annotations

import argparse

from sozialclient.cli.audit_command import journal_check_json
from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, plain, print_json, print_line, print_lines
from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.model.application import JournalEntry
from sozialclient.reports.audit_words import journal_words
from sozialclient.store.books import actions
from sozialclient.texts import text
from sozialclient.usecases.journal import JournalFilter, accept_journal, journal_lines, verify_journal

_ACTIONS = frozenset(word for name, word in vars(actions).items() if name.isupper() and isinstance(word, str))


class UnknownAction(SozialclientError):
    """`--action` names what is never noted; parameter `known`: the words there are."""

    reference = "JOURNAL-ACTION"


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """Lines of the journal, oldest first; raises UnknownAction."""
    if arguments.action is not None and arguments.action not in _ACTIONS:
        raise UnknownAction(known=", ".join(sorted(_ACTIONS)))
    wanted = JournalFilter(
        application_id=arguments.application, action=arguments.action, since=arguments.since, last=arguments.last
    )
    with opened_workplace(arguments) as workplace:
        entries = journal_lines(workplace.store, wanted)
    if arguments.json:
        print_json([entry_json(entry) for entry in entries])
        return ExitCode.OK
    if not entries:
        print_line("journal.none")
    print_lines(plain(_line(entry)) for entry in entries)
    return ExitCode.OK


def run_verify(arguments: argparse.Namespace) -> ExitCode:
    """Check the chain and the state outside; FINDINGS when something was changed, removed or set back."""
    with opened_workplace(arguments) as workplace:
        check = accept_journal(workplace.store) if arguments.accept else verify_journal(workplace.store)
    if arguments.json:
        print_json(journal_check_json(check))
    else:
        print_lines([journal_words(check, full=True)])
    return ExitCode.OK if check.sound else ExitCode.FINDINGS


def entry_json(entry: JournalEntry) -> Json:
    """One line of the journal; time in UTC."""
    return {
        "number": entry.number, "at": entry.at.isoformat(), "action": entry.action,
        "application": entry.application_id, "detail": entry.detail, "who": entry.who,
        "program_version": entry.program_version,
    }


def _line(entry: JournalEntry) -> str:
    try:
        action = text("journal", entry.action)
    except KeyError:
        action = entry.action
    about = " ".join(part for part in (entry.application_id, entry.detail and f"({entry.detail})") if part)
    at = f"{berlin(entry.at):%d.%m.%Y %H:%M:%S}"
    return f"{entry.number:>6}  {at}  {entry.who or '–'}  {action}  {about}".rstrip()
