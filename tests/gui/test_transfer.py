"""Carrying an application over, by keys alone, beside the other program."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.transfer.page import TransferWindow
from sozialclient.model.application import State
from sozialclient.store.work import ticks
from sozialclient.usecases.transfer_application import transfer_sheet
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, lock_and_unlock

CTRL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                    Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def identity(workplace: Workplace) -> str:
    """The application for subsistence with the most fields."""
    ids = [card.id for card in workplace.store.cards() if card.service_key == "hzl" and card.state is State.IN_REVIEW]
    return max(ids, key=lambda each: transfer_sheet(workplace.store, each).total)


@pytest.fixture
def page(start: StartDesktop, workplace: Workplace, identity: str) -> TransferWindow:
    """The window beside the other program, opened by its key."""
    return opened(start(workplace), identity)


@pytest.fixture
def desktop_of(page: TransferWindow, request: pytest.FixtureRequest) -> Desktop:
    desktop = page.property("desktop")
    assert isinstance(desktop, Desktop)
    return desktop


def opened(desktop: Desktop, identity: str) -> TransferWindow:
    desktop.controller.application.open(identity)
    settle(desktop, 0.1)
    desktop.window.show_detail(desktop.window.application)
    desktop.controller._enable()
    desktop.window.activateWindow()
    settle(desktop, 0.02)
    QTest.keyClick(desktop.window, Qt.Key.Key_T, CTRL)
    settle(desktop, 0.1)
    page = desktop.transfer.page
    assert page is not None
    page.setProperty("desktop", desktop)
    page.activateWindow()
    page.list.setFocus()
    settle(desktop, 0.02)
    return page


def key(desktop: Desktop, page: TransferWindow, key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    page.activateWindow()
    settle(desktop, 0.01)
    page.list.setFocus()
    QTest.keyClick(page.list, key, modifier)
    settle(desktop, 0.02)


def test_every_field_by_enter_alone(page: TransferWindow, desktop_of: Desktop, workplace: Workplace,
                                    identity: str) -> None:
    desktop, sheet = desktop_of, desktop_of.transfer._current()
    assert sheet.profile.startswith("SGB XII") and sheet.total > 44
    copied = []
    for _ in range(sum(step.assigned for step in sheet.steps)):
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        copied.append(QGuiApplication.clipboard().text())
    settle(desktop, 0.1)
    ticked = {tick.step for tick in workplace.store.work.ticks(identity)}
    assert {step.key for step in sheet.steps if step.counted} <= ticked
    assert page.count.text() == f"{sheet.total} von {sheet.total}"
    assert page.banner.isVisible()
    family = next(step for step in sheet.steps if step.title == "Familienname" and step.field is not None)
    assert family.field is not None and family.field.value in copied
    assert "Alt+K" in page.banner.sentence.text()
    where = page.list.visualRect(page.list.currentIndex())
    assert page.current_row() > 60 and page.list.viewport().rect().contains(where)


def test_forms_ticks_and_taking_back(page: TransferWindow, desktop_of: Desktop, workplace: Workplace,
                                     identity: str) -> None:
    model = page.model
    row = next(row for row in range(model.rowCount()) if model.form_count(row) >= 3)
    page.choose(row)
    key(desktop_of, page, Qt.Key.Key_Return, SHIFT)
    usual = QGuiApplication.clipboard().text()
    assert page.current_row() == row and not workplace.store.work.ticks(identity)
    key(desktop_of, page, Qt.Key.Key_F2)
    assert usual not in page.card.copied.text()
    key(desktop_of, page, Qt.Key.Key_Return, SHIFT)
    assert QGuiApplication.clipboard().text() != usual
    key(desktop_of, page, Qt.Key.Key_Space)
    assert len(workplace.store.work.ticks(identity)) == 1
    key(desktop_of, page, Qt.Key.Key_Space)
    assert not workplace.store.work.ticks(identity)
    key(desktop_of, page, Qt.Key.Key_Return)
    assert page.current_row() > row
    key(desktop_of, page, Qt.Key.Key_Z, CTRL)
    assert page.current_row() == row and not workplace.store.work.ticks(identity)
    key(desktop_of, page, Qt.Key.Key_C, CTRL | SHIFT)
    assert ", " in QGuiApplication.clipboard().text()


def test_a_deviation_is_kept_and_a_second_person_must_be_another(
    page: TransferWindow, desktop_of: Desktop, workplace: Workplace, identity: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = page.model
    row = next(row for row in range(model.rowCount()) if (step := model.entry_at(row)) and step.critical)
    page.choose(row)
    key(desktop_of, page, Qt.Key.Key_N, CTRL)
    dialog = desktop_of.transfer.deviation_dialog
    assert dialog is not None
    QTest.keyClicks(dialog.edit, "dort 480,00")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    settle(desktop_of, 0.1)
    assert workplace.store.work.ticks(identity)[0].note == "dort 480,00"
    assert "dort 480,00" in page.card.note.text() and page.card.second.isVisible()
    key(desktop_of, page, Qt.Key.Key_G, CTRL)
    settle(desktop_of, 0.1)
    shown = desktop_of.controller.error_dialog
    assert shown is not None and shown.isVisible()
    shown.close()
    monkeypatch.setattr(ticks, "who", lambda: "andere@pc")
    key(desktop_of, page, Qt.Key.Key_G, CTRL)
    assert workplace.store.work.ticks(identity)[0].second_who == "andere@pc"
    assert not page.card.second.isVisible()
    page.choose(row + 1)
    key(desktop_of, page, Qt.Key.Key_Z, CTRL)
    assert not workplace.store.work.ticks(identity) and page.current_row() == row, "it was the last tick"


def test_the_order_is_changed_by_keys_and_becomes_the_offices_own(page: TransferWindow, desktop_of: Desktop,
                                                                  workplace: Workplace) -> None:
    before = [step.title for step in desktop_of.transfer._current().steps]
    QTest.keyClicks(page.file_number, "50.1")
    page.choose(page.model.row_of(desktop_of.transfer._current().steps[0].key))
    key(desktop_of, page, Qt.Key.Key_Down, ALT)
    settle(desktop_of, 0.2)
    sheet = desktop_of.transfer._current()
    assert sheet.profile in workplace.store.work.profiles.all()
    assert [step.title for step in sheet.steps][:2] == [before[1], before[0]]
    assert page.orders.currentData() == sheet.profile
    assert page.file_number.text() == "50.1"
    step = page.model.entry_at(page.current_row())
    assert step is not None and step.title == before[0]


def test_the_end_says_what_is_open_and_notes_the_file_number(page: TransferWindow, desktop_of: Desktop,
                                                             workplace: Workplace, identity: str) -> None:
    key(desktop_of, page, Qt.Key.Key_Return)
    page.file_number.setFocus()
    QTest.keyClicks(page.file_number, "50.1-7/26")
    QTest.keyClick(page.file_number, Qt.Key.Key_Return)
    settle(desktop_of, 0.1)
    dialog = desktop_of.transfer.finish_dialog
    assert dialog is not None and dialog.isVisible()
    assert not dialog.go.hasFocus()
    desktop_of.controller.go_to_folder("in_review")
    settle(desktop_of, 0.1)
    dialog.go.click()
    settle(desktop_of, 0.3)
    assert desktop_of.transfer.page is None
    assert workplace.store.card(identity).state is State.TRANSFERRED
    assert workplace.store.work.work(identity).file_number == "50.1-7/26"
    shown = desktop_of.controller.application.current
    assert shown is not None and shown.card.id != identity
    assert desktop_of.window.applications.selected_ids() == [shown.card.id]
    desktop_of.controller.moves.undo()
    settle(desktop_of, 0.2)
    assert workplace.store.card(identity).state is State.IN_REVIEW


def test_escape_leaves_and_clears_the_clipboard_and_all_is_there_again(
    page: TransferWindow, desktop_of: Desktop, identity: str,
) -> None:
    key(desktop_of, page, Qt.Key.Key_Return)
    key(desktop_of, page, Qt.Key.Key_Return)
    at = page.current_row()
    key(desktop_of, page, Qt.Key.Key_Escape)
    settle(desktop_of, 0.1)
    assert desktop_of.transfer.page is None
    assert QGuiApplication.clipboard().text() == ""
    assert opened(desktop_of, identity).current_row() == at


def test_a_field_leads_to_its_place_in_the_document_or_is_said_to_have_none(
    page: TransferWindow, desktop_of: Desktop,
) -> None:
    model, documents = page.model, desktop_of.controller.application.documents
    row = next(row for row in range(model.rowCount())
               if (step := model.entry_at(row)) and step.title == "Familienname" and step.field)
    page.choose(row)
    key(desktop_of, page, Qt.Key.Key_J, CTRL)
    settle(desktop_of, 0.5)
    assert desktop_of.window.application.document.isVisible()
    assert page.status.text() == "„Familienname“ ist im PDF auf Seite 1 markiert."
    linkage = documents.links.linkage
    assert linkage is not None
    missing = {one.field.path for one in linkage.links if one.place is None}
    told = 0
    for at in range(model.rowCount()):
        step = model.entry_at(at)
        if step is None or (step.field is not None and step.field.path not in missing):
            continue
        page.choose(at)
        key(desktop_of, page, Qt.Key.Key_J, CTRL)
        settle(desktop_of, 0.1)
        end = "steht nicht im PDF." if step.field is not None else "also auch nicht im PDF."
        assert page.status.text().endswith(end), step.title
        told += 1
    assert told
    page.choose(row)
    documents._entries = ()
    key(desktop_of, page, Qt.Key.Key_J, CTRL)
    assert page.status.text() == "Dieser Antrag hat kein PDF."


def test_a_place_is_never_looked_for_in_another_application(page: TransferWindow, desktop_of: Desktop,
                                                            workplace: Workplace, identity: str) -> None:
    other = next(card.id for card in workplace.store.cards() if card.service_key == "grusi")
    desktop_of.controller.application.open(other)
    settle(desktop_of, 0.1)
    key(desktop_of, page, Qt.Key.Key_J, CTRL)
    settle(desktop_of, 0.3)
    shown = desktop_of.controller.application.current
    assert shown is not None and shown.card.id == identity
    assert other not in desktop_of.window.applications.selected_ids()


def test_the_same_application_again_goes_on_where_it_was(page: TransferWindow, desktop_of: Desktop) -> None:
    key(desktop_of, page, Qt.Key.Key_Return)
    QTest.keyClicks(page.file_number, "50.1")
    page.choose(page.current_row() + 2)
    at = page.current_row()
    desktop_of.window.activateWindow()
    settle(desktop_of, 0.02)
    QTest.keyClick(desktop_of.window, Qt.Key.Key_T, CTRL)
    settle(desktop_of, 0.1)
    assert desktop_of.transfer.page is page and page.isActiveWindow()
    assert (page.current_row(), page.file_number.text()) == (at, "50.1")


def test_it_is_not_said_to_be_on_the_clipboard_once_it_is_cleared(page: TransferWindow, desktop_of: Desktop) -> None:
    key(desktop_of, page, Qt.Key.Key_Return)
    assert page.status.text()
    desktop_of.controller.clipboard.clear()
    assert page.status.text() == ""


def test_the_store_is_locked_from_here_too(page: TransferWindow, desktop_of: Desktop) -> None:
    key(desktop_of, page, Qt.Key.Key_Return)
    key(desktop_of, page, Qt.Key.Key_L, CTRL)
    settle(desktop_of, 0.3)
    assert desktop_of.locking.page is not None
    assert desktop_of.transfer.page is None and QGuiApplication.clipboard().text() == ""


def test_a_value_without_end_leaves_room_for_the_rest(page: TransferWindow, desktop_of: Desktop) -> None:
    page.card.show_step("L" * 200, "W" * 5000, "W" * 5000, more_forms=True, has_place=True)
    settle(desktop_of, 0.1)
    layout = page.layout()
    assert layout is not None and layout.totalMinimumSize().width() <= page.width()
    assert layout.totalMinimumHeightForWidth(page.width()) <= page.height()
    assert page.card.copy.geometry().right() < page.card.width()


def test_nothing_covers_anything_at_twice_the_text_size(start: StartDesktop, workplace: Workplace,
                                                        identity: str) -> None:
    desktop = start(workplace)
    desktop.show_size(2.0)
    settle(desktop, 0.1)
    page = opened(desktop, identity)
    parts = (page.name, page.received, page.orders, page.count, page.card, page.list, page.file_number, page.status)
    for above, below in pairwise(parts):
        assert above.geometry().bottom() < below.geometry().top(), (above, below)
    layout = page.layout()
    assert layout is not None and layout.totalMinimumSize().width() <= page.width()


def test_every_control_has_a_name_and_a_place_in_the_tab_order(page: TransferWindow) -> None:
    seen: list[QWidget] = []
    widget: QWidget | None = page.list
    for _ in range(40):
        widget = widget.nextInFocusChain() if widget is not None else None
        assert widget is not None
        if widget.window() is page and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget)
            assert widget.accessibleName(), widget
    for wanted in (page.orders, page.more, page.card.copy, page.file_number, page.finish, page.list):
        assert wanted in seen


def typed(desktop: Desktop, page: TransferWindow, number: str) -> None:
    page.activateWindow()
    page.file_number.setFocus()
    QTest.keyClicks(page.file_number, number)
    settle(desktop, 0.01)


def test_a_typed_file_number_outlives_escape(page: TransferWindow, desktop_of: Desktop, workplace: Workplace,
                                             identity: str) -> None:
    typed(desktop_of, page, "50.1-9/26")
    QTest.keyClick(page.file_number, Qt.Key.Key_Escape)
    settle(desktop_of, 0.2)
    assert desktop_of.transfer.page is None
    assert workplace.store.work.work(identity).file_number == "50.1-9/26"
    assert opened(desktop_of, identity).file_number.text() == "50.1-9/26"


def test_a_typed_file_number_outlives_locking(page: TransferWindow, desktop_of: Desktop, identity: str) -> None:
    typed(desktop_of, page, "50.1-8/26")
    lock_and_unlock(desktop_of)
    assert opened(desktop_of, identity).file_number.text() == "50.1-8/26"


def test_another_text_size_goes_on_with_what_was_typed(page: TransferWindow, desktop_of: Desktop,
                                                       identity: str) -> None:
    typed(desktop_of, page, "50.1-6/26")
    desktop_of.show_size(1.5)
    settle(desktop_of, 0.5)
    anew = desktop_of.transfer.page
    assert anew is not None and anew is not page and anew.isVisible()
    assert anew.file_number.text() == "50.1-6/26"
    assert desktop_of.transfer._current().card.id == identity


def test_enter_reaches_fields_the_order_has_no_place_for(page: TransferWindow, desktop_of: Desktop) -> None:
    sheet, model = desktop_of.transfer._current(), page.model
    loose = [model.row_of(step.key) for step in sheet.steps if step.loose]
    assert loose
    page.choose(max(model.row_of(step.key) for step in sheet.steps if step.assigned))
    for row in loose:
        key(desktop_of, page, Qt.Key.Key_Return)
        assert page.current_row() == row


def test_an_application_without_fields_gets_a_file_number(start: StartDesktop, workplace: Workplace) -> None:
    bare = next(card.id for card in workplace.store.cards() if not transfer_sheet(workplace.store, card.id).steps)
    desktop = start(workplace)
    page = opened(desktop, bare)
    assert page.banner.isVisible() and "Aktenzeichen" in page.banner.sentence.text()
    page.file_number.setFocus()
    QTest.keyClicks(page.file_number, "50.1-5/26")
    QTest.keyClick(page.file_number, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    dialog = desktop.transfer.finish_dialog
    assert dialog is not None
    dialog.go.click()
    settle(desktop, 0.3)
    assert workplace.store.card(bare).state is State.TRANSFERRED
    assert workplace.store.work.work(bare).file_number == "50.1-5/26"


def test_f6_leads_through_the_parts(page: TransferWindow, desktop_of: Desktop) -> None:
    key(desktop_of, page, Qt.Key.Key_F6)
    assert page.file_number.hasFocus()
    QTest.keyClick(page.file_number, Qt.Key.Key_F6)
    assert page.orders.hasFocus()
    QTest.keyClick(page.orders, Qt.Key.Key_F6, SHIFT)
    assert page.file_number.hasFocus()
