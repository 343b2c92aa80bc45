"""What cannot be read: how the fetch says it, why in the application, and trying again, all in the window."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.application.controller import why_no_fields
from sozialclient.gui.desk import FetchResult, OpenedApplication
from sozialclient.gui.fetch.result_words import result_words
from sozialclient.gui.fetch.table_model import FetchTableModel, Step
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.gui.unprocessable.words import Unread, unread_words
from sozialclient.model.application import State
from sozialclient.settings import Appearance
from sozialclient.transports.base import Phase, Progress
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import Hub, hub, mailbox_at, three_applications
from tests.e2e.poison import POISONS, spoiled
from tests.e2e.program import PIN, office_p12
from tests.e2e.wire_between import Between, between, pass_through
from tests.gui.conftest import StartDesktop, press


@dataclass
class Scene:
    """A window in front of a mailbox whose first delivery cannot be read."""

    hub: Hub
    wire: Between
    sent: list[str]
    workplace: Workplace
    desktop: Desktop

    def fetch(self) -> None:
        self.desktop.controller.start_fetch()
        settle(self.desktop, 0.1)

    def open_unreadable(self) -> None:
        self.desktop.controller.go_to_folder("unprocessable")
        settle(self.desktop, 0.05)
        self.desktop.controller.application.open(self.workplace.store.cards(state=State.UNPROCESSABLE)[0].id)
        settle(self.desktop, 0.1)


@contextmanager
def scene_in(folder: Path, workplace: Workplace, start: StartDesktop) -> Iterator[Scene]:
    with hub(folder / "hub") as running, between(running.url) as wire:
        sent = running.put(three_applications())
        wire.always = spoiled(sent[:1], POISONS["wrong signature"][0])
        workplace.remember_pin(replace(mailbox_at(wire.url), key_file=office_p12()), PIN)
        yield Scene(running, wire, sent, workplace, start(workplace))


@pytest.fixture
def scene(tmp_path: Path, empty_workplace: Workplace, start: StartDesktop) -> Iterator[Scene]:
    with scene_in(tmp_path, empty_workplace, start) as made:
        yield made


def current_of(scene: Scene) -> OpenedApplication:
    current = scene.desktop.controller.application.current
    assert current is not None
    return current


def test_from_the_fetch_to_the_application(scene: Scene) -> None:
    scene.fetch()
    page, window = scene.desktop.window.fetch, scene.desktop.window
    words = page._sentence.text()
    assert "2 neue Anträge" in page._title.text() and "liegt weiter beim Intermediär" in words
    assert "[OSCI-SIGNATURE]" in words and page.banner.sentence.text() == words
    readable = [row.steps["readable"] for row in page.model.rows]
    assert sorted(step.value for step in readable) == ["done", "done", "failed"]
    failed = page.model.rows[readable.index(Step.FAILED)]
    assert failed.steps["acknowledged"] is Step.WAITS and failed.steps["stored"] is Step.DONE
    scene.open_unreadable()
    band = scene.desktop.unprocessable.band
    assert band.isVisible() and "konnte nicht gelesen werden" in band.title.text()
    assert "[OSCI-SIGNATURE]" in band.sentences.text()
    for part in ("[OSCI-SIGNATURE]", "nicht quittiert", "liegt weiter beim Intermediär", "IT-Sicherheit"):
        assert part in band.accessibleName() and part in why_no_fields(current_of(scene))[1]
    # Still spoiled: the window says so and the application stays as it is.
    band.retry.click()
    settle(scene.desktop, 0.1)
    assert "nicht mehr zu lesen" in page._title.text() and scene.hub.received() == scene.sent[1:]
    # No longer: the same application opens with its contents.
    scene.wire.always = pass_through
    current = current_of(scene)
    window.show_detail(window.application)
    assert band.isVisible()
    band.retry.click()
    settle(scene.desktop, 0.2)
    assert "1 Antrag konnte jetzt gelesen werden" in page._title.text()
    again = current_of(scene)
    assert again.card.id == current.card.id and again.card.content_count > 0
    assert band.isHidden() and scene.hub.received() == scene.sent
    assert "1 Antrag konnte jetzt gelesen werden" in window.status._note.accessibleName()


def test_fetching_again_by_id(scene: Scene) -> None:
    """By keyboard: the id of the chosen application is suggested, another can be typed."""
    scene.wire.always = pass_through
    scene.fetch()
    window, shell = scene.desktop.window, scene.desktop.unprocessable
    shell.ask()
    assert shell.dialog is not None and shell.dialog.field.text() == "" and not shell.dialog.go.isEnabled()
    shell.dialog.field.setText(f"  {scene.sent[2]} ")
    press(shell.dialog.field, Qt.Key.Key_Return)
    settle(scene.desktop, 0.1)
    assert "1 Nachricht lag bereits vor" in window.fetch._sentence.text()
    scene.desktop.controller.go_to_folder("new")
    settle(scene.desktop, 0.05)
    card = scene.workplace.store.cards()[0]
    window.applications.select(card.id)
    settle(scene.desktop, 0.05)
    window.actions_table["fetch_again"].trigger()
    settle(scene.desktop, 0.05)
    assert shell.dialog.field.text() == card.message_id
    shell.dialog.reject()
    assert len(scene.workplace.store.cards()) == 3


def test_the_raw_message(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.fetch()
    scene.open_unreadable()
    target = tmp_path / "nachricht.osci"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    scene.desktop.unprocessable.band.save.click()
    settle(scene.desktop, 0.1)
    (card,) = scene.workplace.store.cards(state=State.UNPROCESSABLE)
    kept = b"".join(scene.workplace.store.original(card.id))
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(kept).digest()


def test_every_tab_of_what_could_not_be_read(scene: Scene) -> None:
    scene.fetch()
    scene.open_unreadable()
    page = scene.desktop.window.application
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        settle(scene.desktop, 0.02)
    assert scene.desktop.controller.error_dialog is None
    assert "Unbekannt" not in page.strip.accessibleName()


def test_words_for_what_waits_and_what_does_not() -> None:
    unread = Unread(application_id="A-1", failure="WIRE-LIMIT", parameters={"limit": "xml_depth", "allowed": "64"},
                    waits=True)
    assert "64" in unread_words(unread)[1][0]
    assert "wartet sie nicht mehr" in " ".join(unread_words(replace(unread, waits=False))[1])
    closed = unread_words(Unread(application_id="A-1", failure=None, parameters={}, waits=False))
    assert "quittiert" in " ".join(closed[1])


def test_words_for_the_end() -> None:
    waiting = FetchResult(new=0, duplicates=0, with_findings=0, error=None, waiting=2, unfinished=True)
    tint, title, sentence = result_words(waiting)
    assert (tint, title) == ("warning", "Keine neuen Nachrichten")
    assert "2 Zustellungen konnten nicht gelesen werden" in sentence and "nächsten Abholen" in sentence
    nothing = result_words(FetchResult(new=0, duplicates=0, with_findings=0, error=None, retried=True))
    assert nothing[0] == "warning" and "wie es war" in nothing[2]


def test_rows_that_were_set_aside_stay(qapp: object) -> None:
    model = FetchTableModel(Theme(Appearance.LIGHT))
    model.take([Progress(Phase.RECEIVING, 1, 5, 5), Progress(Phase.OPENING, 1), Progress(Phase.SET_ASIDE, 1),
                Progress(Phase.RECEIVING, 2, 5, 5), Progress(Phase.STORING, 2), Progress(Phase.RECEIVING, 3, 1, 5)])
    assert model.stored() == 1
    model.finish(1)
    assert [row.steps["readable"].value for row in model.rows] == ["failed", "done"]
