"""The window fetches by itself when it is time, quietly, and says calmly when that fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sozialclient.app import build_desktop
from sozialclient.gui.lock.forms import PassphraseForm
from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.gui.tray.background import ClosingWish
from sozialclient.gui.tray.controller import AutomaticWish
from sozialclient.gui.tray.icon import TraySign
from sozialclient.gui.tray.schedule import FetchSchedule
from sozialclient.settings import Appearance, Closing, DataFolder, Settings, load_settings
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, door_to
from tests.gui.screen_walk import nameless
from tests.gui.test_screens import open_first

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_clock_decides_and_what_was_slept_through_counts_once(qapp: QApplication) -> None:
    now = [MORNING]
    parent = QObject()
    schedule = FetchSchedule(30, parent, clock=lambda: now[0])
    due: list[datetime] = []
    schedule.due.connect(lambda: due.append(now[0]))
    for minutes in (29, 30, 31, 59, 60, 300, 301, 330):
        now[0] = MORNING + timedelta(minutes=minutes)
        schedule.look()
    assert due == [MORNING + timedelta(minutes=minutes) for minutes in (30, 60, 300, 330)]
    schedule.set_minutes(0)
    now[0] += timedelta(days=2)
    schedule.look()
    assert len(due) == 4


@pytest.fixture
def automatic(qapp: QApplication, empty_workplace: Workplace, tmp_path: Path) -> Iterator[Desktop]:
    """A window with a training mailbox at a running intermediary, nothing fetched yet."""
    desk = ProgramDesk(door_to(empty_workplace), tmp_path / "training")
    desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), None, lambda _look, _scale: None,
                      automatic=AutomaticWish(30))
    desktop.begin()
    settle(desktop, 0.05)
    desktop.window.actions_table["training"].trigger()
    end = time.monotonic() + 90
    while not desktop.controller.mailboxes and time.monotonic() < end:
        settle(desktop, 0.1)
    yield desktop
    desktop.close()
    desk.close()


def test_the_training_mailbox_is_fetched_without_taking_the_screen(automatic: Desktop) -> None:
    desktop, window = automatic, automatic.window
    before = window.detail.currentWidget()
    assert "Noch nie" in window.status.buttons["fetch"].accessibleName()
    desktop.automatic.schedule.due.emit()
    assert desktop.controller.fetch.running
    settle(desktop, 0.2)
    assert not desktop.controller.fetch.running
    assert window.detail.currentWidget() is before or before is window.empty
    assert window.detail.currentWidget() is not window.fetch
    assert desktop.controller.applications.total > 5
    assert "Letzter erfolgreicher Abruf heute" in window.status.buttons["fetch"].accessibleName()
    assert desktop.automatic.trouble == ""
    assert desktop.automatic._new > 5
    desktop.automatic.schedule.due.emit()
    desktop.controller.start_fetch()
    assert window.detail.currentWidget() is window.fetch, "F5 takes over what runs quietly"
    settle(desktop, 0.2)
    assert window.fetch.close_button.isVisible()


def test_a_failed_one_is_told_in_the_status_bar_and_nowhere_else(
    start: StartDesktop, workplace: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (mailbox,) = workplace.store.mailboxes()
    workplace.store.save_mailbox(replace(mailbox, training=False, url="http://127.0.0.1:9/"))
    desktop = start(workplace)
    open_first(desktop)
    desktop.window.application.fields.list.setFocus()
    told: list[str] = []
    monkeypatch.setattr(desktop.automatic.sign, "say", told.append)
    focus = desktop.window.focusWidget()
    for _ in range(2):
        desktop.automatic.schedule.due.emit()
        settle(desktop, 0.1)
    button = desktop.window.status.buttons["fetch"]
    assert "Letzter erfolgreicher Abruf" in button.accessibleName()
    assert "Versuch um" in button.accessibleName() and "ohne Erfolg" in button.accessibleName()
    assert button.property("due") == "true"
    assert desktop.controller.error_dialog is None
    assert desktop.window.focusWidget() is focus
    assert len(told) == 1, "said once, not at each attempt"
    current = desktop.controller.application.current
    assert current is not None and current.card.applicant not in told[0] and TRAINING_MAILBOX not in told[0]


def test_without_its_pin_or_while_locked_nothing_is_fetched(start: StartDesktop, workplace: Workplace) -> None:
    (mailbox,) = workplace.store.mailboxes()
    workplace.store.save_mailbox(replace(mailbox, sealed_pin=None))
    desktop = start(workplace)
    desktop.automatic.schedule.due.emit()
    settle(desktop, 0.1)
    assert not desktop.controller.fetch.running
    assert desktop.controller.fetch._dialog is None
    assert "wartet auf die PIN" in desktop.window.status.buttons["fetch"].accessibleName()
    desktop.window.actions_table["lock"].trigger()
    settle(desktop, 0.3)
    assert desktop.locking.page is not None
    desktop.automatic.schedule.due.emit()
    assert not desktop.controller.fetch.running


def test_the_distance_is_chosen_by_keys_and_kept(qapp: QApplication, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data", chosen=True)
    desktop, desk = build_desktop(folder, Settings())
    desktop.begin()
    settle(desktop, 0.05)
    desktop.window.actions_table["automatic"].trigger()
    dialog = desktop.automatic.dialog
    assert dialog is not None and dialog.isVisible()
    assert not nameless(dialog)
    assert dialog.choice.currentText() == "Nicht automatisch"
    for _ in range(2):
        QTest.keyClick(dialog.choice, Qt.Key.Key_Down)
    assert dialog.choice.currentText() == "Alle 30 Minuten"
    QTest.keyClick(dialog.choice, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert desktop.automatic.schedule.minutes == 30
    assert load_settings(folder.path).automatic_minutes == 30
    desktop.close()
    desk.close()


def test_a_desktop_without_notification_area_is_no_error(qapp: QApplication) -> None:
    assert not TraySign.possible(), "the offscreen platform has none"
    parent = QObject()
    sign = TraySign(parent, lambda: None, lambda: None, lambda: None, lambda: None)
    sign.set_shown(True)
    assert not sign._icon.isVisible()
    assert [action.text() for action in sign.menu.actions()] == [
        "Fenster zeigen", "Jetzt abholen", "Ablage sperren", "Beenden"]


def chosen(desktop: Desktop, entry: str) -> None:
    """An entry of the menu in the notification area."""
    next(each for each in desktop.automatic.sign.menu.actions() if each.text() == entry).trigger()
    settle(desktop, 0.1)


def test_without_a_notification_area_closing_ends(automatic: Desktop) -> None:
    gone: list[bool] = []
    automatic.window.closing.connect(lambda: gone.append(True))
    assert automatic.window.close() and gone


@pytest.fixture
def with_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop of these tests has no notification area; what is shown there is the system's."""
    monkeypatch.setattr(TraySign, "possible", staticmethod(lambda: True))


def test_closing_asks_once_and_the_tray_brings_the_window_back(
    with_area: None, qapp: QApplication, tmp_path: Path,
) -> None:
    folder = DataFolder(tmp_path / "data", chosen=True)
    desktop, desk = build_desktop(folder, Settings(automatic_minutes=30))
    window, background = desktop.window, desktop.automatic.background
    desktop.begin()
    settle(desktop, 0.05)
    assert not window.close() and window.isVisible()
    dialog = background.dialog
    assert dialog is not None and dialog.isVisible() and not nameless(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.isVisible() and load_settings(folder.path).when_closed is Closing.ASK
    settle(desktop, 0.02)
    window.close()
    settle(desktop, 0.02)
    dialog = background.dialog
    assert dialog is not None and dialog.stay.hasFocus()
    QTest.keyClick(dialog.stay, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert not window.isVisible() and background.away and not qapp.quitOnLastWindowClosed()
    assert load_settings(folder.path).when_closed is Closing.TRAY
    chosen(desktop, "Fenster zeigen")
    assert window.isVisible() and qapp.quitOnLastWindowClosed()
    window.close()
    assert not window.isVisible(), "it is not asked again"
    desktop._idle.idle.emit()
    assert desktop.locking.page is None, "nothing pops up while nobody is there"
    chosen(desktop, "Fenster zeigen")
    assert desktop.locking.page is not None and desktop.locking.page.isVisible()
    assert not desktop.window.isVisible(), "who was away too long finds it locked"
    assert background.away is False
    desktop.close()
    desk.close()


def test_the_tray_locks_and_ends(with_area: None, qapp: QApplication, empty_workplace: Workplace) -> None:
    desk = ProgramDesk(door_to(empty_workplace))
    desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), None, lambda _look, _scale: None,
                      automatic=AutomaticWish(30, closing=ClosingWish(Closing.TRAY)))
    desktop.begin()
    settle(desktop, 0.05)
    QTest.keyClick(desktop.window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
    assert not desktop.window.isVisible() and desktop.automatic.background.away, "as the button in its corner does"
    chosen(desktop, "Ablage sperren")
    page = desktop.locking.page
    assert page is not None and page.isVisible() and not desktop.window.isVisible()
    desktop.automatic.schedule.due.emit()
    assert not desktop.controller.fetch.running
    QTest.keyClick(page.go, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    assert desktop.locking.page is None and desktop.window.isVisible()
    gone: list[bool] = []
    desktop.window.closing.connect(lambda: gone.append(True))
    desktop.window.close()
    assert not gone
    chosen(desktop, "Beenden")
    assert gone and qapp.quitOnLastWindowClosed()
    desktop.close()
    desk.close()


@pytest.mark.parametrize(("minutes", "what"), [(0, Closing.TRAY), (30, Closing.END)])
def test_closing_ends_where_nothing_is_fetched_or_where_that_was_wished(
    with_area: None, start: StartDesktop, empty_workplace: Workplace, minutes: int, what: Closing,
) -> None:
    desktop = start(empty_workplace)
    desktop.automatic.take(minutes, what)
    assert desktop.window.close() and not desktop.window.isVisible()


def test_the_page_over_a_locked_store_closes_as_the_window_does(
    with_area: None, start: StartDesktop, empty_workplace: Workplace,
) -> None:
    desktop = start(empty_workplace)
    background = desktop.automatic.background
    desktop.automatic.take(30, Closing.TRAY)
    desktop.window.actions_table["lock"].trigger()
    settle(desktop, 0.1)
    page = desktop.locking.page
    assert page is not None and not page.close()
    assert not page.isVisible() and background.away
    chosen(desktop, "Fenster zeigen")
    assert page.isVisible() and not background.away
    page.close()
    chosen(desktop, "Beenden")
    assert not page.isVisible() and not background.away and QApplication.quitOnLastWindowClosed()


def test_the_page_goes_away_empty_and_not_while_it_opens(
    with_area: None, start: StartDesktop, empty_workplace: Workplace,
) -> None:
    desktop = start(empty_workplace)
    desktop.automatic.take(30, Closing.TRAY)
    desktop.window.actions_table["lock"].trigger()
    settle(desktop, 0.1)
    page = desktop.locking.page
    assert page is not None
    page.show_busy()
    assert not page.close() and page.isVisible() and not desktop.automatic.background.away
    page.show_locked()
    form = page.forms["passphrase"]
    assert isinstance(form, PassphraseForm)
    form.secret.line.setText("nur halb getippt")
    assert not page.close() and not page.isVisible() and form.secret.line.text() == ""
    desktop.automatic.background.end()


def test_ending_ends_whatever_closing_means(
    with_area: None, start: StartDesktop, empty_workplace: Workplace,
) -> None:
    desktop = start(empty_workplace)
    for what in (Closing.ASK, Closing.TRAY):
        desktop.automatic.take(30, what)
        desktop.window.show()
        QTest.keyClick(desktop.window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
        assert desktop.automatic.background.away is (what is Closing.TRAY)
        if desktop.automatic.background.dialog is not None:
            desktop.automatic.background.dialog.reject()
        desktop.automatic.background.come_back()
        desktop.window.show()
    gone: list[bool] = []
    desktop.window.closing.connect(lambda: gone.append(True))
    QTest.keyClick(desktop.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert gone and not desktop.window.isVisible()
