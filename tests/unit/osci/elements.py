"""One element in the scope of an envelope's five prefixes, for the tests of what is read from it."""

from __future__ import annotations

from lxml import etree

from sozialclient.wire.namespaces import FIVE_PREFIXES, OSCI2017
from sozialclient.wire.xml import parse_xml


def element(xml: str) -> etree._Element:
    """`xml` parsed as it would stand in a message."""
    return parse_xml(f'<soap:x {FIVE_PREFIXES} xmlns:osci2017="{OSCI2017}">{xml}</soap:x>'.encode())[0]
