"""Every control can be reached by keyboard and says its name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sozialclient.exporters.naming import DEFAULT_PATTERN, NameFacts
from sozialclient.gui.application.page import TABS
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.export.desk import ExportSetup, export_choices
from sozialclient.gui.export.page import ExportDialog
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.about_dialog import AboutDialog
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.shell.keyboard_dialog import KeyboardDialog
from sozialclient.gui.tasks import UnexpectedError
from tests.gui.screen_walk import focusable, nameless


def test_every_control_of_the_window_has_a_name(desktop: Desktop) -> None:
    window = desktop.window
    window.folders.select("in_review")
    window.applications.list.setCurrentIndex(window.applications.list.model().index(1, 0))
    settle(desktop, 0.05)
    seen: set[int] = set()
    for tab in TABS:
        window.application.show_tab(tab)
        settle(desktop, 0.01)
        assert not nameless(window), tab
        seen |= {id(widget) for widget in focusable(window)}
    window.show_detail(window.fetch)
    assert not nameless(window)
    assert len(seen) > 30


def test_every_control_of_the_dialogs_has_a_name(desktop: Desktop) -> None:
    theme, clipboard = desktop.theme, Clipboard()
    setup = ExportSetup(choices=export_choices(), pattern=DEFAULT_PATTERN, personal=False,
                        facts=NameFacts(application_id="A-2026-000001"))
    dialogs: list[QWidget] = [
        desktop.controller.assistant.start(desktop.window),
        PinDialog(theme, clipboard, "Postfach", desktop.window),
        ErrorDialog(theme, clipboard, UnexpectedError(kind="X", place="y:1"), "Fehler", desktop.window),
        KeyboardDialog(theme, desktop.window), AboutDialog(theme, desktop.window),
        ExportDialog(theme, setup, {"a": "Antrag"}, Path(), desktop.window),
    ]
    for dialog in dialogs:
        dialog.show()
        assert not nameless(dialog), type(dialog).__name__


def test_rows_are_spoken_as_one_sentence(desktop: Desktop) -> None:
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    model = desktop.window.applications.list.model()
    sentence = str(model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole))
    assert "Eingang" in sentence
    assert "Uhr" in sentence
    assert "Status In Prüfung" in sentence


def test_test_mailbox_is_named_everywhere(desktop: Desktop) -> None:
    assert desktop.window.windowTitle().startswith("TEST –")
    assert desktop.window.band.isVisible()
