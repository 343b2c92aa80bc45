"""What leaves the store is in the journal, also when the way out was not finished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled
from sozialclient.exporters.base import ExportOrder
from sozialclient.net.http_client import NetSettings
from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreFull
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.save_paper import PaperNotWritten, save_inspection
from sozialclient.usecases.workplace import Workplace
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three applications."""
    opened = open_store(tmp_path / "data")
    for number in (1, 2, 3):
        sample(number).add(opened)
    yield opened
    opened.close()


def exported(store: Store) -> list[str | None]:
    """Whose export the journal knows."""
    return [entry.application_id for entry in store.journal() if entry.action == actions.EXPORTED]


def test_what_was_complete_before_a_cancelled_export_is_noted(store: Store, tmp_path: Path) -> None:
    ids = [card.id for card in store.cards()]
    with pytest.raises(Cancelled):
        export_applications(
            store, ids, ExportOrder(), tmp_path / "out", lambda _step: None,
            lambda: len(exported(store)) == 2,
        )
    assert exported(store) == ids[:2]
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_an_export_is_noted_once_for_each(store: Store, tmp_path: Path) -> None:
    ids = [card.id for card in store.cards()]
    export_applications(store, ids, ExportOrder(), tmp_path / "out", lambda _step: None, lambda: False)
    assert exported(store) == ids
    assert {entry.detail for entry in store.journal() if entry.action == actions.EXPORTED} == {"manual"}


def test_a_saved_report_is_noted(store: Store, tmp_path: Path) -> None:
    identifier = store.cards()[0].id
    save_inspection(store, identifier, tmp_path / "bericht.html")
    assert (tmp_path / "bericht.html").read_bytes().startswith(b"<!DOCTYPE html>")
    for ending, beginning in (("pdf", b"%PDF-1.7"), ("xml", b"<?xml"), ("txt", "Prüfprotokoll".encode())):
        save_inspection(store, identifier, tmp_path / f"bericht.{ending}")
        assert (tmp_path / f"bericht.{ending}").read_bytes().startswith(beginning)
    last = store.journal()[-1]
    assert (last.action, last.application_id, last.detail) == (actions.REPORT_SAVED, identifier, "inspection")


def test_a_report_that_cannot_be_noted_does_not_appear(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreFull

    monkeypatch.setattr(Store, "record", refuse)
    with pytest.raises(StoreFull):
        save_inspection(store, store.cards()[0].id, tmp_path / "bericht.html")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_report_that_cannot_be_written_is_not_noted(store: Store, tmp_path: Path) -> None:
    with pytest.raises(PaperNotWritten):
        save_inspection(store, store.cards()[0].id, tmp_path / "no" / "bericht.html")
    assert store.journal()[-1].action == actions.STORED


def test_locking_is_noted(tmp_path: Path) -> None:
    workplace = Workplace.open(tmp_path / "office", self_contained=True, net=NetSettings())
    workplace.lock()
    store = open_store(tmp_path / "office")
    assert store.journal()[-1].action == actions.STORE_LOCKED
    store.close()
