"""Watched folders by keyboard: set up, tried, filled, forgotten; what cannot be is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from sozialclient.exporters.drop_folder import IDENTITY
from sozialclient.exporters.errors import ExportTargetError
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.export.drop_page import DropDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.model.drop import DropFailure, DropReport, DropRoutes
from sozialclient.usecases.drop_book import load_routes, save_routes
from sozialclient.usecases.drop_routes import set_route
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press
from tests.gui.screen_walk import nameless


def opened(desktop: Desktop) -> DropDialog:
    desktop.window.actions_table["drop"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.keeping.drop.dialog
    assert dialog is not None
    return dialog


def test_a_folder_is_set_up_tried_and_forgotten_by_keys(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(desktop)
    assert "noch keinen Übergabeordner" in dialog.banner.title.text() and not dialog.save.isEnabled()
    assert not dialog.run.isEnabled() and not nameless(dialog)
    QTest.keyClicks(dialog.name, "fach")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    press(dialog.change, Qt.Key.Key_Space)
    assert dialog.folder.text() == str(tmp_path) and dialog.save.isEnabled()
    press(dialog.save, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "1 Übergabeordner ist eingerichtet" in dialog.banner.title.text() and (tmp_path / IDENTITY).exists()
    (route,) = load_routes(workplace.store.folder).routes
    assert (route.name, route.folder, route.services, route.profile) == ("fach", str(tmp_path), (), "specialist")
    shown = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "alle Leistungen" in shown and not nameless(dialog)
    press(dialog.try_out, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "Probelauf" in dialog.banner.title.text()
    press(dialog.run, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "in Übergabeordner ausgegeben" in dialog.banner.title.text()
    dialog.remove.menu().actions()[0].trigger()
    settle(desktop, 0.2)
    assert load_routes(workplace.store.folder).routes == ()
    assert "noch keinen Übergabeordner" in dialog.banner.title.text()


def test_a_folder_that_is_not_there_is_said(desktop: Desktop, workplace: Workplace, tmp_path: Path) -> None:
    dialog = opened(desktop)
    dialog.name.setText("fach")
    dialog.folder.setText(str(tmp_path / "fehlt"))
    press(dialog.save, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    (error,) = dialog.findChildren(ErrorDialog)
    assert error.isVisible()
    assert load_routes(workplace.store.folder).routes == ()
    error.reject()


def test_what_waits_and_why_is_said(desktop: Desktop) -> None:
    dialog = opened(desktop)
    report = DropReport(failed=(DropFailure("fach", ExportTargetError(code=0)),), unrouted=("A-2026-000001",))
    dialog.show_report(report, dry_run=False)
    sentence = dialog.banner.sentence.text()
    assert "fach: " in sentence and "EXPORT-TARGET" in sentence
    assert "1 Antrag gehört in keinen Übergabeordner" in sentence
    assert dialog.banner.property("banner") == "warning"


def test_a_share_that_comes_back_is_filled_by_itself(
    desktop: Desktop, workplace: Workplace, tmp_path: Path
) -> None:
    folder, gone = tmp_path / "ablage", tmp_path / "weg"
    folder.mkdir()
    route = set_route(workplace, "fach", folder)
    save_routes(workplace.store.folder, DropRoutes((replace(route, since=datetime(2000, 1, 1, tzinfo=UTC)),)))
    folder.rename(gone)
    drops, button = desktop.keeping.drops, desktop.window.status.buttons["drop"]
    desktop.controller.fetch.finished.emit()
    settle(desktop, 0.1)
    said = button.accessibleName()
    assert button.isVisible() and said.startswith("Übergabeordner „fach“: ") and said.endswith(" Anträge warten")
    drops.look()
    settle(desktop, 0.1)
    assert button.isVisible(), "the share is still gone"
    press(button, Qt.Key.Key_Space)
    settle(desktop, 0.1)
    dialog = desktop.keeping.drop.dialog
    assert dialog is not None and "warten auf ihren Übergabeordner" in dialog.banner.title.text()
    assert "nicht beschreibbar" in "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "EXPORT-TARGET" in dialog.banner.sentence.text() and dialog.banner.property("banner") == "warning"
    dialog.reject()
    gone.rename(folder)
    drops.look()
    settle(desktop, 0.1)
    assert not button.isVisible() and list(folder.glob("2*.fertig"))
