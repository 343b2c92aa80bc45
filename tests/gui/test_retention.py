"""Papierkorb, deletion, Löschsperre and retention in the window, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from sozialclient.gui.retention.controller import RetentionController
from sozialclient.gui.retention.delete_dialog import DeleteDialog
from sozialclient.gui.retention.page import RetentionDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.model.application import State
from sozialclient.model.retention import Mode, Retention, Rules, ServiceRules
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, write
from tests.gui.screen_walk import nameless

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
DAY = 86_400_000_000


def hit(desktop: Desktop, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """A key where the focus is, so that shortcuts work."""
    QTest.keyClick(QApplication.focusWidget() or desktop.window, key, modifiers)
    settle(desktop, 0.05)


def retention(desktop: Desktop) -> RetentionController:
    return desktop.keeping.retention


def age(workplace: Workplace, days: int) -> None:
    """Let everything have happened earlier."""
    with workplace.store._index.writing() as connection:
        connection.execute(
            "UPDATE application SET state_since = state_since - :past, transferred = transferred - :past",
            {"past": days * DAY},
        )


def transferred(workplace: Workplace, count: int) -> list[str]:
    ids = [card.id for card in workplace.store.cards(state=State.IN_REVIEW)][:count]
    for each in ids:
        workplace.store.set_state(each, State.TRANSFERRED, action="state_changed")
    return ids


def in_trash(desktop: Desktop) -> None:
    """Throw the first application under review away and select it in the Papierkorb."""
    hit(desktop, Qt.Key.Key_2, CONTROL)
    hit(desktop, Qt.Key.Key_Down)
    hit(desktop, Qt.Key.Key_Delete)
    hit(desktop, Qt.Key.Key_6, CONTROL)
    hit(desktop, Qt.Key.Key_Return)
    desktop.window.applications.list.setFocus()
    settle(desktop, 0.1)


def question(desktop: Desktop) -> DeleteDialog:
    hit(desktop, Qt.Key.Key_Delete, SHIFT)
    settle(desktop, 0.1)
    asked = retention(desktop).question
    assert asked is not None and asked.isVisible()
    return asked


def opened(desktop: Desktop) -> RetentionDialog:
    desktop.window.actions_table["retention"].trigger()
    settle(desktop, 0.1)
    dialog = retention(desktop).dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def test_deleted_for_good_by_keys_alone(desktop: Desktop, workplace: Workplace) -> None:
    before = {card.id for card in workplace.store.cards()}
    in_trash(desktop)
    (chosen,) = desktop.window.applications.selected_ids()
    asked = question(desktop)
    assert "nie übertragen" in " ".join(label.text() for label in asked._before)
    assert QApplication.focusWidget() is asked.number
    hit(desktop, Qt.Key.Key_Return)
    assert not asked.go.isEnabled()
    write(asked.number, "1")
    assert asked.go.isEnabled()
    hit(desktop, Qt.Key.Key_Return)
    assert {card.id for card in workplace.store.cards()} == before, "Enter in the field must not delete"
    while QApplication.focusWidget() is not asked.go:
        hit(desktop, Qt.Key.Key_Tab)
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert {card.id for card in workplace.store.cards()} == before - {chosen}
    assert QApplication.focusWidget() is asked.cancel
    hit(desktop, Qt.Key.Key_Return)
    assert not asked.isVisible()
    assert desktop.controller.application.current is None
    assert desktop.window.detail.currentWidget() is desktop.window.empty
    assert [record.application_id for record in workplace.store.deletion.records()] == [chosen]


def test_a_wrong_number_and_escape_delete_nothing(desktop: Desktop, workplace: Workplace) -> None:
    before = {card.id for card in workplace.store.cards()}
    in_trash(desktop)
    asked = question(desktop)
    write(asked.number, "2")
    assert not asked.go.isEnabled()
    hit(desktop, Qt.Key.Key_Escape)
    assert not asked.isVisible() and {card.id for card in workplace.store.cards()} == before


def test_only_in_the_trash_can_be_deleted(desktop: Desktop) -> None:
    actions = desktop.window.actions_table
    hit(desktop, Qt.Key.Key_2, CONTROL)
    hit(desktop, Qt.Key.Key_Down)
    assert not actions["delete"].isEnabled() and not actions["restore"].isEnabled()
    assert not retention(desktop)._bar.isVisible()
    in_trash(desktop)
    assert actions["delete"].isEnabled() and actions["restore"].isEnabled()
    assert retention(desktop)._bar.isVisible()


def test_restored_to_where_it_was(desktop: Desktop, workplace: Workplace) -> None:
    in_trash(desktop)
    (chosen,) = desktop.window.applications.selected_ids()
    band = retention(desktop)._band
    assert band.isVisible() and "nie übertragen" in band.sentence.text()
    band.restore.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert workplace.store.card(chosen).state is State.IN_REVIEW
    assert not band.isVisible()
    assert "wieder unter „In Prüfung“" in desktop.window.status._note.accessibleName()


def test_the_band_says_when_and_a_hold_says_never(start: StartDesktop, workplace: Workplace) -> None:
    (one,) = transferred(workplace, 1)
    desktop = start(workplace)
    desktop.controller.go_to_folder("transferred")
    desktop.window.applications.select(one)
    settle(desktop, 0.2)
    band = retention(desktop)._band
    assert band.isVisible() and band.sentence.text().startswith("Wird am ")
    desktop.window.actions_table["hold"].trigger()
    settle(desktop, 0.2)
    assert band.sentence.text().startswith("Löschsperre") and band.release.isVisible()
    assert workplace.store.deletion.candidate(one).held
    hit(desktop, Qt.Key.Key_Delete)
    settle(desktop, 0.1)
    assert workplace.store.card(one).state is State.TRANSFERRED
    dialog = desktop.controller.error_dialog
    assert dialog is not None and "Löschsperre" in dialog.accessibleDescription()
    dialog.accept()
    settle(desktop, 0.1)
    assert "Übertragen" in desktop.window.application.state.text(), "the state shown is the one there is"
    band.release.click()
    settle(desktop, 0.2)
    assert not workplace.store.deletion.candidate(one).held


def test_rules_are_changed_by_keys(desktop: Desktop, workplace: Workplace) -> None:
    dialog = opened(desktop)
    hit(desktop, Qt.Key.Key_Right)
    page, table = dialog.rules, dialog.rules.table
    assert dialog.pages.currentIndex() == 1 and not page.save.isEnabled()
    table.setFocus()
    for digit in (Qt.Key.Key_4, Qt.Key.Key_5):
        hit(desktop, digit)
    hit(desktop, Qt.Key.Key_Return)
    hit(desktop, Qt.Key.Key_Right)
    hit(desktop, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert editor is not None and editor is not table
    QTest.keyClicks(editor, "0")
    hit(desktop, Qt.Key.Key_Return)
    assert page.banner.isVisible(), "0 days are refused in words"
    hit(desktop, Qt.Key.Key_Right)
    hit(desktop, Qt.Key.Key_Delete)
    page.services.setCurrentIndex(page.services.findData("hzl"))
    page.add.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is table and table.currentIndex().row() == 1
    page.modes[Mode.AUTOMATIC].setFocus()
    hit(desktop, Qt.Key.Key_Space)
    page.save.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    wanted = Rules(transferred_days=45, archived_days=None, trash_days=None)
    expected = Retention(default=wanted, services=(ServiceRules("hzl", wanted),), mode=Mode.AUTOMATIC)
    assert workplace.store.deletion.rules() == expected
    page.remove.click()
    table.setCurrentIndex(page.model.index(1, 1))
    page.remove.click()
    assert page.retention().services == ()
    hit(desktop, Qt.Key.Key_Escape)
    assert workplace.store.deletion.rules() == expected, "what was not saved is not kept"


def test_what_is_due_is_listed_reminded_of_and_carried_out(start: StartDesktop, workplace: Workplace) -> None:
    transferred(workplace, 2)
    due = {card.id for card in workplace.store.cards(state=State.TRANSFERRED)}
    number = str(len(due))
    age(workplace, 31)
    desktop = start(workplace)
    settle(desktop, 0.2)
    reminder = desktop.window.status.buttons["retention"]
    assert reminder.isVisible() and f"{number} Anträge fällig" in reminder.text()
    assert {workplace.store.card(each).state for each in due} == {State.TRANSFERRED}
    reminder.click()
    settle(desktop, 0.1)
    dialog = retention(desktop).dialog
    assert dialog is not None and dialog.plan_model.rowCount() == len(due) and not dialog.go.isEnabled()
    listed = {dialog.plan_model.index(row, 2).data().split(" · ")[0] for row in range(len(due))}
    assert listed == {workplace.store.card(each).applicant for each in due}, "nobody decides on a bare number"
    write(dialog.number, number)
    dialog.go.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert {workplace.store.card(each).state for each in due} == {State.TRASH}
    assert f"In den Papierkorb: {number}" in dialog.banner.title.text()
    assert not dialog.go.isVisible() and not reminder.isVisible()
    dialog.reject()
    age(workplace, 31)
    again = opened(desktop)
    write(again.number, number)
    again.go.click()
    settle(desktop, 0.3)
    assert not due & {card.id for card in workplace.store.cards()}
    assert again.record_model.rowCount() == len(due)


def test_a_proof_is_saved(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_trash(desktop)
    asked = question(desktop)
    asked.on_request.setChecked(True)
    write(asked.number, "1")
    asked.go.click()
    settle(desktop, 0.2)
    target = tmp_path / "proof.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    asked.proof.click()
    settle(desktop, 0.1)
    assert target.read_bytes().startswith(b"%PDF-")
    asked.reject()


def test_every_control_has_a_name(desktop: Desktop) -> None:
    in_trash(desktop)
    assert not nameless(desktop.window)
    asked = question(desktop)
    assert not nameless(asked)
    asked.show_result("ok", "Titel", "Satz", proof=True)
    assert not nameless(asked)
    asked.reject()
    dialog = opened(desktop)
    for index in range(3):
        dialog.tabs.setCurrentIndex(index)
        assert not nameless(dialog)
    dialog.reject()


def test_both_dialogs_fit_at_200_percent(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    settle(desktop, 0.1)
    dialog = opened(desktop)
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width() and dialog.height() <= room.height()
    for index in range(3):
        dialog.tabs.setCurrentIndex(index)
        settle(desktop, 0.02)
        page = dialog.pages.currentWidget()
        assert page is not None
        for child in page.findChildren(QWidget):
            if child.isVisibleTo(page) and hasattr(child, "text") and not child.findChildren(QWidget):
                assert child.width() >= min(child.minimumSizeHint().width(), page.width() - 40), child.text()
    dialog.reject()
    desktop.show_size(1.0)
