"""Finds in a delivery the business message, its readable PDF, the evidence, the service and the applicant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from sozialclient.documents.applicant import applicant_of
from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.listed import documents_of
from sozialclient.documents.media import extension
from sozialclient.documents.parsing import LIMITS, parse_document
from sozialclient.documents.services import Service, recognise_service
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.standard import local_name, namespace, standard_of
from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Content, ContentKind, Delivery
from sozialclient.model.verdict import Verdict
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError

MOST_XML_BYTES = LIMITS.xml_bytes
_MOST_CANDIDATES = 20
_MOST_MARKUP = 600_000
_MOST_CODES = 50
_STYLESHEET = "http://www.w3.org/1999/XSL/Transform"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NO_MESSAGE = ("html", "svg", "stylesheet", "transform")
_CODE_ELEMENTS = ("leistung", "kennung", "dvdvDienstkennung", "leikaId", "ozgId", "leistungsschluessel")
_READABLE_FORM = ("antrag", "printout", "formular", "ausdruck", "zusammenfassung", "form")
# The platform names what was uploaded `anhang_0001.pdf` and so on; the form itself may lie inside the message.
_UPLOADED = re.compile(r"anhang_\d{1,9}\.\w{1,8}", re.ASCII)
_BESIDE_THE_CASE = ("messagetext", "xsozialxslt.xml", "protocol.pdf", "protocol.json")

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class _Message:
    """A business message candidate; the higher `rank`, the likelier."""

    content: Content
    root: etree._Element
    rank: int


def recognise(delivery: Delivery, read: Read) -> ApplicationFacts:
    """What a delivery is about.

    `read` gives the bytes of a content by its key; it is asked only for contents whose
    integrity did not fail, for at most 20 MB of XML in all, and its errors are passed on. Of the
    XML so much is parsed as has no more tags and attributes than one large message.
    Hostile or unknown contents never raise: the service name falls back to the subject.
    """
    readable = [content for content in delivery.contents() if content.integrity is not Verdict.FAILED]
    message = _business_message(readable, read)
    root = message.root if message else None
    others = [content for content in readable if message is None or content is not message.content]
    pdf = _main_pdf(others, _named_as_evidence(root))
    service = _service(delivery.subject, root)
    taken = {content.key for content in (message.content if message else None, pdf) if content}
    return ApplicationFacts(
        service_key=service.key if service else None,
        service_name=service.name if service else _fallback_name(delivery.subject, root),
        applicant=applicant_of(root) if root is not None else "",
        main_xml_key=message.content.key if message else None,
        main_pdf_key=pdf.key if pdf else None,
        evidence_keys=tuple(_evidence(delivery, taken)),
    )


def _business_message(contents: list[Content], read: Read) -> _Message | None:
    """The likeliest message; contents that claim to be something else are asked only where no other is one."""
    search = _Search(read)
    for candidates in _xml_candidates(contents):
        search.look_at(candidates)
        if search.best is not None:
            break
    return search.best


class _Search:
    """Reads candidates until the allowance of bytes and markup is used up."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._bytes, self._markup = MOST_XML_BYTES, _MOST_MARKUP
        self.best: _Message | None = None

    def look_at(self, candidates: list[Content]) -> None:
        """Keep the likeliest of these contents."""
        for content in candidates:
            if (content.size or 0) > self._bytes:
                continue
            root = self._root(self._read(content.key))
            if root is None or namespace(root) == _STYLESHEET or local_name(root).lower() in _NO_MESSAGE:
                continue
            rank = _rank(root)
            if self.best is None or rank > self.best.rank:
                self.best = _Message(content, root, rank)

    def _root(self, data: bytes) -> etree._Element | None:
        """What the bytes are decides, not what they are called."""
        if not _begins_as_xml(data):
            return None
        self._bytes -= len(data)
        self._markup -= _markup(data)
        return _parsed(data) if self._markup >= 0 else None


def _begins_as_xml(data: bytes) -> bool:
    return data[:2] in _UTF16 or data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _xml_candidates(contents: list[Content]) -> Iterator[list[Content]]:
    """Data contents and attachments that say they are XML; then those that say nothing or something else."""
    data = [content for content in contents if content.kind is ContentKind.DATA]
    attached = [content for content in contents if content.kind is ContentKind.ATTACHMENT]
    first = [*filter(_may_be_xml, data), *filter(_says_xml, attached)]
    yield first[:_MOST_CANDIDATES]
    rest = [*data, *filter(_may_be_xml, attached)]
    yield [content for content in rest if content not in first][:_MOST_CANDIDATES]


def _says_xml(content: Content) -> bool:
    return extension(content.untrusted_name) == "xml" or "xml" in (content.untrusted_media_type or "").lower()


def _may_be_xml(content: Content) -> bool:
    claimed = extension(content.untrusted_name)
    return _says_xml(content) or claimed not in ("pdf", "png", "jpg", "jpeg", "heic", "json", "zip")


def _parsed(data: bytes) -> etree._Element | None:
    try:
        return parse_document(data)
    except (XmlError, LimitExceeded, DocumentEncodingError):
        return None


def _markup(data: bytes) -> int:
    """No fewer than the tags and attributes of an XML document, counted without parsing it."""
    return data.count(b"<") + data.count(b"=")


def _rank(root: etree._Element) -> int:
    standard = standard_of(root) or ""
    if standard.startswith("XSozial"):
        return 4
    has_head = any(local_name(child).startswith("nachrichtenkopf") for child in root)
    return 3 if has_head else 2 if standard else 1


def _named_as_evidence(root: etree._Element | None) -> frozenset[str]:
    """Names under which evidence travels, by what the business message says of it."""
    if root is None:
        return frozenset()
    return frozenset(
        document.reference.lower()
        for document in documents_of(root)
        if document.reference and not document.title.lower().startswith(_READABLE_FORM)
    )


def _main_pdf(contents: list[Content], evidence: frozenset[str]) -> Content | None:
    """The readable form: by name, else the first PDF that is no evidence; data before attachments."""
    pdfs = [content for content in contents if _is_pdf(content) and not _is_evidence(content, evidence)]
    pdfs.sort(key=lambda content: content.kind is not ContentKind.DATA)
    for content in pdfs:
        if _own_name(content).startswith(_READABLE_FORM):
            return content
    return pdfs[0] if pdfs else None


def _is_evidence(content: Content, named: frozenset[str]) -> bool:
    name = _own_name(content)
    return name in named or _UPLOADED.fullmatch(name) is not None


def _own_name(content: Content) -> str:
    return (content.untrusted_name or content.id).lower()


def _is_pdf(content: Content) -> bool:
    name = _own_name(content)
    if name in _BESIDE_THE_CASE:
        return False
    return extension(name) == "pdf" or (content.untrusted_media_type or "").lower() == "application/pdf"


def _evidence(delivery: Delivery, taken: set[str]) -> Iterator[str]:
    """Everything else that is no technical companion; damaged contents stay listed."""
    for content in delivery.contents():
        companion = _own_name(content) in _BESIDE_THE_CASE or (
            content.kind is ContentKind.DATA and _may_be_xml(content)
        )
        if content.key not in taken and not companion:
            yield content.key


def _service(subject: str | None, root: etree._Element | None) -> Service | None:
    if root is None:
        return recognise_service(subject, None, None, ())
    return recognise_service(subject, namespace(root), local_name(root), tuple(islice(_codes(root), _MOST_CODES)))


def _codes(root: etree._Element) -> Iterator[str]:
    product = root.get("produkt")
    if product:
        yield product
    for name in _CODE_ELEMENTS:
        for element in root.iter(f"{{*}}{name}"):
            texts = [element.text or "", *(child.text or "" for child in element)]
            yield from (text.strip()[:500] for text in texts if text.strip())


def _fallback_name(subject: str | None, root: etree._Element | None) -> str:
    product = root.get("produkt") if root is not None else None
    return one_line(product or subject or "")
