"""Every screen is walked as a screen reader and a keyboard find it, in one window on the examples."""

from __future__ import annotations

import pytest

from sozialclient.gui.screens import SCREENS
from sozialclient.gui.shell.desktop import Desktop
from tests.gui.screen_walk import wrong_with


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SCREENS))
def test_every_screen_can_be_heard_reached_left_and_read_without_colour(shared_desktop: Desktop, name: str) -> None:
    assert not wrong_with(shared_desktop, name)
