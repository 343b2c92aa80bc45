"""The cells of an inspection report, the same in every form it is written in."""

from __future__ import annotations

from sozialclient.model.verdict import Verdict
from sozialclient.reports.sheet import CheckRow, InspectionSheet, NoteRow, TimeRow
from sozialclient.texts import text


def verdict_word(verdict: Verdict) -> str:
    """`bestanden`, `unbestimmt` or `nicht bestanden`."""
    return text("reports", f"verdict.{verdict.value}")


def lead(sheet: InspectionSheet) -> list[str]:
    """What stands first: the legal Eingang, then the outcome."""
    legal = sheet.times[0]
    lines = [f"{legal.label}: {legal.shown}", f"{sheet.headline} {sheet.sentence}"]
    return lines if sheet.inspections else [*lines, text("reports", "inspection.none")]


def time_cells(row: TimeRow) -> tuple[str, str, str]:
    """Event, time, note."""
    return row.label, row.shown, row.note


def check_cells(row: CheckRow) -> tuple[str, str, str]:
    """Check, result, detail."""
    return row.title, verdict_word(row.verdict), row.detail


def note_cells(note: NoteRow) -> tuple[str, str]:
    """How serious, and the sentence."""
    return text("reports", f"severity.{note.severity.value}"), note.text
