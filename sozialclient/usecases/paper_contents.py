"""Which documents of an application belong into its paper file, and in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.listed import ListedDocument
from sozialclient.documents.media import HEAD_BYTES, MediaKind, media_kind
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.contents import BusinessMessage, Sorted, business_message, sort_contents
from sozialclient.model.delivery import Content
from sozialclient.reports.paper_file.parts import PaperPart, Problem, Role

OpenDocument = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that may become pages: what is known of it, and its bytes; None where they are withheld."""

    part: PaperPart
    open: OpenDocument | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContents:
    """The documents in their order. `fields` is what stands for the application where no document does."""

    sources: tuple[Source, ...]
    fields: FieldDocument | None
    application_number: str
    xml_beside: bool
    beside: tuple[str, ...]


def paper_contents(application: ExportInput) -> PaperContents:
    """Sort the contents of an application; raises the errors of the store."""
    sorted_ = sort_contents(application)
    message = business_message(application, sorted_.xml)
    main, embedded = _application_sources(application, sorted_, message)
    evidence = [_content_source(application, message, content) for content in sorted_.evidence]
    withheld = [Source(_without_bytes(content, Role.EVIDENCE), None) for content in sorted_.withheld]
    document = message.document
    return PaperContents(
        sources=(*main, *embedded, *evidence, *withheld),
        fields=None if main else document,
        application_number=(document.application_number if document else None) or "",
        xml_beside=sorted_.xml is not None and (bool(main) or document is None),
        beside=tuple(content.untrusted_name or content.id for content in sorted_.companions),
    )


def message_of(application: ExportInput) -> FieldDocument | None:
    """The fields of the business message, None where there is none or it cannot be read; raises as the store."""
    return business_message(application, sort_contents(application).xml).document


def _application_sources(
    application: ExportInput, sorted_: Sorted, message: BusinessMessage
) -> tuple[list[Source], list[Source]]:
    """The application's own document, and what else the XML holds; the same bytes only once."""
    main: list[Source] = []
    others: list[Source] = []
    seen: set[str | None] = set()
    if sorted_.pdf is not None:
        source = _source(application, sorted_.pdf, Role.APPLICATION, None)
        # What was taken for a PDF by its name only is not what the applicant signed for.
        genuine = source.part.kind is MediaKind.PDF
        (main if genuine else others).append(source if genuine else replace(
            source, part=replace(source.part, role=Role.EVIDENCE)))
        seen.add(sorted_.pdf.sha256)
    for document in message.embedded():
        data = document.data or b""
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            continue
        seen.add(digest)
        kind = media_kind(data, document.file_name, document.media_type)
        role = Role.APPLICATION if kind is MediaKind.PDF and not main else Role.EVIDENCE
        part = PaperPart(role=role, title=document.title, file_name=document.file_name, kind=kind, size=len(data),
                         sha256=digest)
        (main if role is Role.APPLICATION else others).append(Source(part, partial(_once, data)))
    return main, others


def _content_source(application: ExportInput, message: BusinessMessage, content: Content) -> Source:
    named = message.by_reference().get((content.untrusted_name or content.id).lower())
    return _source(application, content, Role.EVIDENCE, named)


def _source(application: ExportInput, content: Content, role: Role, named: ListedDocument | None) -> Source:
    if content.size is None:
        return Source(_without_bytes(content, role), None)
    opened = partial(application.payload, content.key)
    file_name = (named.file_name if named else "") or content.untrusted_name or ""
    kind = media_kind(next(opened(), b"")[:HEAD_BYTES], file_name, content.untrusted_media_type)
    part = PaperPart(role=role, title=named.title if named else "", file_name=file_name, kind=kind, size=content.size,
                     sha256=content.sha256)
    return Source(part, opened)


def _without_bytes(content: Content, role: Role) -> PaperPart:
    problem = Problem.UNREADABLE if content.size is None else Problem.WITHHELD
    return PaperPart(role=role, file_name=content.untrusted_name or content.id, size=content.size,
                     sha256=content.sha256, problem=problem)


def _once(data: bytes) -> Iterator[bytes]:
    yield data
