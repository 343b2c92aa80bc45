"""One window watches what is copied, and only as long as it is there."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from tests.gui.conftest import lock_and_unlock


def _watching() -> int:
    return QGuiApplication.clipboard().receivers("2dataChanged()")


def test_a_window_made_anew_watches_in_place_of_the_old_one(desktop: Desktop) -> None:
    """Those who are left would each take over what the others took over, ever deeper."""
    before = _watching()
    assert before
    for scale in (1.25, 1.0, 1.25):
        desktop.show_size(scale)
        settle(desktop)
    lock_and_unlock(desktop)
    settle(desktop)
    assert _watching() == before
