"""F1 explains the place where the focus is, in every window; every error leads to its help."""

from __future__ import annotations

import tomllib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.help.page import HelpPanel
from sozialclient.gui.help.topics import FAMILIES, TOPICS, title_of, topic_of, topic_of_error, words_of
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.tasks import UnexpectedError
from sozialclient.resources import resource
from tests.gui.screen_walk import nameless
from tests.gui.test_privacy import hit
from tests.gui.test_screens import open_first


def table(area: str) -> dict[str, object]:
    return tomllib.loads(resource("texts", f"{area}.toml").read_text(encoding="utf-8"))


def test_every_text_is_offered_and_every_offer_has_a_text() -> None:
    assert set(table("help")) == set(TOPICS)
    assert len({title_of(topic) for topic in TOPICS}) == len(TOPICS)
    for topic in TOPICS:
        assert 80 < len(words_of(topic)) < 900, topic


def test_every_error_leads_to_help_written_for_its_family() -> None:
    errors = table("errors")
    written = [family for families in FAMILIES.values() for family in families]
    assert {reference.split("-")[0] for reference in errors} <= set(written)
    assert len(written) == len(set(written))
    assert {topic_of_error(reference) for reference in errors} <= set(TOPICS)
    assert topic_of_error("NET-TIMEOUT") == "network"
    assert topic_of_error("NOBODY-KNOWS") == "program"


PLACES = {
    "list": "applications", "evidence": "evidence", "inspection": "inspection", "fetch-running": "fetch", "pin": "pin",
    "export": "export", "retention": "retention", "books": "books", "journal": "journal", "support": "support",
    "backup": "backup", "restore": "backup", "transfer": "transfer", "assistant-place": "assistant",
    "locked": "lock", "store-keys": "store_keys", "recovery-key": "store_keys", "certificates": "certificates",
    "revocation": "certificates",
}


@pytest.mark.parametrize("name", PLACES)
def test_each_screen_has_help_of_its_own(desktop: Desktop, name: str) -> None:
    if name in ("evidence", "retention", "transfer"):
        open_first(desktop)
    window = SCREENS[name](desktop)
    settle(desktop, 0.05)
    focus: QWidget = window.focusWidget() or window
    if name in ("evidence", "inspection"):
        focus = getattr(desktop.window.application, name)
    elif name == "fetch-running":
        focus = desktop.window.fetch.table
    assert topic_of(focus) == PLACES[name]
    if window is not desktop.window:
        window.close()


def test_f1_shows_the_help_of_the_place_and_escape_returns(desktop: Desktop) -> None:
    open_first(desktop)
    fields = desktop.window.application.fields.list
    fields.setFocus()
    hit(desktop.window, Qt.Key.Key_F1)
    settle(desktop, 0.05)
    panel = desktop.aids.help.panel
    assert panel is not None and panel.isVisible() and not panel.isModal()
    assert panel.words.toPlainText() == words_of("fields")
    assert panel.words.hasFocus()
    assert not nameless(panel)
    panel.topics.setCurrentIndex(TOPICS.index("pin"))
    assert panel.words.toPlainText() == words_of("pin")
    QTest.keyClick(panel.words, Qt.Key.Key_Escape)
    settle(desktop, 0.05)
    assert desktop.aids.help.panel is None
    assert desktop.window.focusWidget() is fields


def test_f1_works_over_a_dialog(desktop: Desktop) -> None:
    desktop.window.actions_table["backup"].trigger()
    settle(desktop, 0.1)
    dialog = QApplication.activeWindow()
    assert dialog is not None and dialog.isModal()
    hit(dialog, Qt.Key.Key_F1)
    settle(desktop, 0.05)
    panel = desktop.aids.help.panel
    assert panel is not None
    assert panel.words.toPlainText() == words_of("backup")
    hit(panel, Qt.Key.Key_F1)
    settle(desktop, 0.05)
    assert desktop.aids.help.panel is None
    dialog.close()


def test_an_error_leads_to_its_help(desktop: Desktop) -> None:
    desktop.controller.show_error(UnexpectedError(kind="X", place="y:1"))
    dialog = desktop.controller.error_dialog
    assert isinstance(dialog, ErrorDialog)
    dialog.help.click()
    settle(desktop, 0.05)
    (panel,) = dialog.findChildren(HelpPanel)
    assert panel.isVisible()
    assert panel.words.toPlainText() == words_of("program")
    panel.close()
    dialog.close()
