"""The end-of-day sheet (Tagesabschluss): counts per mailbox and state, and nothing that names anyone."""

from __future__ import annotations

import io
from collections.abc import Mapping
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
    from reportlab.platypus import Flowable

_COLUMNS = ("mailbox", "arrived", *(f"state.{state.value}" for state in State), "deleted", "verdict")


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
    """The sheet as PDF (A4, landscape)."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    title, target = text("audit", "sheet.title", day=date_text(report.at)), io.BytesIO()
    page = SimpleDocTemplate(target, pagesize=landscape(A4), title=title, leftMargin=15 * mm, rightMargin=15 * mm,
                             topMargin=15 * mm, bottomMargin=15 * mm, invariant=1)
    story: list[Flowable] = [Paragraph(_literal(title), styles["Title"])]
    story += [Paragraph(_literal(verdict_words(report)), styles["BodyText"]), Spacer(1, 5 * mm)]
    story += [_table([_heads(), *_rows(report)], [48, 20, *[21] * len(State), 20, 24]), Spacer(1, 6 * mm)]
    story.append(_table(_state(report, facts), [75, 190]))
    story += [Paragraph(_literal(f"- {line}"), styles["BodyText"]) for line in _faults(report)]
    story += [Spacer(1, 18 * mm), Paragraph(_literal("_" * 60), styles["BodyText"]),
              Paragraph(_literal(text("audit", "sheet.place")), styles["BodyText"]), Spacer(1, 4 * mm),
              Paragraph(_literal(text("audit", "sheet.program", version=__version__)), styles["BodyText"])]
    page.build(story)
    return target.getvalue()


def _literal(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def _table(rows: list[tuple[str, ...]] | tuple[tuple[str, str], ...], widths: list[int]) -> Flowable:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    small = getSampleStyleSheet()["BodyText"].clone("small", fontSize=8, leading=10)
    cells: list[list[Flowable]] = [[Paragraph(_literal(cell), small) for cell in row] for row in rows]
    table = LongTable(cells, colWidths=[width * mm for width in widths])
    table.setStyle(TableStyle([
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]))
    return table
