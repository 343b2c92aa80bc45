"""What an export of the store encloses of our own: missing evidence where some is missing, everything as one PDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.exporters.profiles import CHOOSABLE
from sozialclient.exporters.protocol import finished_export
from sozialclient.model.application import ApplicationCard
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.usecases.export_applications import export_applications, export_order
from tests.e2e.place import Desk, desk, hub

MISSING, WHOLE = "07_Fehlende_Nachweise.pdf", "08_Gesamt-PDF.pdf"
_BY_KEY = {each.key: each for each in training_set(1, with_large=False)}
SCHOOL, SUBSISTENCE = _BY_KEY["bildung-mittagessen"], _BY_KEY["hilfe-zum-lebensunterhalt"]


def with_a_lost_upload() -> TrainingApplication:
    """What the application announces as its second upload never arrived."""
    *others, _lost = SCHOOL.contents
    return replace(SCHOOL, key="lost", contents=tuple(others))


def with_a_damaged_form() -> TrainingApplication:
    """The form is no PDF any more."""
    xml, form, *others = SUBSISTENCE.contents
    broken = replace(form, payload=LazyBytes(lambda: b"%PDF-1.7 broken"))
    return replace(SUBSISTENCE, key="damaged", contents=(xml, broken, *others))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("papers")
    with hub(folder / "hub") as running, desk(folder / "desk", running.url) as made:
        running.put([SCHOOL, with_a_lost_upload(), with_a_damaged_form()])
        assert made.fetch().new == 3
        yield made


def cards(office: Desk) -> list[ApplicationCard]:
    """In the order in which they were sent: complete, with a lost upload, with a damaged form."""
    return sorted(office.workplace.store.cards(), key=lambda card: card.fetched)


def exported(office: Desk, number: int, target: Path, key: str) -> Path:
    order = export_order(key, chosen=CHOOSABLE)
    identity = cards(office)[number].id
    result = export_applications(office.workplace.store, [identity], order, target, lambda _s: None, lambda: False)
    assert result.exported[0].withheld == 0 and finished_export(result.exported[0].path) is not None
    return result.exported[0].path


def words(path: Path) -> list[str]:
    """The words of each page."""
    with closing(DocumentRenderer()) as renderer, renderer.open(path.read_bytes(), "application/pdf") as document:
        return [" ".join(span.text for span in document.text(page)) for page in range(document.page_count)]


def test_what_is_missing_is_listed_where_something_is(office: Desk, tmp_path: Path) -> None:
    (page, *_) = words(exported(office, 1, tmp_path, "manual") / MISSING)
    assert "Bewilligungsbescheid Hilfe zum Lebensunterhalt" in page and "IMG_0815.jpg" in page
    assert "angekündigt, nicht eingegangen" in page and "Vorschlag" in page
    assert "Rechnung Mensa.pdf" not in page, "what arrived is not missing"


def test_where_all_is_there_no_list_lies_there(office: Desk, tmp_path: Path) -> None:
    path = exported(office, 0, tmp_path, "slim")
    assert not (path / MISSING).exists()
    pages = words(path / WHOLE)
    assert "Deckblatt" in pages[0] and f"Seite {len(pages)} von {len(pages)}" in pages[-1]


def test_a_form_that_cannot_be_read_is_said(office: Desk, tmp_path: Path) -> None:
    assert "konnte dafür nicht gelesen werden [RENDER-" in words(exported(office, 2, tmp_path, "slim") / MISSING)[0]
