"""Answers the walk through a message from a package's tables: label, explanation, code list, name of a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sozialclient.documents.naming import CodeName, Declared
from sozialclient.documents.schema.package import ANY_ELEMENT, CodeList, ElementEntry, LabelTable, TypeEntry
from sozialclient.documents.schema.versions import KnownVersions

_MOST_BASES = 40
ReadList = Callable[[str, str], CodeList]


class SchemaNaming:
    """Labels of one package (None: none fits) and the code lists of all of them.

    `lists` tells the versions there are of each list; `read` reads one.
    """

    def __init__(self, table: LabelTable | None, lists: Mapping[str, tuple[str, ...]], read: ReadList) -> None:
        self._table = table
        self._lists, self._read = lists, read
        self._versions: dict[str, KnownVersions] = {}
        self._known: dict[tuple[str, str], Declared | None] = {}
        self._used: dict[tuple[str, str], str | None] = {}

    def root(self, local_name: str) -> Declared | None:
        """The declaration of a message."""
        entry = self._table.roots.get(local_name) if self._table else None
        return self._declared(entry) if entry else None

    def child(self, parent: Declared | None, local_name: str) -> Declared | None:
        """The declaration of a child at its place, looked for in the types that the parent's type is built on.

        Where elements of other places may stand too (substitution groups, `xs:any`), it is what the schema declares
        under that name anywhere.
        """
        if parent is None or not parent.type_key:
            return None
        key = (parent.type_key, local_name)
        if key not in self._known:
            chain = list(self._chain(parent.type_key))
            entry = next(filter(None, (one.children.get(local_name) for one in chain)), None)
            if entry is None and self._table and any(ANY_ELEMENT in one.children for one in chain):
                entry = self._table.roots.get(local_name)
            self._known[key] = self._declared(entry) if entry else None
        return self._known[key]

    def typed(self, declared: Declared | None, type_name: str) -> Declared | None:
        """A declaration whose element names its type itself (`xsi:type`), as `{namespace}name`."""
        if self._table is None or type_name not in self._table.types:
            return declared
        entry = ElementEntry(type=type_name) if declared is None else ElementEntry(
            label=declared.label, sure=declared.sure, explanation=declared.explanation, type=type_name)
        return self._declared(entry)

    def code(self, list_uri: str, version: str, code: str) -> CodeName | None:
        """The name of a code, from this version of its list or the nearest one there is; empty if it has none there."""
        used = self._version(list_uri, version)
        if used is None:
            return None
        return CodeName(self._read(list_uri, used).codes.get(code, ""), used, used == version or not version)

    def _version(self, list_uri: str, version: str) -> str | None:
        """Looked for once: thousands of fields may name one list, which there may be in thousands of versions."""
        key = (list_uri, version)
        if key not in self._used:
            if list_uri not in self._versions:
                self._versions[list_uri] = KnownVersions(self._lists.get(list_uri, ()))
            self._used[key] = self._versions[list_uri].nearest(version)
        return self._used[key]

    def _declared(self, entry: ElementEntry) -> Declared:
        chain = list(self._chain(entry.type))
        codes = next((one.codes for one in chain if one.codes), {})
        inner = next((found.type for one in chain if (found := one.children.get("code"))), "")
        if not codes and inner:
            codes = next((one.codes for one in self._chain(inner) if one.codes), {})
        return Declared(
            label=entry.label, sure=entry.sure, explanation=entry.explanation, type_key=entry.type,
            code_list=next((one.code_list for one in chain if one.code_list), ""),
            code_version=next((one.code_version for one in chain if one.code_version), ""),
            codes=codes)

    def _chain(self, type_key: str) -> Iterator[TypeEntry]:
        """A type and what it is built on, nearest first; a schema may lead in circles."""
        waiting, seen = [type_key], set[str]()
        types = self._table.types if self._table else {}
        while waiting and len(seen) < _MOST_BASES:
            key = waiting.pop(0)
            entry = types.get(key)
            if entry is None or key in seen:
                continue
            seen.add(key)
            yield entry
            waiting += entry.bases
