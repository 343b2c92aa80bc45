"""The end-of-day sheet (Tagesabschluss): counts per mailbox and state, and nothing that names anyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sozialclient import __version__
from sozialclient.documents.html_page import PageTable, html_page
from sozialclient.documents.local_time import date_text, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.model.application import State
from sozialclient.model.books import AuditReport, MailboxBooks
from sozialclient.reports.audit_words import fault_words, journal_words, row_words, verdict_words
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.reports.pdf.blocks import Column

_COLUMNS = ("mailbox", "arrived", *(f"state.{state.value}" for state in State), "deleted", "verdict")
_LETTER, _NARROWEST = 2.2, 16
"""Millimetres: a letter of a heading, and the least width of a column of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What the sheet says besides the books; times are aware UTC, None: never."""

    fetched: Mapping[str, datetime | None]
    backup: datetime | None


def day_sheet_html(report: AuditReport, facts: DayFacts) -> bytes:
    """The sheet as one static page."""
    title = text("audit", "sheet.title", day=date_text(report.at))
    tables = [
        PageTable(text("audit", "sheet.books"), _heads(), _rows(report)),
        PageTable(text("audit", "sheet.state"), (), _state(report, facts)),
        PageTable(text("audit", "sheet.discrepancies"), (), tuple((line,) for line in _faults(report))),
        PageTable(text("audit", "sheet.signature"), (), ((text("audit", "sheet.place"), "\n\n"),)),
    ]
    return html_page(title, [verdict_words(report), text("audit", "sheet.program", version=__version__)], tables)


def day_sheet_pdf(report: AuditReport, facts: DayFacts) -> bytes:
    """The sheet as PDF/A-2b (A4, landscape)."""
    from sozialclient.reports.pdf.blocks import Column
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    title = text("audit", "sheet.title", day=date_text(report.at))
    look = Look(title=title, created=report.at, running=title, wide=True)
    story = new_story(look)
    story.say(title, "H1")
    story.say(verdict_words(report), "lead")
    story.say(text("audit", "sheet.books"), "H2")
    story.table(list(_columns()), _rows(report))
    story.say(text("audit", "sheet.state"), "H2")
    story.table((Column("", 2), Column("", 5)), _state(report, facts))
    if report.discrepancies:
        story.say(text("audit", "sheet.discrepancies"), "H2")
        story.table((Column("", 1),), [(line,) for line in _faults(report)])
    story.sign(text("audit", "sheet.place"))
    story.say(text("audit", "sheet.program", version=__version__), "small")
    return write_pdf(story, look)


def _columns() -> Iterator[Column]:
    """Wide enough for the longest word of each heading, so that none is cut."""
    from sozialclient.reports.pdf.blocks import Column

    first, *numbers, last = _heads()
    yield Column(first, 44)
    for head in numbers:
        yield Column(head, max(_NARROWEST, _LETTER * max(map(len, head.split()))), number=True)
    yield Column(last, 26)


def _heads() -> tuple[str, ...]:
    return tuple(text("audit", name if name.startswith("state.") else f"column.{name}") for name in _COLUMNS)


def _rows(report: AuditReport) -> tuple[tuple[str, ...], ...]:
    return tuple(_row(books, report) for books in (*report.mailboxes, report.total))


def _row(books: MailboxBooks, report: AuditReport) -> tuple[str, ...]:
    name = one_line(books.mailbox) if books.mailbox else text("audit", "row.total")
    states = (str(books.states[state]) for state in State)
    return (name, str(books.arrived), *states, str(books.deleted), row_words(books, report))


def _state(report: AuditReport, facts: DayFacts) -> tuple[tuple[str, str], ...]:
    never = text("audit", "sheet.never")
    fetched = [
        (text("audit", "sheet.fetched", mailbox=one_line(name)), time_text(at) if at else never)
        for name, at in facts.fetched.items()
    ]
    depth = text("audit", "sheet.full" if report.full else "sheet.quick")
    return (
        (text("audit", "sheet.made"), time_text(report.at)),
        (text("audit", "sheet.depth"), depth),
        *fetched,
        (text("audit", "sheet.backup"), time_text(facts.backup) if facts.backup else never),
        (text("audit", "sheet.journal"), journal_words(report.journal, full=report.full)),
    )


def _faults(report: AuditReport) -> list[str]:
    return [fault_words(item) for item in report.discrepancies]
