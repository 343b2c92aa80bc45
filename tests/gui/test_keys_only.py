"""The window as somebody without a mouse meets it: real key events go wherever the focus is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.application.controller import why_no_fields
from sozialclient.gui.applications.table_model import about, title_of
from sozialclient.gui.assistant.page import AssistantDialog
from sozialclient.gui.inspection.page import InspectionPage
from sozialclient.gui.plain import breakable
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.check_list import Check
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.model.verdict import Verdict
from sozialclient.usecases.open_training_mailbox import TrainingIntermediary, start_training
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import MAILBOX, LoopWatch, StartDesktop, lock_and_unlock, longest_stall
from tests.gui.test_event_loop import keep

ATTEMPTS = 4


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrainingIntermediary]:
    """A training intermediary with two plain applications."""
    running = start_training(tmp_path_factory.mktemp("intermediary"), fill="2")
    yield running
    running.stop()


class NewWindows(QObject):
    """Remembers everything that was shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look only."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched)
        return False


def type_key(desktop: Desktop, key: Qt.Key) -> None:
    """Press a key where the focus is and let the work end."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)
    settle(desktop, 0.05)


def reach_check(desktop: Desktop, training: TrainingIntermediary, pin: str) -> AssistantDialog:
    """From the empty window to the live check, with the name the assistant proposes."""
    type_key(desktop, Qt.Key.Key_Return)
    dialog = desktop.controller.assistant.dialog
    assert dialog is not None
    dialog.key_file.picker.edit.setText(str(training.p12))
    type_key(desktop, Qt.Key.Key_Return)
    dialog.pin.secret.line.setText(pin)
    type_key(desktop, Qt.Key.Key_Return)
    dialog.place.by_hand.setChecked(True)
    dialog.place.url.setText(training.url)
    dialog.place.cipher.edit.setText(str(training.cipher_certificate))
    dialog.place.signature.edit.setText(str(training.signature_certificate))
    dialog.place.url.setFocus()
    return dialog


def test_enter_alone_leads_from_the_empty_window_to_the_checked_mailbox(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary, qapp: QApplication
) -> None:
    desktop = start(empty_workplace)
    dialog = reach_check(desktop, training, training.pin_file.read_text(encoding="utf-8").strip())
    windows = NewWindows()
    qapp.installEventFilter(windows)
    type_key(desktop, Qt.Key.Key_Return)
    qapp.removeEventFilter(windows)
    assert dialog.check.problem.sentence.text() == ""
    assert dialog.step == 3
    assert not windows.seen
    assert QApplication.focusWidget() is dialog.next


def test_a_name_that_a_removed_mailbox_had_is_said_to_go_on(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    desktop = start(empty_workplace)
    dialog = reach_check(desktop, training, training.pin_file.read_text(encoding="utf-8").strip())
    for number in (1, 2):
        keep(empty_workplace.store, number, {"c0": ("antrag.xml", b"<a>1</a>")}, "c0")
    dialog.place.name.setText(MAILBOX)
    for _ in range(2):
        type_key(desktop, Qt.Key.Key_Return)
    assert dialog.step == 4
    assert say("assistant.done.continued.many", n=2) in dialog.finish.banner.sentence.text()


def test_refused_name_leads_back_to_the_name(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    desktop = start(empty_workplace)
    dialog = reach_check(desktop, training, training.pin_file.read_text(encoding="utf-8").strip())
    dialog.place.name.setText("Amt: eins")
    type_key(desktop, Qt.Key.Key_Return)
    assert dialog.step == 2
    assert "MAILBOX-NAME" in dialog.place.problem.sentence.text()
    assert QApplication.focusWidget() is dialog.place.name


def test_failed_log_on_offers_another_try_and_nothing_turns(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    desktop = start(empty_workplace)
    dialog = reach_check(desktop, training, training.pin_file.read_text(encoding="utf-8").strip())
    dialog.place.url.setText("http://127.0.0.1:9/")
    type_key(desktop, Qt.Key.Key_Return)
    assert dialog.step == 3
    assert QApplication.focusWidget() is dialog.check.again
    spoken = [row.accessibleName() for row in dialog.check.findChildren(QWidget) if "127.0.0.1" in row.accessibleName()]
    assert spoken
    assert not any(say("assistant.check.runs") in words for words in spoken)


def test_first_fetch_of_a_session_does_not_stall(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary
) -> None:
    pin = training.pin_file.read_text(encoding="utf-8").strip()
    desktop = start(empty_workplace)
    dialog = reach_check(desktop, training, pin)
    for _ in range(2):
        type_key(desktop, Qt.Key.Key_Return)
    dialog.reject()
    stalls = []
    for _ in range(ATTEMPTS):
        lock_and_unlock(desktop)
        desktop.window.actions_table["fetch"].trigger()
        asked = desktop.controller.fetch._dialog
        assert asked is not None
        asked.secret.line.setText(pin)
        with LoopWatch() as watch:
            QTest.keyClick(asked.secret.line, Qt.Key.Key_Return)
            settle(desktop, 0.1)
        assert not asked.isVisible()
        stalls.append(watch.longest)
        if watch.longest < longest_stall():
            break
    else:
        raise AssertionError(stalls)
    assert len(desktop._desk.workplace().store.cards()) == 2


def test_focus_in_the_list_is_seen_without_opening_anything(desktop: Desktop) -> None:
    view = desktop.window.applications.list
    desktop.window.folders.select(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    desktop.window.toolbar.search.setFocus()
    view.setFocus()
    assert view.currentIndex().isValid()
    assert not view.selectionModel().selectedIndexes()
    assert desktop.controller.application.current is None
    type_key(desktop, Qt.Key.Key_Return)
    assert desktop.controller.application.current is not None
    assert desktop.window.applications.selected_ids() == [desktop.controller.application.current.card.id]


def test_no_title_is_a_technical_subject(workplace: Workplace) -> None:
    cards = workplace.store.cards()
    unknown = [card for card in cards if card.service_key is None and card.service_name == card.subject]
    assert unknown
    assert all(title_of(card) in (say("list.service_unknown"), say("list.nothing_read")) for card in unknown)
    assert all(card.subject in about(card) for card in unknown)
    assert not any(card.subject == title_of(card) for card in cards)


def test_steps_of_a_fetch_fit_at_200_percent(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    desktop.window.resize(1440, 900)
    settle(desktop, 0.05)
    page = desktop.window.fetch
    desktop.window.show_detail(page)
    settle(desktop, 0.05)
    header = page.table.horizontalHeader()
    assert header.length() <= page.table.viewport().width()
    first = QFontMetrics(page.table.font()).horizontalAdvance(say("fetch.message", n=99))
    assert header.sectionSize(0) > first
    desktop.show_size(1.0)


def test_assistant_at_200_percent_stays_on_the_screen(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    settle(desktop, 0.05)
    dialog = desktop.controller.assistant.start(desktop.window)
    room = dialog.screen().availableSize()
    assert dialog.height() <= room.height()
    assert dialog.width() <= room.width()
    dialog.reject()
    desktop.show_size(1.0)


def test_long_numbers_never_push_a_report_out_of_its_column(desktop: Desktop) -> None:
    page = InspectionPage(desktop.theme)
    page._show("checks", [Check("passed", f"Zertifikat {'X' * 90}", "9" * 120)])
    page.resize(360, 400)
    page.show()
    settle(desktop, 0.05)
    body = page.area.widget()
    assert body is not None
    assert body.width() <= page.area.viewport().width()
    assert breakable("kurzes Wort") == "kurzes Wort"
    page.close()


def test_the_next_application_is_chosen_after_a_move_and_the_moved_one_after_undo(desktop: Desktop) -> None:
    window, controller = desktop.window, desktop.controller
    controller.go_to_folder(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    ids = [card.id for row in range(window.applications.list.model().rowCount())
           if (card := window.applications._model.card_at(row))]
    window.applications.select(ids[1])
    settle(desktop, 0.05)
    controller.moves.move([ids[1]], State.QUERY)
    settle(desktop, 0.05)
    assert window.applications.selected_ids() == [ids[2]]
    controller.moves.undo()
    settle(desktop, 0.05)
    assert window.applications.selected_ids() == [ids[1]]
    controller.moves.move(ids, State.QUERY)
    settle(desktop, 0.05)
    assert window.detail.currentWidget() is window.empty


def test_enter_in_the_search_leads_to_the_first_hit(desktop: Desktop) -> None:
    window = desktop.window
    window.actions_table["search"].trigger()
    QTest.keyClicks(window.toolbar.search, "probe")
    type_key(desktop, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is window.applications.list
    assert window.applications._title.text() == say("list.hits")
    assert window.applications.list.currentIndex().isValid()


@pytest.mark.parametrize(("integrity", "title"), [("failed", "fields.withheld"), ("closed", "fields.closed")])
def test_an_altered_or_closed_message_says_why_there_is_nothing_to_see(
    desktop: Desktop, workplace: Workplace, integrity: str, title: str
) -> None:
    cards = workplace.store.cards()
    wanted = next(card for card in cards if (card.verdict is Verdict.FAILED) == (integrity == "failed")
                  and (integrity == "failed" or card.content_count + card.attachment_count == 0))
    desktop.controller.application.open(wanted.id)
    settle(desktop, 0.05)
    page = desktop.window.application
    assert desktop.controller.application.current is not None
    shown, why = why_no_fields(desktop.controller.application.current)
    assert shown == say(title)
    assert page.fields.nothing.isVisible()
    assert say("fields.none_why") not in why
    assert any(row.text in why for row in desktop.controller.application.current.sheet.notes)
    assert all(row.reason for row in page.evidence.model.rows)
    page.show_tab("raw_xml")
    assert page.raw_xml._note.text() != say("raw_xml.none")


def test_focus_follows_the_tab_and_never_hides(desktop: Desktop) -> None:
    window = desktop.window
    window.folders.select(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    window.applications.list.setFocus()
    type_key(desktop, Qt.Key.Key_Return)
    page = window.application
    page.front().setFocus()
    for tab in ("inspection", "raw_xml", "origin", "evidence", "history", "fields"):
        page.show_tab(tab)
        assert QApplication.focusWidget() is page.front()
        assert page.front().isVisible()


def test_all_tabs_are_in_sight_at_200_percent(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    desktop.window.resize(1440, 900)
    settle(desktop, 0.05)
    desktop.window.folders.select(State.IN_REVIEW.value)
    settle(desktop, 0.05)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.1)
    tabs = desktop.window.application.tabs
    assert tabs.count() == 9
    assert tabs.tabRect(8).right() <= tabs.width()
    desktop.show_size(1.0)
