"""The one door for XML from strangers: hardened parsing, unique Ids, canonical form, schemas out of memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.wire.limits import DOCUMENT_LIMITS, XmlLimits, check_limit
from sozialclient.wire.namespaces import OSCI_NAMESPACES

_MARK = codecs.BOM_UTF8
_BLANKS = b" \t\r\n"
_DECLARATION = re.compile(rb"<\?xml\s(?P<inner>[^>]*?)\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
_PROLOG_ITEM = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_XS = "http://www.w3.org/2001/XMLSchema"
_NO_SCHEMA = b"<nothing/>"
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class XmlError(SozialclientError):
    """The XML is damaged or not what the profile allows; parameter `line` where known."""

    reference = "XML-DAMAGED"


class XmlEncodingError(XmlError):
    """The document is not UTF-8, or declares another encoding."""

    reference = "XML-ENCODING"


class XmlDoctypeError(XmlError):
    """The document has a DOCTYPE; refused before any parser could act on it."""

    reference = "XML-DOCTYPE"


class XmlInstructionError(XmlError):
    """The document holds a processing instruction where none is allowed."""

    reference = "XML-INSTRUCTION"


class XmlDuplicateIdError(XmlError):
    """Two elements carry the same Id, or one carries an attribute that imitates it."""

    reference = "XML-DUPLICATE-ID"


def parse_xml(data: bytes, *, limits: XmlLimits = DOCUMENT_LIMITS) -> etree._Element:
    """Parse UTF-8 XML from a stranger into a tree without comments and entities.

    Comments are dropped while parsing, so that a value is always the whole value that a
    signature covers. Raises XmlError (or a subclass) and LimitExceeded.
    """
    check_limit("xml_bytes", len(data), limits.xml_bytes)
    data = _utf8(data)
    _refuse_doctype(data)
    _count(data, limits)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(line=error.lineno or 0) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlDoctypeError
    return root


def _utf8(data: bytes) -> bytes:
    # MIME bodies may open with line ends, which XML forbids in front of a declaration.
    data = data.lstrip(_BLANKS)
    if data.startswith(_MARK):
        data = data[len(_MARK) :].lstrip(_BLANKS)
    # Parsers differ in whether they pass over a second mark (XML 1.0, 4.3.3 knows one).
    if data.startswith((_MARK, b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")):
        raise XmlEncodingError
    declaration = _DECLARATION.match(data)
    if declaration:
        named = _ENCODING.search(declaration["inner"])
        if named and named[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
            raise XmlEncodingError
    return data


def _refuse_doctype(data: bytes) -> None:
    """A DOCTYPE can only stand in the prolog, so walking the prolog finds every one."""
    position = 0
    while item := _PROLOG_ITEM.match(data, position):
        position = item.end()
    if data[position : position + 2] == b"<!":
        raise XmlDoctypeError


class _Counter:
    """Handlers of the first pass; raising stops expat at once."""

    def __init__(self, limits: XmlLimits) -> None:
        self.limits = limits
        self.depth = 0
        self.elements = 0
        self.attributes = 0
        self.namespaces = 0
        self.in_scope = [0]

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        self.elements += 1
        limits = self.limits
        declared = 0
        if attributes:
            self.attributes += len(attributes) // 2
            check_limit("xml_attributes_total", self.attributes, limits.xml_attributes_total)
            declared = sum(1 for attribute in attributes[::2] if attribute.startswith("xmlns"))
            self.namespaces += declared
            check_limit("xml_namespaces", self.namespaces, limits.xml_namespaces)
        self.in_scope.append(self.in_scope[-1] + declared)
        check_limit("xml_namespaces_in_scope", self.in_scope[-1], limits.xml_namespaces_in_scope)
        check_limit("xml_depth", self.depth, limits.xml_depth)
        check_limit("xml_elements", self.elements, limits.xml_elements)
        check_limit("xml_attributes", len(attributes) // 2, limits.xml_attributes)
        longest = max(map(len, (name, *attributes)))
        if longest > limits.xml_name:
            self.check_names(name, attributes)

    def check_names(self, name: str, attributes: list[str]) -> None:
        """Only names and namespaces have to be short; other values may be long."""
        check_limit("xml_name", len(name), self.limits.xml_name)
        for attribute, value in zip(attributes[::2], attributes[1::2], strict=True):
            check_limit("xml_name", len(attribute), self.limits.xml_name)
            if attribute.startswith("xmlns"):
                check_limit("xml_name", len(value), self.limits.xml_name)

    def end(self, _name: str) -> None:
        self.depth -= 1
        self.in_scope.pop()

    def declaration(self, version: str, _encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise XmlError

    def doctype(self, *_arguments: Any) -> None:
        raise XmlDoctypeError

    def instruction(self, _target: str, _data: str) -> None:
        if not self.limits.instructions:
            raise XmlInstructionError


def _count(data: bytes, limits: XmlLimits) -> None:
    """Bound depth, elements and attributes before a tree is built."""
    counter = _Counter(limits)
    parser = expat.ParserCreate("UTF-8")
    parser.ordered_attributes = True
    parser.buffer_text = False
    parser.XmlDeclHandler = counter.declaration
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.StartDoctypeDeclHandler = counter.doctype
    parser.EntityDeclHandler = counter.doctype
    parser.ProcessingInstructionHandler = counter.instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(line=error.lineno) from None


def unique_ids(root: etree._Element) -> dict[str, etree._Element]:
    """All elements with an `Id`, by its value.

    Raises XmlDuplicateIdError for a repeated or empty Id (PROTOCOL 7.4), and for an attribute of
    one of OSCI's own elements whose name differs from it in case or namespace only.
    """
    found: dict[str, etree._Element] = {}
    for element in root.iter(etree.Element):
        for name in element.attrib:
            if str(name)[-2:].lower() != "id":
                continue
            if name == "Id":
                value = str(element.get(name))
                if not value or value in found:
                    raise XmlDuplicateIdError
                found[value] = element
            elif _imitates_id(element, str(name)):
                raise XmlDuplicateIdError
    return found


def _imitates_id(element: etree._Element, name: str) -> bool:
    return name.rpartition("}")[2].lower() == "id" and etree.QName(element).namespace in OSCI_NAMESPACES


def canonical(element: etree._Element) -> bytes:
    """Inclusive Canonical XML 1.0 without comments of `element` in place (no tail).

    lxml drops xml:* attributes inherited from ancestors and writes a stray `xmlns=""` where a
    default namespace is inherited; both are mended here. Raises XmlError for relative
    namespace names, which have no canonical form.
    """
    inherited = _inherited_xml_attributes(element)
    if inherited or None in element.nsmap:
        element = _standalone(element, inherited)
    try:
        return etree.tostring(element, method="c14n", exclusive=False, with_comments=False)
    except (etree.LxmlError, ValueError):
        raise XmlError from None


def _inherited_xml_attributes(element: etree._Element) -> dict[str, str]:
    inherited: dict[str, str] = {}
    for ancestor in element.iterancestors():
        for name, value in ancestor.attrib.items():
            if str(name).startswith(f"{{{_XML_NAMESPACE}}}") and name not in element.attrib:
                inherited.setdefault(str(name), str(value))
    return inherited


def _standalone(element: etree._Element, attributes: dict[str, str]) -> etree._Element:
    """The same element as the root of its own document, with everything in scope declared on it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    # In ASCII, lxml's usual encoding, names with other letters would become references, which no parser reads.
    alone = etree.fromstring(etree.tostring(element, with_tail=False, encoding="UTF-8"), parser)
    for name, value in attributes.items():
        alone.set(name, value)
    return alone


_APEX_NAMESPACES = re.compile(rb"^(<[^ >]+)((?: xmlns(?::[^ =]+)?=\"[^\"]*\")+)")


def canonical_without_apex_namespaces(element: etree._Element) -> bytes:
    """`canonical` with the namespace declarations of the start tag removed.

    The digest of an EncryptedData inside a signed container is taken over this form by both
    reference libraries (PROTOCOL 6.4, NOTES 5.6).
    """
    return _APEX_NAMESPACES.sub(rb"\1", canonical(element), count=1)


def text_of(element: etree._Element) -> str:
    """The whole text of a leaf; raises XmlError when it has child elements."""
    if len(element):
        raise XmlError
    return element.text or ""


class _InMemory(etree.Resolver):
    """Answers every question for a file from a table; in place of what is not there stands no schema."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        self._files = files

    def resolve(self, system_url: str, public_id: str, *context: Any) -> Any:
        """The file whose name the location ends with."""
        name = (system_url or "").replace("\\", "/").rpartition("/")[2]
        return self.resolve_string(self._files.get(name, _NO_SCHEMA), *context, base_url=name)


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
