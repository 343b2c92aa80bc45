"""Walks through a business message and makes a field of every value: none is left out, none is told twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from sozialclient.documents.chapters import Place, inside
from sozialclient.documents.field_model import Field, Leaf
from sozialclient.documents.label_data import elements, value_words
from sozialclient.documents.labels import has_label
from sozialclient.documents.marked_text import marked_text
from sozialclient.documents.naming import CodeName, Declared, Naming, declared_child, declared_root, label_of
from sozialclient.documents.shapes import (
    CODE_LIST_ATTRIBUTES,
    attributes,
    currency_attribute,
    currency_beside,
    is_code,
    is_marked_text,
    is_name_wrapper,
    own_text,
    plain_attributes,
)
from sozialclient.documents.standard import local_name, namespace
from sozialclient.documents.values import LONGEST_VALUE, FieldKind, Value, currency_of, read_code, read_text, read_value

_LONGEST_PATH = 1_000
_LONGEST_GROUP = 300
_WORD = re.compile(r"[a-zäöüß]{3}")
_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"


def walk_message(root: etree._Element, naming: Naming) -> Iterator[Field]:
    """Every value below and at the root, in document order; the root's attributes belong to the message head."""
    name = local_name(root)
    place = Place(f"/{written_name(root)}", elements().general, (), name, declared=declared_root(naming, root))
    walk = _Walk(naming)
    if len(root):
        yield from walk.group(root, place)
    else:
        yield walk.field(place, name, read_value(name, root.text or ""))
    yield from walk.attributes(root, replace(place, section=elements().head_title))


def written_name(element: etree._Element) -> str:
    """The name of an element with its prefix as written, clipped."""
    return f"{element.prefix[:40]}:{local_name(element)}" if element.prefix else local_name(element)


@dataclass(frozen=True, slots=True)
class _Walk:
    naming: Naming

    def group(self, element: etree._Element, place: Place) -> Iterator[Field]:
        """Fields of a group; its depth is bounded by the limits of `parse_document`."""
        if element.getparent() is not None:
            yield from self.attributes(element, place)
        text = own_text(element)
        if text:
            yield self.field(place, place.parent, read_value(place.parent, text))
        for child, number in _numbered(element):
            yield from self.child(child, place, number)

    def child(self, child: etree._Element, place: Place, number: int) -> Iterator[Field]:
        """Fields of an element below a group."""
        path = f"{place.path}/{written_name(child)}" + (f"[{number}]" if number else "")
        declared = declared_child(self.naming, place.declared, child)
        here = replace(place, path=path[:_LONGEST_PATH], label="", declared=declared)
        if namespace(child) == _SIGNATURE and not place.technical:
            here = replace(here, section=elements().signature_title, groups=(), technical=True)
        if is_code(child):
            yield from self.code(child, here)
        elif len(child) == 0:
            yield from self.leaf(child, here)
        elif is_name_wrapper(child):
            yield from self.wrapper(child, here)
        elif is_marked_text(child):
            yield from self.marked(child, here)
        else:
            yield from self.group(child, inside(child, here, number))

    def leaf(self, element: etree._Element, here: Place) -> Iterator[Field]:
        """A value; an attribute that names the currency of an amount is told with it, any other is a field."""
        name, given = local_name(element), dict(plain_attributes(element))
        value = read_value(name, element.text or "", given)
        if value.kind is FieldKind.AMOUNT and not currency_of(given.items())[0]:
            value = read_value(name, element.text or "", {**given, **currency_beside(element)})
        field, told = self.field(here, name, _named(value, here.declared)), tuple[str, ...]()
        written = currency_attribute(element) if value.kind is FieldKind.AMOUNT else ""
        if written:
            beside = Leaf(f"{here.path}/@{written}", str(element.get(written)))
            field, told = replace(field, sources=(Leaf(field.path, field.raw_value), beside)), (written,)
        yield field
        yield from self.attributes(element, replace(here, parent=name), without=told)

    def code(self, element: etree._Element, here: Place) -> Iterator[Field]:
        """One field for code, name and list; further attributes are fields of their own."""
        name = local_name(element)
        parts = {local_name(part): (part.text or "").strip()[:LONGEST_VALUE] for part in element}
        sources = [Leaf(f"{here.path}/{written_name(part)}", parts[local_name(part)]) for part in element]
        sources += [Leaf(f"{here.path}/@{given}", str(element.get(given)))
                    for given in CODE_LIST_ATTRIBUTES if element.get(given) is not None]
        list_uri = element.get("listURI") or (here.declared.code_list if here.declared else "")
        value, note = self.code_value(element, here, parts, list_uri)
        yield replace(self.field(here, name, value), code_list=list_uri, sources=tuple(sources), note=note)
        yield from self.attributes(element, replace(here, parent=name), without=CODE_LIST_ATTRIBUTES)
        for part in element:
            path = f"{here.path}/{written_name(part)}"
            yield from self.attributes(part, replace(here, parent=name, path=path, declared=None))

    def code_value(
        self, element: etree._Element, here: Place, parts: dict[str, str], list_uri: str
    ) -> tuple[Value, str]:
        """The value of a code and what is to be noted about where its name comes from."""
        code, given, declared = parts["code"], parts.get("name", ""), here.declared
        version = element.get("listVersionID") or (declared.code_version if declared else "")
        found = self.naming.code(list_uri, version, code) if list_uri and code else None
        enumerated = declared.codes.get(code, "") if declared else ""
        known = (found.name if found else "") or enumerated
        note = _code_note(given, known, found, version) if found else ""
        return read_code(local_name(element), code, given or known, list_uri), note

    def wrapper(self, element: etree._Element, here: Place) -> Iterator[Field]:
        """A wrapper and its only leaf as one field."""
        name, inner = local_name(element), element[0]
        label = label_of(here.declared, name, here.parent)
        below = replace(here, path=f"{here.path}/{written_name(inner)}"[:_LONGEST_PATH], label=label)
        read = read_value(name, inner.text or "", dict(plain_attributes(inner)))
        yield self.field(below, name, read)
        yield from self.attributes(element, replace(here, parent=name))
        yield from self.attributes(inner, replace(below, parent=name, label=""))

    def marked(self, element: etree._Element, here: Place) -> Iterator[Field]:
        """Text with marks in it as one field, the words of each mark among its sources."""
        name, marks = local_name(element), list(_below(element, here.path))
        sources = [Leaf(path, text[:LONGEST_VALUE])
                   for mark, path in marks if (text := own_text(mark)) or not len(mark)]
        value = read_text(marked_text(element))
        yield replace(self.field(here, name, value), sources=tuple(sources))
        for mark, path in marks:
            yield from self.attributes(mark, replace(here, parent=local_name(mark), path=path))

    def attributes(
        self, element: etree._Element, place: Place, without: tuple[str, ...] = ()
    ) -> Iterator[Field]:
        """The attributes of an element as fields."""
        for attribute in attributes(element):
            if attribute.written in without:
                continue
            name = f"@{attribute.name}"
            declared = self.naming.child(place.declared, name)
            here = replace(place, path=f"{place.path}/@{attribute.written}", label="", declared=declared,
                           technical=place.technical or attribute.technical)
            yield self.field(here, name, _named(read_value(name, attribute.value), declared))

    def field(self, place: Place, name: str, value: Value) -> Field:
        """A field at a place."""
        return Field(
            path=place.path,
            section=place.section,
            group=" › ".join(place.groups)[:_LONGEST_GROUP],
            label=_label(place, name),
            value=value.shown,
            raw_value=value.raw,
            kind=value.kind,
            depth=len(place.groups),
            unit=value.unit,
            technical=place.technical,
            explanation=_explanation(place.declared),
        )


def _named(value: Value, declared: Declared | None) -> Value:
    """A short sign with the name that the schema's own enumeration gives it; a word needs no other."""
    if declared is None or not declared.codes or value.kind is not FieldKind.TEXT or _WORD.search(value.raw):
        return value
    name = declared.codes.get(value.raw, "")
    return Value(FieldKind.CODE, name, value.raw) if name and name != value.raw else value


def _code_note(given: str, known: str, found: CodeName, version: str) -> str:
    """What a reader should know where message and code list do not agree."""
    words = value_words()
    if not known:
        return words.not_listed.format(code_list_version=found.version or "?")
    if not given:
        return "" if found.exact else words.other_version.format(used=found.version or "?", named=version or "?")
    agrees = " ".join(given.split()) == " ".join(known.split())
    return words.other_name.format(name=known) if found.exact and not agrees else ""


def _explanation(declared: Declared | None) -> str:
    return declared.explanation if declared else ""


def _numbered(element: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Children with their place among equals as written from 1, or 0 where there is only one."""
    names = [written_name(child) for child in element]
    totals = Counter(names)
    seen: Counter[str] = Counter()
    for child, name in zip(element, names, strict=True):
        seen[name] += 1
        yield child, seen[name] if totals[name] > 1 else 0


def _below(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """An element and all below it with their paths, in document order."""
    yield element, path
    for child, number in _numbered(element):
        step = f"{path}/{written_name(child)}" + (f"[{number}]" if number else "")
        yield from _below(child, step[:_LONGEST_PATH])


def _label(place: Place, name: str) -> str:
    """The label of a field; a group that holds nothing else lends it its own as a prefix."""
    own = place.label or label_of(place.declared, name, place.parent)
    if not place.prefix or own == place.prefix or has_label(name, place.parent):
        return own
    return f"{place.prefix}: {own}"
