"""What the dialog that asks for evidence starts with, and what it leaves for the next time; runs on a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sozialclient.documents.evidence.deadline import Span, span
from sozialclient.documents.evidence.deadline import proposals as proposed_days
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.working_days import WorkingDays
from sozialclient.settings import load_settings, save_settings
from sozialclient.store.store import Store
from sozialclient.usecases.check_evidence import EvidenceSheet
from sozialclient.usecases.request_evidence import Proposal, RequestForm, deadline_days, last_asked, proposals
from sozialclient.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """The evidence, what may be asked for, possible deadlines by how long they are, and the lines known already.

    `asked` is the day on which evidence was last asked for, `due` the one on which the application comes up again.
    """

    sheet: EvidenceSheet
    proposals: tuple[Proposal, ...]
    today: date
    days: WorkingDays
    spans: tuple[Span, ...]
    deadlines: tuple[date, ...]
    asked: date | None
    due: date | None
    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]


def draft_of(workplace: Workplace, sheet: EvidenceSheet, today: date) -> RequestDraft:
    """The draft for an application. Raises the errors of store and settings."""
    store = workplace.store
    days = deadline_days(store, sheet.card.mailbox, today)
    settings, recipient = load_settings(store.folder), recipient_of(sheet.fields)
    spans = tuple(map(span, settings.office_deadlines))
    return RequestDraft(
        sheet=sheet, proposals=proposals(sheet), today=today, days=days, spans=spans,
        deadlines=proposed_days(today, days, spans), asked=last_asked(store, sheet.card.id),
        due=store.work.work(sheet.card.id).due,
        sender=settings.office_sender, contact=settings.office_contact,
        recipient=tuple(line for line in (recipient.name, *recipient.lines) if line),
    )


def remember(store: Store, form: RequestForm) -> None:
    """Keep the office's own lines, so that nobody types them twice. Raises the errors of the settings."""
    settings = load_settings(store.folder)
    if (settings.office_sender, settings.office_contact) != (form.sender, form.contact):
        save_settings(store.folder, replace(settings, office_sender=form.sender, office_contact=form.contact))
