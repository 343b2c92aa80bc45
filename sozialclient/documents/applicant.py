"""Finds who applies: "Nachname, Vorname" from the name structures that business messages use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from sozialclient.documents.shapes import child_text
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.standard import local_name

_FAMILY = ("familienname", "nachname", "name.familie")
_GIVEN = ("vorname", "vornamen", "vorname.amtlich", "rufname")
_APPLICANT = ("antragsteller", "antragstellendeperson", "antragstellerin", "beantragendeperson", "applicant")
_NAME_GROUPS = ("allgemein", "namenatuerlicheperson", "personendaten", "natuerlicheperson", "name")
_NAME_DEPTH = 3
_NOT_A_PERSON_OF_THE_CASE = ("nachrichtenkopf", "nachrichtenkopf.g2g", "leser", "autor")
_MOST_ELEMENTS = 50_000
_MOST_CANDIDATES = 20
_MOST_STEPS = 500_000
_STEPS_UP = 64


def applicant_of(root: etree._Element) -> str:
    """The applicant as "Nachname, Vorname"; empty when the message names nobody.

    Order: the person marked `antragsteller` true, then a group named after the applicant,
    then the first person in the message.
    """
    allowance = _Allowance()
    for group in islice(_candidates(root), _MOST_CANDIDATES):
        name = _first_name_below(group, allowance)
        if name:
            return name
    return ""


class _Allowance:
    """Steps left for all groups together: they may lie within each other, each full of others."""

    def __init__(self) -> None:
        self._left = _MOST_STEPS

    def take(self, steps: int) -> bool:
        """Whether there were that many left."""
        self._left -= steps
        return self._left >= 0


def _candidates(root: etree._Element) -> Iterator[etree._Element]:
    marked: list[etree._Element] = []
    named: list[etree._Element] = []
    for element in _elements(root):
        lower = local_name(element).lower()
        if lower not in _APPLICANT:
            continue
        parent = element.getparent()
        if len(element):
            named.append(element)
        elif (element.text or "").strip() in ("true", "1") and parent is not None:
            marked.append(parent)
    yield from dict.fromkeys(marked)
    yield from named[: _MOST_CANDIDATES // 2]
    yield root


def _first_name_below(group: etree._Element, allowance: _Allowance) -> str:
    for element in _elements(group):
        if not allowance.take(1 + 2 * len(element)):
            return ""
        family = _part(element, _FAMILY)
        if not family or not allowance.take(_STEPS_UP) or _in_head(element):
            continue
        given = _part(element, _GIVEN)
        return one_line(f"{family}, {given}" if given else family)
    return ""


def _part(element: etree._Element, names: tuple[str, ...]) -> str:
    """Text of the child with one of `names`, directly or in its `name`."""
    for child in element:
        if local_name(child).lower() in names:
            return child_text(child, "name") if len(child) else (child.text or "").strip()[:500]
    return ""


def name_of_group(group: etree._Element) -> str:
    """ "Nachname, Vorname" of the person a group describes, in the group itself or in a part of it that holds names."""
    waiting = [group]
    for _ in range(_NAME_DEPTH):
        below: list[etree._Element] = []
        for element in waiting[:_MOST_CANDIDATES]:
            family, given = _part(element, _FAMILY), _part(element, _GIVEN)
            if family:
                return one_line(f"{family}, {given}" if given else family)
            below += [child for child in islice(element, _MOST_CANDIDATES) if local_name(child).lower() in _NAME_GROUPS]
        waiting = below
    return ""


def _in_head(element: etree._Element) -> bool:
    return any(local_name(ancestor).lower() in _NOT_A_PERSON_OF_THE_CASE for ancestor in element.iterancestors())


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    for index, element in enumerate(root.iter(etree.Element)):
        if index >= _MOST_ELEMENTS:
            return
        yield element
