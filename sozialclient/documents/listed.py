"""The documents a business message speaks of: embedded in it, or travelling beside it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from lxml import etree

from sozialclient.documents.label_data import elements
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.shapes import child_text
from sozialclient.documents.standard import local_name

_REFERENCES = ("externeReferenz", "maschinenname", "externerReferenzIndex")
_MOST_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """One document named in a business message.

    `title` says what it is ("Mietvertrag"), `file_name` is the applicant's own file name,
    `reference` the name under which it travels as an attachment; all three are the sender's
    words. `data` holds the bytes when the message embeds them, else None.
    """

    title: str
    file_name: str
    reference: str
    media_type: str
    data: bytes | None


def listed_documents(data: bytes) -> tuple[ListedDocument, ...]:
    """Documents named or embedded in an XML document, in document order.

    Raises XmlError, LimitExceeded and DocumentEncodingError; base64 that does not decode makes
    a document without data.
    """
    return documents_of(parse_document(data))


def documents_of(root: etree._Element) -> tuple[ListedDocument, ...]:
    """The same of a parsed document; each reference once, the richest entry first."""
    groups: dict[etree._Element, etree._Element] = {}
    for name in root.iter("{*}dateiname"):
        group = name.getparent()
        if group is not None and group not in groups:
            groups[group] = _titled(group)
        if len(groups) >= _MOST_DOCUMENTS:
            break
    # Groups may share the element that holds their title, and it may have many children.
    titles = {outer: child_text(outer, "name") for outer in dict.fromkeys(groups.values())}
    return tuple(_merged([_document(group, titles[outer]) for group, outer in groups.items()]))


def _titled(group: etree._Element) -> etree._Element:
    """The element whose name is the title of a group."""
    parent = group.getparent()
    return parent if local_name(group) == "dokumentRepraesentation" and parent is not None else group


def _document(group: etree._Element, title: str) -> ListedDocument:
    return ListedDocument(
        title=title,
        file_name=child_text(group, "dateiname"),
        reference=next((text for name in _REFERENCES if (text := child_text(group, name))), ""),
        media_type=child_text(group, "mimeType"),
        data=_embedded(group),
    )


def _embedded(group: etree._Element) -> bytes | None:
    for child in group:
        if local_name(child).lower() in elements().files and not len(child) and (child.text or "").strip():
            try:
                return base64.b64decode("".join((child.text or "").split()), validate=True)
            except (binascii.Error, ValueError):
                return None
    return None


def _merged(found: list[ListedDocument]) -> list[ListedDocument]:
    """One entry for each reference: a titled one beats an untitled one."""
    by_reference: dict[str, ListedDocument] = {}
    alone: list[ListedDocument] = []
    for document in found:
        if not document.reference:
            alone.append(document)
        elif document.reference not in by_reference or not by_reference[document.reference].title:
            by_reference[document.reference] = document
    return [*alone, *by_reference.values()]
