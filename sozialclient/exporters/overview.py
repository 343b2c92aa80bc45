"""Writes the page that tells what lies in an export folder, with the legal Eingang on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.html_page import PageTable, html_page
from sozialclient.documents.local_time import at_month_change, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.values import size_text
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.draft import WrittenFile
from sozialclient.model.delivery import Content
from sozialclient.texts import text


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A written file with the name its sender gave it (empty for our own files)."""

    file: WrittenFile
    untrusted_name: str


def _word(key: str, **parameters: str | int) -> str:
    return text("export", f"overview.{key}", **parameters)


def overview_page(
    application: ExportInput,
    document: FieldDocument | None,
    files: Sequence[ListedFile],
    withheld: Sequence[Content],
    notes: Sequence[str],
) -> bytes:
    """The page as UTF-8 HTML without scripts."""
    card = application.card
    tables = [
        PageTable(_word("application"), (), tuple(_facts(application, document))),
        PageTable(_word("checklist"), (), tuple(_checklist(application, document))),
        PageTable(_word("notes"), (), tuple((_word("note"), note) for note in notes)),
        PageTable(_word("withheld"), (), tuple((shown_name(c), _word("withheld_reason")) for c in withheld)),
        PageTable(
            _word("files"),
            (_word("file"), _word("original_name"), _word("size"), _word("sha256")),
            tuple(
                (one.file.name, one_line(one.untrusted_name), size_text(one.file.size), one.file.sha256)
                for one in files
            ),
        ),
    ]
    return html_page(
        _word("title", service=card.service_name or text("export", "unknown_service")), list(_lead(application)), tables
    )


def shown_name(content: Content) -> str:
    """What to call a content in our own words: its sender's name made safe, else its id."""
    return one_line(content.untrusted_name or content.id or content.key)


def _lead(application: ExportInput) -> Iterator[str]:
    card = application.card
    if card.received is None:
        yield _word("received_unknown")
    else:
        yield _word("received", time=time_text(card.received))
        if at_month_change(card.received):
            yield _word("month_change")
    yield _word("received_note")
    if card.training:
        yield _word("training")


def _checklist(application: ExportInput, document: FieldDocument | None) -> Iterator[tuple[str, str]]:
    """What is left to do by hand, to be ticked on paper."""
    box = text("export", "checklist.open")
    yield box, text("export", "checklist.read")
    if document and document.fields:
        yield box, text("export", "checklist.fields", count=len(document.fields))
    if application.facts.evidence_keys:
        yield box, text("export", "checklist.evidence", count=len(application.facts.evidence_keys))
    number = application.file_number or text("export", "checklist.no_file_number")
    yield box, text("export", "checklist.file_number", file_number=number)
    yield box, text("export", "checklist.signed")


def _facts(application: ExportInput, document: FieldDocument | None) -> Iterator[tuple[str, str]]:
    card = application.card
    yield _word("service"), card.service_name
    yield _word("applicant"), card.applicant or _word("unknown")
    yield _word("number"), (document.application_number if document else None) or _word("unknown")
    yield _word("standard"), (document.standard if document else None) or _word("unknown")
    yield _word("message_id"), card.message_id
    yield _word("fetched"), time_text(card.fetched)
    yield _word("opened"), time_text(card.opened) if card.opened else _word("not_opened")
    yield _word("state"), text("export", f"state.{card.state.value}")
    yield _word("verdict"), text("export", f"verdict.{card.verdict.value}")
