"""The inspection report and the process card as PDF, from the same rows as every other form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sozialclient.reports.pdf.blocks import Column, Story
from sozialclient.reports.pdf.document import Look, new_story, write_pdf
from sozialclient.reports.sheet import CheckRow, InspectionSheet
from sozialclient.reports.sheet_words import check_cells, lead, note_cells, time_cells
from sozialclient.texts import text


def inspection_pdf(sheet: InspectionSheet, application_id: str, created: datetime) -> bytes:
    """The whole report; `created` is aware UTC."""
    look = _look("inspection", application_id, created)
    story = new_story(look)
    _open(story, sheet, look.title)
    _times(story, sheet)
    _checks(story, "checks", sheet.checks)
    _checks(story, "trust", sheet.trust)
    if sheet.notes:
        story.say(text("reports", "section.findings"), "H2")
        story.table((Column("", 1), Column("", 5)), [note_cells(note) for note in sheet.notes])
    _checks(story, "inspections", sheet.inspections)
    story.say(text("reports", "section.technical"), "H2")
    story.table((Column("", 2), Column("", 4)), [(fact.label, fact.text) for fact in sheet.technical])
    return write_pdf(story, look)


def process_card_pdf(sheet: InspectionSheet, application_id: str, created: datetime) -> bytes:
    """The process card alone."""
    look = _look("process_card", application_id, created)
    story = new_story(look)
    story.say(look.title, "H1")
    story.say(f"{sheet.times[0].label}: {sheet.times[0].shown}", "lead")
    _times(story, sheet)
    return write_pdf(story, look)


def _look(kind: str, application_id: str, created: datetime) -> Look:
    running = text("reports", "pdf.running", id=application_id)
    return Look(title=text("reports", f"title.{kind}"), created=created, running=running)


def _open(story: Story, sheet: InspectionSheet, title: str) -> None:
    story.say(title, "H1")
    first, *others = lead(sheet)
    story.say(first, "lead")
    for line in others:
        story.say(line)


def _times(story: Story, sheet: InspectionSheet) -> None:
    story.say(text("reports", "section.times"), "H2")
    story.table(_columns(event=3, time=3, note=4), [time_cells(row) for row in sheet.times])


def _checks(story: Story, section: str, rows: Iterable[CheckRow]) -> None:
    cells = [check_cells(row) for row in rows]
    if cells:
        story.say(text("reports", f"section.{section}"), "H2")
        story.table(_columns(check=4, result=2, detail=4), cells)


def _columns(**shares: float) -> list[Column]:
    return [Column(text("reports", f"column.{name}"), share) for name, share in shares.items()]
