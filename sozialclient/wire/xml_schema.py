"""Compiles an XML Schema out of files in memory: nothing is ever looked for on a disk or in a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from sozialclient.wire.limits import XmlLimits
from sozialclient.wire.xml import XmlError, parse_xml

_NOTHING = b"<nothing/>"
_XS = "http://www.w3.org/2001/XMLSchema"


class _InMemory(etree.Resolver):
    """Answers every question for a file from a table; in place of what is not there stands no schema."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        self._files = files

    def resolve(self, system_url: str, public_id: str, *context: Any) -> Any:
        """The file whose name the location ends with."""
        name = (system_url or "").replace("\\", "/").rpartition("/")[2]
        return self.resolve_string(self._files.get(name, _NOTHING), *context, base_url=name)


def compile_schema(files: Mapping[str, bytes], namespace: str, entries: tuple[str, ...],
                   limits: XmlLimits) -> etree.XMLSchema:
    """The schema of `namespace` that the files `entries` make up together; includes name other `files`.

    Every file is read through `parse_xml` first, so that none holds a DOCTYPE or breaks the limits. May take long
    for a hostile schema, so it belongs into a worker. Raises XmlError and LimitExceeded.
    """
    for data in files.values():
        parse_xml(data, limits=limits)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    parser.resolvers.add(_InMemory(files))
    head = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS})
    if namespace:
        head.set("targetNamespace", namespace)
    for name in entries:
        etree.SubElement(head, f"{{{_XS}}}include", schemaLocation=name)
    driver = etree.fromstring(etree.tostring(head), parser, base_url="driver.xsd")
    try:
        return etree.XMLSchema(driver)
    except etree.XMLSchemaParseError as error:
        raise XmlError(line=0, reason=str(error)[:500]) from None
