"""A day at the desk by keyboard: what a key reaches, what is said then, and that nothing is cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sozialclient.gui.backup.words import status_words
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.result_words import result_words
from sozialclient.gui.fetch.table_model import Step
from sozialclient.gui.retention.controller import traces_words
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.store_keys.dialogs import RecoveryDialog
from sozialclient.gui.widgets.letter_menu import LetterMenu
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.store.backup.store_backup import BackupNote
from sozialclient.store.keys.recovery_key import new_recovery_key
from sozialclient.usecases.back_up import BackupStanding
from sozialclient.usecases.delete_applications import Traces
from sozialclient.usecases.workplace import Workplace


def test_an_arrow_chooses_the_only_application_of_a_folder(desktop: Desktop, workplace: Workplace) -> None:
    one = workplace.store.cards(state=State.IN_REVIEW)[0].id
    workplace.store.set_state(one, State.TRASH, action="state_changed")
    desktop.controller.go_to_folder(State.TRASH.value)
    settle(desktop, 0.05)
    for card in workplace.store.cards(state=State.TRASH):
        if card.id != one:
            workplace.store.set_state(card.id, State.ARCHIVED, action="state_changed")
    desktop.controller.applications.refresh()
    settle(desktop, 0.05)
    view = desktop.window.applications.list
    assert QApplication.focusWidget() is view
    assert not desktop.window.applications.selected_ids()
    QTest.keyClick(view, Qt.Key.Key_Down)
    settle(desktop, 0.05)
    assert desktop.window.applications.selected_ids() == [one]
    assert desktop.window.actions_table["delete"].isEnabled()


def test_tab_leads_from_the_fields_to_the_document(desktop: Desktop) -> None:
    desktop.controller.go_to_folder(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.1)
    page = desktop.window.application
    page.fields.list.setFocus()
    QTest.keyClick(page.fields.list, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_step_of_a_fetch_is_cut_off(desktop: Desktop, scale: float) -> None:
    desktop.show_size(scale)
    settle(desktop, 0.05)
    table = desktop.window.fetch.table
    metrics = QFontMetrics(table.font())
    longest = max(metrics.horizontalAdvance(say(f"fetch.step_state.{step.value}")) for step in Step)
    # An icon of 16 and the padding of the style sheet at both sides; Qt keeps a few pixels between.
    around = desktop.theme.px(16 + 16) + 10
    for column in range(2, 6):
        assert table.columnWidth(column) >= longest + around
    desktop.show_size(1.0)


def test_letters_walk_through_a_menu(desktop: Desktop) -> None:
    menu = LetterMenu(desktop.window)
    entries = [QAction(words, menu) for words in ("Bestand prüfen", "Journal", "Übersicht", "Bestand sichern")]
    menu.addActions(entries)
    entries[2].setEnabled(False)
    menu.popup(desktop.window.pos())
    found = []
    for letter in (Qt.Key.Key_B, Qt.Key.Key_B, Qt.Key.Key_J, Qt.Key.Key_X):
        QTest.keyClick(menu, letter)
        found.append(menu.activeAction())
    menu.close()
    assert found == [entries[0], entries[3], entries[1], entries[1]]


def test_the_focus_is_seen_on_an_empty_table(desktop: Desktop) -> None:
    desktop.window.actions_table["retention"].trigger()
    settle(desktop, 0.05)
    dialog = desktop.keeping.retention.dialog
    assert dialog is not None
    dialog.plan_model.show_rows([])
    dialog.tabs.setFocus()
    QTest.keyClick(dialog.tabs, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.plan_table
    table, ring = dialog.plan_table, desktop._ring
    host = ring.parentWidget()
    assert ring.isVisible() and host is not None and host.isAncestorOf(table)
    assert ring.geometry().contains(QRect(table.mapTo(host, QPoint()), table.size()))
    dialog.reject()


def test_lifting_is_about_the_application_that_is_shown(desktop: Desktop, workplace: Workplace) -> None:
    desktop.controller.go_to_folder(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    view = desktop.window.applications.list
    QTest.keyClick(view, Qt.Key.Key_Home)
    settle(desktop, 0.1)
    desktop.window.actions_table["hold"].trigger()
    settle(desktop, 0.1)
    shown = desktop.window.applications.selected_ids()
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    settle(desktop, 0.1)
    assert len(desktop.window.applications.selected_ids()) == 2
    desktop.keeping.retention._band.release.click()
    settle(desktop, 0.1)
    held = [one for one in workplace.store.deletion.candidates() if one.held]
    assert shown and not held


def test_a_wrong_group_of_the_recovery_key_is_said(desktop: Desktop) -> None:
    dialog = RecoveryDialog(desktop.theme, new_recovery_key(), desktop.window)
    dialog.show()
    QTest.keyClicks(dialog.typed, "??????")
    assert dialog._other.isVisible() and not dialog.go.isEnabled()
    dialog.typed.setText(dialog._wanted.lower())
    assert not dialog._other.isVisible() and dialog.go.isEnabled()
    dialog.reject()


def test_an_unknown_message_id_is_said() -> None:
    nothing = FetchResult(new=0, duplicates=0, with_findings=0, error=None, waiting=1, wanted=True)
    tint, title, sentence = result_words(nothing)
    assert (tint, title, sentence) == ("warning", say("again.none"), say("again.none_more"))
    assert result_words(replace(nothing, duplicates=1))[1] != say("again.none")


def test_one_deleted_application_is_not_spoken_of_in_the_plural() -> None:
    traces = Traces(emptied=True, rotated=False, postponed=False)
    assert "dieses Antrags" in traces_words(traces, 1)
    assert "dieser Anträge" in traces_words(traces, 2)


def test_reconnecting_is_offered_only_where_something_is_apart(desktop: Desktop) -> None:
    desktop.seats.look()
    settle(desktop, 0.05)
    assert not desktop.window.actions_table["reconnect"].isEnabled()


def test_a_backup_that_failed_does_not_look_like_a_good_one() -> None:
    taken = datetime(2026, 11, 22, 8, tzinfo=UTC)
    good = BackupNote(at=taken, name="one", taken=taken, applications=3)
    bad = BackupNote(at=taken, name="one", taken=taken, applications=3, error="BACKUP-FOLDER-MISSING")
    words = {
        status_words(BackupStanding(set_up=True, due=False, overdue=overdue, last=last, trial=None))
        for last, overdue in ((good, False), (good, True), (bad, False))
    }
    assert len({sentence for sentence, _ in words}) == 3
    assert [due for _, due in words].count(True) == 2


def test_the_focus_follows_into_the_application_where_there_is_one_pane(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    desktop.window.resize(1440, 900)
    settle(desktop, 0.05)
    desktop.controller.go_to_folder(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    QTest.keyClick(desktop.window.applications.list, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    focus = QApplication.focusWidget()
    assert desktop.window.applications.isHidden()
    assert focus is not None and desktop.window.application.isAncestorOf(focus)
    desktop.show_size(1.0)


def test_the_books_are_not_cut_off_by_all_that_is_due(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    desktop.window.resize(1440, 900)
    settle(desktop, 0.05)
    bar = desktop.window.status
    for name in bar.buttons:
        bar.show_state(name, "check-circle", "Ein langer Hinweis an dieser Stelle", due=True)
    bar.show_balance("300 abgeholt = 299 vorhanden + 1 gelöscht", right=True)
    settle(desktop, 0.1)
    assert bar.balance.width() >= bar.balance.sizeHint().width()
    assert bar.balance.geometry().right() <= bar.width()
    desktop.show_size(1.0)


def test_del_throws_away_only_where_applications_are_meant(desktop: Desktop, workplace: Workplace) -> None:
    desktop.controller.go_to_folder(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.1)
    one, = desktop.window.applications.selected_ids()
    desktop.window.folders.list.setFocus()
    QTest.keyClick(desktop.window.folders.list, Qt.Key.Key_Delete)
    settle(desktop, 0.05)
    assert workplace.store.card(one).state is State.IN_REVIEW
    for place in (desktop.window.applications.list, desktop.window.application.fields.list):
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_Delete)
        settle(desktop, 0.1)
        assert workplace.store.card(one).state is State.TRASH
        desktop.controller.moves.undo()
        settle(desktop, 0.1)
        assert workplace.store.card(one).state is State.IN_REVIEW
