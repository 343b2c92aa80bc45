"""After each key it can be seen where the next one goes, and no application is passed over on the way."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from sozialclient.gui.applications.table_model import about, title_of
from sozialclient.gui.folders.mailbox_model import EVERYTHING
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.letter_menu import LetterMenu
from sozialclient.gui.wording import say
from tests.gui.conftest import press, write

LARGE = 1.5


def test_down_opens_the_first_of_a_list_before_the_second(desktop: Desktop) -> None:
    desktop.controller.go_to_folder("new")
    settle(desktop, 0.1)
    page = desktop.window.applications
    assert page.list.hasFocus() and not page.selected_ids()
    shown = page.list.currentIndex()
    assert shown.isValid()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentIndex() == shown and len(page.selected_ids()) == 1
    first = page.selected_ids()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.currentIndex() != shown and page.selected_ids() != first


def test_enter_leads_to_what_is_shown_of_the_application(desktop: Desktop) -> None:
    desktop.controller.go_to_folder("new")
    QTest.keyClick(desktop.window.applications.list, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    for tab in ("evidence", "inspection", "fields"):
        desktop.window.application.show_tab(tab)
        desktop.window.applications.list.setFocus()
        QTest.keyClick(desktop.window.applications.list, Qt.Key.Key_Return)
        focus = QApplication.focusWidget()
        assert focus is desktop.window.application.front() and focus.isVisible(), tab


def test_the_report_of_a_fetch_goes_with_its_mailbox(desktop: Desktop) -> None:
    desktop.window.show_detail(desktop.window.fetch)
    desktop.window.folders.mailbox_requested.emit(EVERYTHING)
    assert desktop.window.detail.currentWidget() is desktop.window.empty


def opened_filters(desktop: Desktop) -> QMenu:
    desktop.window.actions_table["filter"].trigger()
    settle(desktop, 0.1)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_filters_open_at_their_first_entry_and_go_by_letters(desktop: Desktop) -> None:
    menu = opened_filters(desktop)
    assert menu.activeAction() is menu.actions()[0], "and none of the menus in it is open"
    press(menu, Qt.Key.Key_Right)
    services = QApplication.activePopupWidget()
    assert isinstance(services, LetterMenu) and services is not menu
    write(services, "ü")
    chosen = services.activeAction()
    assert chosen is not None and chosen.text().startswith("Übernahme")
    press(services, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert desktop.controller.applications.filters.service == chosen.text()


def test_a_mistyped_key_file_is_told_before_the_pin(desktop: Desktop, tmp_path: Path) -> None:
    dialog = desktop.controller.assistant.start(desktop.window)
    dialog.key_file.picker.edit.setText(str(tmp_path / "office.p12"))
    press(dialog.next, Qt.Key.Key_Space)
    settle(desktop, 0.05)
    assert dialog.step == 0 and dialog.key_file.problem.isVisible() and dialog.key_file.picker.edit.hasFocus()
    (tmp_path / "office.p12").write_bytes(b"x")
    press(dialog.next, Qt.Key.Key_Space)
    settle(desktop, 0.05)
    assert dialog.step == 1 and dialog.pin.secret.line.hasFocus()
    dialog.close()


def test_the_ring_is_whole_where_a_control_fills_its_row(desktop: Desktop) -> None:
    dialog = desktop.controller.assistant.start(desktop.window)
    settle(desktop, 0.05)
    QTest.keyClick(dialog.key_file.picker.edit, Qt.Key.Key_Tab)
    button, ring = QApplication.focusWidget(), desktop._ring
    assert button is not None and button.parentWidget() is dialog.key_file.picker and ring.isVisible()
    inside = QRect(ring.mapTo(dialog, QPoint()), ring.size())
    assert inside.contains(QRect(button.mapTo(dialog, QPoint()), button.size()))
    assert ring.visibleRegion().boundingRect() == ring.rect()
    dialog.close()


def test_messages_are_named_whole_at_large_letters(desktop: Desktop) -> None:
    desktop.show_size(LARGE)
    page = desktop.window.fetch
    desktop.window.show_detail(page)
    settle(desktop, 0.05)
    words = QFontMetrics(page.table.font()).horizontalAdvance(say("fetch.message", n=30))
    assert page.table.columnWidth(0) > words


def test_a_search_without_a_hit_does_not_take_the_focus_later(desktop: Desktop) -> None:
    search = desktop.window.toolbar.search
    search.setFocus()
    write(search, "gibtesnicht")
    settle(desktop, 0.5)
    assert not desktop.window.applications.list.isVisible()
    press(search, Qt.Key.Key_Return)
    search.clear()
    settle(desktop, 0.5)
    assert desktop.window.applications.list.isVisible() and search.hasFocus()


def test_the_person_is_named_where_there_is_room_for_one_line(desktop: Desktop) -> None:
    desktop.controller.go_to_folder("new")
    QTest.keyClick(desktop.window.applications.list, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    current = desktop.controller.application.current
    assert current is not None
    person, title = about(current.card), title_of(current.card)
    assert desktop.window.application.title.accessibleName() == title
    desktop.show_size(LARGE)
    settle(desktop, 0.1)
    page = desktop.window.application
    assert not page.subtitle.isVisible() and page.title.accessibleName() == f"{person} · {title}"
