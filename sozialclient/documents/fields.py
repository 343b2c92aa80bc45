"""Turns a business message into labelled fields, whatever its schema."""

from __future__ import annotations

from itertools import islice

from lxml import etree

from sozialclient.documents.field_model import Field, FieldDocument, Leaf, UnknownElement
from sozialclient.documents.field_walk import walk_message
from sozialclient.documents.label_data import elements
from sozialclient.documents.naming import NO_SCHEMA, Naming
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.standard import local_name, namespace, standard_of
from sozialclient.documents.unknown import unknown_elements

__all__ = ["MOST_FIELDS", "Field", "FieldDocument", "Leaf", "UnknownElement", "fields_of", "read_fields"]

MOST_FIELDS = 20_000
_APPLICATION_NUMBERS = ("vorgangsID", "antragsnummer", "antragsID")


def read_fields(data: bytes, naming: Naming = NO_SCHEMA) -> FieldDocument:
    """Fields of an XML document, labelled by `naming` where that knows more than we do.

    See `encoding.to_utf8` for the encodings taken. Raises XmlError, LimitExceeded and DocumentEncodingError.
    """
    return fields_of(parse_document(data), naming)


def fields_of(root: etree._Element, naming: Naming = NO_SCHEMA) -> FieldDocument:
    """Fields of a parsed document."""
    every = walk_message(root, naming)
    found = list(islice(every, MOST_FIELDS))
    plain = [field for field in found if not field.technical]
    return FieldDocument(
        root_name=local_name(root),
        namespace=namespace(root),
        standard=standard_of(root),
        fields=_by_section([field for field in plain if field.value]),
        empty_fields=_by_section([field for field in plain if not field.value]),
        technical_fields=_by_section([field for field in found if field.technical]),
        unknown=unknown_elements(root, naming),
        complete=next(every, None) is None,
        application_number=_application_number(root),
    )


def _by_section(fields: list[Field]) -> tuple[Field, ...]:
    """Chapters in one piece each: the application first, then its documents, the message head last.

    Inside a chapter the fields without a heading come first, so that none seems to belong to
    the heading before it.
    """
    sections = {section: index for index, section in enumerate(dict.fromkeys(field.section for field in fields))}
    groups = {key: index for index, key in enumerate(dict.fromkeys((field.section, field.group) for field in fields))}
    last = (*elements().collected.values(), elements().head_title)

    def rank(field: Field) -> tuple[int, int, int]:
        section_rank = last.index(field.section) + 1 if field.section in last else 0
        group_rank = groups[field.section, field.group] if field.group else -1
        return (section_rank, sections[field.section], group_rank)

    return tuple(sorted(fields, key=rank))


def _application_number(root: etree._Element) -> str | None:
    for wanted in _APPLICATION_NUMBERS:
        for element in root.iter(f"{{*}}{wanted}"):
            text = (element.text or "").strip()
            if text:
                return text[:100]
    return None
