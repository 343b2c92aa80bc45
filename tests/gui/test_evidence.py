"""Evidence, hints and the comparison of two applications, worked with by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from sozialclient.gui.evidence.request_dialog import RequestDialog
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow
from sozialclient.gui.wording import short
from sozialclient.model.application import State
from sozialclient.model.evidence_request import Stage, Way
from sozialclient.settings import load_settings
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press, write
from tests.gui.screen_walk import nameless

CONTROL = Qt.KeyboardModifier.ControlModifier
APPLICANT = "Beispiel-Großmann"
TWICE = "Muster-Łąka"


def open_of(desktop: Desktop, workplace: Workplace, applicant: str) -> str:
    """Open the newest application of somebody; its id."""
    card = next(card for card in workplace.store.cards() if card.applicant.startswith(applicant))
    desktop.controller.application.open(card.id)
    settle(desktop, 0.1)
    desktop.window.show_detail(desktop.window.application)
    return card.id


def evidence_rows(desktop: Desktop) -> list[CardRow]:
    desktop.window.application.show_tab("evidence")
    settle(desktop, 0.1)
    model = desktop.window.application.evidence.model
    rows = [model.data(model.index(row), ROW_ROLE) for row in range(model.rowCount())]
    return [row for row in rows if isinstance(row, CardRow)]


def test_original_names_what_is_lost_and_what_is_expected(desktop: Desktop, workplace: Workplace) -> None:
    open_of(desktop, workplace, TWICE)
    names = [row.title for row in evidence_rows(desktop)]
    assert "Rechnung Mensa.pdf" in names and "anhang_0001.pdf" not in names
    travelled = next(row for row in evidence_rows(desktop) if row.title == "Rechnung Mensa.pdf")
    assert "Nachweis Mittagsverpflegung" in travelled.subtitle and "anhang_0001.pdf" in travelled.subtitle
    open_of(desktop, workplace, APPLICANT)
    rows = evidence_rows(desktop)
    headings = [row.heading for row in rows if row.heading]
    assert len(headings) == 3
    lost = rows[[row.heading for row in rows].index(headings[0]) + 1]
    assert lost.title.startswith("Ärztliche Bescheinigung") and "nachgereicht" in lost.subtitle
    rent = next(row for row in rows if row.title.startswith("Mietvertrag mit"))
    assert [chip.text for chip in rent.chips] == ["wohl vorhanden"]
    model = desktop.window.application.evidence.model
    spoken = [model.data(model.index(at), Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]
    assert all(isinstance(words, str) and words for words in spoken)


def test_an_expected_row_shows_the_file_that_seems_to_be_it(desktop: Desktop, workplace: Workplace) -> None:
    open_of(desktop, workplace, APPLICANT)
    at = [row.title for row in evidence_rows(desktop)].index("Rentenbescheid und letzte Rentenanpassung")
    page = desktop.window.application
    page.evidence.list.setCurrentIndex(page.evidence.model.index(at))
    settle(desktop, 0.2)
    assert page.document.documents.currentText() == "rentenbescheid.jpg"


def test_hostile_names_are_shown_as_they_are(desktop: Desktop, workplace: Workplace) -> None:
    open_of(desktop, workplace, "von und zu")
    rows = evidence_rows(desktop)
    texts = [text for row in rows for text in (row.title, row.subtitle)]
    assert any("⟨U+202E⟩" in text for text in texts)
    assert not any("\u202e" in text for text in texts)


def test_a_letter_is_written_by_keys(desktop: Desktop, workplace: Workplace, tmp_path: Path,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    identity = open_of(desktop, workplace, APPLICANT)
    target = tmp_path / "brief.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desktop.window.actions_table["request"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.insight.evidence.dialog
    assert dialog is not None and not nameless(dialog)
    assert not dialog.save.isEnabled() and dialog.list.hasFocus()
    asked = dialog.model.chosen
    press(dialog.list, Qt.Key.Key_Space)
    assert dialog.model.chosen == asked[1:]
    press(dialog.list, Qt.Key.Key_Return)
    assert dialog.model.chosen == asked
    write(dialog.more, "Nachweis über die Miete des Stellplatzes")
    write(dialog.office, "Stadt Musterstadt")
    write(dialog.deadline, "24.12.2023")
    assert not dialog.save.isEnabled()
    dialog.deadline.clear()
    write(dialog.deadline, f"{dialog.draft.deadlines[0]:%d.%m.%Y}")
    assert dialog.save.isEnabled()
    address = dialog.recipient.toPlainText()
    dialog.recipient.clear()
    dialog.office.clear()
    assert not dialog.save.isEnabled() and dialog.banner.isVisible()
    assert "der Absender, die Anschrift" in dialog.banner.sentence.text()
    dialog.recipient.setPlainText(address)
    write(dialog.office, "Stadt Musterstadt")
    assert dialog.save.isEnabled() and "Absender" not in dialog.banner.sentence.text()
    dialog.save.setFocus()
    press(dialog.save, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    assert target.read_bytes().startswith(b"%PDF-")
    assert workplace.store.card(identity).state is State.QUERY
    assert workplace.store.work.work(identity).due == dialog.draft.deadlines[0]
    assert not dialog.isVisible()
    assert load_settings(workplace.store.folder).office_sender == ("Stadt Musterstadt",)
    assert desktop.window.application.state.text().strip().startswith("Nachforderung")


def test_the_text_of_a_letter_goes_to_the_clipboard_and_changes_nothing(desktop: Desktop, workplace: Workplace) -> None:
    identity = open_of(desktop, workplace, APPLICANT)
    before = workplace.store.card(identity).state
    dialog = SCREENS["request"](desktop)
    request = desktop.insight.evidence.dialog
    assert request is not None and dialog is request
    write(request.office, "Kreis Probe")
    request.copy.setFocus()
    press(request.copy, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert "Kreis Probe" in QGuiApplication.clipboard().text()
    assert workplace.store.card(identity).state is before
    request.reject()


def _pressed(desktop: Desktop, button: QWidget, key: Qt.Key) -> None:
    button.setFocus()
    press(button, key)
    settle(desktop, 0.1)


def _asking(desktop: Desktop) -> RequestDialog:
    """The dialog, with a deadline in it."""
    desktop.window.actions_table["request"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.insight.evidence.dialog
    assert dialog is not None and dialog.isVisible() and not nameless(dialog)
    dialog.office.setPlainText("Stadt Musterstadt")
    write(dialog.deadline, "+12")
    return dialog


def test_first_asked_then_reminded_for_the_mailbox_then_warned(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = open_of(desktop, workplace, APPLICANT)
    target = tmp_path / "brief.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    first = _asking(desktop)
    assert "in 12 Arbeitstagen" in first.weekday.text()
    assert [stage for stage, button in first.stage.stages.items() if button.isEnabled()] == [Stage.REQUEST]
    _pressed(desktop, first.save, Qt.Key.Key_Return)
    assert not first.isVisible() and target.exists()
    second = _asking(desktop)
    _pressed(desktop, second.stage.stages[Stage.REMINDER], Qt.Key.Key_Space)
    assert second.stage.stage is Stage.REMINDER and not second.stage.findings_area.isVisible()
    _pressed(desktop, second.mailbox, Qt.Key.Key_Return)
    clipboard = QGuiApplication.clipboard().text()
    assert clipboard.startswith("Betreff: ") and "schon abgeschickt?" in clipboard and not second.isVisible()
    third = _asking(desktop)
    _pressed(desktop, third.stage.stages[Stage.WARNING], Qt.Key.Key_Space)
    _fill_findings(third)
    assert third.save.isEnabled() and not third.mailbox.isEnabled()
    third.stage.way.setCurrentIndex(third.stage.way.findData(Way.MAILBOX))
    assert third.mailbox.isEnabled()
    _pressed(desktop, third.save, Qt.Key.Key_Return)
    assert "§ 66 Absatz 1 und 3" in target.read_text(encoding="utf-8")
    lines = [(line.action, line.detail) for line in workplace.store.journal(identity) if "evidence_" in line.action]
    asked = str(len(third.form.items)) if third.form else ""
    assert lines == [("evidence_requested", asked), ("evidence_reminded", asked),
                     ("evidence_warned", f"{asked}, way=mailbox")]


def _fill_findings(dialog: RequestDialog) -> None:
    """A warning is not to be had before the last thing it must say is written."""
    assert dialog.stage.findings_area.isVisible()
    for name in ("decisive", "unclear", "inquiries", "part", "since"):
        assert not dialog.save.isEnabled()
        write(dialog.stage.words[name], f"was {name} sagt")


def test_hints_lead_to_their_field_and_to_the_other_application(desktop: Desktop, workplace: Workplace) -> None:
    identity = open_of(desktop, workplace, TWICE)
    insight = desktop.insight
    assert insight.hints.button.isVisible() and "Hinweis" in insight.hints.button.text()
    insight.hints.button.setFocus()
    press(insight.hints.button, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    dialog = insight.hints.dialog
    assert dialog is not None and not nameless(dialog)
    codes = [hint.code for hint in dialog.model.hints]
    assert codes[0] == "LINK-DUPLICATE" and "HINT-POSTCODE" in codes
    dialog.list.setCurrentIndex(dialog.model.index(codes.index("HINT-POSTCODE")))
    assert not dialog.compare.isEnabled() and not dialog.copy.isEnabled()
    press(dialog.list, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    fields = desktop.window.application.fields
    field = fields.model.entry_at(fields.list.currentIndex().row())
    assert field is not None and field.label == "Postleitzahl"
    assert desktop.window.focusWidget() is fields.list
    insight.hints.open()
    settle(desktop, 0.05)
    again = insight.hints.dialog
    assert again is not None
    press(again.list, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    current = desktop.controller.application.current
    assert current is not None and current.card.id != identity
    assert current.card.id == again.model.hints[0].application


def test_the_postbox_is_copied_with_one_key(desktop: Desktop, workplace: Workplace) -> None:
    open_of(desktop, workplace, TWICE)
    hint = next(hint for hint in desktop.insight.hints.hints if hint.copy)
    action = desktop.window.actions_table["copy_postbox"]
    assert [keys.toString() for keys in action.shortcuts()] == ["Ctrl+B"]
    action.trigger()
    assert QGuiApplication.clipboard().text() == hint.copy
    open_of(desktop, workplace, APPLICANT)
    desktop.controller.clipboard.clear()
    action.trigger()
    assert QGuiApplication.clipboard().text() == ""


def test_two_applications_side_by_side(desktop: Desktop) -> None:
    dialog = SCREENS["compare"](desktop)
    comparison = desktop.insight.comparison.dialog
    assert comparison is not None and dialog is comparison and not nameless(comparison)
    different = comparison.model.rowCount()
    assert different > 10
    words = comparison.row.toPlainText()
    assert words.count("\n") == 2 and words.splitlines()[0].endswith(("geändert", "dazugekommen", "weggefallen"))
    press(comparison.table, Qt.Key.Key_Down)
    assert comparison.row.toPlainText() != words
    comparison.everything.setFocus()
    press(comparison.everything, Qt.Key.Key_Space)
    assert comparison.model.rowCount() > different
    comparison.reject()


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_earlier_application_stands_at_the_left_with_its_name(
    desktop: Desktop, workplace: Workplace, newest_first: bool
) -> None:
    desktop.window.applications.order.setChecked(not newest_first)
    settle(desktop, 0.05)
    SCREENS["compare"](desktop)
    comparison = desktop.insight.comparison.dialog
    assert comparison is not None
    ids = desktop.window.applications.selected_ids()
    cards = sorted(map(workplace.store.card, ids), key=lambda card: str(card.received))
    heads = [str(comparison.model.headerData(at, Qt.Orientation.Horizontal)) for at in (1, 2)]
    for head, card in zip(heads, cards, strict=True):
        assert card.applicant and card.applicant in head and short(card.received) in head
    rows = [row for row in range(comparison.model.rowCount())
            if comparison.model.index(row, 0).data().startswith("Antragsdatum")]
    dates = [comparison.model.index(row, at).data() for at in (1, 2) for row in rows]
    assert dates == [f"{card.received:%d.%m.%Y}" for card in cards if card.received]
    comparison.reject()


def test_comparing_needs_two(desktop: Desktop, workplace: Workplace) -> None:
    open_of(desktop, workplace, APPLICANT)
    desktop.window.actions_table["compare"].trigger()
    settle(desktop, 0.05)
    assert desktop.insight.comparison.dialog is None
