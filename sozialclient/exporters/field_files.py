"""Writes the fields of an application as tables for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.values import FieldKind
from sozialclient.exporters.cells import csv_table
from sozialclient.exporters.workbook import workbook
from sozialclient.resources import resource
from sozialclient.texts import text

SCHEMA = "sozialclient-felder-1"
_COLUMNS = {
    "section": 20, "group": 28, "label": 34, "value": 40, "code": 12, "unit": 8, "path": 48, "transferred": 11,
}  # fmt: skip


def fields_csv(document: FieldDocument) -> Iterator[bytes]:
    """One row a field; the last column is left for the tick of whoever carries the data over."""
    return csv_table(_columns(), map(_row, document.fields))


def fields_workbook(document: FieldDocument) -> bytes:
    """The same table as XLSX."""
    return workbook(text("export", "sheet"), _columns(), tuple(_COLUMNS.values()), map(_row, document.fields))


def fields_schema() -> bytes:
    """The JSON schema (draft 2020-12) that `fields_json` keeps to."""
    return resource("schemas", f"{SCHEMA}.schema.json").read_bytes()


def fields_json(document: FieldDocument) -> bytes:
    """All fields, the empty and technical ones too, with shown and raw values; keys are stable."""
    content = {
        "schema": SCHEMA,
        "standard": document.standard,
        "root": document.root_name,
        "namespace": document.namespace,
        "applicationNumber": document.application_number,
        "complete": document.complete,
        "fields": [_entry(field) for field in document.fields],
        "emptyFields": [_entry(field) for field in document.empty_fields],
        "technicalFields": [_entry(field) for field in document.technical_fields],
        "unknownElements": [{"name": one.name, "path": one.path, "count": one.count} for one in document.unknown],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _columns() -> list[str]:
    return [text("export", f"column.{name}") for name in _COLUMNS]


def _row(field: Field) -> tuple[str, ...]:
    code = field.raw_value if field.kind is FieldKind.CODE else ""
    return (field.section, field.group, field.label, field.value, code, field.unit, field.path, "")


def _entry(field: Field) -> dict[str, object]:
    return {
        "section": field.section,
        "group": field.group,
        "label": field.label,
        "value": field.value,
        "rawValue": field.raw_value,
        "kind": field.kind.value,
        "unit": field.unit,
        "codeList": field.code_list,
        "note": field.note,
        "path": field.path,
        "sources": [{"path": leaf.path, "rawValue": leaf.raw} for leaf in field.sources],
    }
