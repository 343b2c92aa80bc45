"""Recognises the few shapes that XÖV elements come in: codes, name wrappers, leaves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from sozialclient.documents.standard import LONGEST_NAME, local_name, namespace
from sozialclient.documents.values import LONGEST_VALUE, currency_of

CODE_LIST_ATTRIBUTES = ("listURI", "listVersionID")
_TECHNICAL_ATTRIBUTES = {*CODE_LIST_ATTRIBUTES, "id", "Id", "ID"}
_XML = "http://www.w3.org/XML/1998/namespace"
_TECHNICAL_NAMESPACES = ("http://www.w3.org/2001/XMLSchema-instance", _XML)


_XHTML = "http://www.w3.org/1999/xhtml"
BLOCKS = frozenset(("p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"))
"""Names of marks that begin and end a line."""
_MARKS = BLOCKS | {"b", "i", "u", "em", "strong", "sub", "sup", "br", "span", "small", "a"}
_MOST_MARKS = 500
_MOST_BESIDE = 30


class Attribute(NamedTuple):
    """An attribute: local name, name with its prefix, value; `technical` ones say nothing to a reader."""

    name: str
    written: str
    value: str
    technical: bool


def is_leaf(element: etree._Element) -> bool:
    """Whether an element becomes one field."""
    return len(element) == 0 or is_code(element) or is_name_wrapper(element) or is_marked_text(element)


def is_code(element: etree._Element) -> bool:
    """An XÖV code: one `code` and perhaps one `name`, both of them leaves, and nothing else."""
    if not 0 < len(element) <= 2:
        return False
    names = [local_name(child) for child in element]
    return (
        names.count("code") == 1
        and names.count("name") == len(names) - 1
        and not any(len(child) for child in element)
        and not own_text(element)
    )


def is_name_wrapper(element: etree._Element) -> bool:
    """`familienname/name` and the like: one leaf that repeats what its parent already says."""
    if len(element) != 1 or len(element[0]):
        return False
    inner = local_name(element[0])
    return inner in ("name", local_name(element)) and not dict(plain_attributes(element)) and not own_text(element)


def is_marked_text(element: etree._Element) -> bool:
    """Text with marks in it: nothing but XHTML inside, or words around elements that are called as XHTML's are."""
    if len(element) == 0:
        return False
    foreign = False
    for count, mark in enumerate(element.iterdescendants()):
        if count >= _MOST_MARKS or local_name(mark).lower() not in _MARKS:
            return False
        foreign = foreign or namespace(mark) != _XHTML
    return not foreign or bool(own_text(element))


def own_text(element: etree._Element) -> str:
    """The text directly inside an element, around its children, trimmed."""
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def child_text(element: etree._Element, child_name: str) -> str:
    """Trimmed text of the first child of that local name; empty when there is none."""
    for child in element:
        if local_name(child) == child_name:
            return (child.text or "").strip()[:LONGEST_VALUE]
    return ""


def attributes(element: etree._Element) -> Iterator[Attribute]:
    """Every attribute of an element."""
    for key, value in element.attrib.items():
        qualified = etree.QName(str(key))
        name, space = qualified.localname[:LONGEST_NAME], qualified.namespace
        technical = space in _TECHNICAL_NAMESPACES or (not space and name in _TECHNICAL_ATTRIBUTES)
        yield Attribute(name, f"{_prefix(element, space)}:{name}" if space else name, str(value), technical)


def plain_attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Attributes that say something to a reader: no ids, code list names, schema hints."""
    for attribute in attributes(element):
        if not attribute.technical:
            yield attribute.name, attribute.value


def currency_attribute(element: etree._Element) -> str:
    """The attribute without a prefix that names the currency of an amount; empty where there is none."""
    return currency_of((str(name), str(value)) for name, value in element.attrib.items())[0]


def currency_beside(amount: etree._Element) -> dict[str, str]:
    """The currency that an element beside an amount names, as if it were an attribute."""
    parent = amount.getparent()
    for element in islice(parent if parent is not None else (), _MOST_BESIDE):
        held = element[0] if len(element) == 1 and is_code(element[0]) else element
        text = child_text(held, "code") if is_code(held) else (held.text or "").strip()
        name, value = currency_of([(local_name(held), text)])
        if name:
            return {name: value}
    return {}


def _prefix(element: etree._Element, space: str) -> str:
    """The prefix of a namespace in scope; an attribute's namespace always has one."""
    if space == _XML:
        return "xml"
    return next((prefix[:40] for prefix, known in element.nsmap.items() if prefix and known == space), "")
