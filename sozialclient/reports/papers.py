"""Writes inspection report and process card in every form: PDF, HTML and text for people, XML and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sozialclient.documents.html_page import PageTable, html_page
from sozialclient.documents.paper import Paper
from sozialclient.model.application import ApplicationCard
from sozialclient.model.delivery import Delivery
from sozialclient.model.trust import TrustReport
from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.sheet import CheckRow, InspectionSheet
from sozialclient.reports.sheet_words import check_cells, lead, note_cells, time_cells
from sozialclient.reports.sheet_words import verdict_word as verdict_word
from sozialclient.texts import text

SCHEMA = "sozialclient-pruefprotokoll-1"
_HTML, _TEXT, _JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"
_PDF, _XML = "application/pdf", "application/xml"


def inspection_papers(
    card: ApplicationCard, delivery: Delivery, trust: TrustReport | None = None
) -> tuple[Paper, ...]:
    """The inspection report for people (HTML, text, PDF) and for programs (JSON, XML)."""
    from sozialclient.reports.inspection_pdf import inspection_pdf
    from sozialclient.reports.sheet_xml import inspection_xml

    sheet = inspection_sheet(card, delivery, trust)
    plain = sheet_text(sheet).encode("utf-8", "replace")
    pdf = inspection_pdf(sheet, card.id, datetime.now(UTC))
    return (
        Paper(file_name=text("reports", "file.html"), media_type=_HTML, data=sheet_html(sheet)),
        Paper(file_name=text("reports", "file.text"), media_type=_TEXT, data=plain),
        Paper(file_name=text("reports", "file.pdf"), media_type=_PDF, data=pdf),
        Paper(file_name=text("reports", "file.json"), media_type=_JSON, data=sheet_json(card, sheet), technical=True),
        Paper(file_name=text("reports", "file.xml"), media_type=_XML, data=inspection_xml(card, sheet), technical=True),
    )


def process_card_papers(
    card: ApplicationCard, delivery: Delivery, trust: TrustReport | None = None
) -> tuple[Paper, ...]:
    """The process card alone, for people (HTML, PDF) and for programs (XML)."""
    from sozialclient.reports.inspection_pdf import process_card_pdf
    from sozialclient.reports.sheet_xml import process_card_xml

    sheet = inspection_sheet(card, delivery, trust)
    pdf, xml = process_card_pdf(sheet, card.id, datetime.now(UTC)), process_card_xml(card, sheet)
    return (
        Paper(file_name=text("reports", "file.process_card"), media_type=_HTML, data=process_card_html(sheet)),
        Paper(file_name=text("reports", "file.process_card_pdf"), media_type=_PDF, data=pdf),
        Paper(file_name=text("reports", "file.process_card_xml"), media_type=_XML, data=xml, technical=True),
    )


def process_card_html(sheet: InspectionSheet) -> bytes:
    """The process card alone as one static page."""
    first = f"{sheet.times[0].label}: {sheet.times[0].shown}"
    return html_page(text("reports", "title.process_card"), [first], [_times(sheet)])


def sheet_html(sheet: InspectionSheet) -> bytes:
    """The whole report as one static page, the Eingang first."""
    tables = [
        _times(sheet),
        _checks("checks", sheet.checks),
        *([_checks("trust", sheet.trust)] if sheet.trust else []),
        PageTable(
            text("reports", "section.findings"),
            (),
            tuple(note_cells(note) for note in sheet.notes),
        ),
        _checks("inspections", sheet.inspections),
        PageTable(text("reports", "section.technical"), (), tuple((fact.label, fact.text) for fact in sheet.technical)),
    ]
    return html_page(text("reports", "title.inspection"), lead(sheet), tables)


def sheet_text(sheet: InspectionSheet) -> str:
    """The whole report as plain text with CRLF line ends."""
    lines = [text("reports", "title.inspection"), "", *lead(sheet)]
    lines += _block("times", (f"{row.label}: {row.shown}" + _note(row.note) for row in sheet.times))
    lines += _block("checks", map(_check_line, sheet.checks))
    lines += _block("trust", map(_check_line, sheet.trust))
    lines += _block("findings", (f"{note.text} [{note.reference}]" for note in sheet.notes))
    lines += _block("inspections", map(_check_line, sheet.inspections))
    lines += _block("technical", (f"{fact.label}: {fact.text}" for fact in sheet.technical))
    return "\r\n".join([*lines, ""])


def sheet_json(card: ApplicationCard, sheet: InspectionSheet) -> bytes:
    """The report for programs; keys and verdict words are stable, times are ISO 8601 in UTC."""
    content = {
        "schema": SCHEMA,
        "applicationId": card.id,
        "messageId": card.message_id,
        "verdict": sheet.verdict.value,
        "times": {row.key: row.instant.isoformat() if row.instant else None for row in sheet.times},
        "checks": [_check_entry(row) for row in sheet.checks],
        "trust": [_check_entry(row) for row in sheet.trust],
        "findings": [
            {"reference": note.reference, "severity": note.severity.value, "text": note.text} for note in sheet.notes
        ],
        "inspections": [_check_entry(row) for row in sheet.inspections],
        "technical": [{"label": fact.label, "text": fact.text} for fact in sheet.technical],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _times(sheet: InspectionSheet) -> PageTable:
    columns = tuple(text("reports", f"column.{name}") for name in ("event", "time", "note"))
    return PageTable(
        text("reports", "section.times"), columns, tuple(time_cells(row) for row in sheet.times)
    )


def _checks(section: str, rows: Iterable[CheckRow]) -> PageTable:
    columns = tuple(text("reports", f"column.{name}") for name in ("check", "result", "detail"))
    cells = tuple(check_cells(row) for row in rows)
    return PageTable(text("reports", f"section.{section}"), columns, cells)


def _block(section: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", text("reports", f"section.{section}"), *(f"- {line}" for line in found)] if found else []


def _check_line(row: CheckRow) -> str:
    return f"{row.title}: {verdict_word(row.verdict)}{_note(row.detail)}"


def _note(note: str) -> str:
    return f" ({note})" if note else ""


def _check_entry(row: CheckRow) -> dict[str, str]:
    return {"key": row.key, "verdict": row.verdict.value, "title": row.title, "detail": row.detail}
