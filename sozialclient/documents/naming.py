"""What a walk through a message asks for: labels, code lists and whether an element is known at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree

from sozialclient.documents.labels import has_label, is_in_table, label_for
from sozialclient.documents.standard import local_name

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a schema says about one element at its place.

    `label` may be empty; `sure` tells that it is a title somebody wrote for readers, not a sentence of the
    documentation. `code_list` and `code_version` are fixed by the schema where it fixes them, `codes` its own
    enumeration. `type_key` leads to the children and is for the schema alone.
    """

    label: str = ""
    sure: bool = False
    explanation: str = ""
    code_list: str = ""
    code_version: str = ""
    type_key: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeName:
    """The name of a code (empty: the list does not have it).

    `version` of the list that was asked, `exact` when that is the version wanted.
    """

    name: str
    version: str
    exact: bool


class Naming(Protocol):
    """A schema package as the walk sees it, or nothing."""

    def root(self, local_name: str) -> Declared | None:
        """The declaration of a root element."""

    def child(self, parent: Declared | None, local_name: str) -> Declared | None:
        """The declaration of a child element (`@name` for an attribute) at its place."""

    def typed(self, declared: Declared | None, type_name: str) -> Declared | None:
        """The declaration of an element that names its type itself, as `{namespace}name`."""

    def code(self, list_uri: str, version: str, code: str) -> CodeName | None:
        """The name of a code, from this version of its list or the nearest one there is."""


class NoSchema:
    """Names nothing: no schema package fits."""

    def root(self, local_name: str) -> Declared | None:
        """Nothing is declared."""

    def child(self, parent: Declared | None, local_name: str) -> Declared | None:
        """Nothing is declared."""

    def typed(self, declared: Declared | None, type_name: str) -> Declared | None:
        """Nothing is declared."""

    def code(self, list_uri: str, version: str, code: str) -> CodeName | None:
        """No list is known."""


NO_SCHEMA = NoSchema()


def declared_root(naming: Naming, root: etree._Element) -> Declared | None:
    """What a schema says about the root of a message."""
    return _as_typed(naming, naming.root(local_name(root)), root)


def declared_child(naming: Naming, parent: Declared | None, child: etree._Element) -> Declared | None:
    """What a schema says about an element at its place."""
    return _as_typed(naming, naming.child(parent, local_name(child)), child)


def _as_typed(naming: Naming, declared: Declared | None, element: etree._Element) -> Declared | None:
    """`xsi:type` counts more than the declaration (XML Schema 1.1 Part 1, 3.3.4.3)."""
    told = element.get(_TYPE) if naming is not NO_SCHEMA else None
    if not told:
        return declared
    prefix, _, name = told.strip().rpartition(":")
    return naming.typed(declared, f"{{{element.nsmap.get(prefix or None) or ''}}}{name}")


def label_of(declared: Declared | None, name: str, parent: str) -> str:
    """The label of an element or attribute (`@name`).

    A title of the schema comes first, then our entry for this very place, a short sentence of the
    documentation, our general entry, and at last the name itself in words.
    """
    if declared is None or not declared.label:
        return label_for(name, parent)
    if declared.sure or not (has_label(name, parent) or is_in_table(name)):
        return declared.label
    return label_for(name, parent)
