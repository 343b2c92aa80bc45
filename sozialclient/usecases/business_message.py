"""Read the business message of an application: what the citizen entered, as fields."""

from __future__ import annotations

from sozialclient.documents.fields import FieldDocument, fields_of
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.recognition import MOST_XML_BYTES
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.errors import SozialclientError
from sozialclient.store.store import Store


class NoBusinessMessage(SozialclientError):
    """The application holds no XML to read, or more of it than is read; there may be a PDF."""

    reference = "TRANSFER-NO-FIELDS"


def business_fields(store: Store, application_id: str) -> FieldDocument:
    """The fields of an application's XML.

    Raises NoBusinessMessage, XmlError, LimitExceeded, DocumentEncodingError and the errors of the store.
    """
    xml = business_xml(store, application_id, store.facts(application_id).main_xml_key)
    if xml is None or len(xml) > MOST_XML_BYTES:
        raise NoBusinessMessage()
    return labelled_fields(schema_library(store), xml)


def schema_library(store: Store) -> SchemaLibrary:
    """The schema packages beside a store."""
    return SchemaLibrary(store.folder)


def labelled_fields(library: SchemaLibrary, xml: bytes) -> FieldDocument:
    """Fields of an XML document with the labels and code lists of the package that fits it.

    Raises XmlError, LimitExceeded and DocumentEncodingError.
    """
    root = parse_document(xml)
    return fields_of(root, library.naming_for(root))


def business_xml(store: Store, application_id: str, key: str | None) -> bytes | None:
    """The XML under a content's key, None where there is no key; of more than `MOST_XML_BYTES` only the beginning.

    What was cut is at most 1 MiB longer than that. Raises the errors of the store.
    """
    if key is None:
        return None
    data = bytearray()
    for piece in store.payload(application_id, key):
        data += piece
        if len(data) > MOST_XML_BYTES:
            break
    return bytes(data)
