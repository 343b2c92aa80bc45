"""Writes inspection report and process card as XML, for programs that read nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast

from lxml import etree

from sozialclient.documents.shown_text import hidden_named
from sozialclient.model.application import ApplicationCard
from sozialclient.reports.sheet import CheckRow, InspectionSheet, TimeRow

NAMESPACE = "urn:sozialclient:pruefprotokoll:1"
# XML 1.0, 2.2: characters no document may hold, not even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def inspection_xml(card: ApplicationCard, sheet: InspectionSheet) -> bytes:
    """The whole report; names and verdict words are stable, times are ISO 8601 in UTC, sentences German."""
    root = _root("inspectionReport", card, {"verdict": sheet.verdict.value})
    _add(root, "headline", sheet.headline)
    _add(root, "sentence", sheet.sentence)
    _times(root, sheet.times)
    _checks(root, "checks", sheet.checks)
    _checks(root, "trust", sheet.trust)
    findings = _add(root, "findings")
    for note in sheet.notes:
        _add(findings, "finding", note.text, {"reference": note.reference, "severity": note.severity.value})
    _checks(root, "inspections", sheet.inspections)
    technical = _add(root, "technical")
    for fact in sheet.technical:
        _add(technical, "fact", fact.text, {"label": fact.label})
    return _written(root)


def process_card_xml(card: ApplicationCard, sheet: InspectionSheet) -> bytes:
    """The process card alone."""
    root = _root("processCard", card, {})
    _times(root, sheet.times)
    return _written(root)


def _root(name: str, card: ApplicationCard, attributes: Mapping[str, str]) -> etree._Element:
    # The stubs know only prefixes that are words; None is the one that is not written.
    root = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=cast(dict[str, str], {None: NAMESPACE}))
    for key, value in {"applicationId": card.id, "messageId": card.message_id, **attributes}.items():
        root.set(key, _clean(value))
    return root


def _times(parent: etree._Element, rows: Iterable[TimeRow]) -> None:
    times = _add(parent, "times")
    for row in rows:
        known = {"instant": row.instant.isoformat()} if row.instant else {}
        legal = {"legal": "true"} if row.legal else {}
        noted = {"note": row.note} if row.note else {}
        _add(times, "time", row.shown, {"event": row.key, "label": row.label, **known, **legal, **noted})


def _checks(parent: etree._Element, name: str, rows: Iterable[CheckRow]) -> None:
    checks = _add(parent, name)
    for row in rows:
        check = _add(checks, "check", None, {"key": row.key, "verdict": row.verdict.value})
        _add(check, "title", row.title)
        if row.detail:
            _add(check, "detail", row.detail)


def _add(
    parent: etree._Element, name: str, words: str | None = None, attributes: Mapping[str, str] | None = None
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for key, value in (attributes or {}).items():
        child.set(key, _clean(value))
    child.text = None if words is None else _clean(words)
    return child


def _clean(words: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", hidden_named(words))


def _written(root: etree._Element) -> bytes:
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
