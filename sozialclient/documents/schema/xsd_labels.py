"""Turns schemas into a table of labels: what each element is called at its place, and which code list it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from lxml import etree

from sozialclient.documents.schema.package import ANY_ELEMENT, ElementEntry, LabelTable, TypeEntry
from sozialclient.documents.schema.xsd_file import XsdFile, is_xs
from sozialclient.documents.schema.xsd_words import LONGEST_EXPLANATION, label_from, line_of, words_of
from sozialclient.documents.standard import local_name

_MOST_ENTRIES = 200_000
_CODE_NAMES = ("wert", "name", "bezeichnung", "nachricht", "beschreibung", "title")
_NOTHING_INSIDE = ("annotation", "element", "attribute", "simpleType")


def label_table(files: Iterable[XsdFile]) -> LabelTable:
    """The labels of all files of a package; building blocks count too.

    A file without a namespace of its own is read for each namespace of the package: it takes on that of whoever
    includes it (XML Schema 1.0, 4.2.1). What is redefined is built upon what it was before (4.2.2).
    """
    every = list(files)
    spaces = tuple(dict.fromkeys(file.namespace for file in every if file.namespace)) or ("",)
    placed = [(file, space) for file in every for space in ([file.namespace] if file.namespace else spaces)]
    return _Builder().build(placed)


class _Builder:
    def __init__(self) -> None:
        self._types: dict[str, TypeEntry] = {}
        self._roots: dict[str, ElementEntry] = {}
        self._words: dict[str, tuple[str, str]] = {}
        self._heads: set[str] = set()
        self._anonymous = 0
        self._entries = 0
        self._space = ""

    def build(self, files: list[tuple[XsdFile, str]]) -> LabelTable:
        """The table of files, each in a namespace."""
        for file, self._space in files:
            for child in file.root:
                if is_xs(child, "element") and child.get("name"):
                    self._words[self._key("element", str(child.get("name")))] = words_of(child)
                    heads = str(child.get("substitutionGroup") or "").split()
                    self._heads |= {self._qualified(head, child) for head in heads}
        for file, self._space in files:
            for child in file.root:
                self._define(child, file)
        for file, self._space in files:
            for link in file.links:
                for child in link:
                    self._redefine(child, file)
        return LabelTable(roots=self._roots, types=self._types)

    def _define(self, child: etree._Element, file: XsdFile) -> None:
        kind, name = local_name(child), child.get("name")
        if not name:
            return
        if kind == "element":
            entry = self._element(child, file)
            self._types[self._key(kind, name)] = TypeEntry(bases=(entry.type,) if entry.type else ())
            self._roots.setdefault(name, entry)
        elif kind in ("complexType", "simpleType", "group", "attributeGroup"):
            self._types[self._key(kind, name)] = self._type(child, file)

    def _redefine(self, child: etree._Element, file: XsdFile) -> None:
        """What stands inside `xs:redefine` or `xs:override`."""
        key = self._key(local_name(child), str(child.get("name") or ""))
        before = self._types.get(key)
        self._define(child, file)
        after = self._types.get(key)
        if before is not None and after is not None and key in after.bases:
            self._anonymous += 1
            kept = f"#{self._anonymous}"
            self._types[kept] = before
            bases = tuple(kept if base == key else base for base in after.bases)
            self._types[key] = msgspec.structs.replace(after, bases=bases)

    def _key(self, kind: str, name: str) -> str:
        plain = f"{{{self._space}}}{name}"
        return f"{kind}:{plain}" if kind in ("element", "group", "attributeGroup") else plain

    def _element(self, element: etree._Element, file: XsdFile) -> ElementEntry:
        self._entries += 1
        title, explanation = words_of(element)
        type_key = self._qualified(element.get("type"), element) or self._inner_type(element, file)
        if element.get("ref"):
            type_key = f"element:{self._qualified(element.get('ref'), element)}"
            meant = self._words.get(type_key, ("", ""))
            title, explanation = title or meant[0], explanation or meant[1]
        return ElementEntry(
            label=title or label_from(explanation), sure=bool(title), explanation=explanation, type=type_key)

    def _inner_type(self, element: etree._Element, file: XsdFile) -> str:
        for child in element:
            if local_name(child) in ("complexType", "simpleType"):
                self._anonymous += 1
                key = f"#{self._anonymous}"
                self._types[key] = self._type(child, file)
                return key
        return ""

    def _type(self, element: etree._Element, file: XsdFile) -> TypeEntry:
        children: dict[str, ElementEntry] = {}
        bases: list[str] = []
        facts: dict[str, str] = {}
        for part in _parts(element):
            kind = local_name(part)
            if self._entries > _MOST_ENTRIES:
                break
            if kind == "any" or self._qualified(part.get("ref"), part) in self._heads:
                children.setdefault(ANY_ELEMENT, ElementEntry())
            if kind in ("element", "attribute"):
                name = str(part.get("name") or str(part.get("ref") or "").rpartition(":")[2])
                key = name if kind == "element" else f"@{name}"
                children.setdefault(key, self._element(part, file))
                if kind == "attribute" and name in ("listURI", "listVersionID"):
                    facts[name] = str(part.get("fixed") or part.get("default") or "")
            elif kind in ("group", "attributeGroup") and part.get("ref"):
                bases.append(f"{kind}:{self._qualified(part.get('ref'), part)}")
            elif part.get("base"):
                bases.append(self._qualified(part.get("base"), part))
        return TypeEntry(
            children=children, bases=tuple(bases), codes=_codes(element),
            code_list=facts.get("listURI") or _list_of(element), code_version=facts.get("listVersionID", ""))

    def _qualified(self, written: str | None, element: etree._Element) -> str:
        """A name with its namespace; where it has none, the one in which the file is read."""
        if not written:
            return ""
        prefix, _, name = written.strip().rpartition(":")
        return f"{{{element.nsmap.get(prefix or None) or self._space}}}{name}"


def _parts(element: etree._Element) -> Iterator[etree._Element]:
    """What a type is made of, without what belongs to the elements inside it."""
    waiting = list(reversed(element))
    while waiting:
        part = waiting.pop()
        yield part
        if local_name(part) not in _NOTHING_INSIDE:
            waiting += reversed(part)


def _codes(element: etree._Element) -> dict[str, str]:
    """Codes enumerated in the schema, directly or for the child `code`, with their names."""
    found: dict[str, str] = {}
    for one in element.iter(etree.Element):
        if is_xs(one, "enumeration") and one.get("value") is not None and _of_code(one, element):
            name = next((line_of(part) for part in one.iter(etree.Element)
                         if local_name(part).lower() in _CODE_NAMES and line_of(part)), "")
            told = words_of(one)[1]
            found[str(one.get("value"))] = (name or told)[:LONGEST_EXPLANATION]
    return {code: name for code, name in found.items() if name}


def _of_code(enumeration: etree._Element, element: etree._Element) -> bool:
    for above in enumeration.iterancestors():
        if above is element:
            return True
        if is_xs(above, "element") or is_xs(above, "attribute"):
            return above.get("name") == "code"
    return False


def _list_of(element: etree._Element) -> str:
    """The code list that a type's annotation names (XÖV-Handbuch, `codeliste/kennung`)."""
    for annotation in element:
        if is_xs(annotation, "annotation"):
            for one in annotation.iter(etree.Element):
                parent = one.getparent()
                if local_name(one) == "kennung" and parent is not None and local_name(parent) == "codeliste":
                    return line_of(one)
    return ""
