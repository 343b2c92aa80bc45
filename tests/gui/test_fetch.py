"""Progress of a fetch, cancelling it, and how its end is put into words."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QApplication

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.controller import result_words
from sozialclient.gui.fetch.table_model import FetchTableModel, Step
from sozialclient.gui.screens import settle
from sozialclient.gui.theme import Theme
from sozialclient.settings import Appearance
from sozialclient.transports.base import CancelCheck, Phase, Progress, ProgressListener
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
    end = time.monotonic() + 5
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
