"""Some screens are walked in every run, and the walk finds what is missing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton

from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.screen_walk import faults, focusable, key_letters_twice, leave, shown, without_enter, wrong_with

FEW = ("pin-wrong", "backup", "palette", "help", "automatic", "assistant-place", "store-keys", "journal",
       "settings-wrong", "closing", "receipt", "statistics")


def test_dialogs_can_be_heard_reached_left_and_read_without_colour(
    start: StartDesktop, empty_workplace: Workplace,
) -> None:
    desktop = start(empty_workplace)
    assert {name: wrong for name in FEW if (wrong := wrong_with(desktop, name))} == {}


def test_the_walk_finds_what_is_missing(start: StartDesktop, empty_workplace: Workplace) -> None:
    desktop = start(empty_workplace)
    window = shown(desktop, "pin")
    assert isinstance(window, QDialog)
    button = next(each for each in window.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled())
    caption = button.accessibleName()
    button.setText("")
    button.setAccessibleName("")
    assert [fault for fault in faults(window) if fault.startswith("no name")]
    button.setAccessibleName(caption)
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert button not in list(focusable(window)), "what Tab shall not reach is not looked for"
    assert not key_letters_twice(window) and not without_enter(window)
    buttons = [each for each in window.findChildren(QPushButton) if each.isVisible()]
    for each in buttons:
        each.setText("&Weg")
        each.setDefault(False)
    assert key_letters_twice(window) == ["letter twice: w"]
    assert without_enter(window) == ["0 default buttons"]
    leave(desktop, window)


@pytest.mark.parametrize("name", ["fetch-done", "backup"])
def test_the_focus_can_be_seen(start: StartDesktop, empty_workplace: Workplace, name: str) -> None:
    desktop = start(empty_workplace)
    window = shown(desktop, name)
    for _ in range(8):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        assert focus is not None
        QApplication.processEvents()
        area = focus.rect().translated(focus.mapTo(window, focus.rect().topLeft())).adjusted(-6, -6, 6, 6)
        with_focus = window.grab(area).toImage()
        focus.clearFocus()
        QApplication.processEvents()
        assert window.grab(area).toImage() != with_focus, focus.accessibleName()
        focus.setFocus(Qt.FocusReason.TabFocusReason)
    leave(desktop, window)
