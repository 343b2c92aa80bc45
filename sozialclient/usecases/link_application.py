"""Bring the fields of an application and the words of its PDF together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.linkage import Linkage, link
from sozialclient.documents.links import find_value
from sozialclient.documents.printed_answers import LinkedPlace
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.render.pages import TextSpan
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_fields

MOST_PAGES = 60


class NoPrintedForm(SozialclientError):
    """The application holds no PDF of its own, or one that was altered and is therefore not opened."""

    reference = "LINKS-NO-PDF"


class Words(Protocol):
    """An opened document that gives the words of its pages; calls block."""

    @property
    def page_count(self) -> int:
        """Number of pages."""

    def text(self, page: int) -> Sequence[TextSpan]:
        """Words of a page in reading order."""


def link_application(store: Store, application_id: str, renderer: DocumentRenderer) -> Linkage:
    """The linkage of an application's XML and PDF; the PDF is opened in the render process.

    Raises NoPrintedForm, and as `business_fields`, `DocumentRenderer.open` and `OpenDocument.text`.
    """
    fields = business_fields(store, application_id)
    key = store.facts(application_id).main_pdf_key
    content = next((one for one in store.delivery(application_id).contents() if one.key == key), None)
    if key is None or content is None or content.size is None or content.integrity is Verdict.FAILED:
        raise NoPrintedForm()
    with renderer.open(store.payload(application_id, key), content.untrusted_media_type) as document:
        return link_words(fields, document)


def link_words(fields: FieldDocument, words: Words) -> Linkage:
    """The linkage with the first `MOST_PAGES` pages of an opened document. Raises as its `text`."""
    linkage = link(fields, _pages(words))
    return replace(linkage, unread=linkage.unread + max(words.page_count - MOST_PAGES, 0))


def _pages(words: Words) -> Iterator[Sequence[TextSpan]]:
    for page in range(min(words.page_count, MOST_PAGES)):
        yield words.text(page)


def best_place(field: Field, words: Words) -> LinkedPlace | None:
    """Where a field's value stands in any opened document: near its label first, else the first place at all.

    Raises as the document's `text`.
    """
    best: LinkedPlace | None = None
    for number in range(min(words.page_count, MOST_PAGES)):
        matches = find_value(words.text(number), field.value, label=field.label)
        if not matches:
            continue
        place = LinkedPlace(number, matches[0].first, matches[0].last, matches[0].boxes)
        if matches[0].near_label:
            return place
        best = best or place
    return best
