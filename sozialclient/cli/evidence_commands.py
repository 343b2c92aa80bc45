"""`sozialclient evidence list|request`: what came, what is missing, and the letter that asks for it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sozialclient.cli.context import chosen_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, plain, print_json, print_line
from sozialclient.documents.due_day import due_day
from sozialclient.documents.evidence.checklist import Expected
from sozialclient.documents.evidence.deadline import SHORTEST, span
from sozialclient.documents.evidence.deadline import proposals as proposed_days
from sozialclient.documents.evidence.inventory import Arrival, InventoryRow
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.local_time import berlin
from sozialclient.model.evidence_request import WORDS, Findings, Stage, Way
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.settings import Settings, load_settings
from sozialclient.store.store import Store
from sozialclient.texts import text
from sozialclient.usecases import request_evidence as request
from sozialclient.usecases.check_evidence import EvidenceSheet, evidence_sheet
from sozialclient.usecases.note_request import request_text, save_request


@contextmanager
def _sheet(store: Store, application_id: str) -> Iterator[EvidenceSheet]:
    renderer = DocumentRenderer()
    try:
        yield evidence_sheet(store, application_id, renderer)
    finally:
        renderer.close()


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """Announced, received and expected evidence of an application."""
    with opened_workplace(arguments) as workplace, _sheet(workplace.store, arguments.id) as sheet:
        pass
    if arguments.json:
        print_json(_sheet_json(sheet))
    else:
        _tell(sheet)
    lost = sheet.inventory.having(Arrival.MISSING, Arrival.EXTRA)
    return ExitCode.FINDINGS if lost else ExitCode.OK


def _tell(sheet: EvidenceSheet) -> None:
    print_line("evidence.head", id=sheet.card.id, count=len(sheet.inventory.rows))
    if sheet.form_error is not None:
        print_line("evidence.form-unread", reference=sheet.form_error.reference)
    for row in sheet.inventory.rows:
        print_line("evidence.row", arrival=_arrival(row), name=plain(row.known_as), title=plain(row.title) or "–",
                   received=plain(row.received_name) or "–")
    if sheet.checklist.benefit is None:
        print_line("evidence.no-rules")
        return
    print_line("evidence.expected")
    for each in sheet.checklist.expected:
        print_line("evidence.expected-row", presence=text("evidence", f"presence.{each.presence.value}"),
                   short=each.rule.kind.key, name=each.rule.kind.name,
                   level=text("evidence", f"level.{each.rule.level.value}"),
                   occasion=each.rule.occasion or "–")


def _arrival(row: InventoryRow) -> str:
    return text("evidence", f"arrival.{row.arrival.value}")


def _sheet_json(sheet: EvidenceSheet) -> Json:
    benefit = sheet.checklist.benefit
    return {
        "id": sheet.card.id,
        "told": sheet.inventory.told,
        "form_error": None if sheet.form_error is None else sheet.form_error.reference,
        "evidence": [
            {"state": row.arrival.value, "title": row.title, "original_name": row.original_name,
             "received_name": row.received_name, "status": row.status, "key": row.key}
            for row in sheet.inventory.rows
        ],
        "benefit": None if benefit is None else benefit.key,
        "expected": [_expected_json(each) for each in sheet.checklist.expected],
    }


def _expected_json(each: Expected) -> Json:
    rule = each.rule
    return {"key": rule.kind.key, "name": rule.kind.name, "state": each.presence.value, "level": rule.level.value,
            "occasion": rule.occasion, "basis": rule.basis, "source": rule.source, "note": rule.note,
            "proposed": each.ask, "files": [row.known_as for row in each.rows]}


def run_request(arguments: argparse.Namespace) -> ExitCode:
    """Show what may be asked for; with a deadline and a file, write the letter and note it."""
    settings = load_settings(chosen_folder(arguments).path)
    today = berlin(datetime.now(UTC)).date()
    with opened_workplace(arguments) as workplace, _sheet(workplace.store, arguments.id) as sheet:
        store = workplace.store
        days = request.deadline_days(store, sheet.card.mailbox, today)
        deadline = due_day(arguments.deadline or "", today, days.after)
        if deadline is None:
            spans = tuple(map(span, settings.office_deadlines))
            _propose(sheet, proposed_days(today, days, spans), as_json=arguments.json)
            return ExitCode.OK
        form = _form(arguments, settings, sheet, deadline)
        letter = request.draft_letter(store, sheet, form, today, days)
        doubts = request.doubts(sheet, form, today, store.work.work(arguments.id).due)
        if arguments.out:
            save_request(store, arguments.id, letter, arguments.out, mailbox=arguments.mailbox)
    words = request_text(letter, mailbox=arguments.mailbox)
    if arguments.json:
        print_json({"id": arguments.id, "stage": letter.stage.value, "items": [item.name for item in letter.items],
                    "doubts": list(doubts), "deadline": letter.deadline.isoformat(),
                    "working_days": days.since(today, letter.deadline), "text": words,
                    "asked": letter.asked.isoformat() if letter.asked else None,
                    "files": [str(path) for path in arguments.out or ()]})
        return ExitCode.OK
    _tell_letter(words if not arguments.out else "", doubts, arguments.out or ())
    return ExitCode.OK


def _tell_letter(words: str, doubts: Iterable[str], paths: Iterable[Path]) -> None:
    for line in words.splitlines():
        print_line("evidence.line", line=line)
    for doubt in doubts:
        about = text("evidence", f"doubt.{doubt}", most=request.MOST_ITEMS, shortest=SHORTEST)
        print_line("evidence.doubt", doubt=about)
    for path in paths:
        print_line("evidence.saved", path=str(path))


def _form(arguments: argparse.Namespace, settings: Settings, sheet: EvidenceSheet,
          deadline: date) -> request.RequestForm:
    recipient = recipient_of(sheet.fields)
    asked = tuple(one.key for one in request.proposals(sheet) if one.ask)
    return request.RequestForm(
        sender=tuple(arguments.sender or settings.office_sender),
        contact=tuple(arguments.contact or settings.office_contact),
        recipient=tuple(arguments.recipient or [line for line in (recipient.name, *recipient.lines) if line]),
        items=asked if arguments.item is None and not arguments.more else tuple(arguments.item or ()),
        more=tuple(arguments.more or ()), deadline=deadline, stage=Stage(arguments.stage), asked=arguments.asked,
        findings=Findings(way=Way(arguments.way) if arguments.way else None,
                          **{name: getattr(arguments, name) for name in WORDS}),
    )


def _propose(sheet: EvidenceSheet, days: tuple[date, ...], *, as_json: bool) -> None:
    every = request.proposals(sheet)
    if as_json:
        print_json({"id": sheet.card.id, "deadlines": [day.isoformat() for day in days], "proposals": [
            {"key": one.key, "name": one.item.name, "state": one.presence.value, "proposed": one.ask,
             "occasion": one.occasion, "basis": one.basis, "note": one.note} for one in every]})
        return
    print_line("evidence.deadlines", days=", ".join(f"{day:%d.%m.%Y}" for day in days))
    for one in every:
        print_line("evidence.proposal", mark="x" if one.ask else " ", short=one.key, name=plain(one.item.name),
                   presence=text("evidence", f"presence.{one.presence.value}"))
