"""Every command is found by a few letters, by its name in other clients, and carried out by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.palette.commands import Command, commands_of, find_commands
from sozialclient.gui.palette.matching import find, fold
from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.settings import Appearance
from sozialclient.texts import text
from tests.gui.screen_walk import nameless

CONTROL = Qt.KeyboardModifier.ControlModifier
OLD_MENUS = {
    "Empfangen": "action.fetch", "erneut empfangen": "action.fetch_again", "Postfach Neu": "action.set_up",
    "Postfach > Bearbeiten… > Grundeinstellungen > Erstellen": "action.set_up",
    "Postfach > Schließen": "action.lock", "Server > Verzeichnisdienst…": "action.certificates",
    "Optionen > VHN Signatureinstellungen…": "action.certificates", "SAFE-ID": "action.certificates",
    "Postkorb": "folders.new", "Visitenkarte": "application.tab.origin", "Laufzettel": "application.tab.origin",
    "Anhänge": "application.tab.evidence", "Prüfprotokoll": "application.tab.inspection",
}


def commands(window: MainWindow) -> list[Command]:
    return list(commands_of(window.menu_bar.actions()))


def opened(desktop: Desktop) -> PaletteDialog:
    QTest.keyClick(desktop.window.applications.list, Qt.Key.Key_K, CONTROL)
    dialog = desktop.aids.palette.dialog
    assert dialog is not None
    settle(desktop, 0.02)
    return dialog


@pytest.mark.parametrize(("wanted", "caption"), [
    ("zert", "Zertifikate …"), ("empfang", "Empfangen"), ("schlussel", "Schlüssel der Ablage"),
    ("schluessel", "Schlüssel der Ablage"), ("Schlüsel", "Schlüssel der Ablage"), ("fang", "Nachrichten empfangen"),
    ("expotr", "Exportieren"), ("gross", "Größe"), ("ablage schl", "Schlüssel der Ablage"), ("", "Beenden"),
])
def test_words_are_found_by_parts_umlauts_and_slips(wanted: str, caption: str) -> None:
    assert find(wanted, caption) is not None


@pytest.mark.parametrize(("wanted", "caption"), [
    ("xyz", "Zertifikate"), ("bee", "Exportieren"), ("ab", "Export"), ("ablage zert", "Ablage sperren"), ("kat", "Kot"),
])
def test_what_does_not_fit_is_not_found(wanted: str, caption: str) -> None:
    assert find(wanted, caption) is None


def test_the_hit_is_marked_where_it_stands() -> None:
    found = find("schluss", "Die Schlüssel")
    assert found is not None
    assert ["Die Schlüssel"[start:end] for start, end in found.spans] == ["Schlüss"]
    assert fold("Straße Größe") == "strasse grosse"


def test_menu_names_of_the_old_client_lead_to_our_commands(desktop: Desktop) -> None:
    every = commands(desktop.window)
    for wanted, name in OLD_MENUS.items():
        first = find_commands(wanted, every)[:2]
        assert name in [found.command.action.objectName() for found in first], wanted


def test_there_are_many_other_names_and_each_belongs_to_a_command(desktop: Desktop) -> None:
    every = commands(desktop.window)
    assert sum(len(command.other_names) for command in every) >= 60
    names = {command.action.objectName() for command in every}
    for area in ("action", "folders", "application.tab", "look"):
        listed = {f"{area}.{key}" for key in _keys(area)}
        assert listed <= names, listed - names


def _keys(area: str) -> list[str]:
    import tomllib

    from sozialclient.resources import resource

    table = tomllib.loads(resource("texts", "palette.toml").read_text(encoding="utf-8"))
    for step in area.split("."):
        table = table[step]
    return [key for key, value in table.items() if isinstance(value, str)]


def test_every_command_is_found_first_by_its_own_caption(desktop: Desktop) -> None:
    every = commands(desktop.window)
    assert len(every) > 50
    for command in every:
        assert find_commands(command.caption, every)[0].command.caption == command.caption


def test_a_command_is_chosen_and_carried_out_by_keys(desktop: Desktop) -> None:
    assert not desktop.theme.dark
    dialog = opened(desktop)
    assert dialog.edit.hasFocus()
    assert not nameless(dialog)
    QTest.keyClicks(dialog.edit, "dunkelm")
    assert [found.reason for found in dialog.model.rows] == ["Dunkelmodus"]
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert desktop.theme.appearance is Appearance.DARK
    assert desktop.aids.palette.dialog is None
    desktop.show_look(Appearance.LIGHT)


def test_arrows_walk_and_escape_returns_the_focus(desktop: Desktop) -> None:
    view = desktop.window.applications.list
    view.setFocus()
    dialog = opened(desktop)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Down)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Down)
    assert dialog.list.currentIndex().row() == 2
    assert dialog.edit.hasFocus()
    QTest.keyClick(dialog.edit, Qt.Key.Key_Escape)
    settle(desktop, 0.05)
    assert desktop.aids.palette.dialog is None
    assert desktop.window.focusWidget() is view


def test_what_cannot_be_done_now_says_so_and_is_not_done(desktop: Desktop) -> None:
    export = desktop.window.actions_table["export"]
    assert not export.isEnabled()
    dialog = opened(desktop)
    QTest.keyClicks(dialog.edit, "Exportieren")
    assert "zurzeit nicht möglich" in dialog.model.spoken(0)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert desktop.controller.export.dialog is None


def test_other_names_are_wording_of_their_own() -> None:
    assert text("palette", "action.fetch").startswith("Empfangen | ")
