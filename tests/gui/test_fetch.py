"""Progress of a fetch, cancelling it, and how its end is put into words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.page import FetchPage
from sozialclient.gui.fetch.result_words import result_words
from sozialclient.gui.fetch.round_words import MailboxOutcome, Turn, round_words
from sozialclient.gui.fetch.table_model import FetchTableModel, Step
from sozialclient.gui.folders.mailbox_model import EVERYTHING
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import error_words
from sozialclient.settings import Appearance
from sozialclient.transports.base import CancelCheck, Phase, Progress, ProgressListener
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX, add_training_mailbox, start_training
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop


class _Broken(SozialclientError):
    reference = "STORE-FULL"


def steps(model: FetchTableModel, row: int) -> list[str]:
    """Steps of a message as words."""
    return [step.value for step in model.rows[row].steps.values()]


def test_steps_follow_what_was_reported(qapp: QApplication) -> None:
    model = FetchTableModel(Theme(Appearance.LIGHT))
    model.take([Progress(Phase.CONNECTING, 0), Progress(Phase.RECEIVING, 1, 10, 100)])
    assert steps(model, 0) == ["running", "open", "open", "open"]
    assert "von" in model.rows[0].size_words()
    model.take([Progress(Phase.OPENING, 1), Progress(Phase.STORING, 1)])
    assert model.rows[0].steps["stored"] is Step.RUNNING
    assert model.stored() == 0
    model.take([Progress(Phase.RECEIVING, 2, 5, 50)])
    assert steps(model, 0) == ["done"] * 4
    model.take([Progress(Phase.STORING, 2), Progress(Phase.CLOSING, 2)])
    assert model.stored() == 2


def test_asking_for_the_next_makes_no_empty_row(qapp: QApplication) -> None:
    model = FetchTableModel(Theme(Appearance.LIGHT))
    model.take([Progress(Phase.RECEIVING, 1, 0, None)])
    assert model.rowCount() == 0


@pytest.mark.parametrize(
    ("result", "tint", "words"),
    [
        (FetchResult(new=0, duplicates=0, with_findings=0, error=None), "info", "Keine neuen Nachrichten"),
        (FetchResult(new=1, duplicates=0, with_findings=0, error=None), "info", "1 neuer Antrag"),
        (FetchResult(new=4, duplicates=1, with_findings=1, error=None), "info", "4 neue Anträge"),
        (FetchResult(new=2, duplicates=0, with_findings=0, error=Cancelled()), "warning", "abgebrochen"),
        (FetchResult(new=2, duplicates=0, with_findings=0, error=_Broken()), "danger", "unterbrochen"),
    ],
)
def test_the_end_is_put_into_words(result: FetchResult, tint: str, words: str) -> None:
    found, title, sentence = result_words(result)
    assert found == tint
    assert words in title
    assert sentence.endswith(".")
    if result.error:
        assert "2 neue Anträge sind gesichert" in sentence


@pytest.fixture
def three_mailboxes(empty_workplace: Workplace, tmp_path: Path) -> Iterator[Workplace]:
    """One that can be fetched, one whose sealed PIN is another mailbox's, one whose PIN nobody knows."""
    running = start_training(tmp_path / "intermediary", fill="2")
    mailbox = add_training_mailbox(empty_workplace, running)
    empty_workplace.store.save_mailbox(replace(mailbox, name="Grundsicherung"))
    empty_workplace.store.save_mailbox(replace(mailbox, name="Ohne PIN", sealed_pin=None))
    yield empty_workplace
    running.stop()


def test_a_round_goes_on_past_what_fails_and_names_it(start: StartDesktop, three_mailboxes: Workplace) -> None:
    desktop = start(three_mailboxes)
    page, fetch = desktop.window.fetch, desktop.controller.fetch
    desktop.window.folders.mailbox_requested.emit(EVERYTHING)
    settle(desktop, 0.1)
    desktop.controller.start_fetch()
    end = time.monotonic() + 60
    while page.close_button.isHidden() and time.monotonic() < end:
        settle(desktop, 0.1)
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, PinDialog):
            assert "von 3: Ohne PIN" in page._turn.text()
            dialog.reject()
    assert not fetch.running and desktop.controller.error_dialog is None
    assert page._title.text() == "2 neue Anträge, 1 von 3 Postfächern abgeholt"
    assert "2 Postfächer wurden nicht ganz abgeholt." in page._sentence.text()
    assert page.mailboxes.isVisible() and not page.table.isVisible()
    told = [label.text() for label in page.mailboxes.findChildren(QLabel)]
    failed, fetched = told.index("Nicht oder nicht ganz abgeholt"), told.index("Abgeholt")
    damaged = error_words("STORE-DAMAGED", {"part": "wrapped key"})
    assert failed < told.index("Grundsicherung") < told.index("Ohne PIN") < fetched < told.index(TRAINING_MAILBOX)
    assert any(damaged.happened in words and damaged.action in words for words in told)
    assert page.mailboxes in desktop.window.panes()
    # A dialog that closes leaves no window active where there is no window system.
    desktop.window.activateWindow()
    settle(desktop, 0.02)
    QTest.keyClick(page.close_button, Qt.Key.Key_Escape)
    settle(desktop, 0.1)
    assert not page.isVisible() and desktop.window.focusWidget() is desktop.window.applications.list


def test_a_round_that_was_cancelled_names_whom_it_never_came_to() -> None:
    outcomes = [
        MailboxOutcome("Erstes", Turn.DONE, FetchResult(new=3, duplicates=0, with_findings=0, error=None)),
        MailboxOutcome("Zweites", Turn.DONE, FetchResult(new=1, duplicates=0, with_findings=0, error=Cancelled())),
        MailboxOutcome("Drittes", Turn.NOT_BEGUN)]
    words = round_words(outcomes)
    assert words.title == "4 neue Anträge, 1 von 3 Postfächern abgeholt" and words.tint == "danger"
    failed = dict(words.groups[0][1])
    assert "1 neuer Antrag ist gesichert." in failed["Zweites"] and "nicht mehr an die Reihe" in failed["Drittes"]
    assert "Drittes" in words.spoken
    whole = round_words(outcomes[:1] * 2)
    assert whole.title == "6 neue Anträge aus 2 Postfächern" and whole.tint == "info" and len(whole.groups) == 1


def test_cancel_is_heard_at_any_time(
    start: StartDesktop, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = start(workplace)

    def fetch(_mailbox: object, _pin: object, progress: ProgressListener, cancelled: CancelCheck) -> FetchResult:
        for received in range(1, 10_000):
            progress(Progress(Phase.RECEIVING, 1, received, 10_000))
            if cancelled():
                return FetchResult(new=0, duplicates=0, with_findings=0, error=Cancelled())
            time.sleep(0.002)
        raise AssertionError("nobody cancelled")

    desk = desktop.controller.fetch._desk
    monkeypatch.setattr(desk, "fetch", fetch)
    monkeypatch.setattr(desk, "pin_known", lambda _mailbox: True)
    desktop.controller.start_fetch()
    desktop.controller.start_fetch()
    end = time.monotonic() + 60
    while not desktop.window.fetch.model.rows and time.monotonic() < end:
        QApplication.processEvents()
    assert desktop.controller.fetch.running
    assert not desktop.window.actions_table["fetch"].isEnabled()
    desktop.window.fetch.cancel.click()
    settle(desktop, 0.1)
    assert not desktop.controller.fetch.running
    assert desktop.window.fetch.close_button.isVisible()
    assert desktop.window.fetch.model.rowCount() == 0
    assert desktop.controller.error_dialog is None
    desktop.window.fetch.close_button.click()
    assert not desktop.window.fetch.isVisible()


def test_a_new_fetch_does_not_show_why_the_last_one_failed(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.apply(qapp)
    page = FetchPage(theme)
    page.resize(700, 600)
    page.show()
    page.show_result(*result_words(FetchResult(new=0, duplicates=0, with_findings=0, error=_Broken())))
    assert page.banner.property("banner") == "danger"
    page.show_running("Verbindung", "Sie können weiterarbeiten.", 0, 0)
    assert page.banner.property("banner") == "info" and "geht nichts verloren" in page.banner.sentence.text()
    page.resize(700, 300)
    qapp.processEvents()
    assert not page.banner.isVisible(), "where there is little height, what happens is to be read first"
    page.show_result(*result_words(FetchResult(new=0, duplicates=0, with_findings=0, error=_Broken())))
    assert page.banner.isVisible()
    page.close()
