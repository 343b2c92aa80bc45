"""`sozialclient work|note|assign|due`: what the office notes about applications."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, plain, print_json, print_line
from sozialclient.cli.views import work_json
from sozialclient.documents.due_day import due_day
from sozialclient.documents.local_time import time_text
from sozialclient.model.work import Note
from sozialclient.usecases.assign_applications import assign_applications
from sozialclient.usecases.list_applications import today_here
from sozialclient.usecases.office_calendar import load_ages


def run_work(arguments: argparse.Namespace) -> ExitCode:
    """How far an application is, and its notes."""
    with opened_workplace(arguments) as workplace:
        work = workplace.store.work.work(arguments.id)
        notes = workplace.store.work.notes(arguments.id)
    if arguments.json:
        print_json({"id": arguments.id, **work_json(work), "notes": _notes_json(notes)})
        return ExitCode.OK
    print_line("work.assigned", person=work.assigned or "–")
    print_line("work.due", day=f"{work.due:%d.%m.%Y}" if work.due else "–")
    print_line("work.progress", done=work.ticked, total=work.steps)
    print_line("work.file-number", number=work.file_number or "–")
    _tell_notes(notes)
    return ExitCode.OK


def run_note(arguments: argparse.Namespace) -> ExitCode:
    """Write a note, or show those there are."""
    with opened_workplace(arguments) as workplace:
        if arguments.text is not None:
            workplace.store.work.write_note(arguments.id, arguments.text)
        notes = workplace.store.work.notes(arguments.id)
    if arguments.json:
        print_json({"id": arguments.id, "notes": _notes_json(notes)})
    else:
        _tell_notes(notes)
    return ExitCode.OK


def _notes_json(notes: Iterable[Note]) -> list[Json]:
    return [{"number": note.number, "at": note.at.isoformat(), "who": note.who, "text": note.text} for note in notes]


def _tell_notes(notes: Iterable[Note]) -> None:
    note = None
    for note in notes:
        print_line("note.row", at=time_text(note.at), who=note.who, text=plain(note.text))
    if note is None:
        print_line("note.none")


def run_assign(arguments: argparse.Namespace) -> ExitCode:
    """Put somebody in charge of applications."""
    with opened_workplace(arguments) as workplace:
        person = assign_applications(workplace.store, arguments.id, None if arguments.me else arguments.person)
    if arguments.json:
        print_json({"assigned": person, "ids": list(arguments.id)})
    else:
        count = len(arguments.id)
        print_line("assign.done-one" if count == 1 else "assign.done", count=count, person=person or "–")
    return ExitCode.OK


def run_due(arguments: argparse.Namespace) -> ExitCode:
    """Say on which day applications shall come up again."""
    with opened_workplace(arguments) as workplace:
        store, today = workplace.store, today_here()
        day = due_day(arguments.on, today, load_ages(store, today).whole.after)
        for identifier in arguments.id:
            store.card(identifier)
        for identifier in arguments.id:
            store.work.set_due(identifier, day)
    count = len(arguments.id)
    if arguments.json:
        print_json({"due": day.isoformat() if day else None, "ids": list(arguments.id)})
    elif day:
        print_line("due.set-one" if count == 1 else "due.set", count=count, day=f"{day:%d.%m.%Y}")
    else:
        print_line("due.none-one" if count == 1 else "due.none", count=count)
    return ExitCode.OK
