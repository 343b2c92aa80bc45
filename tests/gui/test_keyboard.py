"""The window is worked without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit

from sozialclient.gui.actions import ACTIONS, FOLDER_KEYS, TAB_KEYS
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.shell.keyboard_dialog import key_groups
from sozialclient.model.application import State
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press, write

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def hit(desktop: Desktop, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """A key as the system sends it, so that shortcuts work."""
    target = desktop.window.focusWidget() or desktop.window
    QTest.keyClick(target, key, modifiers)
    settle(desktop, 0.03)


@pytest.fixture
def opened(desktop: Desktop) -> Desktop:
    """The first application under review, opened by keys alone."""
    hit(desktop, Qt.Key.Key_2, CONTROL)
    desktop.window.applications.list.setFocus()
    hit(desktop, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    if desktop.controller.application.current is None:
        hit(desktop, Qt.Key.Key_Down)
        settle(desktop, 0.1)
    return desktop


def test_folder_and_application_open_by_keys(opened: Desktop) -> None:
    assert opened.controller.applications.folder == "in_review"
    assert opened.window.detail.currentWidget() is opened.window.application


def test_tabs_change_by_keys(opened: Desktop) -> None:
    seen = []
    for number in range(7):
        hit(opened, Qt.Key(Qt.Key.Key_1.value + number), ALT)
        seen.append(opened.window.application.current_tab())
    assert seen == ["fields", "evidence", "origin", "inspection", "work", "history", "raw_xml"]


def test_f6_walks_through_all_panes_and_back(opened: Desktop) -> None:
    opened.window.toolbar.primary.setFocus()
    panes = opened.window.panes()
    visited = []
    for _ in panes:
        hit(opened, Qt.Key.Key_F6)
        visited.append(opened.window.focusWidget())
    assert set(visited) == set(panes)
    hit(opened, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert opened.window.focusWidget() is visited[-2]


def test_enter_goes_to_the_fields_and_ctrl_c_copies(opened: Desktop) -> None:
    hit(opened, Qt.Key.Key_Return)
    fields = opened.window.application.fields
    assert opened.window.focusWidget() is fields.list
    hit(opened, Qt.Key.Key_Down)
    hit(opened, Qt.Key.Key_C, CONTROL)
    field = fields.model.entry_at(fields.list.currentIndex().row())
    assert field is not None
    assert QGuiApplication.clipboard().text() == field.value
    mime = QGuiApplication.clipboard().mimeData()
    assert any("ExcludeClipboardContentFromMonitorProcessing" in name for name in mime.formats())


def test_eingang_is_copied_with_seconds_and_zone(opened: Desktop) -> None:
    hit(opened, Qt.Key.Key_E, CONTROL)
    assert QGuiApplication.clipboard().text() == opened.window.application.strip.time.text()
    assert QGuiApplication.clipboard().text().endswith(("MEZ", "MESZ"))


def test_delete_moves_to_trash_and_undo_brings_back(opened: Desktop, workplace: Workplace) -> None:
    current = opened.controller.application.current
    assert current is not None
    identity = current.card.id

    def state() -> State:
        return workplace.store.card(identity).state

    hit(opened, Qt.Key.Key_Delete)
    settle(opened, 0.1)
    assert state() is State.TRASH
    hit(opened, Qt.Key.Key_Z, CONTROL)
    settle(opened, 0.1)
    assert state() is State.IN_REVIEW


def test_search_by_name_with_umlaut_and_escape(opened: Desktop) -> None:
    hit(opened, Qt.Key.Key_F, CONTROL)
    search = opened.window.toolbar.search
    assert opened.window.focusWidget() is search
    write(search, "müller")
    settle(opened, 0.2)
    shown = [card for row in range(opened.window.applications.list.model().rowCount())
             if (card := opened.controller.applications._model.card_at(row))]
    assert shown
    assert all("müller" in card.applicant.casefold() for card in shown)
    press(search, Qt.Key.Key_Escape)
    settle(opened, 0.2)
    assert search.text() == ""


def test_no_two_actions_share_a_key() -> None:
    keys = [key for entry in ACTIONS for key in entry.keys] + list(FOLDER_KEYS) + list(TAB_KEYS)
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if "Ctrl+Alt" in key]
    assert all(not QKeySequence(key).isEmpty() for key in keys)


def test_every_key_is_listed_under_help() -> None:
    listed = {name for _, facts in key_groups() for name, _ in facts}
    assert "F5" in listed
    assert "Strg+E" in listed
    assert len(listed) >= len([entry for entry in ACTIONS if entry.keys])


def test_tab_goes_from_bar_to_folders_to_list_to_application(opened: Desktop) -> None:
    window = opened.window
    milestones = [window.toolbar.primary, window.toolbar.search, window.folders.list, window.applications.list,
                  window.application.strip.copy, window.application.tabs, window.application.fields.list]
    window.toolbar.primary.setFocus()
    reached = [window.focusWidget()]
    for _ in range(40):
        hit(opened, Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    places = [reached.index(milestone) for milestone in milestones]
    assert places == sorted(places)


def test_menu_letters_work_where_the_menu_has_no_room(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    desktop.window.resize(1440, 900)
    desktop.window.activateWindow()
    settle(desktop, 0.1)
    assert desktop.window.toolbar.menu.isVisible()
    assert desktop.window.menu_bar.height() == 0
    hit(desktop, Qt.Key.Key_P, ALT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert popup.title() == "&Postfach"
    popup.close()


def test_f3_goes_from_hit_to_hit_and_says_where_they_end(opened: Desktop) -> None:
    hit(opened, Qt.Key.Key_F3)
    search = opened.window.toolbar.search
    assert opened.window.focusWidget() is search, "without words it asks for some"
    write(search, "m")
    fields = opened.window.application.fields.list
    fields.setFocus()
    hit(opened, Qt.Key.Key_F3)
    settle(opened, 0.2)
    model, hits = opened.controller.applications._model, []
    there = [each for row in range(model.rowCount()) if (each := model.id_at(row))]
    for _ in there:
        hit(opened, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert opened.window.status._note.accessibleName() == "Das war der erste Treffer."
    for _ in there:
        hits += opened.window.applications.selected_ids()
        hit(opened, Qt.Key.Key_F3)
    assert opened.window.status._note.accessibleName() == "Das war der letzte Treffer."
    assert hits == there and len(hits) > 1
    focus = opened.window.focusWidget()
    assert focus is not None and opened.window.application.isAncestorOf(focus), "whoever reads goes on reading"


def test_tabs_the_application_and_the_size_of_letters_have_keys(opened: Desktop) -> None:
    page, shift = opened.window.application, Qt.KeyboardModifier.ShiftModifier
    hit(opened, Qt.Key.Key_Tab, CONTROL)
    assert page.current_tab() == "evidence"
    hit(opened, Qt.Key.Key_Backtab, CONTROL | shift)
    hit(opened, Qt.Key.Key_Backtab, CONTROL | shift)
    assert page.current_tab() == "raw_xml"
    hit(opened, Qt.Key.Key_Return, ALT)
    assert page.current_tab() == "origin"
    page.show_tab("fields")
    hit(opened, Qt.Key.Key_Right, ALT)
    assert opened.window.focusWidget() is page.fields.list
    settle(opened, 0.3)
    page.document.view.setFocus()
    zoom = page.document.view.zoom
    hit(opened, Qt.Key.Key_Plus, CONTROL)
    assert opened.theme.scale == 1.0 and page.document.view.zoom > zoom, "in the document it is the page that grows"
    page.fields.list.setFocus()
    hit(opened, Qt.Key.Key_Plus, CONTROL)
    assert opened.theme.scale == 1.25
    opened.window.activateWindow()
    opened.window.applications.list.setFocus()
    hit(opened, Qt.Key.Key_0, CONTROL)
    assert opened.theme.scale == 1.0


def test_ctrl_enter_confirms_a_dialog_from_an_area_of_text(opened: Desktop) -> None:
    hit(opened, Qt.Key.Key_I, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle(opened, 0.2)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    area = QPlainTextEdit(dialog)
    area.show()
    area.setFocus()
    area.setPlainText("Frau Beispiel")
    QTest.keyClick(area, Qt.Key.Key_Return)
    assert dialog.isVisible() and area.toPlainText().count("\n") == 1
    for line in dialog.findChildren(QLineEdit):
        line.setText("Frau Beispiel")
    QTest.keyClick(area, Qt.Key.Key_Return, CONTROL)
    settle(opened, 0.2)
    assert not dialog.isVisible() and dialog.result() == QDialog.DialogCode.Accepted
