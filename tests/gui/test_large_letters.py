"""With letters twice as large no dialog is wider than a small screen, and none cuts off its contents."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from sozialclient.gui.assistant.page import AssistantDialog
from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.form_area import FormArea
from tests.gui.screen_walk import leave, shown

SCREEN = 784
"""Width a dialog may have on the smallest screen, 800 px."""


@pytest.fixture(scope="module")
def large(shared_desktop: Desktop) -> Desktop:
    shared_desktop.show_size(2.0)
    settle(shared_desktop, 0.1)
    return shared_desktop


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SCREENS))
def test_nothing_is_cut_off_with_letters_twice_as_large(large: Desktop, name: str) -> None:
    window = shown(large, name)
    if isinstance(window, QDialog) and not isinstance(window, PaletteDialog):
        assert max(window.minimumSizeHint().width(), window.width()) <= SCREEN
        for area in window.findChildren(QScrollArea):
            inside = area.widget()
            if area.isVisible() and inside:
                assert inside.minimumSizeHint().width() <= area.viewport().width(), area.accessibleName()
    leave(large, window)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SCREENS))
def test_what_has_the_focus_is_in_sight_with_letters_twice_as_large(large: Desktop, name: str) -> None:
    window = shown(large, name)
    _assert_focus_in_sight()
    leave(large, window)


def test_the_step_that_asks_for_the_place_shows_its_field_below_the_certificate(large: Desktop) -> None:
    window = shown(large, "assistant-place")
    assert isinstance(window, AssistantDialog)
    assert window.place.name.hasFocus() and isinstance(_area_of(window.place.name), FormArea)
    _assert_focus_in_sight()
    leave(large, window)


def _assert_focus_in_sight() -> None:
    focus = QApplication.focusWidget()
    area = _area_of(focus) if focus is not None else None
    if focus is not None and area is not None:
        place = focus.rect().translated(focus.mapTo(area.viewport(), QPoint()))
        assert area.viewport().rect().intersected(place).height() >= min(place.height(), area.viewport().height())


def _area_of(widget: QWidget) -> QScrollArea | None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    return area
