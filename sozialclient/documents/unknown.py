"""Lists the elements of a message that neither a schema nor our own table names."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from sozialclient.documents.field_model import UnknownElement
from sozialclient.documents.labels import has_label, is_in_table
from sozialclient.documents.naming import Declared, Naming, declared_child, declared_root
from sozialclient.documents.shapes import is_code, is_marked_text, is_name_wrapper
from sozialclient.documents.standard import local_name, namespace

MOST_UNKNOWN = 500
_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"


def unknown_elements(root: etree._Element, naming: Naming) -> tuple[UnknownElement, ...]:
    """Unknown elements by name, in document order, at most `MOST_UNKNOWN` names; the root itself names the message."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    waiting: list[tuple[etree._Element, Declared | None, str]] = [
        (root, declared_root(naming, root), f"/{local_name(root)}")
    ]
    while waiting:
        element, declared, path = waiting.pop()
        parent = local_name(element)
        if is_code(element) or is_name_wrapper(element) or is_marked_text(element):
            continue
        below = []
        for child in element:
            name = local_name(child)
            if namespace(child) == _SIGNATURE:
                continue
            here = declared_child(naming, declared, child)
            if here is None and not has_label(name, parent) and not is_in_table(name):
                counts[name] += 1
                first.setdefault(name, f"{path}/{name}"[:1_000])
            if len(child):
                below.append((child, here, f"{path}/{name}"[:1_000]))
        waiting += reversed(below)
    return tuple(UnknownElement(name, path, counts[name]) for name, path in list(first.items())[:MOST_UNKNOWN])
