"""Screens look as they looked when somebody last looked at them; a widget that moved or went is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.tokens import load_tokens
from sozialclient.gui.widgets.spinner import Spinner
from sozialclient.settings import Appearance
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.pictures import STRAY, compare, differing, lightness, use_shipped_font
from tests.gui.states import LONG_NAME


class _Interrupted(SozialclientError):
    reference = "NET-TIMEOUT"


@pytest.fixture
def empty(start: StartDesktop, empty_workplace: Workplace) -> Iterator[Desktop]:
    """A new user's window, drawn with the typeface we ship."""
    families = load_tokens().ui_families
    use_shipped_font(families)
    yield start(empty_workplace)
    for family in families:
        QFont.removeSubstitutions(family)


def welcome(desktop: Desktop) -> QWidget:
    return desktop.window


def error(desktop: Desktop) -> QWidget:
    dialog = ErrorDialog(desktop.theme, Clipboard(), _Interrupted(seconds=60), "Das hat nicht geklappt", desktop.window)
    dialog.show()
    return dialog


def long_name(desktop: Desktop) -> QWidget:
    dialog = PinDialog(desktop.theme, Clipboard(), LONG_NAME, desktop.window)
    dialog.show()
    return dialog


DRAWN = {"welcome": welcome, "error": error, "long-name": long_name, **{
    name: SCREENS[name] for name in ("assistant-place", "palette", "automatic", "fetch-running")}}


def hold_still(window: QWidget) -> None:
    """What turns stands where it begins to, whenever the picture is taken."""
    for spinner in window.findChildren(Spinner):
        spinner._timer.stop()
        spinner._angle = 90


def differences(desktop: Desktop, mark: str) -> dict[str, int]:
    """Parts that differ more than they may, by screen."""
    found = {}
    while not desktop.window.status._balanced:
        settle(desktop, 0.05)
    for name, draw in DRAWN.items():
        window = draw(desktop)
        settle(desktop, 0.05)
        hold_still(window)
        different = compare(f"{name}{mark}", window)
        if different > STRAY:
            found[f"{name}{mark}"] = different
        if window is not desktop.window:
            window.close()
            QApplication.processEvents()
    return found


@pytest.mark.parametrize(("look", "mark"), [
    (Appearance.LIGHT, ""), (Appearance.DARK, "-dark"), (Appearance.CONTRAST, "-contrast")])
def test_screens_look_as_before(empty: Desktop, look: Appearance, mark: str) -> None:
    empty.show_look(look)
    found = differences(empty, mark)
    empty.show_look(Appearance.LIGHT)
    assert not found


def test_screens_look_as_before_with_letters_twice_as_large(empty: Desktop) -> None:
    empty.show_size(2.0)
    settle(empty, 0.05)
    assert not differences(empty, "-200")


def test_a_moved_a_missing_and_a_recoloured_widget_are_found(empty: Desktop) -> None:
    dialog = long_name(empty)
    assert isinstance(dialog, PinDialog)
    settle(empty, 0.05)
    before = lightness(dialog)
    assert differing(before, lightness(dialog)) == 0
    dialog.go.move(dialog.go.x() - 40, dialog.go.y())
    assert differing(before, lightness(dialog)) > STRAY
    dialog.go.move(dialog.go.x() + 40, dialog.go.y())
    assert differing(before, lightness(dialog)) == 0
    dialog.cancel.hide()
    assert differing(before, lightness(dialog)) > STRAY
    dialog.cancel.show()
    QApplication.processEvents()
    dialog.go.setStyleSheet("background: white")
    assert differing(before, lightness(dialog)) > STRAY
    dialog.close()
