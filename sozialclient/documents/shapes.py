"""Recognises the few shapes that XÖV elements come in: codes, name wrappers, leaves."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sozialclient.documents.standard import LONGEST_NAME, local_name
from sozialclient.documents.values import LONGEST_VALUE

_SILENT_ATTRIBUTES = {"listURI", "listVersionID", "id", "Id", "ID"}
_SILENT_NAMESPACES = ("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")


def is_leaf(element: etree._Element) -> bool:
    """Whether an element becomes one field."""
    return len(element) == 0 or is_code(element) or is_name_wrapper(element)


def is_code(element: etree._Element) -> bool:
    """An XÖV code: `code` and perhaps `name` as only children, all of them leaves."""
    names = [local_name(child) for child in element]
    return "code" in names and set(names) <= {"code", "name"} and not any(len(child) for child in element)


def is_name_wrapper(element: etree._Element) -> bool:
    """`familienname/name` and the like: one leaf that repeats what its parent already says."""
    if len(element) != 1 or len(element[0]):
        return False
    inner = local_name(element[0])
    return inner in ("name", local_name(element)) and not dict(plain_attributes(element))


def child_text(element: etree._Element, child_name: str) -> str:
    """Trimmed text of the first child of that local name; empty when there is none."""
    for child in element:
        if local_name(child) == child_name:
            return (child.text or "").strip()[:LONGEST_VALUE]
    return ""


def plain_attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Attributes that say something to a reader: no ids, code list names, schema hints."""
    for key, value in element.attrib.items():
        qualified = etree.QName(str(key))
        if qualified.namespace not in _SILENT_NAMESPACES and qualified.localname not in _SILENT_ATTRIBUTES:
            yield qualified.localname[:LONGEST_NAME], str(value)
