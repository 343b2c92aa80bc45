"""Read the business message of an application: what the citizen entered, as fields."""

from __future__ import annotations

from sozialclient.documents.fields import FieldDocument, read_fields
from sozialclient.documents.recognition import MOST_XML_BYTES
from sozialclient.errors import SozialclientError
from sozialclient.store.store import Store


class NoBusinessMessage(SozialclientError):
    """The application holds no XML to read, or more of it than is read; there may be a PDF."""

    reference = "TRANSFER-NO-FIELDS"


def business_fields(store: Store, application_id: str) -> FieldDocument:
    """The fields of an application's XML.

    Raises NoBusinessMessage, XmlError, LimitExceeded, DocumentEncodingError and the errors of the store.
    """
    key = store.facts(application_id).main_xml_key
    if key is None:
        raise NoBusinessMessage()
    data = bytearray()
    for piece in store.payload(application_id, key):
        data += piece
        if len(data) > MOST_XML_BYTES:
            raise NoBusinessMessage()
    return read_fields(bytes(data))
