"""The limits under which a business message is read: narrower than those of the envelope around it."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from sozialclient.documents.encoding import to_utf8
from sozialclient.wire.limits import DOCUMENT_LIMITS, MIB
from sozialclient.wire.xml import parse_xml

LIMITS = replace(DOCUMENT_LIMITS, xml_bytes=20 * MIB, xml_elements=100_000)


def parse_document(data: bytes) -> etree._Element:
    """The root of a business message, in any encoding that `to_utf8` takes.

    Raises XmlError, LimitExceeded and DocumentEncodingError.
    """
    return parse_xml(to_utf8(data), limits=LIMITS)
