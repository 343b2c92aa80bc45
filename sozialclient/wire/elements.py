"""Walking a strange tree by exact parent and child, never by search."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.wire.namespaces import q

# What XML calls white space; Python's own idea of it is wider.
_WHITE_SPACE = " \t\r\n"


class StructureError(SozialclientError):
    """An element stands where it may not, is missing, repeated or has a value out of form.

    Parameter `element` names it by local name (ours, never the sender's text).
    """

    reference = "OSCI-STRUCTURE"


def children(element: etree._Element) -> list[etree._Element]:
    """Child elements; raises StructureError for text between them."""
    if (element.text or "").strip(_WHITE_SPACE) or any((child.tail or "").strip(_WHITE_SPACE) for child in element):
        raise StructureError(element=etree.QName(element).localname[:60])
    return list(element)


def only_child(element: etree._Element, namespace: str, local: str) -> etree._Element:
    """The one child of that name; other children are allowed."""
    found = element.findall(q(namespace, local))
    if len(found) != 1:
        raise StructureError(element=local)
    return found[0]


def optional_child(element: etree._Element, namespace: str, local: str) -> etree._Element | None:
    """The child of that name, None if there is none; raises StructureError if repeated."""
    found = element.findall(q(namespace, local))
    if len(found) > 1:
        raise StructureError(element=local)
    return found[0] if found else None


def expect_order(element: etree._Element, allowed: Iterable[tuple[str, bool]]) -> None:
    """Children must follow the Clark names of `allowed` in order; the flag tells "may repeat".

    Raises StructureError for anything else, naming the first child out of place.
    """
    steps = list(allowed)
    position = 0
    used = False
    for child in children(element):
        while position < len(steps) and (steps[position][0] != child.tag or (used and not steps[position][1])):
            position += 1
            used = False
        if position == len(steps):
            raise StructureError(element=etree.QName(child).localname[:60])
        used = True


def attribute(element: etree._Element, name: str) -> str:
    """A required attribute without namespace."""
    value = element.get(name)
    if value is None:
        raise StructureError(element=name)
    return value
