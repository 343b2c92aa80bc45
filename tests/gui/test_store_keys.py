"""The dialogs about the store's key, by keyboard: recovery key with its sheet, passphrase, a new key."""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.store_keys.controller import StoreKeysController
from sozialclient.gui.store_keys.dialogs import PassphraseDialog, RecoveryDialog
from sozialclient.gui.store_keys.page import StoreKeysDialog
from sozialclient.gui.widgets.facts import FactList
from sozialclient.store import KeyKind, KeyVault
from sozialclient.store.keys import wraps
from sozialclient.store.keys.key_file import Cost
from tests.gui.conftest import press, write
from tests.gui.screen_walk import nameless

PASSPHRASE = "vier lange Wörter hier"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs next to nothing."""
    monkeypatch.setattr(wraps, "COST", Cost(passes=1, lanes=1, memory=64))


@pytest.fixture
def keys(desktop: Desktop) -> StoreKeysController:
    """The controller with its dialog open."""
    desktop.window.actions_table["store_keys"].trigger()
    settle(desktop, 0.1)
    return desktop.keeping.store_keys


def _dialog(keys: StoreKeysController) -> StoreKeysDialog:
    assert keys.dialog is not None
    return keys.dialog


def _words(sheet: FactList) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


def _vault(desktop: Desktop) -> KeyVault:
    return desktop._desk.workplace().vault


def test_it_says_how_the_key_is_kept(desktop: Desktop, keys: StoreKeysController) -> None:
    dialog = _dialog(keys)
    assert "nur durch die Dateirechte geschützt" in _words(dialog.facts)
    assert "Nur dieser PC" in dialog.banner.title.text()
    assert not nameless(dialog)
    assert not desktop.window.status.buttons["store_keys"].isVisible(), "a training mailbox is no reason to worry"


def test_a_recovery_key_counts_once_it_is_on_paper(
    desktop: Desktop, keys: StoreKeysController, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = _dialog(keys)
    press(dialog.recovery, Qt.Key.Key_Return)
    asking = keys.asking
    assert isinstance(asking, RecoveryDialog) and asking.isVisible() and not nameless(asking)
    shown = asking.key.text().split()
    assert len(shown) == 7 and not asking.go.isEnabled()
    target = tmp_path / "Bogen.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    asking.sheet_requested.emit()
    settle(desktop, 0.1)
    printed = pypdfium2.PdfDocument(target)[0].get_textpage().get_text_bounded()
    assert all(group in printed for group in shown) and "Wiederherstellungsschlüssel" in printed
    assert not _vault(desktop).portable, "not confirmed yet"
    write(asking.typed, "FALSCH")
    assert not asking.go.isEnabled()
    asking.typed.clear()
    write(asking.typed, shown[asking.asked].lower())
    assert asking.go.isEnabled()
    press(asking.go, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert not asking.isVisible() and asking.key.text() == "" and asking.typed.text() == ""
    assert _vault(desktop).portable
    KeyVault(_vault(desktop)._folder).unlock_with_recovery_key("-".join(shown))
    assert "auf Papier" in _words(dialog.facts)


def test_a_cancelled_recovery_key_changes_nothing(desktop: Desktop, keys: StoreKeysController) -> None:
    press(_dialog(keys).recovery, Qt.Key.Key_Return)
    asking = keys.asking
    assert asking is not None
    press(asking, Qt.Key.Key_Escape)
    settle(desktop, 0.1)
    assert _vault(desktop).kinds == (KeyKind.FILE,)


def test_a_passphrase_is_set_and_taken_back(desktop: Desktop, keys: StoreKeysController) -> None:
    dialog = _dialog(keys)
    before = _vault(desktop).subkey("pages")
    press(dialog.passphrase, Qt.Key.Key_Return)
    asking = keys.asking
    assert isinstance(asking, PassphraseDialog) and not nameless(asking)
    write(asking.first.line, PASSPHRASE)
    write(asking.again.line, PASSPHRASE[:-1])
    assert not asking.go.isEnabled()
    write(asking.again.line, PASSPHRASE[-1])
    press(asking.go, Qt.Key.Key_Return)
    settle(desktop, 0.4)
    assert not asking.isVisible() and asking.first.line.text() == ""
    assert _vault(desktop).kinds == (KeyKind.PASSPHRASE,)
    assert _vault(desktop).subkey("pages") != before, "what the disk kept of the old key opens nothing"
    press(dialog.passphrase, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert _vault(desktop).kinds == (KeyKind.FILE,)


def test_the_key_is_made_anew(desktop: Desktop, keys: StoreKeysController) -> None:
    dialog = _dialog(keys)
    before = _vault(desktop).subkey("pages")
    press(dialog.rotate, Qt.Key.Key_Return)
    settle(desktop, 0.4)
    assert _vault(desktop).subkey("pages") != before
    assert "noch nie" not in _words(dialog.facts)
    assert desktop.window.applications.list.model().rowCount() > 0
