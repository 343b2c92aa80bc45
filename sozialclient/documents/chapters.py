"""Decides which groups of a business message become chapters and headings, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from sozialclient.documents.applicant import name_of_group
from sozialclient.documents.label_data import elements
from sozialclient.documents.naming import Declared, label_of
from sozialclient.documents.shapes import child_text, is_code, is_leaf
from sozialclient.documents.standard import local_name

_TITLE = re.compile(r"[^\W\d_][\w .,/()-]{1,60}")
_IDENTIFIER = re.compile(r"\w+")
_UNREADABLE = re.compile(r"[0-9A-Fa-f-]{16,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document the walk stands; `declared` is what a schema says about the element there."""

    path: str
    section: str
    groups: tuple[str, ...]
    parent: str
    label: str = ""
    prefix: str = ""
    declared: Declared | None = None
    technical: bool = False


def inside(child: etree._Element, here: Place, number: int) -> Place:
    """The place below a group: chapters first, headings below them; wrappers get neither."""
    name = local_name(child)
    # Counting the children of the parent would look at each of them, for each of them.
    only_child = child.getprevious() is None and child.getnext() is None
    top_level = here.section == elements().general and not here.groups
    if top_level:
        return _chapter(child, here, number)
    silent = is_silent(name) or (only_child and here.groups) or (only_child and name == here.parent)
    if silent and not number:
        return replace(here, parent=name)
    title = _title(child, label_of(here.declared, name, here.parent), number)
    if len(child) == 1 and is_leaf(child[0]):
        return replace(here, parent=name, prefix=title)
    return replace(here, groups=(*here.groups, title), parent=name)


def is_silent(name: str) -> bool:
    """Whether a group of this name needs no heading of its own."""
    lower = name.lower()
    return lower in elements().silent or lower.startswith(elements().silent_starts)


def _chapter(child: etree._Element, here: Place, number: int) -> Place:
    name = local_name(child)
    lower = name.lower()
    title = _title(child, label_of(here.declared, name, here.parent), number)
    if lower in elements().transparent or lower.startswith(elements().silent_starts):
        return replace(here, parent=name)
    if lower in elements().collected:
        return replace(here, section=elements().collected[lower], groups=(title,), parent=name)
    if len(child) == 1 and is_leaf(child[0]):
        return replace(here, parent=name, prefix=title)
    return replace(here, section=title, parent=name)


def _title(group: etree._Element, label: str, number: int) -> str:
    """Heading of a group: its label, and what tells it from its equals: an identifier, a person's name, its number."""
    name = local_name(group)
    sources = elements().title_from.get(name.lower(), (f"{name}ID",))
    for child in group:
        if local_name(child) in sources:
            text = child_text(child, "name") if is_code(child) else (child.text or "").strip()
            if _TITLE.fullmatch(text) and not _UNREADABLE.search(text):
                readable = text.replace("_", " ") if _IDENTIFIER.fullmatch(text) else text
                return readable if readable.startswith(label) else f"{label}: {readable}"
    person = name_of_group(group) if number else ""
    if person:
        return f"{label} {number}: {person}"
    return f"{label} {number}" if number else label
