"""Save the end-of-day sheet of the books."""

from __future__ import annotations

from pathlib import Path

from sozialclient.model.books import AuditReport
from sozialclient.reports.day_sheet import DayFacts, day_sheet_html, day_sheet_pdf
from sozialclient.store.books.actions import SHEET_SAVED
from sozialclient.store.store import Store
from sozialclient.usecases.save_paper import write_paper

_PAGES = (".html", ".htm")


def save_day_sheet(store: Store, report: AuditReport, path: Path) -> None:
    """Write the sheet for `report`, as a page when `path` ends in `.html`, else as PDF, and note it.

    A reading seat can note nothing. Raises PaperNotWritten and the errors of the store.
    """
    backup = store.backup.last()
    facts = DayFacts(
        fetched={books.mailbox: store.last_fetch(books.mailbox) for books in report.mailboxes},
        backup=backup.taken if backup else None,
    )
    as_page = path.suffix.lower() in _PAGES
    data = day_sheet_html(report, facts) if as_page else day_sheet_pdf(report, facts)

    def note() -> None:
        if store.reading_seat is None:
            store.record(SHEET_SAVED, None, "html" if as_page else "pdf")

    write_paper(path, data, note)
