"""Check the evidence of an application: what it announces, what arrived, what our rules expect."""

from __future__ import annotations

from dataclasses import dataclass

from sozialclient.documents.evidence.checklist import Checklist, checklist, unmatched
from sozialclient.documents.evidence.inventory import Inventory, InventoryRow, ReceivedFile, taken_stock
from sozialclient.documents.evidence.pdf_table import Announced, announced_in
from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.listed import ListedDocument, listed_documents
from sozialclient.documents.media import MediaKind, media_kind
from sozialclient.documents.recognition import MOST_XML_BYTES
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.application import ApplicationCard
from sozialclient.model.verdict import Verdict
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.errors import StoreDamaged, StoreError, StoreNoSuchContent
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_xml, labelled_fields, schema_library

_MOST_PAGES = 60
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSheet:
    """The evidence of one application.

    `fields` are those of its business message, None where there is none that can be read. `form_error` says why
    the readable form was not read though there is one, so that announcements in it alone are not known.
    """

    card: ApplicationCard
    fields: FieldDocument | None
    inventory: Inventory
    checklist: Checklist
    form_error: SozialclientError | None = None

    @property
    def unmatched(self) -> tuple[InventoryRow, ...]:
        """Announced evidence that did not arrive and that no rule expects."""
        return unmatched(self.inventory, self.checklist.expected)


def evidence_sheet(store: Store, application_id: str, renderer: DocumentRenderer) -> EvidenceSheet:
    """The evidence of an application; its form is opened in a process of `renderer`.

    What cannot be read, message or form, is left out and said. Raises the errors of the store.
    """
    card, facts = store.card(application_id), store.facts(application_id)
    fields, listed = _message(store, application_id, facts.main_xml_key)
    announced, error = _form(store, application_id, facts.main_pdf_key, listed, renderer)
    received = [
        ReceivedFile(content.key, content.untrusted_name or content.id)
        for content in store.delivery(application_id).contents()
        if content.key in facts.evidence_keys and content.integrity is not Verdict.FAILED
    ]
    inventory = taken_stock(announced, listed, received)
    return EvidenceSheet(card=card, fields=fields, inventory=inventory, form_error=error,
                         checklist=checklist(card.service_key, fields, inventory))


def _message(
    store: Store, application_id: str, key: str | None
) -> tuple[FieldDocument | None, tuple[ListedDocument, ...]]:
    try:
        xml = business_xml(store, application_id, key)
        if xml is None or len(xml) > MOST_XML_BYTES:
            return None, ()
        return labelled_fields(schema_library(store), xml), listed_documents(xml)
    except SozialclientError as error:
        _pass_over(error)
        return None, ()


def _form(
    store: Store, application_id: str, key: str | None, listed: tuple[ListedDocument, ...], renderer: DocumentRenderer
) -> tuple[tuple[Announced, ...], SozialclientError | None]:
    """What the readable form announces; one inside the business message counts where none came beside it."""
    embedded = next((one.data for one in listed if one.data and _is_pdf(one.data)), None)
    if key is None and embedded is None:
        return (), None
    try:
        data = store.payload(application_id, key) if key is not None else (embedded or b"",)
        document = renderer.open(data, _PDF)
        try:
            pages = range(min(document.page_count, _MOST_PAGES))
            return announced_in(document.text(page) for page in pages), None
        finally:
            document.close()
    except SozialclientError as error:
        _pass_over(error)
        return (), error


def _is_pdf(data: bytes) -> bool:
    return media_kind(data, None, None) is MediaKind.PDF


def _pass_over(error: SozialclientError) -> None:
    """What is wrong with one document is said beside the rest of the application. Raises what is wrong with more."""
    if isinstance(error, Cancelled) or (
        isinstance(error, StoreError) and not isinstance(error, StoreDamaged | StoreNoSuchContent)
    ):
        raise error
