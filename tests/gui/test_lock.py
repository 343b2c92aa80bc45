"""Locking the store: nothing is shown, no key is left, and the way back leads to the same place; keyboard only."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from sozialclient.documents.field_model import FieldDocument
from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.lock.idle import IdleWatch
from sozialclient.gui.lock.page import LockWindow
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE
from sozialclient.model.application import ApplicationCard
from sozialclient.store.keys import wraps
from sozialclient.store.keys.errors import StoreKeyLocked
from sozialclient.store.keys.key_file import Cost
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, press, write
from tests.gui.screen_walk import nameless

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE)
PASSPHRASE = "vier lange Wörter hier"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs next to nothing."""
    monkeypatch.setattr(wraps, "COST", Cost(passes=1, lanes=1, memory=64))


def _shown_texts(root: QWidget) -> str:
    """Every text in a widget and below, of lists and tables too."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, QLabel | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            root_index = QModelIndex()
            columns = model.columnCount(root_index) if isinstance(model, QAbstractTableModel) else 1
            for row in range(model.rowCount(root_index)):
                for column in range(columns):
                    found += [str(model.index(row, column).data(role)) for role in _ROLES]
    return "\n".join(found)


def _everything_shown(app: QApplication) -> str:
    return "\n".join(_shown_texts(widget) for widget in app.topLevelWidgets())


def _open_one(desktop: Desktop) -> str:
    """Open the first application of the first folder that has some; returns its id."""
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    view = desktop.window.applications.list
    view.setCurrentIndex(view.model().index(1, 0))
    settle(desktop)
    current = desktop.controller.application.current
    assert current is not None
    return current.card.id


def _page(desktop: Desktop) -> LockWindow:
    assert desktop.locking.page is not None
    return desktop.locking.page


def _lock(desktop: Desktop) -> LockWindow:
    desktop.window.actions_table["lock"].trigger()
    settle(desktop, 0.3)
    return _page(desktop)


def test_locked_nothing_is_shown_and_the_way_back_leads_to_the_same_place(qapp: QApplication, desktop: Desktop) -> None:
    application = _open_one(desktop)
    current = desktop.controller.application.current
    assert current is not None
    names = [card.applicant for card in desktop._desk.workplace().store.cards()]
    vault = desktop._desk.workplace().vault
    assert any(name in _everything_shown(qapp) for name in names)
    desktop.controller.copy(names[0], "")
    page = _lock(desktop)
    assert page.isVisible() and not desktop.window.isVisible()
    shown = _everything_shown(qapp)
    assert [name for name in names if name and name in shown] == []
    assert current.card.subject not in shown and application not in shown
    assert QApplication.clipboard().text() == ""
    assert vault.locked
    with pytest.raises(StoreKeyLocked):
        desktop._desk.mailboxes()
    press(page.go, Qt.Key.Key_Return)
    settle(desktop, 0.4)
    assert desktop.locking.page is None and desktop.window.isVisible()
    assert desktop.controller.applications.folder == "in_review"
    assert desktop.controller.application.current is not None
    assert desktop.controller.application.current.card.id == application


def test_locked_nothing_that_was_read_is_left_in_memory(qapp: QApplication, desktop: Desktop) -> None:
    """Not the open application, not the one that is carried over, not the list, in no window beside."""
    names = {card.applicant for card in desktop._desk.workplace().store.cards() if "," in card.applicant}
    others = set(map(id, _read_things()))
    _open_one(desktop)
    desktop.window.actions_table["transfer"].trigger()
    settle(desktop)
    assert {type(each).__name__ for each in _read_things() if id(each) not in others} >= {
        "OpenedApplication", "FieldDocument", "ApplicationCard"}
    desktop.window.actions_table["help"].trigger()
    desktop.window.actions_table["hints"].trigger()
    settle(desktop)
    assert any(name in _everything_shown(qapp) for name in names)
    page = _lock(desktop)
    settle(desktop)
    assert [widget for widget in qapp.topLevelWidgets() if widget.isVisible()] == [page]
    assert not any(name in _everything_shown(qapp) for name in names)
    assert [type(each).__name__ for each in _read_things() if id(each) not in others] == []


def _read_things() -> list[object]:
    gc.collect()
    return [each for each in gc.get_objects() if type(each) in (OpenedApplication, FieldDocument, ApplicationCard)]


def test_a_passphrase_is_asked_for_and_a_wrong_one_refused(desktop: Desktop) -> None:
    desktop._desk.workplace().vault.set_passphrase(PASSPHRASE)
    page = _lock(desktop)
    assert page.asked == "passphrase"
    field = page.forms["passphrase"].first()
    assert not page.go.isEnabled()
    write(field, "falsch")
    press(field, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    assert page.isVisible() and field.selectedText() == "falsch"
    assert "STORE-KEY-PASSPHRASE-WRONG" in _shown_texts(page)
    write(field, PASSPHRASE)
    press(field, Qt.Key.Key_Return)
    settle(desktop, 0.4)
    assert desktop.locking.page is None and desktop.window.isVisible()
    assert not isValid(field), "nothing that was typed stays"


def test_a_new_pc_asks_for_a_way_and_takes_the_recovery_key(start: StartDesktop, workplace: Workplace) -> None:
    recovery = workplace.vault.create_recovery_key()
    folder: Path = workplace.store._folder
    portable = workplace.vault.portable_key_file()
    workplace.lock()
    (folder / "key.json").write_bytes(portable)
    desktop = start(workplace)
    settle(desktop, 0.3)
    page = _page(desktop)
    assert not desktop.window.isVisible()
    assert page.asked == "recovery"
    field = page.forms["recovery"].first()
    wrong = ("1" if recovery[0] != "1" else "2") + recovery[1:]
    write(field, wrong)
    press(field, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    assert "STORE-KEY-RECOVERY-TYPO" in _shown_texts(page) and "1. Gruppe" in _shown_texts(page)
    write(field, recovery.lower())
    press(field, Qt.Key.Key_Return)
    settle(desktop, 0.4)
    assert desktop.locking.page is None and desktop.window.isVisible()
    assert desktop.window.applications.list.model().rowCount() > 1
    journal = desktop._desk.workplace().store.journal()
    assert journal[-1].action == "store_unlocked"


def test_work_under_way_comes_to_its_end_before_the_keys_go(desktop: Desktop) -> None:
    vault = desktop._desk.workplace().vault
    held = []

    def work() -> None:
        time.sleep(0.4)
        held.append(vault.locked)

    desktop.tasks.run(work, lambda _none: None, lane="fetch")
    desktop.window.actions_table["lock"].trigger()
    assert _page(desktop).isVisible() and not desktop.window.isVisible()
    assert not vault.locked
    settle(desktop, 0.4)
    assert held == [False] and vault.locked


def test_unlocked_while_work_is_under_way_the_window_just_comes_back(desktop: Desktop) -> None:
    go_on, window = threading.Event(), desktop.window
    desktop.tasks.run(lambda: go_on.wait(5), lambda _done: None, lane="fetch")
    desktop.window.actions_table["lock"].trigger()
    press(_page(desktop).go, Qt.Key.Key_Return)
    _wait(lambda: desktop.locking.page is None)
    assert desktop.window is window and window.isVisible() and not go_on.is_set()
    go_on.set()
    settle(desktop, 0.2)


def test_with_a_passphrase_nobody_comes_back_without_it_while_work_is_under_way(desktop: Desktop) -> None:
    desktop._desk.workplace().vault.set_passphrase(PASSPHRASE)
    go_on, window = threading.Event(), desktop.window
    desktop.tasks.run(lambda: go_on.wait(20), lambda _done: None, lane="fetch")
    desktop.window.actions_table["lock"].trigger()
    page = _page(desktop)
    press(page.go, Qt.Key.Key_Return)
    _wait(lambda: page.asked == "passphrase" or desktop.locking.page is None)
    assert desktop.locking.page is page and not window.isVisible()
    field = page.forms["passphrase"].first()
    write(field, "falsch")
    press(field, Qt.Key.Key_Return)
    _wait(lambda: "STORE-KEY-PASSPHRASE-WRONG" in _shown_texts(page))
    assert desktop.locking.page is page and not window.isVisible()
    write(field, PASSPHRASE)
    press(field, Qt.Key.Key_Return)
    _wait(lambda: desktop.locking.page is None)
    assert window.isVisible() and not go_on.is_set()
    go_on.set()
    settle(desktop, 0.2)


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    assert until()


def test_nobody_there_locks_but_not_during_work(desktop: Desktop, qapp: QApplication) -> None:
    now = [0.0]
    watch = IdleWatch(qapp, 15, clock=lambda: now[0])
    watch.idle.connect(desktop.locking.lock_idle)
    now[0] = 15 * 60 - 1
    watch.look()
    assert desktop.locking.page is None
    watch._on_window(desktop.window.windowHandle())
    now[0] += 60
    QApplication.sendEvent(desktop.window.windowHandle(), _key())
    watch.look()
    assert desktop.locking.page is None, "somebody typed"
    now[0] += 15 * 60
    go_on = threading.Event()
    desktop.tasks.run(lambda: go_on.wait(5), lambda _done: None, lane="fetch")
    watch.look()
    assert desktop.locking.page is None, "a fetch is under way"
    go_on.set()
    settle(desktop, 0.1)
    watch.look()
    assert _page(desktop).isVisible()
    watch.deleteLater()


def test_zero_minutes_never_lock(qapp: QApplication) -> None:
    now = [0.0]
    watch = IdleWatch(qapp, 0, clock=lambda: now[0])
    sent: list[bool] = []
    watch.idle.connect(lambda: sent.append(True))
    now[0] = 1e9
    watch.look()
    watch.deleteLater()
    assert sent == []


def test_every_control_is_named_and_reached_by_tab(qapp: QApplication, desktop: Desktop) -> None:
    desktop._desk.workplace().vault.create_recovery_key()
    desktop._desk.workplace().vault.set_passphrase(PASSPHRASE)
    page = _lock(desktop)
    assert not nameless(page)
    chain: list[QWidget] = []
    at = page.nextInFocusChain()
    while at is not None and at is not page:
        chain.append(at)
        at = at.nextInFocusChain()
    stops = [widget for widget in chain if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page)]
    wanted = [page.choices["passphrase"], page.forms["passphrase"].first(), page.quit]
    assert [stops.index(widget) for widget in wanted] == sorted(stops.index(widget) for widget in wanted)


def _key() -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A.value, Qt.KeyboardModifier.NoModifier, "a")

