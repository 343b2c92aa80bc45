"""Turns a business message into labelled fields, whatever its schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from lxml import etree

from sozialclient.documents.chapters import Place, inside
from sozialclient.documents.label_data import elements
from sozialclient.documents.labels import has_label, label_for
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.shapes import child_text, is_code, is_name_wrapper, plain_attributes
from sozialclient.documents.standard import local_name, namespace, standard_of
from sozialclient.documents.values import FieldKind, Value, read_code, read_value

MOST_FIELDS = 20_000
_LONGEST_PATH = 1_000
_LONGEST_GROUP = 300
_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
_APPLICATION_NUMBERS = ("vorgangsID", "antragsnummer", "antragsID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a business message.

    `path` is the element's path with prefixes as written and an index where siblings share a
    name; `section` the chapter, `group` the heading inside it (may be empty), `depth` the
    nesting below the chapter. `value` is German wording, `raw_value` what was sent; for a
    code `raw_value` is the code and `code_list` its listURI.
    """

    path: str
    section: str
    group: str
    label: str
    value: str
    raw_value: str
    kind: FieldKind
    depth: int
    unit: str = ""
    code_list: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDocument:
    """All fields of a business message, chapter by chapter in document order.

    Documents and the message head come last.
    `empty_fields` were sent without a value. Not `complete`: there are more than `MOST_FIELDS` values,
    of which only the first were read.
    """

    root_name: str
    namespace: str | None
    standard: str | None
    fields: tuple[Field, ...]
    empty_fields: tuple[Field, ...] = ()
    complete: bool = True
    application_number: str | None = None

    def sections(self) -> tuple[str, ...]:
        """Chapter names in document order, each once."""
        return tuple(dict.fromkeys(field.section for field in self.fields))


def read_fields(data: bytes) -> FieldDocument:
    """Fields of an XML document; see `encoding.to_utf8` for the encodings taken.

    Raises XmlError, LimitExceeded and DocumentEncodingError.
    """
    return fields_of(parse_document(data))


def fields_of(root: etree._Element) -> FieldDocument:
    """Fields of a parsed document."""
    name = local_name(root)
    place = Place(f"/{_written_name(root)}", elements().general, (), name)
    every = chain(_walk(root, place), _attribute_fields(root, replace(place, section=elements().head_title)))
    fields = list(islice(every, MOST_FIELDS))
    return FieldDocument(
        root_name=local_name(root),
        namespace=namespace(root),
        standard=standard_of(root),
        fields=_by_section([field for field in fields if field.value]),
        empty_fields=_by_section([field for field in fields if not field.value]),
        complete=next(every, None) is None,
        application_number=_application_number(root),
    )


def _by_section(fields: list[Field]) -> tuple[Field, ...]:
    """Chapters in one piece each: the application first, then its documents, the message head last.

    Inside a chapter the fields without a heading come first, so that none seems to belong to
    the heading before it.
    """
    sections = {section: index for index, section in enumerate(dict.fromkeys(field.section for field in fields))}
    groups = {key: index for index, key in enumerate(dict.fromkeys((field.section, field.group) for field in fields))}
    last = (*elements().collected.values(), elements().head_title)

    def rank(field: Field) -> tuple[int, int, int]:
        section_rank = last.index(field.section) + 1 if field.section in last else 0
        group_rank = groups[field.section, field.group] if field.group else -1
        return (section_rank, sections[field.section], group_rank)

    return tuple(sorted(fields, key=rank))


def _walk(element: etree._Element, place: Place) -> Iterator[Field]:
    """Fields of a group; its depth is bounded by the limits of `parse_document`."""
    if namespace(element) == _SIGNATURE:
        return
    if element.getparent() is not None:
        yield from _attribute_fields(element, place)
    own_text = ((element.text or "") + "".join(child.tail or "" for child in element)).strip()
    if own_text and len(element):
        yield _field(place, place.parent, read_value(place.parent, own_text))
    for child, number in _numbered(element):
        yield from _child_fields(child, place, number)


def _numbered(element: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Children with their place among equals from 1, or 0 where there is only one."""
    totals = Counter(child.tag for child in element)
    seen: Counter[object] = Counter()
    for child in element:
        seen[child.tag] += 1
        yield child, seen[child.tag] if totals[child.tag] > 1 else 0


def _child_fields(child: etree._Element, place: Place, number: int) -> Iterator[Field]:
    name = local_name(child)
    path = f"{place.path}/{_written_name(child)}" + (f"[{number}]" if number else "")
    here = replace(place, path=path[:_LONGEST_PATH], label="")
    if is_code(child):
        code, given = (child_text(child, part) for part in ("code", "name"))
        list_uri = child.get("listURI") or ""
        yield _field(here, name, read_code(name, code, given, list_uri), code_list=list_uri)
    elif len(child) == 0:
        yield _field(here, name, read_value(name, child.text or "", dict(plain_attributes(child))))
        yield from _attribute_fields(child, replace(here, parent=name))
    elif is_name_wrapper(child):
        inner = child[0]
        here = replace(here, path=f"{path}/{_written_name(inner)}", label=label_for(name, place.parent))
        yield _field(here, name, read_value(name, inner.text or ""))
    else:
        yield from _walk(child, inside(child, here, number))


def _label(place: Place, name: str) -> str:
    """The label of a field; a group that holds nothing else lends it its own as a prefix."""
    own = place.label or label_for(name, place.parent)
    if not place.prefix or own == place.prefix or has_label(name, place.parent):
        return own
    return f"{place.prefix}: {own}"


def _field(place: Place, name: str, value: Value, *, code_list: str = "") -> Field:
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
        code_list=code_list,
    )


def _attribute_fields(element: etree._Element, place: Place) -> Iterator[Field]:
    for name, value in plain_attributes(element):
        here = replace(place, path=f"{place.path}/@{name}", label="")
        yield _field(here, f"@{name}", read_value(f"@{name}", value))


def _written_name(element: etree._Element) -> str:
    return f"{element.prefix[:40]}:{local_name(element)}" if element.prefix else local_name(element)


def _application_number(root: etree._Element) -> str | None:
    for wanted in _APPLICATION_NUMBERS:
        for element in root.iter(f"{{*}}{wanted}"):
            text = (element.text or "").strip()
            if text:
                return text[:100]
    return None
