"""Reads one XML Schema file safely and tells what it is: namespace, standard, version, what it asks for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from sozialclient.documents.encoding import to_utf8
from sozialclient.documents.standard import local_name, namespace
from sozialclient.wire.limits import DOCUMENT_LIMITS, MIB
from sozialclient.wire.xml import parse_xml

XS = "http://www.w3.org/2001/XMLSchema"
LIMITS = replace(DOCUMENT_LIMITS, xml_bytes=32 * MIB, xml_elements=400_000)
_LINKS = ("include", "import", "redefine", "override")
_LONGEST = 200
_PROLOG = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_LONGEST_DOCTYPE = 20_000
_SUBSET = rb"\[(?:<!--.*?-->|<\?.*?\?>|\"[^\"]*\"|'[^']*'|[^\]\"'<]|<(?!!--|\?))*+\]\s*"
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s(?:\"[^\"]*\"|'[^']*'|[^<>\[\]\"'])*+(?:" + _SUBSET + rb")?>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class XsdFile:
    """A schema file as it lies in an archive.

    `path` there, `size` in bytes, `markup` the opening brackets in them, `digest` their SHA-256, `root` its tree.
    """

    path: str
    size: int
    markup: int
    digest: bytes
    root: etree._Element
    namespace: str
    standard: str
    identifier: str
    version: str
    title: str
    links: tuple[etree._Element, ...] = field(repr=False)
    declared: tuple[str, ...] = field(repr=False)

    @property
    def folder(self) -> str:
        """The folder it lies in, empty at the top."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.rpartition("/")[2]

    def roots(self) -> Iterator[str]:
        """Names of its global elements that can be a message: no abstract ones."""
        yield from self.declared


def read_xsd(path: str, data: bytes) -> XsdFile | None:
    """The schema in a file; None when it is other XML. Raises XmlError, LimitExceeded and DocumentEncodingError."""
    root = parse_xml(without_doctype(to_utf8(data)), limits=LIMITS)
    if namespace(root) != XS or local_name(root) != "schema":
        return None
    facts = _appinfo(root)
    return XsdFile(
        path=path,
        size=len(data),
        markup=data.count(b"<"),
        digest=hashlib.sha256(data).digest(),
        root=root,
        namespace=str(root.get("targetNamespace") or ""),
        standard=facts.get("nameKurz") or facts.get("nameTechnisch") or "",
        identifier=facts.get("kennung", ""),
        version=facts.get("version") or str(root.get("version") or "")[:_LONGEST],
        title=facts.get("nameLang", ""),
        links=tuple(child for child in root if any(is_xs(child, name) for name in _LINKS)),
        declared=tuple(str(child.get("name")) for child in root
                       if is_xs(child, "element") and child.get("name") and child.get("abstract") != "true"),
    )


def name_links(file: XsdFile, names: Mapping[str, str]) -> None:
    """Name the neighbours of a kept schema as they are known elsewhere; `names` leads from stored to own names."""
    for link in file.links:
        name = names.get(link.get("schemaLocation") or "")
        if name is not None:
            link.set("schemaLocation", name)


def is_xs(element: etree._Element, name: str) -> bool:
    """Whether an element is `xs:<name>`."""
    return element.tag == f"{{{XS}}}{name}"


def without_doctype(data: bytes) -> bytes:
    """`data` without a DOCTYPE that declares nothing a schema needs.

    The W3C's own schema of XML signatures has one. What it declares is lost: an entity that the file uses makes it
    unreadable, which is what is wanted.
    """
    position = 0
    while item := _PROLOG.match(data, position):
        position = item.end()
    found = _DOCTYPE.match(data[position : position + _LONGEST_DOCTYPE])
    return data[:position] + data[position + found.end() :] if found else data


def _appinfo(root: etree._Element) -> dict[str, str]:
    """`standard` and `versionStandard` of the schema's own annotation (XÖV-Handbuch, Metadaten)."""
    found: dict[str, str] = {}
    for annotation in root:
        if not is_xs(annotation, "annotation"):
            continue
        for block in annotation.iter(etree.Element):
            if local_name(block) in ("standard", "versionStandard"):
                for entry in block:
                    text = " ".join((entry.text or "").split())[:_LONGEST]
                    found.setdefault(local_name(entry), text)
    return found
