"""Decides what of a delivery goes where in an export folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.listed import ListedDocument, listed_documents
from sozialclient.documents.recognition import MOST_XML_BYTES
from sozialclient.exporters.base import ExportInput
from sozialclient.model.delivery import Content
from sozialclient.model.verdict import Verdict
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The contents of a delivery by what becomes of them; every content is in exactly one place.

    `companions` are technical contents beside the application, `withheld` those whose
    integrity failed.
    """

    xml: Content | None
    pdf: Content | None
    evidence: tuple[Content, ...]
    companions: tuple[Content, ...]
    withheld: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class BusinessMessage:
    """What the business XML says; empty when there is none or it cannot be read."""

    document: FieldDocument | None = None
    listed: tuple[ListedDocument, ...] = ()

    def by_reference(self) -> Mapping[str, ListedDocument]:
        """Listed documents by the name they travel under, in lower case."""
        return {document.reference.lower(): document for document in self.listed if document.reference}

    def embedded(self) -> Iterator[ListedDocument]:
        """Listed documents whose bytes the XML holds."""
        return (document for document in self.listed if document.data is not None)


def sort_contents(application: ExportInput) -> Sorted:
    """Every content of the delivery, sorted by the facts recognised before."""
    facts = application.facts
    withheld, evidence, companions = [], [], []
    by_key: dict[str, Content] = {}
    for content in application.delivery.contents():
        if content.integrity is Verdict.FAILED:
            withheld.append(content)
            continue
        by_key[content.key] = content
        if content.key in facts.evidence_keys:
            evidence.append(content)
        elif content.key not in (facts.main_xml_key, facts.main_pdf_key):
            companions.append(content)
    return Sorted(
        xml=by_key.get(facts.main_xml_key or ""),
        pdf=by_key.get(facts.main_pdf_key or ""),
        evidence=tuple(evidence),
        companions=tuple(companions),
        withheld=tuple(withheld),
    )


def business_message(application: ExportInput, xml: Content | None) -> BusinessMessage:
    """Fields and listed documents of the business XML; contents over 20 MB are not read."""
    if xml is None or (xml.size or 0) > MOST_XML_BYTES:
        return BusinessMessage()
    data = b"".join(application.payload(xml.key))
    try:
        return BusinessMessage(application.read(data), listed_documents(data))
    except (XmlError, LimitExceeded, DocumentEncodingError):
        return BusinessMessage()
