"""Exporting a selection: written, partly written, and where nothing can be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pyzipper import AESZipFile

from sozialclient.errors import SozialclientError
from sozialclient.gui.export.controller import fate_words, outcome_words
from sozialclient.gui.export.desk import ExportFate, ExportOutcome
from sozialclient.gui.export.page import ExportDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.form_area import FormArea
from tests.gui.conftest import press


class _Broken(SozialclientError):
    reference = "STORE-FULL"


def begin(desktop: Desktop, target: Path, *, only_first: bool = False) -> ExportDialog:
    """Select everything under review and ask for its export."""
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    page = desktop.window.applications
    assert page.select_place(0)
    if not only_first:
        page.list.selectAll()
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
    dialog.form.choose("slim", frozenset(), dialog.form.pattern.text())
    assert dialog.list.count() == len(desktop.window.applications.selected_ids()) > 1
    dialog.go.click()
    dialog.go.click()
    settle(desktop, 0.2)
    folders = list((tmp_path / "ausgabe").iterdir())
    assert len(folders) == dialog.list.count()
    assert dialog.banner.property("banner") == "ok"
    assert dialog.cancel.text() == "Schließen"


def test_the_name_is_shown_while_the_pattern_is_typed(desktop: Desktop, tmp_path: Path) -> None:
    form = begin(desktop, tmp_path / "ausgabe").form
    dialog = desktop.controller.export.dialog
    assert dialog is not None and dialog.go.isEnabled()
    form.pattern.setFocus()
    form.pattern.selectAll()
    QTest.keyClicks(form.pattern, "{laufnr} {leistung_kurz}")
    assert form.preview.text().startswith("001 ") and "von höchstens 180 Zeichen" in form.preview.text()
    QTest.keyClicks(form.pattern, " {nachnam")
    assert form.problem.text() and not dialog.go.isEnabled()
    QTest.keyClicks(form.pattern, "e}")
    assert "personenbezogene" in form.problem.text() and not dialog.go.isEnabled()
    assert form.pattern.accessibleDescription() == form.problem.text()
    form.pattern.setText("{eingang}/CON")
    assert "verbotene Zeichen ersetzt" in form.preview.text() and dialog.go.isEnabled()


def test_an_archive_is_asked_a_password_for_and_opens_with_it(desktop: Desktop, tmp_path: Path) -> None:
    dialog = begin(desktop, tmp_path / "ausgabe", only_first=True)
    form = dialog.form
    form.profile.setFocus()
    QTest.keyClicks(form.profile, "Überg")
    assert form.key == "colleague" and form.secret.isVisible() and not dialog.go.isEnabled()
    QTest.keyClick(form.suggest, Qt.Key.Key_Space)
    password = form.password.line.text()
    assert len(password) > 20 and dialog.go.isEnabled()
    QTest.keyClick(form.password.line, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    paths = list((tmp_path / "ausgabe").iterdir())
    assert len(paths) == dialog.list.count() and {path.suffix for path in paths} == {".zip"}
    with AESZipFile(paths[0]) as archive:
        archive.setpassword(password.encode())
        assert archive.read(".fertig")


def test_papers_of_ours_are_chosen_for_each_profile_by_keys(desktop: Desktop, tmp_path: Path) -> None:
    dialog = begin(desktop, tmp_path / "ausgabe", only_first=True)
    form = dialog.form
    assert (form.key, form.chosen) == ("manual", frozenset({"missing_evidence"}))
    form.profile.setFocus()
    QTest.keyClick(form.profile, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.parts["missing_evidence"]
    press(form.parts["missing_evidence"], Qt.Key.Key_Space)
    press(form.parts["one_pdf"], Qt.Key.Key_Space)
    assert form.chosen == {"one_pdf"}
    form.profile.setFocus()
    QTest.keyClicks(form.profile, "Schl")
    assert (form.key, form.chosen) == ("slim", frozenset())
    QTest.keyClick(form.profile, Qt.Key.Key_Home)
    assert (form.key, form.chosen) == ("manual", frozenset({"one_pdf"})), "looking at another profile loses nothing"
    dialog.go.click()
    settle(desktop, 0.2)
    (folder,) = (tmp_path / "ausgabe").iterdir()
    assert (folder / "08_Gesamt-PDF.pdf").read_bytes().startswith(b"%PDF")
    assert not (folder / "07_Fehlende_Nachweise.pdf").exists()


def test_the_next_export_offers_the_same_again_without_the_password(desktop: Desktop, tmp_path: Path) -> None:
    dialog = begin(desktop, tmp_path / "ausgabe", only_first=True)
    dialog.form.choose("colleague", frozenset(), "{antragsnr}")
    dialog.form.password.line.setText("ein langes Kennwort")
    dialog.go.click()
    settle(desktop, 0.2)
    dialog.reject()
    again = begin(desktop, tmp_path / "ausgabe", only_first=True)
    assert (again.form.key, again.form.pattern.text()) == ("colleague", "{antragsnr}")
    assert again.form.chosen == frozenset()
    assert again.form.password.line.text() == "" and not again.go.isEnabled()
    again.form.password.line.setText("ein langes Kennwort")
    again.form.resume.setChecked(True)
    again.go.click()
    settle(desktop, 0.2)
    assert "1 Antrag lag schon vollständig da" in again.banner.sentence.text()
    assert len(list((tmp_path / "ausgabe").iterdir())) == again.list.count()


def test_a_caseworker_exports_by_keys_and_reads_what_became_of_each(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog = begin(desktop, tmp_path / "ausgabe")
    dialog.form.profile.setFocus()
    QTest.keyClicks(dialog.form.profile, "Schl")
    stations = [dialog.form.parts["one_pdf"], dialog.form.pattern, dialog.form.resume, dialog.target,
                dialog.open_after, dialog.list, dialog.go, dialog.cancel]
    assert [one for one in reached(dialog) if one in stations] == stations
    QTest.keyClick(dialog.form.pattern, Qt.Key.Key_Return)
    assert not dialog.choice.isEnabled() and QApplication.focusWidget() is dialog.cancel
    settle(desktop, 0.2)
    names = {path.name for path in (tmp_path / "ausgabe").iterdir()}
    told = [dialog.list.item(row).text().replace("\u200b", "") for row in range(dialog.list.count())]
    assert {one.partition("\n")[2].removeprefix("ausgegeben als ") for one in told} == names
    assert QApplication.focusWidget() is dialog.cancel and dialog.open_folder.isVisible()
    press(dialog.open_folder, Qt.Key.Key_Space)
    assert opened == [str(tmp_path / "ausgabe")]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def reached(dialog: ExportDialog) -> list[QWidget]:
    """What Tab goes through, from the profile on."""
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and now not in found:
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return found


def test_each_application_is_told_its_own_fate(desktop: Desktop, tmp_path: Path) -> None:
    dialog = begin(desktop, tmp_path / "ausgabe")
    fates = (ExportFate("a", path=tmp_path / "2026-11-20_HzL"), ExportFate("b", error=_Broken()), ExportFate("c"))
    words = [fate_words(fate) for fate in fates]
    assert words[0] == "ausgegeben als 2026-11-20_HzL" and words[2] == "nicht mehr versucht"
    assert words[1].startswith("nicht ausgegeben: ") and words[1].endswith("[STORE-FULL]")
    first, *_others = desktop.window.applications.selected_ids()
    dialog.show_fates({first: words[1]})
    assert dialog.list.item(0).text().replace("\u200b", "").endswith(words[1])
    assert "\n" not in dialog.list.item(1).text()


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_with_large_letters_target_and_button_are_seen_at_once(desktop: Desktop, tmp_path: Path, scale: float) -> None:
    desktop.show_size(scale)
    settle(desktop, 0.05)
    dialog = begin(desktop, tmp_path)
    dialog.resize(1350, 680)
    settle(desktop, 0.05)
    for widget in (dialog.target, dialog.place.change, dialog.go):
        assert widget.visibleRegion().boundingRect() == widget.rect()
    assert dialog.list.visibleRegion().isEmpty()
    dialog.form.resume.setFocus()
    forth: list[QWidget] = [dialog.open_after, dialog.list, dialog.target, dialog.place.change]
    back: list[QWidget] = [dialog.target, dialog.list, dialog.open_after]
    for key, way in ((Qt.Key.Key_Tab, forth), (Qt.Key.Key_Backtab, back)):
        for place in way:
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, key)
            settle(desktop, 0.02)
            assert place.hasFocus() and not place.visibleRegion().isEmpty(), "scrolled into sight"
    dialog.target.setFocus()
    settle(desktop, 0.02)
    (area,) = (each for each in dialog.findChildren(FormArea) if each.isAncestorOf(dialog.list))
    area.verticalScrollBar().setValue(0)
    assert dialog.list.visibleRegion().isEmpty()
    QTest.keyClick(dialog.target, Qt.Key.Key_Backtab)
    settle(desktop, 0.02)
    assert dialog.list.hasFocus() and not dialog.list.visibleRegion().isEmpty(), "from outside as well"
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert dialog.list.visibleRegion().boundingRect() == dialog.list.rect() and not dialog.choice.isVisible()
    assert not dialog.go.isVisible() and dialog.cancel.hasFocus()


def test_the_bar_moves_within_one_application(desktop: Desktop, tmp_path: Path) -> None:
    dialog = begin(desktop, tmp_path / "ausgabe")
    dialog.show_running(1.5)
    assert dialog.bar.value() * dialog.list.count() == dialog.bar.maximum() * 1.5
    assert f"1 von {dialog.list.count()} Anträgen" in dialog.banner.title.text()
    dialog.show_result("ok", "", "")


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
