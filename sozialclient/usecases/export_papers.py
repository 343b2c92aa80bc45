"""Add to an application what an export holds beside what was sent: reports, copies, missing evidence, the one PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sozialclient.crypto.policy import Policy
from sozialclient.documents.paper import Paper
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.profiles import Part
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.reports import all_papers
from sozialclient.reports.missing_evidence import MissingEvidence, missing_evidence_pdf
from sozialclient.store.store import Store
from sozialclient.usecases.check_evidence import evidence_sheet
from sozialclient.usecases.export_input import export_input
from sozialclient.usecases.one_pdf import one_pdf, options_now
from sozialclient.usecases.pdf_copies import pdf_copy
from sozialclient.usecases.trust import trust_report

CancelCheck = Callable[[], bool]


def full_input(
    store: Store, application_id: str, policy: Policy, renderer: DocumentRenderer, cancelled: CancelCheck
) -> ExportInput:
    """An application of the store, and how to make what belongs to it; a profile decides what is made at all.

    Raises StoreNoSuchApplication and the errors of the store.
    """
    plain = export_input(store, application_id)
    return replace(plain, papers=partial(_papers, store, plain, policy), pdf_copy=partial(pdf_copy, renderer), makes={
        Part.MISSING_EVIDENCE: partial(_missing_evidence, store, plain, renderer),
        Part.ONE_PDF: partial(_one_pdf, store, application_id, policy, cancelled),
    })


def _papers(store: Store, application: ExportInput, policy: Policy) -> tuple[Paper, ...]:
    card, delivery = application.card, application.delivery
    return all_papers(card, delivery, trust_report(store, policy, card, delivery))


def _missing_evidence(store: Store, application: ExportInput, renderer: DocumentRenderer) -> Iterator[bytes]:
    sheet = evidence_sheet(store, application.card.id, renderer)
    missing = MissingEvidence(
        card=sheet.card, number=(sheet.fields.application_number if sheet.fields else None) or "",
        file_number=application.file_number, announced=sheet.unmatched, expected=sheet.checklist.expected,
        unread=sheet.form_error.reference if sheet.form_error else "",
    )
    if missing.worth_a_page:
        yield missing_evidence_pdf(missing, datetime.now(UTC))


def _one_pdf(store: Store, application_id: str, policy: Policy, cancelled: CancelCheck) -> Iterator[bytes]:
    paper = one_pdf(store, application_id, replace(options_now(), cancelled=cancelled), policy)
    try:
        yield from paper.data.chunks()
    finally:
        paper.data.close()
