"""Reads code lists in genericode (OASIS, 1.0) as the XÖV dialects write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from sozialclient.documents.encoding import to_utf8
from sozialclient.documents.schema.package import CodeList
from sozialclient.documents.standard import local_name
from sozialclient.wire.limits import DOCUMENT_LIMITS, MIB
from sozialclient.wire.xml import parse_xml

_LIMITS = replace(DOCUMENT_LIMITS, xml_bytes=32 * MIB, xml_elements=600_000)
_KEY_MARKS = {"recommendedkeycolumn", "empfohlenecodespalte", "xoev-code"}
_NAME_MARKS = {"recommendednamecolumn", "empfohlenebeschreibungsspalte", "xoev-codename"}
_NAMING = ("bezeichnung", "name", "beschreibung", "description", "wert", "text")
_BESIDE = ("schluessel", "code", "nummer", "hinweis", "existenz", "suchbegriff", "iso-2", "iso-3", "kennung")
_LONGEST_CODE = 200
_LONGEST_NAME = 2_000
_LONGEST_URI = 500


def read_code_list(data: bytes) -> CodeList | None:
    """The code list in a file; None for any other XML. Raises XmlError, LimitExceeded and DocumentEncodingError."""
    if b"CodeList" not in data[:4_000] and b"SimpleCodeList" not in data:
        return None
    root = parse_xml(to_utf8(data), limits=_LIMITS)
    if local_name(root) != "CodeList":
        return None
    identification = _child(root, "Identification")
    columns = _child(root, "ColumnSet")
    rows = _child(root, "SimpleCodeList")
    if identification is None or columns is None or rows is None:
        return None
    title = _text(identification, "LongName") or _text(identification, "ShortName")
    key, names = _columns(columns, f"{_text(identification, 'ShortName')} {title}")
    uri, version = _identity(identification)
    return CodeList(
        uri=uri[:_LONGEST_URI],
        version=version[:_LONGEST_CODE],
        name=title[:_LONGEST_CODE],
        codes=dict(_codes(rows, [str(column.get("Id")) for column in columns], key, names)),
    )


def _identity(identification: etree._Element) -> tuple[str, str]:
    """Name and version of the list; where one is missing, as far as the name of this very version tells it."""
    uri, version = _text(identification, "CanonicalUri"), _text(identification, "Version")
    whole = _text(identification, "CanonicalVersionUri")
    if not uri and version and whole.endswith(version):
        uri = whole.removesuffix(version).rstrip("_/:-")
    if not version and uri and whole.startswith(uri):
        version = whole.removeprefix(uri).lstrip("_/:-")
    return uri or whole, version


def _codes(
    rows: etree._Element, columns: list[str], key: str, names: list[str]
) -> Iterator[tuple[str, str]]:
    places, ranks = _first_places(columns), _first_places(names)
    for row in rows:
        values = dict(_values(row, columns, places))
        code = values.get(key, "")[:_LONGEST_CODE]
        if code:
            named = min((name for name in values if name in ranks and values[name]), key=ranks.__getitem__, default="")
            yield code, values.get(named, "")[:_LONGEST_NAME]


def _first_places(names: list[str]) -> dict[str, int]:
    """Looked up for every value, of which there may be as many as columns."""
    return {name: place for place, name in reversed(list(enumerate(names)))}


def _values(row: etree._Element, columns: list[str], places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Values by column; one that names none belongs to the column behind the one before it (genericode 1.0, Value)."""
    place = -1
    for value in row:
        told = value.get("ColumnRef")
        place = place + 1 if told is None else places.get(told, place + 1)
        if told is not None or place < len(columns):
            yield told or columns[place], _text(value, "SimpleValue")


def _columns(columns: etree._Element, title: str) -> tuple[str, list[str]]:
    """The column of the codes, and the columns that may hold their name, the likeliest first."""
    order = [column for column in columns if local_name(column) == "Column"]
    keys = [key for key in columns if local_name(key) == "Key"]
    marked = {mark: _marked(keys, mark_words) for mark, mark_words in (("key", _KEY_MARKS), ("name", _NAME_MARKS))}
    ids = [str(column.get("Id")) for column in order]
    key = marked["key"] or _reference(keys[0] if keys else None) or (ids[0] if ids else "")
    other_keys = {_reference(one) for one in keys} - {marked["name"]}
    rest = [column for column in order if column.get("Id") != key and column.get("Id") not in other_keys]
    ranked = sorted(rest, key=lambda column: -_score(column, title))
    found = [str(column.get("Id")) for column in ranked]
    return key, [marked["name"], *found] if marked["name"] else found


def _marked(keys: list[etree._Element], marks: set[str]) -> str:
    for key in keys:
        if any(local_name(element).lower() in marks for element in key.iter(etree.Element)):
            return _reference(key)
    return ""


def _reference(key: etree._Element | None) -> str:
    if key is None:
        return ""
    return next((str(one.get("Ref")) for one in key.iter(etree.Element) if local_name(one) == "ColumnRef"), "")


def _score(column: etree._Element, title: str) -> int:
    """How likely a column holds the name of the code: required, called like the list or like a name, German."""
    name = str(column.get("Id")).lower()
    bare = re.sub(r"[^a-z]", "", name)
    score = 4 if column.get("Use") == "required" else 0
    score += 4 if len(bare) > 3 and bare in re.sub(r"[^a-z]", "", title.lower()) else 0
    score += 3 if any(word in name for word in _NAMING) else 0
    score -= 3 if any(word in name for word in _BESIDE) else 0
    data = _child(column, "Data")
    language = (data.get("Lang") if data is not None else "") or ""
    score += 2 if language.lower().startswith("de") or re.search(r"deutsch|de-de|-de$", name) else 0
    score -= 3 if language.lower().startswith("en") or re.search(r"engl|en-gb|-en$|_en$", name) else 0
    return score


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _text(element: etree._Element, name: str) -> str:
    child = _child(element, name)
    return " ".join((child.text or "").split()) if child is not None else ""
