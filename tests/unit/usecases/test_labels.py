"""Once a schema package is imported, its labels stand wherever fields of the application are shown or handed over."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_set import training_set
from sozialclient.documents.fields import FieldDocument
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.usecases.business_message import business_fields, schema_library
from sozialclient.usecases.check_evidence import evidence_sheet
from sozialclient.usecases.export_applications import export_applications, export_order
from sozialclient.usecases.one_pdf import one_pdf, options_now
from tests.e2e.place import Desk, desk, hub
from tests.unit.documents.schema_samples import NOW, flat, message, zipped
from tests.unit.exporters.sheets import sheet_rows

OURS, THEIRS = "Wunschtermin", "Gewünschter Termin"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    """One application of a standard that only its package knows, and the package."""
    only_xml = next(one for one in training_set(1, with_large=False) if one.key == "wohnberechtigungsschein-nur-xml")
    sent = replace(only_xml, contents=(replace(only_xml.contents[0], payload=LazyBytes(message)),))
    with hub(tmp_path / "hub") as running, desk(tmp_path / "data", running.url) as made:
        running.put([sent])
        assert made.fetch().new == 1
        yield made


def import_package(office: Desk, folder: Path) -> None:
    archive = folder / "package.zip"
    archive.write_bytes(zipped(flat()))
    schema_library(office.workplace.store).add(archive, NOW)


def labels(document: FieldDocument | None) -> list[str]:
    assert document is not None
    return [field.label for field in document.fields]


def exported(office: Desk, identity: str, target: Path) -> dict[str, list[str]]:
    """The labels in each file of an export."""
    result = export_applications(office.workplace.store, [identity], export_order("manual"), target,
                                 lambda _step: None, lambda: False)
    path = result.exported[0].path
    with (path / "03_Felder.csv").open(encoding="utf-8-sig", newline="") as file:
        table = [row["Frage"] for row in csv.DictReader(file, delimiter=";")]
    head, *rows = sheet_rows((path / "03_Felder.xlsx").read_bytes())
    data = json.loads((path / "03_Felder.json").read_bytes())
    # JSON alone holds the technical fields too.
    asked = [one["label"] for one in data["fields"] if one["label"] in table]
    return {"csv": table, "xlsx": [row[head.index("Frage")] for row in rows], "json": asked}


def printed(office: Desk, identity: str, renderer: DocumentRenderer) -> str:
    """The words of the paper file."""
    paper = one_pdf(office.workplace.store, identity, options_now())
    try:
        with renderer.open(paper.data.chunks(), "application/pdf") as document:
            return " ".join(span.text for page in range(paper.pages) for span in document.text(page))
    finally:
        paper.data.close()


def test_every_place_shows_the_labels_of_the_package(office: Desk, tmp_path: Path) -> None:
    store = office.workplace.store
    (card,) = store.cards()
    assert OURS in labels(business_fields(store, card.id))
    assert OURS in exported(office, card.id, tmp_path / "before")["csv"]
    import_package(office, tmp_path)
    shown = labels(business_fields(store, card.id))
    assert THEIRS in shown and OURS not in shown
    for name, found in exported(office, card.id, tmp_path / "after").items():
        assert found == shown, name
    renderer = DocumentRenderer()
    try:
        assert labels(evidence_sheet(store, card.id, renderer).fields) == shown
        words = printed(office, card.id, renderer)
    finally:
        renderer.close()
    assert THEIRS in words and OURS not in words
