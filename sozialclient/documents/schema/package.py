"""What is kept of a schema package: three kinds of JSON tables and the schemas themselves."""

from __future__ import annotations

import msgspec


class SchemaFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A schema: `stored` is its name in the package, `name` the one it came with, `main` False for a building block."""

    stored: str
    name: str
    namespace: str
    main: bool


class CodeListEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code list of a package; `file` holds its codes."""

    uri: str
    version: str
    name: str
    file: str


class SchemaPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of one standard.

    `id` is the name of its folder, `identifier` the KennungsURI (XÖV-Handbuch). `roots` are the messages: local
    name to namespace. `missing` are the files that its schemas ask for and nobody imported. `imported` is ISO 8601.
    """

    id: str
    standard: str
    identifier: str
    version: str
    title: str
    namespaces: tuple[str, ...]
    roots: dict[str, str]
    files: tuple[SchemaFile, ...]
    lists: tuple[CodeListEntry, ...]
    missing: tuple[str, ...]
    imported: str

    @property
    def complete(self) -> bool:
        """Whether messages can be checked with it."""
        return bool(self.roots) and not self.missing


ANY_ELEMENT = "*"
"""Stands among the children of a type where elements that are declared elsewhere may stand."""


class ElementEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a schema says about an element or attribute; `type` is a key of `LabelTable.types`."""

    label: str = ""
    sure: bool = False
    explanation: str = ""
    type: str = ""


class TypeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A type: children (attributes as `@name`; see `ANY_ELEMENT`), types it is built on, code list, own codes."""

    children: dict[str, ElementEntry] = {}
    bases: tuple[str, ...] = ()
    code_list: str = ""
    code_version: str = ""
    codes: dict[str, str] = {}


class LabelTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of a package, from root elements down through types."""

    roots: dict[str, ElementEntry]
    types: dict[str, TypeEntry]


class CodeList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code list in one version: names by code."""

    uri: str
    version: str
    name: str
    codes: dict[str, str]
