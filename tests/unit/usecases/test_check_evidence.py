"""Evidence is checked whatever is wrong with message and form, and wherever the form lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.documents.evidence.inventory import Arrival
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.store import Store
from sozialclient.usecases.check_evidence import EvidenceSheet, evidence_sheet
from tests.e2e.place import Desk, desk, hub

_BY_KEY = {each.key: each for each in training_set(1, with_large=False)}
SCHOOL, HOUSING, ONLY_PDF, ONLY_XML = (_BY_KEY[key] for key in (
    "bildung-mittagessen", "hilfe-zum-lebensunterhalt", "verwandtenpflege-nur-pdf", "wohnberechtigungsschein-nur-xml"))


def inside(application: TrainingApplication) -> TrainingApplication:
    """The form lies in the message only; the second upload got lost and something else came."""
    xml, _, first, second = application.contents
    return replace(application, key="inside", contents=(xml, first, replace(second, name="fremd.jpg")))


def damaged(application: TrainingApplication) -> TrainingApplication:
    """The form is no PDF any more."""
    xml, form, *others = application.contents
    broken = replace(form, payload=LazyBytes(lambda: b"%PDF-1.7 broken"))
    return replace(application, key="damaged", contents=(xml, broken, *others))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("evidence")
    with hub(folder / "hub") as running, desk(folder / "desk", running.url) as made:
        running.put([inside(SCHOOL), damaged(HOUSING), ONLY_PDF, ONLY_XML])
        assert made.fetch().new == 4
        yield made


@pytest.fixture(scope="module")
def sheets(office: Desk) -> dict[str, EvidenceSheet]:
    store: Store = office.workplace.store
    renderer = DocumentRenderer()
    try:
        found = [evidence_sheet(store, card.id, renderer) for card in store.cards()]
    finally:
        renderer.close()
    names = {"but": "inside", "wbs": "xml"}
    return {names.get(sheet.card.service_key or "", "damaged" if sheet.fields else "pdf"): sheet for sheet in found}


def arrivals(sheet: EvidenceSheet) -> list[tuple[Arrival, str, str]]:
    return [(row.arrival, row.known_as, row.received_name) for row in sheet.inventory.rows]


def test_a_form_inside_the_message_is_read(sheets: dict[str, EvidenceSheet]) -> None:
    assert sheets["inside"].form_error is None
    assert arrivals(sheets["inside"]) == [
        (Arrival.RECEIVED, "Rechnung Mensa.pdf", "anhang_0001.pdf"), (Arrival.MISSING, "IMG_0815.jpg", ""),
        (Arrival.EXTRA, "fremd.jpg", "fremd.jpg"),
    ]
    assert [row.title for row in sheets["inside"].unmatched] == ["Bewilligungsbescheid Hilfe zum Lebensunterhalt"]


def test_a_damaged_form_is_told_and_the_message_still_counts(sheets: dict[str, EvidenceSheet]) -> None:
    sheet = sheets["damaged"]
    assert sheet.form_error is not None and sheet.form_error.reference.startswith("RENDER-")
    assert sheet.inventory.told
    assert {row.arrival for row in sheet.inventory.rows} == {Arrival.RECEIVED}
    assert len(sheet.inventory.rows) == 5


def test_a_form_without_a_message(sheets: dict[str, EvidenceSheet]) -> None:
    sheet = sheets["pdf"]
    assert sheet.fields is None and sheet.form_error is None
    assert sheet.inventory.told and {row.arrival for row in sheet.inventory.rows} <= {Arrival.RECEIVED, Arrival.LATER}


def test_a_message_without_a_form(sheets: dict[str, EvidenceSheet]) -> None:
    sheet = sheets["xml"]
    assert sheet.form_error is None and sheet.inventory.told
    assert sheet.checklist.benefit is not None and sheet.checklist.benefit.key == "wbs"
    assert [row.arrival for row in sheet.inventory.rows] == [Arrival.RECEIVED, Arrival.RECEIVED]
