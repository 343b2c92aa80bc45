"""With letters twice as large no dialog is wider than a small screen, and none cuts off its contents."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QScrollArea

from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
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
