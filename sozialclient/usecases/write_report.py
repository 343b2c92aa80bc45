"""Make a report about an application or a month in one of its forms, and save it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sozialclient.crypto.policy import Policy
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.services import service
from sozialclient.errors import SozialclientError
from sozialclient.reports import REPORTS
from sozialclient.reports.month import MonthStatistics
from sozialclient.reports.month_files import month_csv, month_pdf
from sozialclient.reports.paper_file.parts import PaperPart, part_title
from sozialclient.reports.receipt import Receipt, receipt_pdf, receipt_text
from sozialclient.store.books.actions import REPORT_SAVED
from sozialclient.store.store import Store
from sozialclient.usecases.export_input import export_input
from sozialclient.usecases.paper_contents import message_of, paper_contents
from sozialclient.usecases.save_paper import write_paper
from sozialclient.usecases.trust import trust_report

_ENDINGS = {"pdf": ".pdf", "html": ".html", "xml": ".xml", "text": ".txt", "json": ".json", "csv": ".csv"}
FORMS: dict[str, tuple[str, ...]] = {
    "inspection": ("pdf", "html", "xml", "text", "json"),
    "process_card": ("pdf", "html", "xml"),
    "receipt": ("pdf", "text"),
    "month": ("pdf", "csv"),
}
"""The kinds of report and the forms of each; the first is the usual one."""


class ReportFormUnknown(SozialclientError):
    """This report is not written in that form; parameter `known`: the forms there are."""

    reference = "REPORT-FORM"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptForm:
    """Lines of addresses for a receipt; no recipient: the one the application names."""

    sender: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()


def form_for(kind: str, wanted: str | None, path: Path | None) -> str:
    """The form that was asked for, else the one the file's ending names, else the usual one.

    Raises ReportFormUnknown.
    """
    by_ending = {ending: form for form, ending in _ENDINGS.items()}
    form = wanted or (by_ending.get(path.suffix.lower()) if path and path.suffix else FORMS[kind][0])
    if form not in FORMS[kind]:
        raise ReportFormUnknown(known=", ".join(FORMS[kind]))
    return form


def application_report(store: Store, kind: str, application_id: str, form: str, policy: Policy | None = None) -> bytes:
    """Inspection report or process card (a key of `REPORTS`) in a form of `FORMS`; `policy` None: as shipped.

    Raises the errors of the store.
    """
    card, delivery = store.card(application_id), store.delivery(application_id)
    papers = REPORTS[kind](card, delivery, trust_report(store, policy or Policy.default(), card, delivery))
    return next(paper.data for paper in papers if paper.file_name.endswith(_ENDINGS[form]))


def receipt_of(store: Store, application_id: str, form: ReceiptForm, day: datetime | None = None) -> Receipt:
    """The Eingangsbestätigung for an application; `day` (aware) None: today. Raises the errors of the store."""
    application = export_input(store, application_id)
    card = application.card
    contents, document = paper_contents(application), message_of(application)
    found = recipient_of(document)
    known = service(card.service_key) if card.service_key else None
    return Receipt(
        sender=form.sender, contact=form.contact,
        recipient=form.recipient or tuple(line for line in (found.name, *found.lines) if line),
        service=known.name if known else card.service_name, number=contents.application_number,
        file_number=application.file_number, received=card.received,
        documents=tuple(_shown(source.part) for source in contents.sources if source.part.problem is None),
        unreadable=tuple(_shown(source.part) for source in contents.sources if source.part.problem is not None),
        day=day or datetime.now(UTC),
    )


def receipt_bytes(receipt: Receipt, form: str) -> bytes:
    """The letter as `pdf` or `text`."""
    return receipt_pdf(receipt) if form == "pdf" else receipt_text(receipt).encode("utf-8", "replace")


def month_bytes(statistics: MonthStatistics, form: str) -> bytes:
    """The month statistics as `pdf` or `csv`."""
    return month_pdf(statistics) if form == "pdf" else month_csv(statistics)


def save_report(store: Store, path: Path, data: bytes, kind: str, application_id: str | None) -> None:
    """Write a report to `path`, complete or not at all, and note it; a reading seat can note nothing.

    Raises PaperNotWritten and the errors of the store.
    """
    note: Callable[[], None] = partial(store.record, REPORT_SAVED, application_id, kind)
    write_paper(path, data, note if store.reading_seat is None else lambda: None)


def _shown(part: PaperPart) -> str:
    title = part_title(part)
    return f"{title} ({part.file_name})" if part.file_name and part.file_name != title else title
