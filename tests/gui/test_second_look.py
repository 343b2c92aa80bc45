"""Fields a second person compares, and applications without any field, in the window for carrying over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.transfer.page import TransferWindow
from sozialclient.gui.widgets.rows import ROW_ROLE, Tick
from sozialclient.store.work import ticks
from sozialclient.usecases.transfer_application import transfer_sheet
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.test_event_loop import keep
from tests.gui.test_transfer import CTRL, key, opened


@pytest.fixture
def identity(workplace: Workplace) -> str:
    """An application with several fields a second person should compare."""
    ids = [card.id for card in workplace.store.cards() if card.service_key == "hzl"]
    return max(ids, key=lambda each: sum(step.critical for step in transfer_sheet(workplace.store, each).steps))


@pytest.fixture
def desktop_of(start: StartDesktop, workplace: Workplace) -> Desktop:
    return start(workplace)


@pytest.fixture
def page(desktop_of: Desktop, identity: str) -> TransferWindow:
    return opened(desktop_of, identity)


def test_the_list_says_what_waits_for_a_second_person_and_one_key_walks_it(
    page: TransferWindow, desktop_of: Desktop, workplace: Workplace, identity: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop, model = desktop_of, page.model
    critical = [row for row in range(model.rowCount()) if (step := model.entry_at(row)) and step.critical]
    assert len(critical) > 2
    for row in range(model.rowCount()):
        shown = model.index(row, 0).data(ROW_ROLE)
        assert shown.heading or shown.label.endswith("(Zweitprüfung)") is (row in critical)
    for row in critical[:2]:
        page.choose(row)
        key(desktop, page, Qt.Key.Key_Space)
    settle(desktop, 0.1)
    boxes = [model.index(row, 0).data(ROW_ROLE).tick for row in critical[:3]]
    assert boxes == [Tick.FIRST, Tick.FIRST, Tick.OPEN]
    assert "Zweitprüfung offen" in model.index(critical[0], 0).data(Qt.ItemDataRole.AccessibleTextRole)
    monkeypatch.setattr(ticks, "who", lambda: "andere@pc")
    page.choose(critical[2])
    key(desktop, page, Qt.Key.Key_G, CTRL)
    assert page.current_row() == critical[0] and "Noch 2 Felder" in page.status.text()
    assert not any(tick.second_at for tick in workplace.store.work.ticks(identity)), "being led there compares nothing"
    key(desktop, page, Qt.Key.Key_G, CTRL)
    settle(desktop, 0.1)
    assert page.current_row() == critical[1] and "Noch ein Feld" in page.status.text()
    assert model.index(critical[0], 0).data(ROW_ROLE).tick is Tick.TWICE
    key(desktop, page, Qt.Key.Key_G, CTRL)
    settle(desktop, 0.1)
    assert {tick.second_who for tick in workplace.store.work.ticks(identity)} == {"andere@pc"}
    assert page.current_row() == critical[1] and "nichts offen" in page.status.text()


def test_a_second_person_begins_where_something_is_to_be_compared(
    page: TransferWindow, desktop_of: Desktop, workplace: Workplace, identity: str,
) -> None:
    sheet = desktop_of.transfer._current()
    for step in sheet.steps:
        if step.counted:
            workplace.store.work.tick(identity, step.key)
    page.close()
    again = opened(desktop_of, identity)
    first = again.model.entry_at(again.current_row())
    assert first is not None and first == desktop_of.transfer._current().unseconded[0]


def test_without_fields_nothing_is_offered_that_does_nothing(start: StartDesktop, workplace: Workplace) -> None:
    bare = keep(workplace.store, 700, {"c0": ("antrag.pdf", b"%PDF-1.4")}, None)
    desktop = start(workplace)
    page = opened(desktop, bare)
    assert page.file_number.hasFocus() and page.banner.isVisible() and "PDF" in page.banner.sentence.text()
    assert not page.card.isVisible() and not page.list.isVisible() and not page.count.isVisible()
    gap = page.received.geometry().top() - page.service.geometry().bottom()
    assert gap < page.service.height(), "what is left stays together"
    page.resize(page.width(), page.minimumHeight())
    settle(desktop, 0.05)
    assert page.banner.sentence.height() >= page.banner.sentence.fontMetrics().height(), "what to do is never left out"
    for _ in range(3):
        QTest.keyClick(page, Qt.Key.Key_F6)
        assert page.file_number.hasFocus(), "there is no other place to go"
    page.close()
    other = next(card.id for card in workplace.store.cards() if card.service_key == "grusi")
    assert opened(desktop, other).card.isVisible()
