"""Opens an application, fills its page, and keeps fields and document together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sozialclient.gui.application.page import ApplicationPage
from sozialclient.gui.desk import Desk, OpenedApplication
from sozialclient.gui.document.controller import DocumentController, DocumentEntry
from sozialclient.gui.evidence.pictures import EvidencePictures
from sozialclient.gui.evidence.table_model import EvidenceRow
from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.unprocessable.words import unread_of, unread_words
from sozialclient.gui.wording import count, error_words, finding_words, say
from sozialclient.model.delivery import Content
from sozialclient.model.verdict import Severity, Verdict

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field

_SHOWN_TYPES = ("application/pdf", "image/")
_SHOWN_ENDS = (".pdf", ".png", ".jpg", ".jpeg", ".heic", ".heif")


class ApplicationController(QObject):
    """One application at a time; a newer choice drops the older one's work."""

    opened = Signal(str)

    def __init__(self, desk: Desk, tasks: TaskRunner, page: ApplicationPage) -> None:
        super().__init__()
        self._desk, self._tasks, self._page = desk, tasks, page
        self._task: Task[OpenedApplication] = Task()
        self.current: OpenedApplication | None = None
        self.documents = DocumentController(desk, tasks, page.document)
        self.pictures = EvidencePictures(desk, tasks, page.evidence)
        links = self.documents.links
        links.linked.connect(page.fields.show_linkage)
        links.field_wanted.connect(page.fields.choose)
        links.field_entered.connect(self._on_field_entered)
        page.fields.field_chosen.connect(self._on_field)
        page.add_document_keys(self.documents.everywhere())
        page.evidence.content_chosen.connect(self._on_content)

    def open(self, application_id: str) -> None:
        """Read an application on a worker and show it."""
        self._task.cancel()
        self._task = self._tasks.run(lambda: self._desk.open_application(application_id), self._on_opened)

    def reopen(self) -> None:
        """Read the application on show again: what it is labelled by has changed."""
        if self.current is not None:
            self.open(self.current.card.id)

    def close(self) -> None:
        """Forget the application and end the render process."""
        self._task.cancel()
        self.current = None
        self.pictures.show_application("", ())
        self.documents.close()

    def _on_opened(self, opened: OpenedApplication) -> None:
        self.current = opened
        rows = evidence_rows(opened)
        page = self._page
        page.evidence.model.show_rows(rows)
        page.evidence.show_sum(count("evidence.count", len(rows), evidence=page.evidence.model.evidence_count()))
        page.show_application(opened)
        page.verdict.show_verdict(opened.sheet.verdict.value, opened.sheet.headline, opened.sheet.sentence)
        page.fields.show_document(opened.fields, *why_no_fields(opened))
        entries = [_entry(row) for row in rows if _can_be_shown(row.content)]
        self.pictures.show_application(opened.card.id, entries)
        self.documents.show_application(opened.card.id, entries, opened.facts.main_pdf_key, opened.fields)
        self.opened.emit(opened.card.id)

    def find_place(self) -> None:
        """From the fields to the place in the PDF, and from there back."""
        page = self._page
        if page.document.isAncestorOf(page.window().focusWidget() or page):
            self._on_field_entered()
        else:
            self.documents.show_form()
            if page.current_tab() not in ("fields", "evidence"):
                page.show_tab("fields")
            if not page.document.isVisibleTo(page):
                page.show_tab("document")
            page.document.view.setFocus()

    def _on_field_entered(self) -> None:
        self._page.show_tab("fields")
        self._page.fields.list.setFocus()

    def _on_field(self, field: Field) -> None:
        self.documents.mark_field(field)

    def _on_content(self, key: str) -> None:
        self.documents.open_key(key)


def evidence_rows(opened: OpenedApplication) -> list[EvidenceRow]:
    """All contents with their role; the application first, then evidence, then the rest."""
    facts = opened.facts
    roles = {facts.main_pdf_key: "application_pdf", facts.main_xml_key: "application_xml"}
    order = {"application_pdf": 0, "application_xml": 1, "evidence": 2, "other": 3}
    rows = []
    for container in opened.delivery.walk():
        doubts = plain_joined(" ", (finding_words(one.reference, dict(one.parameters)) for one in container.findings
                                    if one.severity is not Severity.INFO))
        for content in container.contents:
            role = roles.get(content.key) or ("evidence" if content.key in facts.evidence_keys else "other")
            rows.append(EvidenceRow(content, role, "" if content.integrity is Verdict.PASSED else doubts))
    return sorted(rows, key=lambda row: order[row.role])


def _can_be_shown(content: Content) -> bool:
    named = (content.untrusted_name or "").lower()
    kind = (content.untrusted_media_type or "").lower()
    return named.endswith(_SHOWN_ENDS) or kind.startswith(_SHOWN_TYPES)


def _entry(row: EvidenceRow) -> DocumentEntry:
    content = row.content
    sound = content.integrity is not Verdict.FAILED and content.size is not None
    return DocumentEntry(key=content.key, name=row.name, untrusted_media_type=content.untrusted_media_type,
                         sound=sound, size=content.size or 0)


def why_no_fields(opened: OpenedApplication) -> tuple[str, str]:
    """Title and sentence where there are no fields to show: withheld, closed to us, damaged, or none were sent."""
    unread = unread_of(opened.card, opened.delivery)
    if unread is not None and unread.failure is not None:
        return say("fields.closed"), plain_joined(" ", unread_words(unread)[1])
    reasons = [row.text for row in opened.sheet.notes if row.severity is not Severity.INFO]
    if opened.withheld:
        return say("fields.withheld"), plain_joined(
            " ", [say("fields.withheld_why"), *reasons, say("fields.withheld_do")])
    if opened.closed:
        return say("fields.closed"), plain_joined(
            " ", [*(reasons or [say("fields.closed_why")]), say("fields.closed_do")])
    error = opened.fields_error
    if error is None:
        return say("fields.none"), say("fields.none_why")
    words = error_words(error.reference, error.parameters)
    return say("fields.none"), plain(words.happened, " ", words.safe, f" [{error.reference}]")
