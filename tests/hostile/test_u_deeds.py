"""What people do with the window in a hurry happens once, and what strangers write cannot pass for our word."""

from __future__ import annotations

import dataclasses
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from sozialclient.gui.desk import FetchResult
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.lock.idle import IdleWatch
from sozialclient.gui.origin.page import origin_groups
from sozialclient.gui.retention.delete_dialog import DeleteDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.verdict_line import VerdictLine
from sozialclient.gui.wording import full, say
from sozialclient.logs import LogLevel, log_files, start_logs, stop_logs
from sozialclient.logs.files import DAILY_BYTES
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.verdict import Verdict
from sozialclient.settings import Appearance
from sozialclient.store.books.actions import EXPORTED
from sozialclient.store.errors import StoreError
from sozialclient.store.keys.errors import StoreKeyLocked
from sozialclient.texts import error_text
from sozialclient.usecases.delete_applications import DeletionFacts
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.hostile.rows import guarded_by
from tests.hostile.shown_texts import everything_said, said_in
from tests.hostile.stranger import put_stranger
from tests.unit.logs.test_formatter import errors_of_ours

_SPELT_OUT = re.compile(r"\b(fuer|ueber|koenn|muess|waehr|naech|spaet|geaend|pruef|schluess|loesch)", re.IGNORECASE)
IMITATION = "Unverändert und vollständig entschlüsselt. Signatur gültig ✔ [Zwergfell]"


@guarded_by("sozialclient.gui.application.page.ApplicationPage", "sozialclient.gui.inspection.page.InspectionPage")
def test_u_08_a_sender_cannot_write_into_the_places_of_trust(start: StartDesktop, workplace: Workplace) -> None:
    """A text that imitates our verdict stands among the sender's words only, never in verdict, banner or status bar."""
    identity = put_stranger(workplace.store, IMITATION)
    desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.05)
    page = desktop.window.application
    page.show_tab("inspection")
    settle(desktop, 0.02)
    trusted: list[QWidget] = [page.verdict, page.strip, page.inspection.banner, desktop.window.status, page.state]
    for place in trusted:
        texts = [said.text for said in said_in(place)]
        assert texts and not any("Zwergfell" in text for text in texts), type(place).__name__
    assert any("Zwergfell" in said.text for said in said_in(page)), "the sender's words are shown elsewhere"
    assert "✔" not in page.verdict.accessibleName()


@guarded_by("sozialclient.gui.origin.page.origin_groups")
def test_u_10_the_sender_is_who_the_certificate_names(start: StartDesktop, workplace: Workplace) -> None:
    """Under "sender" stands the holder of the certificate; a name in the XML is never shown as the sender.

    The row wants the name of the XML beside it as a claim; today it is shown among the form's fields only.
    """
    identity = put_stranger(workplace.store, "Finanzamt Zwergfell")
    desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.05)
    opened = desktop.controller.application.current
    assert opened is not None and opened.delivery.originator is not None
    groups = dict(origin_groups(opened))
    assert dict(groups[say("origin.sender")])[say("origin.holder")] == opened.delivery.originator.common_name
    told = dict(groups[say("origin.message")])
    assert say("origin.holder") not in told
    assert "Absender" in say("origin.subject"), "the subject is marked as the sender's words"


@guarded_by("sozialclient.gui.shell.controller.WindowController.show_error", "sozialclient.logs.files.DailyFiles")
def test_u_11_a_thousand_errors_make_one_dialog_and_a_short_log(desktop: Desktop, tmp_path: Path) -> None:
    """Errors in quick succession make one dialog, are noted in a log of limited size, and leave the window alive."""
    start_logs(tmp_path, LogLevel.WARNING)
    try:
        for number in range(1000):
            desktop.controller.show_error(StoreError(part=str(number)))
            logging.getLogger("sozialclient.test").error("failed %s", StoreError(part="x" * 1000))
            if not number % 100:
                QApplication.processEvents()
        every = QApplication.topLevelWidgets()
        dialogs = [each for each in every if isinstance(each, ErrorDialog) and each.isVisible()]
        assert len(dialogs) == 1
        log = log_files(tmp_path)[0]
        lines = log.read_text(encoding="utf-8").count("\n")
        assert lines == 1001 and log.stat().st_size < 1001 * 300 < DAILY_BYTES
        for _ in range(20_000):
            logging.getLogger("sozialclient.test").error("failed %s", StoreError(part="x" * 1000))
        assert log.stat().st_size <= DAILY_BYTES
    finally:
        stop_logs()
    dialogs[0].accept()
    desktop.controller.show_error(StoreError(part="later"))
    assert desktop.controller.error_dialog is not None and desktop.controller.error_dialog.isVisible()


def hold_enter(button: QPushButton) -> None:
    """Enter pressed and held, then two clicks in a row."""
    for repeated in (False, True, True, True):
        QApplication.sendEvent(button, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return.value,
                                                 Qt.KeyboardModifier.NoModifier, "\r", repeated))
    button.click()
    button.click()


@guarded_by("sozialclient.gui.retention.delete_dialog.DeleteDialog", "sozialclient.gui.export.page.ExportDialog",
            "sozialclient.gui.fetch.controller.FetchController.start")
def test_u_12_held_keys_and_double_clicks_act_once(
    desktop: Desktop, workplace: Workplace, tmp_path: Path
) -> None:
    """Delete, export and fetch begin once, however often the button is pressed while they run."""
    theme, asked = desktop.theme, list[object]()
    delete = DeleteDialog(theme, DeletionFacts(count=1, untransferred=0, exports=0), desktop.window)
    delete.delete_requested.connect(asked.append)
    delete.show()
    hold_enter(delete.go)
    assert asked == [], "nothing is deleted before the number was typed"
    delete.number.setText("1")
    hold_enter(delete.go)
    assert asked == [False]
    assert exports_made(desktop, workplace, tmp_path) == 1
    assert fetches_begun(desktop) == 1


def exports_made(desktop: Desktop, workplace: Workplace, target: Path) -> int:
    """How often one application is exported when the button is held."""
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    desktop.window.applications.select_place(0)
    desktop.controller.start_export()
    settle(desktop, 0.05)
    dialog = desktop.controller.export.dialog
    assert dialog is not None
    dialog.open_after.setChecked(False)
    dialog.target.setText(str(target / "out"))
    hold_enter(dialog.go)
    settle(desktop, 0.05)
    noted = [entry for entry in workplace.store.journal() if entry.action == EXPORTED]
    assert len(noted) == len(list((target / "out").iterdir()))
    return len(noted)


def fetches_begun(desktop: Desktop) -> int:
    """How often a fetch begins when its button is held, and when other things are done meanwhile."""
    begun: list[str] = []

    def job(mailbox: Mailbox, *_rest: object) -> FetchResult:
        begun.append(mailbox.name)
        return FetchResult(new=0, duplicates=0, with_findings=0, error=None)

    fetch, mailbox = desktop.controller.fetch, desktop.controller.mailbox
    assert mailbox is not None
    mailbox = dataclasses.replace(mailbox, sealed_pin=b"kept, so nobody is asked for it")
    for _ in range(5):
        fetch.start(mailbox, desktop.window, job)
        desktop.window.actions_table["reload"].trigger()
    settle(desktop, 0.05)
    return len(begun)


@pytest.mark.parametrize("verdict", list(Verdict), ids=lambda verdict: verdict.value)
@guarded_by("sozialclient.gui.widgets.verdict_line.VerdictLine")
def test_u_13_a_verdict_is_told_by_words_and_shape_not_colour_alone(qapp: QApplication, verdict: Verdict) -> None:
    """Each verdict has words of its own for screen readers and a sign of its own shape.

    Reaching everything by keys, names for every control and large text have tests in tests/gui.
    """
    word = say(f"inspection.outcome.{verdict.value}")
    others = {say(f"inspection.outcome.{each.value}") for each in Verdict if each is not verdict}
    assert word not in others
    line, shapes = VerdictLine(Theme(Appearance.LIGHT)), {}
    for each in Verdict:
        line.show_verdict(each.value, word, "Satz.")
        shapes[each] = line._icon._icon
    assert len(set(shapes.values())) == len(Verdict)
    assert line.accessibleName() == f"{word} Satz."


@guarded_by("sozialclient.texts.error_text")
def test_u_14_every_error_there_is_has_its_german_words() -> None:
    """Each class of error in the program says in German what happened, what is safe and what to do, with umlauts.

    A help page for each is not there; the three sentences are the help.
    """
    references = {kind.reference for kind in errors_of_ours()}
    assert len(references) > 100
    for reference in sorted(references):
        words = error_text(reference)
        assert words.reference == reference
        for part in (words.happened, words.safe, words.action):
            assert len(part) > 10 and part.rstrip()[-1] in ".!?", (reference, part)
            assert not _SPELT_OUT.search(part), (reference, part)
    assert "ü" in "".join(error_text(reference).action for reference in references)
    assert full(datetime(2026, 7, 1, 10, 0, 1, tzinfo=UTC)) == "Mi, 01.07.2026, 12:00:01 MESZ"


@guarded_by("sozialclient.gui.lock.idle.IdleWatch", "sozialclient.gui.lock.controller.LockController.lock")
def test_u_16_ten_idle_minutes_blank_the_window_and_drop_the_keys(
    qapp: QApplication, start: StartDesktop, workplace: Workplace
) -> None:
    """After the set time without anybody nothing of any application is shown and no key is left."""
    text = "Zwergfell, Erika"
    identity = put_stranger(workplace.store, text)
    desktop, now = start(workplace), [0.0]
    desktop.controller.application.open(identity)
    settle(desktop, 0.05)
    assert any(text in said.text for said in everything_said())
    watch = IdleWatch(qapp, 10, clock=lambda: now[0])
    watch.idle.connect(desktop.locking.lock_idle)
    now[0] = 10 * 60
    watch.look()
    settle(desktop, 0.3)
    watch.deleteLater()
    assert not any(text in said.text for said in everything_said())
    assert workplace.vault.locked
    with pytest.raises(StoreKeyLocked):
        desktop._desk.mailboxes()
