"""Exporting a selection: written, partly written, and where nothing can be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import ExportOutcome
from sozialclient.gui.export.controller import outcome_words
from sozialclient.gui.export.page import ExportDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop


class _Broken(SozialclientError):
    reference = "STORE-FULL"


def begin(desktop: Desktop, target: Path) -> ExportDialog:
    """Select everything under review and ask for its export."""
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    desktop.window.applications.list.selectAll()
    settle(desktop, 0.05)
    desktop.controller.start_export()
    settle(desktop, 0.05)
    dialog = desktop.controller.export.dialog
    assert dialog is not None
    dialog.target.setText(str(target))
    dialog.open_after.setChecked(False)
    return dialog


def test_selection_is_written(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Elsewhere than where the tests write, whose folder for temporary files would be remarked upon.
    monkeypatch.setattr("sozialclient.usecases.export_applications.doubt_about", lambda _folder: "")
    dialog = begin(desktop, tmp_path / "ausgabe")
    assert dialog.list.count() == len(desktop.window.applications.selected_ids()) > 1
    dialog.go.click()
    dialog.go.click()
    settle(desktop, 0.2)
    folders = list((tmp_path / "ausgabe").iterdir())
    assert len(folders) == dialog.list.count()
    assert dialog.banner.property("banner") == "ok"
    assert dialog.cancel.text() == "Schließen"


def test_target_that_is_a_file_ends_in_words(desktop: Desktop, tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("da", encoding="utf-8")
    dialog = begin(desktop, tmp_path / "datei")
    dialog.go.click()
    settle(desktop, 0.2)
    assert dialog.banner.property("banner") == "danger"
    assert "[" in dialog.banner.sentence.text()


def test_what_was_written_is_said_even_when_something_failed(tmp_path: Path) -> None:
    tint, title, sentence = outcome_words(ExportOutcome(written=(tmp_path,), missing=2, error=_Broken()), tmp_path)
    assert (tint, title) == ("warning", "1 Antrag ausgegeben")
    assert "2 Anträge wurden nicht ausgegeben" in sentence
    assert "STORE-FULL" in sentence
