"""The lines between the panes move by keys, say what they are, and give the keyboard back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.main_window import Layout
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.key_splitter import KeyHandle
from tests.gui.screen_walk import shown

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(desktop: Desktop) -> Desktop:
    shown(desktop, "main")
    desktop.window.applications.list.setFocus()
    return desktop


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), which, modifiers)


def layout_of(desktop: Desktop) -> Layout | None:
    return desktop.window.panes_layout


def test_arrows_move_the_line_that_f8_chose(opened: Desktop) -> None:
    window = opened.window
    key(Qt.Key.Key_F8)
    line = focus()
    assert isinstance(line, KeyHandle) and line.accessibleName() == "Trennlinie zwischen Liste und Antrag"
    face = QAccessible.queryAccessibleInterface(line)
    assert face is not None and face.role() is QAccessible.Role.Grip
    assert "Esc" in line.accessibleDescription() and "Esc" in window.status._note.accessibleName()
    assert window.splitter.handleWidth() > 1, "whoever sees it knows which one is meant"
    before = window.applications.width()
    key(Qt.Key.Key_Left)
    lesser = window.applications.width()
    assert lesser < before and "%" in window.status._note.accessibleName()
    key(Qt.Key.Key_Right, CTRL)
    assert window.applications.width() - lesser > before - lesser
    key(Qt.Key.Key_Home)
    assert window.applications.width() == window.applications.minimumWidth()
    key(Qt.Key.Key_End)
    assert window.detail.width() == window.detail.minimumWidth() >= window.application.wanted_width()
    key(Qt.Key.Key_Escape)
    assert window.applications.list.hasFocus() and window.splitter.handleWidth() == 1


def test_f8_goes_from_line_to_line_and_back(opened: Desktop) -> None:
    window = opened.window
    fields = window.application.fields.list
    fields.setFocus()
    names = []
    for _ in range(3):
        key(Qt.Key.Key_F8)
        names.append(focus().accessibleName().removeprefix("Trennlinie zwischen "))
    assert names == ["Liste und Antrag", "Feldern und Dokument", "Ordnern und Liste"]
    before = window.folders.width()
    key(Qt.Key.Key_Right)
    assert window.folders.width() > before
    key(Qt.Key.Key_F8)
    assert fields.hasFocus()
    key(Qt.Key.Key_F8)
    key(Qt.Key.Key_F8)
    before = window.application.document.width()
    key(Qt.Key.Key_Left)
    assert window.application.document.width() > before
    key(Qt.Key.Key_Return)
    assert fields.hasFocus()


def test_a_line_that_cannot_move_is_passed_over(opened: Desktop) -> None:
    window = opened.window
    window.resize(1100, 800)
    settle(opened, 0.02)
    assert layout_of(opened) is Layout.THREE
    window.applications.list.setFocus()
    key(Qt.Key.Key_F8)
    assert focus().accessibleName() == "Trennlinie zwischen Liste und Antrag"
    key(Qt.Key.Key_F8)
    assert window.applications.list.hasFocus(), "beside the rail of folders nothing can be moved"
    window.resize(970, 800)
    settle(opened, 0.02)
    assert layout_of(opened) is Layout.SINGLE
    window.actions_table["split"].trigger()
    assert "nur ein Bereich" in window.status._note.accessibleName() and not isinstance(focus(), KeyHandle)


def test_how_wide_the_chosen_line_is_drawn_is_not_kept(opened: Desktop) -> None:
    window = opened.window
    key(Qt.Key.Key_F8)
    key(Qt.Key.Key_Right, CTRL)
    left = window.splitter.sizes()[1]
    state = window.splitter.saveState()
    key(Qt.Key.Key_Home)
    key(Qt.Key.Key_Escape)
    assert window.splitter.sizes()[1] < left and window.splitter.restoreState(state)
    settle(opened, 0.02)
    assert window.splitter.handleWidth() == 1 and abs(window.splitter.sizes()[1] - left) <= 10
