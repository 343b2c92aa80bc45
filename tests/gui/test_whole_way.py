"""From a key file to a read application, by keyboard, over a real training intermediary."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from sozialclient.gui.assistant.page import AssistantDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.usecases.open_training_mailbox import TrainingIntermediary, start_training
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, lock_and_unlock, press, write

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrainingIntermediary]:
    """A training intermediary with five plain applications."""
    running = start_training(tmp_path_factory.mktemp("intermediary"), fill="5")
    yield running
    running.stop()


def set_up(desktop: Desktop, training: TrainingIntermediary, pin: str) -> AssistantDialog:
    """Go through the assistant up to the live check."""
    dialog = desktop.controller.assistant.start(desktop.window)
    write(dialog.key_file.picker.edit, str(training.p12))
    press(dialog, Qt.Key.Key_Return)
    write(dialog.pin.secret.line, pin)
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    if dialog.step < 2:
        return dialog
    dialog.place.name.clear()
    write(dialog.place.name, "Sozialamt Übungsstadt")
    dialog.place.by_hand.setChecked(True)
    write(dialog.place.url, training.url)
    write(dialog.place.cipher.edit, str(training.cipher_certificate))
    write(dialog.place.signature.edit, str(training.signature_certificate))
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    return dialog


def test_set_up_fetch_read_copy_export(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pin = training.pin_file.read_text(encoding="utf-8").strip()
    desktop = start(empty_workplace)
    window = desktop.window
    assert desktop.controller.mailbox is None
    dialog = set_up(desktop, training, pin)
    assert dialog.step == 3
    assert dialog.next.isEnabled(), dialog.check.problem.sentence.text()
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert dialog.step == 4
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert not dialog.isVisible()
    model = window.applications.list.model()
    assert window.fetch.model.stored() == 5
    assert desktop.controller.fetch.running is False
    assert sum(model.index(row, 0).flags() != Qt.ItemFlag.NoItemFlags for row in range(model.rowCount())) == 5

    read_and_copy(desktop)
    # A folder for temporary files would be warned of.
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    export_one(desktop, tmp_path / "ausgabe")


def read_and_copy(desktop: Desktop) -> None:
    """Open the first application, walk to a field and copy it."""
    window = desktop.window
    window.applications.list.setFocus()
    press(window.applications.list, Qt.Key.Key_Home)
    press(window.applications.list, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    current = desktop.controller.application.current
    assert current is not None
    assert window.detail.currentWidget() is window.application
    assert window.application.strip.time.text().endswith(("MEZ", "MESZ"))

    press(window.applications.list, Qt.Key.Key_Return)
    fields = window.application.fields
    press(fields.list, Qt.Key.Key_Down)
    field = fields.model.entry_at(fields.list.currentIndex().row())
    assert field is not None
    fields.copy_row(fields.list.currentIndex().row())
    assert QGuiApplication.clipboard().text() == field.value


def export_one(desktop: Desktop, target: Path) -> None:
    """Export what is selected."""
    desktop.controller.start_export()
    settle(desktop, 0.05)
    export = desktop.controller.export.dialog
    assert export is not None
    export.target.setText(str(target))
    export.open_after.setChecked(False)
    press(export, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert export.banner.property("banner") == "ok", export.banner.sentence.text()
    assert len(list(target.iterdir())) == 1


def test_wrong_pin_keeps_the_field_and_says_what_is_safe(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    desktop = start(empty_workplace)
    dialog = set_up(desktop, training, "falsch")
    assert dialog.step == 1
    assert dialog.pin.problem.isVisible()
    assert "KEY-PIN" in dialog.pin.problem.sentence.text()
    assert dialog.pin.secret.line.selectedText() == "falsch"


def test_a_file_that_is_no_key_file_is_asked_for_again_not_its_pin(
    start: StartDesktop, empty_workplace: Workplace, tmp_path: Path
) -> None:
    (tmp_path / "brief.p12").write_bytes(b"Kein Zertifikat.")
    desktop = start(empty_workplace)
    dialog = desktop.controller.assistant.start(desktop.window)
    write(dialog.key_file.picker.edit, str(tmp_path / "brief.p12"))
    press(dialog, Qt.Key.Key_Return)
    write(dialog.pin.secret.line, "1234")
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert dialog.step == 0 and dialog.key_file.picker.edit.hasFocus()
    assert dialog.key_file.problem.isVisible() and "KEY-NOT-A-KEY-FILE" in dialog.key_file.problem.sentence.text()
    assert not dialog.pin.secret.line.text(), "it was the PIN of another file"
    dialog.reject()


def test_fetch_asks_for_the_pin_once(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    pin = training.pin_file.read_text(encoding="utf-8").strip()
    desktop = start(empty_workplace)
    dialog = set_up(desktop, training, pin)
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    dialog.reject()
    desktop.controller.mailbox = desktop.controller.mailboxes[0]
    lock_and_unlock(desktop)

    desktop.window.actions_table["fetch"].trigger()
    asked = desktop.controller.fetch._dialog
    assert asked is not None
    write(asked.secret.line, "falsch")
    press(asked, Qt.Key.Key_Return)
    settle(desktop, 0.05)
    assert asked.isVisible()
    assert asked.secret.line.selectedText() == "falsch"
    write(asked.secret.line, pin)
    press(asked, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert not asked.isVisible()
    desktop.window.actions_table["fetch"].trigger()
    assert desktop.controller.fetch._dialog is None
    settle(desktop, 0.1)
    assert desktop.controller.fetch.running is False


def test_unreachable_intermediary_ends_in_words(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary, qapp: QApplication
) -> None:
    desktop = start(empty_workplace)
    dialog = desktop.controller.assistant.start(desktop.window)
    assert isinstance(dialog, QObject)
    dialog.reject()
    pin = training.pin_file.read_text(encoding="utf-8").strip()
    dialog = set_up(desktop, training, pin)
    dialog.place.url.setText("http://127.0.0.1:9/")
    dialog.show_step(2)
    press(dialog, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert dialog.step == 3
    assert dialog.check.problem.isVisible()
    assert not dialog.next.isEnabled()
    qapp.processEvents()
