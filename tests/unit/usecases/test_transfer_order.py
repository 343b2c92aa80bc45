"""A moved order is kept only where it can be read again: one that cannot would close all orders of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import TrainingContent
from sozialclient.documents.transfer.profile import ProfileDamaged
from sozialclient.model.delivery import ContentKind
from sozialclient.usecases.transfer_application import DOCUMENT_ORDER, known_profiles, move_step, transfer_sheet
from tests.e2e.place import Desk, desk, hub, three_applications

_LONG = "e" * 240
MESSAGES = {
    "a path longer than one of a profile": f"<r><{_LONG}><{_LONG}><{_LONG}>1</{_LONG}></{_LONG}></{_LONG}><z>1</z></r>",
    "a name no profile takes": "<r><a\u0301>1</a\u0301><z>2</z></r>",
    "more fields than a profile has steps": f"<r>{''.join(f'<x{number}>1</x{number}>' for number in range(1_001))}</r>",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with hub(tmp_path / "hub") as running, desk(tmp_path / "desk", running.url) as made:
        for application, message in zip(three_applications(), MESSAGES.values(), strict=True):
            xml = LazyBytes(message.encode)
            content = TrainingContent("antrag.xml", "text/xml", ContentKind.DATA, xml)
            running.put([replace(application, contents=(content,))])
        assert made.fetch().new == len(MESSAGES)
        yield made


def test_an_order_nobody_could_read_again_is_not_kept(office: Desk) -> None:
    store = office.workplace.store
    before = known_profiles(store)
    for card in store.cards():
        sheet = transfer_sheet(store, card.id, DOCUMENT_ORDER)
        with pytest.raises(ProfileDamaged):
            move_step(store, sheet, sheet.steps[0].key, 1, "Eigene Reihenfolge")
        assert known_profiles(store) == before
        assert transfer_sheet(store, card.id, DOCUMENT_ORDER).steps == sheet.steps
