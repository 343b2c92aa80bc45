"""The OSCI schemas as far as libxml2 can compile them, and the shape of messages for comparing."""

from __future__ import annotations

import functools
import re
from typing import Any

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, OSCI2017, SOAP, q
from tests.conftest import SHARED

_EXTERN = {
    "http://www.w3.org/XML/1998/namespace": "xml.xsd",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap-envelope.xsd",
    "http://www.w3.org/2000/09/xmldsig#": "xmldsig-core-schema.xsd",
    "http://www.w3.org/2001/04/xmlenc#": "xenc-schema.xsd",
    "http://www.w3.org/2009/xmlenc11#": "xenc-schema-11.xsd",
}


class _Local(etree.Resolver):
    def resolve(  # type: ignore[override]  # the stub lacks the third parameter
        self, system_url: str, public_id: str, context: Any
    ) -> Any:
        name = _EXTERN.get(system_url, system_url.rsplit("/", 1)[-1])
        path = SHARED / "osci" / "schema" / "extern" / name
        resolve_filename = self.resolve_filename  # type: ignore[attr-defined]  # the stub lacks it
        return resolve_filename(str(path), context) if path.is_file() else None


@functools.cache
def schema(name: str) -> etree.XMLSchema:
    """The schema of message `name`.

    libxml2 calls an optional certificate header in front of a wildcard ambiguous. The wildcard is
    narrowed to the one namespace our messages use there, which keeps every other rule.
    """
    path = SHARED / "osci" / "schema" / f"soap{name}.xsd"
    text = path.read_text(encoding="utf-8")
    narrowed = re.sub(r'namespace="##other"', f'namespace="{OSCI2017}"', text.partition('name="Body"')[0])
    text = narrowed + text[len(text.partition('name="Body"')[0]) :]
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    root = etree.fromstring(text.encode(), parser, base_url=str(path))
    return etree.XMLSchema(root)


def faults(name: str, envelope: bytes) -> list[str]:
    """What the schema has against an envelope."""
    checker = schema(name)
    checker.validate(etree.fromstring(envelope))
    log: Any = checker.error_log
    return [f"{entry.line}: {entry.message}" for entry in log]


Shape = tuple[Any, ...]
_VARIABLE = {"ConversationId", "SequenceNumber", "RecentModification", "Value", "Limit", "ChunkNumber", "ChunkSize",
             "TotalChunkNumbers", "TotalMessageSize", "ReceivedChunks", "MaxMessageSize"}
_SEVERAL = {q(OSCI, "Inspection"), q(OSCI, "ProcessCardBundle")}
# Said by one intermediary and not by another.
_OPTIONAL = {q(OSCI, "OnlineResult"), q(OSCI, "Reception")}


def shape(element: etree._Element) -> Shape:
    """Names, attributes, order and Ids of an envelope without what differs from message to message."""
    if element.tag == q(DS, "SignedInfo"):
        return _signed_info(element)
    children: list[Shape] = []
    for child in element:
        known = shape(child)
        if child.tag in _OPTIONAL or (child.tag in _SEVERAL and known in children):
            continue
        children.append(known)
    code = element.text if element.tag == q(OSCI, "Code") else None
    return (element.tag, _attributes(element), tuple(children), code)


def _attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    found = []
    for key, value in sorted(element.attrib.items()):
        if key == "MaxChunkSize":
            continue
        found.append((str(key), "*" if key in _VARIABLE else _value(element, str(key), str(value))))
    return tuple(found)


def _value(element: etree._Element, key: str, value: str) -> str:
    parent = element.getparent()
    if key == "Id" and parent is not None and parent.tag not in (q(SOAP, "Header"), q(SOAP, "Envelope")):
        certificate = re.fullmatch(r"([a-z]+)\d*_(cipher|signature)_[0-9a-fA-F]{40,64}", value)
        return f"{certificate[1]} {certificate[2]}" if certificate else "*"
    if key in ("URI", "href"):
        return re.sub(r"\d*_(cipher|signature)_[0-9a-fA-F]{40,64}$", r" \1", re.sub(r"^cid:.*", "cid:*", value))
    return value


def _signed_info(element: etree._Element) -> Shape:
    references = {(shape(child)) for child in element.findall(q(DS, "Reference"))}
    others = [shape(child) for child in element if child.tag != q(DS, "Reference")]
    return (element.tag, tuple(others), frozenset(references))
